//! Thresholds from the catalog, not from taste: what skills say about seniority, and when a person is ready for a role.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::matching::readiness::{Satisfaction, readiness};
use crate::units::{Level, Seniority, SkillRow};
use crate::vector::{Evidence, Held, Links, RoleVector};

/// Rungs are kept as multiples of 1/256: entry is 0, chief 5 × 256.
const RUNG_ONE: f64 = 256.0;

/// Roles asking a level one or more away still say something about a level: half as much for each step.
const LEVEL_DECAY: f64 = 0.5;

/// A skill that few roles ask is pulled to the mean rung by this much evidence.
const PRIOR_WEIGHT: f64 = 1.0;

/// The rung that a skill at a level usually goes with, and the borders between rungs.
///
/// Each role is a synthetic person with exactly its requirements. A skill at a level points to the mean rung of the roles that
/// ask it about so; a person's value is the mean over skills, weighted by rarity. Borders lie half-way between the medians that
/// the roles of neighbouring rungs reach themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeniorityScale {
    /// For each skill and level (five a skill), the rung in 1/256.
    rung: Vec<u16>,
    /// The value from which on a person shows mid, senior, director, vp, chief; in 1/256, ascending.
    borders: [u16; 5],
}

impl SeniorityScale {
    /// Learns the scale from all roles.
    #[must_use]
    pub fn learn(catalog: &Catalog, roles: &[RoleVector], rarity: &[u16]) -> SeniorityScale {
        let mut scale = SeniorityScale { rung: Self::rungs(catalog, roles), borders: [u16::MAX; 5] };
        let mut values: Vec<Vec<u32>> = vec![Vec::new(); Seniority::ALL.len()];
        for (row, vector) in roles.iter().enumerate() {
            if !vector.requirements.is_empty() {
                let held = vector.requirements.iter().map(|r| (r.skill, r.level));
                values[catalog.roles[row].seniority.rung()].push(scale.value(held, rarity));
            }
        }
        let medians: Vec<Option<u32>> = values
            .iter_mut()
            .map(|v| {
                v.sort_unstable();
                v.get(v.len() / 2).copied()
            })
            .collect();
        let mut low = medians[0].unwrap_or(0);
        for (border, median) in scale.borders.iter_mut().zip(&medians[1..]) {
            if let Some(high) = median {
                // Rungs whose roles look alike keep their order: a border never falls below the one before.
                *border = u16::try_from(u32::midpoint(low, *high)).unwrap_or(u16::MAX);
                low = low.max(*high);
            }
        }
        let mut at_least = 0;
        for border in &mut scale.borders {
            *border = (*border).max(at_least);
            at_least = *border;
        }
        scale
    }

    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn rungs(catalog: &Catalog, roles: &[RoleVector]) -> Vec<u16> {
        let mut sums = vec![(0.0f64, 0.0f64); catalog.skills.len() * 5];
        let mut all = (0.0f64, 0.0f64);
        for (row, vector) in roles.iter().enumerate() {
            let rung = catalog.roles[row].seniority.rung() as f64;
            for r in &vector.requirements {
                let weight = f64::from(r.importance) / 1000.0;
                all = (all.0 + weight * rung, all.1 + weight);
                for level in 1..=5u8 {
                    let apart = i32::from(level.abs_diff(r.level.get()));
                    let w = weight * LEVEL_DECAY.powi(apart);
                    let sum = &mut sums[r.skill.at() * 5 + usize::from(level - 1)];
                    *sum = (sum.0 + w * rung, sum.1 + w);
                }
            }
        }
        let mean = if all.1 > 0.0 { all.0 / all.1 } else { 0.0 };
        sums.iter()
            .map(|(sum, weight)| {
                let rung = (sum + PRIOR_WEIGHT * mean) / (weight + PRIOR_WEIGHT);
                (rung * RUNG_ONE).round() as u16
            })
            .collect()
    }

    /// Whether the scale has a value for each of so many skills.
    #[must_use]
    pub fn covers(&self, skills: usize) -> bool {
        self.rung.len() == skills * 5
    }

    /// The mean rung of skills at levels, weighted by rarity, in 1/256; 0 for none.
    pub fn value(&self, held: impl Iterator<Item = (SkillRow, Level)>, rarity: &[u16]) -> u32 {
        let (mut sum, mut weight) = (0u64, 0u64);
        for (skill, level) in held {
            let rare = u64::from(rarity[skill.at()]);
            sum += rare * u64::from(self.rung[skill.at() * 5 + usize::from(level.get() - 1)]);
            weight += rare;
        }
        u32::try_from(sum.checked_div(weight).unwrap_or(0)).unwrap_or(u32::MAX)
    }

    /// The rung that a value of [`SeniorityScale::value`] shows.
    #[must_use]
    pub fn seniority(&self, value: u32) -> Seniority {
        let above = self.borders.iter().take_while(|b| value >= u32::from(**b)).count();
        Seniority::ALL[above.min(Seniority::ALL.len() - 1)]
    }
}

/// Where fewer peers than this exist, a role's threshold falls back to all of its rung, then to [`DEFAULT_THRESHOLD`].
const FEWEST_PEERS: usize = 3;

/// Used where a catalog has too few roles to calibrate anything.
const DEFAULT_THRESHOLD: u16 = 700;

/// Thresholds stay in this range: below, "ready" would mean little; above, no two real people are alike.
const THRESHOLD_RANGE: (u16, u16) = (550, 850);

/// The readiness, in thousandths, from which on a person counts as ready for each role.
///
/// A holder of a neighbouring job is ready to step over: the threshold of a role is the upper quartile of the readiness for it that holders
/// of the other roles of its family and rung have, each with exactly the requirements of their own role.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn thresholds(catalog: &Catalog, roles: &[RoleVector], links: &Links, family_of: &[u16]) -> Vec<u16> {
    let held: Vec<Vec<Held>> = roles
        .iter()
        .map(|v| {
            let one = |r: &crate::vector::Requirement| Held {
                skill: r.skill,
                level: r.level,
                evidence: Evidence::Exact,
            };
            v.requirements.iter().map(one).collect()
        })
        .collect();
    let mut scratch = Satisfaction::default();
    (0..roles.len())
        .map(|row| {
            let same_rung =
                |p: &usize| *p != row && catalog.roles[*p].seniority == catalog.roles[row].seniority;
            let peers: Vec<usize> = (0..roles.len())
                .filter(same_rung)
                .filter(|p| family_of[*p] == family_of[row])
                .take(60)
                .collect();
            if peers.len() < FEWEST_PEERS {
                return DEFAULT_THRESHOLD;
            }
            let mut values: Vec<u16> = peers
                .iter()
                .map(|p| {
                    scratch.fill(&held[*p], &roles[row], links);
                    (readiness(&roles[row], &scratch) * 1000.0) as u16
                })
                .collect();
            values.sort_unstable();
            let quartile = values[values.len() * 3 / 4];
            quartile.clamp(THRESHOLD_RANGE.0, THRESHOLD_RANGE.1)
        })
        .collect()
}
