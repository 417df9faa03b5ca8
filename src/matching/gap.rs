//! Gaps: requirements not met in full, each with the readiness that closing it would give back.

use super::reach::{FULL, HIGH, Reach, Reaches, share_of};
use super::readiness::{MET, linked_share};
use crate::units::{Level, SkillRow};
use crate::vector::{Held, Links, Requirement, RoleVector};

/// Why a requirement is not met in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapKind {
    /// Nothing in the profile counts for it.
    Missing,
    /// The skill is there, below the level asked.
    Level,
    /// Only a linked skill counts for it, in part.
    Related(SkillRow),
}

/// A requirement not met in full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Index into the role's requirements.
    pub requirement: usize,
    /// The skill.
    pub skill: SkillRow,
    /// The level asked.
    pub required: Level,
    /// The level the profile has, if it has the skill itself.
    pub level: Option<Level>,
    /// Whether it is a must.
    pub essential: bool,
    /// Readiness that closing it gives back, in (0, 1]. Readiness and all gains add up to 1.
    pub gain: f64,
    /// Why it is open.
    pub kind: GapKind,
}

/// How far a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Index into the role's requirements.
    pub requirement: u16,
    /// How far it is met, in 1/256, less than [`MET`].
    pub share: u32,
    /// Points of readiness that closing it gives back: importance × what is not met.
    pub points: u32,
}

/// A role's requirements in the order in which gaps are listed when nothing is met: by importance, then by requirement. Behind them stand
/// some that ask nothing and are met, so that eight can always be looked at together.
#[derive(Debug)]
pub struct Demands {
    /// Where the share of each stands in what a profile reaches.
    slots: Box<[u32]>,
    /// At most 1000.
    importances: Box<[i16]>,
    requirements: Box<[u16]>,
    /// The sum of importances times [`MET`].
    pub points: u64,
}

/// Requirements of a role beyond this many are not listed as gaps; no description reaches it.
const MOST: usize = u16::MAX as usize - EIGHT;

/// Demands that are looked at together.
const EIGHT: usize = 8;

/// How the demands of a role are met by a profile. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// By demand: the byte of the share met.
    shares: Vec<u8>,
    /// Demands not met at all, as runs of such that stand one behind the other.
    unmet: Vec<Run>,
    /// Those met in part, most points first, ties by requirement.
    parts: Vec<Part>,
    /// Both in the order in which they are listed.
    merged: Vec<Run>,
    /// Points met.
    pub points: u64,
}

/// Where a run of demands starts and ends.
type Run = (u16, u16);

/// A demand met in part.
#[derive(Clone, Copy, Debug)]
struct Part {
    points: u32,
    requirement: u16,
    demand: u16,
}

impl Part {
    /// Whether it is listed before what has so many points.
    #[inline]
    fn is_before(&self, points: u32, requirement: u16) -> bool {
        self.points > points || self.points == points && self.requirement < requirement
    }
}

impl Judgement {
    /// The gaps as runs of demands (where each starts and ends), most points first, ties by requirement; no more than were asked for.
    #[must_use]
    #[inline]
    pub fn gaps(&self) -> &[(u16, u16)] {
        if self.parts.is_empty() { &self.unmet } else { &self.merged }
    }
}

/// By byte of eight, one bit: whether it is anything but zero.
#[inline]
fn any(eight: u64) -> u64 {
    let high = (((eight & !HIGH) + !HIGH) | eight) & HIGH;
    // Brings bit 8·i to bit 56 + i; no two meet.
    ((high >> 7).wrapping_mul(0x0102_0408_1020_4080)) >> 56
}

/// Of at most 64 shares, a bit for each that is not met at all, and for each that is met in part.
#[inline]
fn masks(shares: &[u8]) -> (u64, u64) {
    let (mut unmet, mut part) = (0, 0);
    let eights = shares.chunks_exact(EIGHT).filter_map(|c| c.try_into().ok().map(u64::from_le_bytes));
    for (number, eight) in eights.enumerate() {
        let (met, open) = (any(eight), any(!eight));
        unmet |= (met ^ 0xFF) << (EIGHT * number);
        part |= (met & open) << (EIGHT * number);
    }
    (unmet, part)
}

impl Demands {
    /// Orders what a role asks.
    #[must_use]
    pub fn of(role: &RoleVector, reaches: &Reaches) -> Demands {
        let mut list: Vec<(u16, &Requirement)> = (0..).zip(&role.requirements).take(MOST).collect();
        list.sort_by(|a, b| b.1.importance.cmp(&a.1.importance).then(a.0.cmp(&b.0)));
        let padded = list.len().next_multiple_of(EIGHT);
        let mut slots: Vec<u32> = list.iter().map(|(_, r)| reaches.slot(r.skill, r.level)).collect();
        slots.resize(padded, reaches.full());
        let importance = |r: &Requirement| i16::try_from(r.importance).unwrap_or(i16::MAX);
        let mut importances: Vec<i16> = list.iter().map(|(_, r)| importance(r)).collect();
        importances.resize(padded, 0);
        Demands {
            slots: slots.into(),
            importances: importances.into(),
            requirements: list.iter().map(|(at, _)| *at).collect(),
            points: role.total_importance() * u64::from(MET),
        }
    }

