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
    #[serde(with = "crate::packed")]
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

/// From which readiness on a person is ready for a role, and from which on it is a stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// Ready from here, in thousandths.
    pub ready: u16,
    /// A stretch from here, in thousandths; below `ready`.
    pub stretch: u16,
    /// The roles of its family and rung that `ready` was measured on; where they are too few, it is the median of the rung.
    pub peers: u16,
    /// The roles from which people come that `stretch` was measured on; where they are too few, it is the median of the rung.
    pub feeders: u16,
}

impl Threshold {
    /// Whether enough roles like it exist for the role's own `ready`.
    #[must_use]
    pub fn is_own(&self) -> bool {
        usize::from(self.peers) >= FEWEST
    }

    /// Whether enough roles lead to it for the role's own `stretch`.
    #[must_use]
    pub fn is_own_stretch(&self) -> bool {
        usize::from(self.feeders) >= FEWEST
    }
}

/// A quartile of fewer values than this is none: the threshold falls back to the median of those of its rung, then of all roles.
const FEWEST: usize = 3;

/// More values than this change no quartile by much.
const MOST: usize = 60;

/// Used where no role of a catalog has enough roles beside it to calibrate anything, in thousandths: ready, stretch (estimates).
const DEFAULT: (u16, u16) = (700, 300);

/// Ready stays in this range: below, it would mean little; above, no two real people are alike.
const READY_RANGE: (u16, u16) = (550, 850);

/// A stretch is at least this much, and ends so far below ready.
const STRETCH_RANGE: (u16, u16) = (150, 50);

/// The thresholds of each role.
///
/// *Ready*: a holder of a neighbouring job is ready to step over. It is the upper quartile of the readiness for the role that holders of the
/// other roles of its family and rung have, each with exactly the requirements of their own role.
///
/// *Stretch*: people do make the moves that the catalog knows, and bring something. It is the lower quartile of the readiness for the role
/// that holders of the roles which lead to it have, and of the roles of its family one rung below.
#[must_use]
pub fn thresholds(
    catalog: &Catalog,
    roles: &[RoleVector],
    links: &Links,
    family_of: &[u16],
) -> Vec<Threshold> {
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
    let mut from: Vec<Vec<usize>> = vec![Vec::new(); roles.len()];
    catalog.transitions.iter().for_each(|t| from[t.to.at()].push(t.from.at()));
    let mut scratch = Satisfaction::default();
    let mut measured = |row: usize, others: &[usize], quarters: usize| -> Option<u16> {
        if others.len() < FEWEST {
            return None;
        }
        let mut values: Vec<u16> = others
            .iter()
            .map(|other| {
                scratch.fill(&held[*other], &roles[row], links);
                thousandths(readiness(&roles[row], &scratch))
            })
            .collect();
        values.sort_unstable();
        Some(values[values.len() * quarters / 4])
    };
    let rung = |row: usize| catalog.roles[row].seniority.rung();
    let count = |list: &[usize]| u16::try_from(list.len()).unwrap_or(u16::MAX);
    let mut own: Vec<(Option<u16>, Option<u16>)> = Vec::with_capacity(roles.len());
    let mut all: Vec<Threshold> = Vec::with_capacity(roles.len());
    for row in 0..roles.len() {
        let family = || (0..roles.len()).filter(|p| *p != row && family_of[*p] == family_of[row]);
        let peers: Vec<usize> = family().filter(|p| rung(*p) == rung(row)).take(MOST).collect();
        let mut feeders: Vec<usize> = from[row].iter().copied().filter(|p| *p != row).collect();
        feeders.extend(family().filter(|p| rung(*p) + 1 == rung(row)).take(MOST));
        feeders.sort_unstable();
        feeders.dedup();
        let ready = measured(row, &peers, 3).map(|v| v.clamp(READY_RANGE.0, READY_RANGE.1));
        own.push((ready, measured(row, &feeders, 1)));
        all.push(Threshold { peers: count(&peers), feeders: count(&feeders), ..Threshold::default() });
    }
    type Measured = (Option<u16>, Option<u16>);
    let usual_of = |of: &dyn Fn(&Measured) -> Option<u16>, default: u16| -> Vec<u16> {
        let median = |wanted: &dyn Fn(usize) -> bool| {
            let mut values: Vec<u16> =
                (0..roles.len()).filter(|r| wanted(*r)).filter_map(|r| of(&own[r])).collect();
            values.sort_unstable();
            values.get(values.len() / 2).copied()
        };
        let everywhere = median(&|_| true).unwrap_or(default);
        (0..Seniority::ALL.len()).map(|s| median(&|row| rung(row) == s).unwrap_or(everywhere)).collect()
    };
    let ready = usual_of(&|o| o.0, DEFAULT.0);
    let stretch = usual_of(&|o| o.1, DEFAULT.1);
    for (row, (threshold, own)) in all.iter_mut().zip(&own).enumerate() {
        threshold.ready = own.0.unwrap_or(ready[rung(row)]);
        let most = threshold.ready - STRETCH_RANGE.1;
        threshold.stretch = own.1.unwrap_or(stretch[rung(row)]).clamp(STRETCH_RANGE.0, most);
    }
    all
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn thousandths(share: f64) -> u16 {
    (share * 1000.0) as u16
}
