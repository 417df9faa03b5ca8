//! Gaps: requirements not met in full, each with the readiness that closing it would give back.

use super::order::{Masks, Part, WINDOW, WORD, before, end, first, list, rank, sort};
use super::reach::{FULL, Reach, Reaches, number_of, share_of};
use super::readiness::{MET, linked_share};
use crate::bits::together;
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

/// A role's requirements in the order in which gaps are listed when nothing is met: by importance, then by requirement. They are filled
/// up to whole eights with demands that ask nothing and are met.
#[derive(Debug)]
pub struct Demands {
    eights: Box<[Eight]>,
    /// How many there are.
    many: usize,
    /// Of the first ones, how early the requirement of each is among them, 0 for the last.
    early: [u8; WINDOW],
    /// The sum of importances times [`MET`].
    pub points: u64,
}

/// Demands that are looked at together.
const EIGHT: usize = 8;

/// Eight demands: a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Eight {
    slots: [u32; EIGHT],
    importances: [i16; EIGHT],
    requirements: [u16; EIGHT],
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    /// Where its share stands in what a profile reaches.
    pub slot: u32,
    /// At most [`LARGEST`].
    pub importance: u16,
    pub requirement: u16,
}

/// Requirements of a role beyond this many are not listed as gaps; no description reaches it.
const MOST: usize = u16::MAX as usize - EIGHT;

/// The largest importance, in thousandths.
const LARGEST: u16 = 1000;

/// How the demands of a role are met by a profile. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// By demand: the byte of the share met.
    shares: Vec<[u8; EIGHT]>,
    /// By 64 demands: which are open.
    masks: Vec<Masks>,
    /// Those met in part that may be listed, most points first, ties by requirement.
    parts: Vec<Part>,
    gaps: Vec<u16>,
    /// Points met.
    pub points: u64,
}

impl Judgement {
    /// The demands that are gaps, most points first, ties by requirement; no more than were asked for.
    #[must_use]
    #[inline]
    pub fn gaps(&self) -> &[u16] {
        &self.gaps
    }

    /// By 64 demands, which are open.
    pub(super) fn masks(&self) -> &[Masks] {
        &self.masks
    }

    /// How far a demand is met that is met in part, in 1/256.
    #[inline]
    pub(super) fn share(&self, demand: usize) -> u16 {
        self.shares.as_flattened()[demand].into()
    }
}

/// The high bits of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Sets the high bit of each of eight bytes that is not zero, and clears it in the others; the other bits are arbitrary.
#[inline]
fn any(eight: u64) -> u64 {
    ((eight & !HIGH) + !HIGH) | eight
}

/// The high bits of eight bytes, one behind the other.
#[inline]
fn highs(eight: u64) -> u64 {
    together((eight & HIGH) >> 7)
}

impl Demands {
    /// Orders what a role asks.
    #[must_use]
    pub fn of(role: &RoleVector, reaches: &Reaches) -> Demands {
        let mut list: Vec<(u16, &Requirement)> = (0..).zip(&role.requirements).take(MOST).collect();
        list.sort_by(|a, b| b.1.importance.cmp(&a.1.importance).then(a.0.cmp(&b.0)));
        let nothing =
            Eight { slots: [reaches.full(); EIGHT], importances: [0; EIGHT], requirements: [0; EIGHT] };
        let mut eights = vec![nothing; list.len().div_ceil(EIGHT).max(WINDOW / EIGHT)].into_boxed_slice();
        for (at, (requirement, r)) in list.iter().enumerate() {
            let (eight, at) = (&mut eights[at / EIGHT], at % EIGHT);
            eight.slots[at] = reaches.slot(r.skill, r.level);
            eight.importances[at] = r.importance.min(LARGEST).cast_signed();
            eight.requirements[at] = *requirement;
        }
        // Those that ask nothing come last.
        let requirement = |at: usize| list.get(at).map_or(u16::MAX, |d| d.0);
        let mut window: [usize; WINDOW] = std::array::from_fn(|at| at);
        window.sort_by_key(|at| std::cmp::Reverse(requirement(*at)));
        let mut early = [0; WINDOW];
        (0..).zip(window).for_each(|(place, at)| early[at] = place);
        Demands { eights, many: list.len(), early, points: role.total_importance() * u64::from(MET) }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.many
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.many == 0
    }

