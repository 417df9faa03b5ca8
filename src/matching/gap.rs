//! Gaps: requirements not met in full, each with the readiness that closing it would give back.

use super::reach::{OWN, Reach};
use super::readiness::{MET, linked_share};
use crate::units::{Level, SkillRow};
use crate::vector::{Held, Links, RoleVector};

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
    pub share: u16,
    /// Points of readiness that closing it gives back: importance × what is not met.
    pub points: u32,
}

/// A role's requirements in the order in which gaps are listed when nothing is met: by importance, then by skill.
#[derive(Debug)]
pub struct Demands {
    list: Box<[Demand]>,
    importances: Box<[u16]>,
    /// The sum of importances times [`MET`].
    pub points: u64,
}

#[derive(Clone, Copy, Debug)]
struct Demand {
    skill: SkillRow,
    requirement: u16,
    importance: u16,
    /// The place of the level in a row of shares.
    level: u8,
}

/// Requirements of a role beyond this many are not listed as gaps; no description reaches it.
const MOST: usize = u16::MAX as usize;

/// How the demands of a role are met by a profile. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// By demand: the share met, and the own level above [`LEVEL_SHIFT`].
    state: Vec<u16>,
    /// Demands met in part or in full, ascending; the first `met_many` count.
    met: Vec<u16>,
    met_many: usize,
    /// Those met in part, most points first, ties by requirement.
    parts: Vec<Part>,
    /// Points met.
    pub points: u64,
}

/// A demand met in part.
#[derive(Clone, Copy, Debug)]
struct Part {
    points: u32,
    demand: u16,
    /// The demand in front of which it is listed.
    before: u16,
    requirement: u16,
}

/// Where the own level starts in a state; shares stay below.
const LEVEL_SHIFT: u32 = 12;

impl Judgement {
    /// The share of a demand that is met, in 1/256, and the own level of its skill, 0 for none.
    #[inline]
    pub(super) fn of(&self, demand: u16) -> (u16, u16) {
        let state = self.state[usize::from(demand)];
        (state & ((1 << LEVEL_SHIFT) - 1), state >> LEVEL_SHIFT)
    }
}

impl Demands {
    /// Orders what a role asks.
    #[must_use]
    pub fn of(role: &RoleVector) -> Demands {
        let one = |(at, r): (usize, &crate::vector::Requirement)| Demand {
            skill: r.skill,
            requirement: u16::try_from(at).unwrap_or(u16::MAX),
            importance: r.importance,
            level: r.level.get() - 1,
        };
        let mut list: Vec<Demand> = role.requirements.iter().enumerate().take(MOST).map(one).collect();
        list.sort_by(|a, b| b.importance.cmp(&a.importance).then(a.requirement.cmp(&b.requirement)));
        let importances = list.iter().map(|d| d.importance).collect();
        Demands { list: list.into(), importances, points: role.total_importance() * u64::from(MET) }
    }

    /// The requirements (indices into the role's) in the order of demands.
    pub fn requirements(&self) -> impl ExactSizeIterator<Item = u16> + '_ {
        self.list.iter().map(|d| d.requirement)
    }

    /// Works out what is met.
    ///
    /// What is not met at all stays in the order of importance; the few requirements met in part are put in between.
    pub fn judge(&self, reach: &Reach, out: &mut Judgement) {
        let n = self.list.len();
        if out.state.len() < n {
            out.state.resize(n, 0);
            out.met.resize(n, 0);
        }
        let (state, met) = (&mut out.state[..n], &mut out.met[..n]);
        let (mut many, mut sum) = (0usize, 0u64);
        for (at, (d, state)) in self.list.iter().zip(state).enumerate() {
            let row = reach.row(d.skill);
            let share = row[usize::from(d.level & 7)];
            *state = share | row[OWN] << LEVEL_SHIFT;
            sum += u64::from(u32::from(d.importance) * u32::from(share));
            // Without a branch: whether something is met cannot be foretold.
            #[allow(clippy::cast_possible_truncation)]
            let number = at as u16;
            met[many] = number;
            many += usize::from(share != 0);
        }
        out.parts.clear();
        for &demand in &met[..many] {
            let d = &self.list[usize::from(demand)];
            let share = u32::from(out.state[usize::from(demand)] & ((1 << LEVEL_SHIFT) - 1));
            if share < MET {
                let points = u32::from(d.importance) * (MET - share);
                let before = self.place(points, d.requirement);
                out.parts.push(Part { points, demand, before, requirement: d.requirement });
            }
        }
        out.parts.sort_unstable_by(|a, b| b.points.cmp(&a.points).then(a.requirement.cmp(&b.requirement)));
        (out.points, out.met_many) = (sum, many);
    }

    /// The demand in front of which a requirement with so many points is listed.
    fn place(&self, points: u32, requirement: u16) -> u16 {
        // Importances are at most 1000, so that points fit.
        #[allow(clippy::cast_possible_truncation)]
        let importance = (points / MET) as u16;
        let mut place: u16 = self.importances.iter().map(|i| u16::from(*i > importance)).sum();
        if points.is_multiple_of(MET) {
            let tied = |d: &&Demand| d.importance == importance && d.requirement < requirement;
            let many = self.list[usize::from(place)..].iter().take_while(tied).count();
            place += u16::try_from(many).unwrap_or(0);
        }
        place
    }

    /// The gaps as runs of demands, most points first, ties by requirement: `each` is called with where a run starts and ends.
    #[inline]
    pub fn each_run<F: FnMut(usize, usize)>(&self, judgement: &Judgement, mut each: F) {
        let mut met = judgement.met[..judgement.met_many].iter().map(|d| usize::from(*d)).peekable();
        let mut at = 0;
        let mut upto = |end: usize, each: &mut F| {
            while let Some(skip) = met.next_if(|m| *m < end) {
                if at < skip {
                    each(at, skip);
                }
                at = skip + 1;
            }
            if at < end {
                each(at, end);
                at = end;
            }
        };
        for part in &judgement.parts {
            upto(usize::from(part.before), &mut each);
            let demand = usize::from(part.demand);
            each(demand, demand + 1);
        }
        upto(self.list.len(), &mut each);
    }

    /// The gaps one by one, most points first, ties by requirement.
    #[must_use]
    pub fn open(&self, judgement: &Judgement) -> Vec<Open> {
        let mut open = Vec::new();
        self.each_run(judgement, |from, to| {
            for d in from..to {
                let share = judgement.state[d] & ((1 << LEVEL_SHIFT) - 1);
                let d = &self.list[d];
                let points = u32::from(d.importance) * (MET - u32::from(share));
                open.push(Open { requirement: d.requirement, share, points });
            }
        });
        open
    }
}

/// A gap with all that is shown of it.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn gap(open: &Open, role: &RoleVector, all: u64, reach: &Reach, held: &[Held], links: &Links) -> Gap {
    let at = usize::from(open.requirement);
    let r = &role.requirements[at];
    let level = reach.level(r.skill);
    let share = u32::from(open.share);
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
