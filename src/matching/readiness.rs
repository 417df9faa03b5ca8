//! Readiness: the share of a role's weighted requirements that a profile meets. In integers until the last division.

use super::worth::level_share;
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Held, Link, Links, RoleVector};

/// A requirement that is met in full.
pub const MET: u32 = 256;

/// How one requirement is met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// In 1/256.
    pub share: u32,
    /// Index into the profile's skills of what meets it, if anything does.
    pub by: Option<u32>,
    /// The link over which it does; `None` for the skill itself.
    pub over: Option<Link>,
}

/// How each requirement of a role is met by a profile; reusable.
#[derive(Clone, Debug, Default)]
pub struct Satisfaction {
    /// One for each requirement, in order.
    pub met: Vec<Met>,
    /// Number of the requirement per skill, one more than it is; 0 where the role does not ask the skill, and everywhere between two fills.
    asked: Vec<u32>,
}

impl Satisfaction {
    /// Works out how `held` (sorted by skill) meets the requirements of `role`.
    ///
    /// A requirement is met by the skill itself by its share of the level; else by the best credit of a linked skill, times its share of the
    /// level. The skill itself wins a tie. Cost: O(requirements + Σ links of held skills).
    pub fn fill(&mut self, held: &[Held], role: &RoleVector, links: &Links) {
        self.met.clear();
        self.met.resize(role.requirements.len(), Met::default());
        for (number, r) in (1u32..).zip(&role.requirements) {
            if self.asked.len() <= r.skill.at() {
                self.asked.resize(r.skill.at() + 1, 0);
            }
            self.asked[r.skill.at()] = number;
        }
        let at = |skill: SkillRow| self.asked.get(skill.at()).and_then(|number| number.checked_sub(1));
        for (number, have) in held.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            if let Some(at) = at(have.skill).map(|at| at as usize) {
                let share = level_share(have.level, role.requirements[at].level);
                if share >= self.met[at].share {
                    self.met[at] = Met { share, by: Some(number), over: None };
                }
            }
            for link in links.from(have.skill) {
                if let Some(at) = at(link.to).map(|at| at as usize) {
                    let share = linked_share(link.credit, have.level, role.requirements[at].level);
                    if share > self.met[at].share {
                        self.met[at] = Met { share, by: Some(number), over: Some(*link) };
                    }
                }
            }
        }
        role.requirements.iter().for_each(|r| self.asked[r.skill.at()] = 0);
    }
}

/// What a linked skill at a level meets, in 1/256.
#[must_use]
pub fn linked_share(credit: u16, have: Level, want: Level) -> u32 {
    level_share(have, want) * u32::from(credit) / u32::from(CREDIT_ONE)
}

/// Readiness as points met and points in all: importances times [`MET`].
#[must_use]
pub fn points(role: &RoleVector, satisfaction: &Satisfaction) -> (u64, u64) {
    let met = role.requirements.iter().zip(&satisfaction.met);
    let met = met.map(|(r, m)| u64::from(r.importance) * u64::from(m.share)).sum();
    (met, role.total_importance() * u64::from(MET))
}

/// Readiness in [0, 1]; a role that asks nothing is met.
#[must_use]
pub fn readiness(role: &RoleVector, satisfaction: &Satisfaction) -> f64 {
    let (met, all) = points(role, satisfaction);
    share_of(met, all)
}

/// Points as a share in [0, 1]; no points at all are met.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn share_of(met: u64, all: u64) -> f64 {
    if all == 0 { 1.0 } else { met as f64 / all as f64 }
}