    /// The requirements (indices into the role's) in the order of demands.
    pub fn requirements(&self) -> impl ExactSizeIterator<Item = u16> + '_ {
        self.iter().map(|d| d.requirement)
    }

    /// The number among all skills that are asked ([`Reaches::asked`]) of what a demand asks.
    #[inline]
    pub(crate) fn asked(&self, at: usize) -> usize {
        number_of(self.eights[at / EIGHT].slots[at % EIGHT])
    }

    /// In their order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Demand> + '_ {
        (0..self.many).map(|at| self.get(at))
    }

    /// By its place.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Demand {
        let (eight, at) = (&self.eights[at / EIGHT], at % EIGHT);
        let importance = eight.importances[at].cast_unsigned();
        Demand { slot: eight.slots[at], importance, requirement: eight.requirements[at] }
    }

    /// Works out what is met, and the first `most` gaps.
    pub fn judge(&self, reach: &Reach, most: usize, out: &mut Judgement) {
        let reached = reach.slots();
        out.shares.resize(self.eights.len(), [0; EIGHT]);
        for (shares, eight) in out.shares.iter_mut().zip(&self.eights) {
            for (share, slot) in shares.iter_mut().zip(&eight.slots) {
                *share = reached[*slot as usize];
            }
        }
        let many = out.shares.chunks(ADDED).zip(self.eights.chunks(ADDED));
        out.points = many.map(|(shares, eights)| u64::from(met(shares, eights))).sum();
        out.masks.clear();
        out.masks.extend(out.shares.chunks(WORD / EIGHT).map(open));
        let window = out.masks.first().copied().unwrap_or_default();
        let within = |bits: u64| (bits % (1 << WINDOW)).count_ones() as usize;
        // What stands behind `most` wholly unmet demands is listed after them.
        if most <= within(window.unmet) || most <= WINDOW && self.many <= WINDOW {
            self.list_few(most.min(within(window.unmet | window.part)), out);
        } else {
            self.list_gaps(most, out);
        }
    }

    /// Lists the first `most` gaps, all of them within the window.
    #[inline]
    fn list_few(&self, most: usize, out: &mut Judgement) {
        let mut numbers = [0; WINDOW];
        let of = numbers.chunks_mut(EIGHT).zip(self.early.chunks(EIGHT)).zip(&self.eights).zip(&out.shares);
        for (((numbers, early), eight), shares) in of {
            for (((number, early), importance), share) in
                numbers.iter_mut().zip(early).zip(&eight.importances).zip(shares)
            {
                // Products of 16 bits are one instruction for eight.
                let open = MET as i16 - i16::from(*share) - i16::from(*share == FULL);
                *number = rank(i32::from(*importance) * i32::from(open), open == 0, *early);
            }
        }
        first(&numbers, self.many, most, &mut out.gaps);
    }

    /// Lists the first `most` gaps: demands not met at all stay in the order of importance; the few met in part are put in between.
    #[inline(never)]
    #[allow(clippy::cast_possible_truncation)]
    fn list_gaps(&self, most: usize, out: &mut Judgement) {
        let Judgement { shares, masks, parts, gaps, .. } = out;
        let shares = shares.as_flattened();
        let most = u16::try_from(most).unwrap_or(u16::MAX);
        let end = if usize::from(most) < self.many { end(masks, most) } else { u16::MAX };
        parts.clear();
        for (first, masks) in (0..).step_by(WORD).zip(&*masks) {
            let mut part = before(masks.part, first, end);
            while part != 0 {
                let demand = first + part.trailing_zeros() as u16;
                part &= part - 1;
                let Demand { importance, requirement, .. } = self.get(demand.into());
                let points = u32::from(importance) * (MET - u32::from(shares[usize::from(demand)]));
                parts.push(Part::new(points, requirement, demand));
            }
        }
        sort(parts);
        list(masks, (most, end), parts, |part| self.place(part), gaps);
    }

    /// How many demands would be listed before a part if they were all unmet.
    #[inline]
    fn place(&self, part: Part) -> u16 {
        let whole = part.whole().cast_signed();
        let mut before = [0u16; EIGHT];
        for eight in &self.eights {
            for (before, importance) in before.iter_mut().zip(&eight.importances) {
                *before += u16::from(*importance > whole);
            }
        }
        let mut place: u16 = before.iter().sum();
        if part.is_whole() {
            // Of demands worth as much, those of earlier requirements.
            let earlier = |d: Demand| d.importance == part.whole() && d.requirement < part.requirement();
            while usize::from(place) < self.many && earlier(self.get(place.into())) {
                place += 1;
            }
        }
        place
    }

    /// The gaps one by one, in their order.
    #[must_use]
    pub fn open(&self, judgement: &Judgement) -> Vec<Open> {
        let shares = judgement.shares.as_flattened();
        let one = |demand: &u16| {
            let d = self.get((*demand).into());
            let share = share_of(shares[usize::from(*demand)]);
            Open { requirement: d.requirement, share, points: u32::from(d.importance) * (MET - share) }
        };
        judgement.gaps().iter().map(one).collect()
    }
}

/// Eights of demands whose points are summed in 32 bits: 1,024 demands of an importance of 1000 have 2²⁸ points.
const ADDED: usize = 128;

/// Points met of at most [`ADDED`] eights of demands. By itself, so that products of 16 bits are summed in pairs by one instruction.
#[inline(never)]
fn met(shares: &[[u8; EIGHT]], eights: &[Eight]) -> u32 {
    let mut points = [0i32; EIGHT];
    for (shares, eight) in shares.iter().zip(eights) {
        for ((points, byte), importance) in points.iter_mut().zip(shares).zip(&eight.importances) {
            let share = i16::from(*byte) + i16::from(*byte == FULL);
            *points += i32::from(*importance) * i32::from(share);
        }
    }
    points.iter().sum::<i32>().cast_unsigned()
}

/// Finds which of at most 64 demands are open. Folded from the last to the first: as a sum of shifted bits the compiler would vectorise it into
/// something far slower.
fn open(shares: &[[u8; EIGHT]]) -> Masks {
    shares.iter().rev().fold(Masks::default(), |behind, shares| {
        let eight = u64::from_le_bytes(*shares);
        let met = any(eight);
        Masks {
            unmet: (behind.unmet << EIGHT) | highs(!met),
            part: (behind.part << EIGHT) | highs(met & any(!eight)),
        }
    })
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
