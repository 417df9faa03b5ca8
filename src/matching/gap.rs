//! Gaps: requirements not met in full, each with the readiness that closing it would give back.

use super::reach::Reach;
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

/// How far a requirement is met, in the least that a batch needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Index into the role's requirements.
    pub requirement: u16,
    /// How far it is met, in 1/256, at most [`MET`].
    pub share: u16,
    /// Points of readiness that closing it gives back: importance × what is not met; 0 where nothing is open.
    pub points: u32,
}

/// A role's requirements in the order in which gaps are listed when nothing is met: by importance, then by skill.
#[derive(Debug)]
pub struct Demands {
    list: Box<[Demand]>,
    /// The sum of importances times [`MET`].
    pub points: u64,
}

#[derive(Clone, Copy, Debug)]
struct Demand {
    skill: SkillRow,
    importance: u16,
    level: Level,
    requirement: u16,
}

/// Requirements of a role beyond this many are not listed as gaps; no description reaches it.
const MOST: usize = u16::MAX as usize;

impl Demands {
    /// Orders what a role asks.
    #[must_use]
    pub fn of(role: &RoleVector) -> Demands {
        let one = |(at, r): (usize, &crate::vector::Requirement)| Demand {
            skill: r.skill,
            importance: r.importance,
            level: r.level,
            requirement: u16::try_from(at).unwrap_or(u16::MAX),
        };
        let mut list: Vec<Demand> = role.requirements.iter().enumerate().take(MOST).map(one).collect();
        list.sort_by(|a, b| b.importance.cmp(&a.importance).then(a.requirement.cmp(&b.requirement)));
        Demands { list: list.into_boxed_slice(), points: role.total_importance() * u64::from(MET) }
    }

    /// The points met; into `open` the requirements not met in full, most points first, ties by skill; into `met` those met in part or in full.
    ///
    /// What is not met at all stays in the order of importance; the few requirements met in part are put in between.
    pub fn judge(&self, reach: &Reach, open: &mut Vec<Open>, met: &mut Vec<Open>) -> u64 {
        open.clear();
        met.clear();
        let mut sum = 0u64;
        for d in &self.list {
            let share = reach.share(d.skill, d.level);
            let points = u32::from(d.importance) * (MET - share);
            sum += u64::from(d.importance) * u64::from(share);
            #[allow(clippy::cast_possible_truncation)]
            let one = Open { requirement: d.requirement, share: share as u16, points };
            if share == 0 { open.push(one) } else { met.push(one) }
        }
        for one in met.iter().filter(|o| o.points > 0) {
            let before =
                |o: &Open| o.points > one.points || o.points == one.points && o.requirement < one.requirement;
            let at = open.partition_point(before);
            open.insert(at, *one);
        }
        sum
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