    /// The requirements (indices into the role's) in the order of demands.
    pub fn requirements(&self) -> impl ExactSizeIterator<Item = u16> + '_ {
        self.requirements.iter().copied()
    }

    fn importance(&self, demand: usize) -> u32 {
        u32::from(self.importances[demand].unsigned_abs())
    }

    /// The slot of a demand in what a profile reaches.
    pub(super) fn slot(&self, demand: u16) -> u32 {
        self.slots[usize::from(demand)]
    }

    /// Works out what is met, and the first `most` gaps.
    ///
    /// What is not met at all stays in the order of importance; the few requirements met in part are put in between.
    pub fn judge(&self, reach: &Reach, most: usize, out: &mut Judgement) {
        let reached = reach.slots();
        if out.shares.len() < self.slots.len() {
            out.shares.resize(self.slots.len(), 0);
        }
        let shares = &mut out.shares[..self.slots.len()];
        for (share, slot) in shares.iter_mut().zip(&self.slots) {
            *share = reached[*slot as usize];
        }
        out.points = 0;
        for (shares, importances) in shares.chunks(64).zip(self.importances.chunks(64)) {
            // Products of 16 bits are summed in pairs by one instruction.
            let share = |byte: u8| i16::from(byte) + i16::from(byte == FULL);
            let points = |(byte, importance): (&u8, &i16)| i32::from(*importance) * i32::from(share(*byte));
            out.points += u64::from(shares.iter().zip(importances).map(points).sum::<i32>().unsigned_abs());
        }
        out.unmet.clear();
        out.parts.clear();
        let mut left = u32::try_from(most).unwrap_or(u32::MAX);
        for (number, shares) in out.shares[..self.slots.len()].chunks(64).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            let first = (number * 64) as u16;
            let (mut unmet, mut part) = masks(shares);
            while unmet != 0 && left > 0 {
                let from = unmet.trailing_zeros();
                let many = (unmet >> from).trailing_ones();
                unmet &= u64::MAX.checked_shl(from + many).unwrap_or(0);
                let to = from + left.min(many);
                left -= to - from;
                #[allow(clippy::cast_possible_truncation)]
                out.unmet.push((first + from as u16, first + to as u16));
                if left == 0 {
                    // What stands behind the last one has fewer points than all that are listed.
                    part &= (1 << (to - 1)) - 1;
                }
            }
            while part != 0 {
                let at = part.trailing_zeros() as usize;
                part &= part - 1;
                self.put(usize::from(first) + at, shares[at], &mut out.parts);
            }
            if left == 0 {
                break;
            }
        }
        if !out.parts.is_empty() {
            self.merge(most, out);
        }
    }

    /// Puts a demand that is met in part in its place among those.
    #[allow(clippy::cast_possible_truncation)]
    fn put(&self, demand: usize, share: u8, parts: &mut Vec<Part>) {
        let points = self.importance(demand) * (MET - share_of(share));
        let part = Part { points, requirement: self.requirements[demand], demand: demand as u16 };
        let before = |p: &Part| p.is_before(points, part.requirement);
        let place = parts.iter().rposition(before).map_or(0, |last| last + 1);
        parts.insert(place, part);
    }

    /// Puts what is met in part in between what is not met.
    #[allow(clippy::cast_possible_truncation)]
    fn merge(&self, most: usize, out: &mut Judgement) {
        let Judgement { unmet, parts, merged, .. } = out;
        merged.clear();
        let mut left = most.min(MOST) as u16;
        let mut list = |from: u16, to: u16| {
            let to = to.min(from.saturating_add(left));
            if from < to {
                merged.push((from, to));
                left -= to - from;
            }
        };
        let before = |part: &Part, demand: u16| {
            let at = usize::from(demand);
            part.is_before(self.importance(at) * MET, self.requirements[at])
        };
        let mut parts = parts.iter().peekable();
        for &(mut from, to) in &*unmet {
            while let Some(part) = parts.next_if(|p| before(p, to - 1)) {
                let mut at = from;
                while !before(part, at) {
                    at += 1;
                }
                list(from, at);
                list(part.demand, part.demand + 1);
                from = at;
            }
            list(from, to);
        }
        parts.for_each(|p| list(p.demand, p.demand + 1));
    }

    /// The gaps one by one, in their order.
    #[must_use]
    pub fn open(&self, judgement: &Judgement) -> Vec<Open> {
        let one = |demand: u16| {
            let at = usize::from(demand);
            let share = share_of(judgement.shares[at]);
            let points = self.importance(at) * (MET - share);
            Open { requirement: self.requirements[at], share, points }
        };
        judgement.gaps().iter().flat_map(|(from, to)| *from..*to).map(one).collect()
    }
}

/// A gap with all that is shown of it.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn gap(open: &Open, role: &RoleVector, all: u64, reach: &Reach, held: &[Held], links: &Links) -> Gap {
    let at = usize::from(open.requirement);
    let r = &role.requirements[at];
    let level = reach.level(r.skill);
    let share = open.share;
    let own = level.map_or(0, |l| linked_share(crate::vector::CREDIT_ONE, l, r.level));
    let kind = if share == 0 {
        GapKind::Missing
    } else if own == share {
        GapKind::Level
    } else {
        // The first of the skills whose link meets as much.
        let over = |h: &&Held| {
            let link = links.from(h.skill).iter().find(|l| l.to == r.skill);
            link.is_some_and(|l| linked_share(l.credit, h.level, r.level) == share)
        };
        held.iter().find(over).map_or(GapKind::Missing, |h| GapKind::Related(h.skill))
    };
    Gap {
        requirement: at,
        skill: r.skill,
        required: r.level,
        level,
        essential: r.essential,
        gain: f64::from(open.points) / all as f64,
        kind,
    }
}
