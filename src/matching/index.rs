//! Fit: how well a profile's skills describe a role. Postings hold level satisfaction and related-skill credit already.
//!
//! fit = A / (A + α·(P − A) + β·(R − A)), Tversky's contrast model (A. Tversky, "Features of similarity", 1977) with
//! A = what the profile's columns are worth to the role, P = all that the profile has, R = all that the role asks, each weighted by rarity.
//! Heavy on the profile side (α > β): coverage of the role alone would rank small roles first.
//!
//! A is a sum over the profile's columns of one posting weight each, in integers, so that it does not depend on order or
//! threads, and its parts are the explanation.

use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Links, RoleVector};

/// Weight of what the profile has and the role does not ask.
pub const ALPHA: f64 = 0.8;

/// Weight of what the role asks and the profile does not have.
pub const BETA: f64 = 0.25;

/// What one column is worth to one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The role's row.
    pub role: u32,
    /// In rarity units (1/256), at most the column's own rarity.
    pub weight: u32,
}

/// Who asks what, by column. Immutable.
#[derive(Clone, Debug)]
pub struct Index {
    /// For each skill: (role, importance, level) of every role that asks it.
    asked: Vec<Vec<(u32, u16, Level)>>,
    /// For each certification: (role, importance).
    wished: Vec<Vec<(u32, u16)>>,
    /// R of each role.
    role_weight: Vec<u32>,
    roles: usize,
}

/// The share of a required level that a level meets, in 1/256.
#[must_use]
pub fn level_share(have: Level, want: Level) -> u32 {
    if have >= want { 256 } else { 256 * u32::from(have.get()) / u32::from(want.get()) }
}

impl Index {
    /// Inverts role vectors.
    #[must_use]
    pub fn build(roles: &[RoleVector], rarity: &[u16], skills: usize, certifications: usize) -> Index {
        let mut index = Index {
            asked: vec![Vec::new(); skills],
            wished: vec![Vec::new(); certifications],
            role_weight: Vec::with_capacity(roles.len()),
            roles: roles.len(),
        };
        for (row, role) in roles.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut weight = 0u32;
            for r in &role.requirements {
                index.asked[r.skill.at()].push((row, r.importance, r.level));
                weight += u32::from(rarity[r.skill.at()]) * u32::from(r.importance) / 1000;
            }
            for c in &role.certifications {
                index.wished[c.certification.at()].push((row, c.importance));
                weight += u32::from(rarity[skills + c.certification.at()]) * u32::from(c.importance) / 1000;
            }
            index.role_weight.push(weight);
        }
        index
    }

    /// How many roles there are.
    #[must_use]
    pub fn roles(&self) -> usize {
        self.roles
    }

    /// Calls `each` with (role, worth) for every role to which having `skill` at `level` is worth something; each role once.
    ///
    /// A skill that the role asks is worth rarity × importance × the share of the level. One that it does not ask is worth the best credit
    /// toward any skill that it does ask. `scratch` has a zero for every role, and has again afterwards.
    pub fn skill_worth(
        &self,
        skill: SkillRow,
        level: Level,
        links: &Links,
        rarity: &[u16],
        scratch: &mut Vec<u32>,
        touched: &mut Vec<u32>,
        mut each: impl FnMut(u32, u32),
    ) {
        scratch.resize(self.roles, 0);
        touched.clear();
        let rare = u32::from(rarity[skill.at()]);
        let mut offer = |to: SkillRow, credit: u32, rare: u32| {
            for &(role, importance, want) in &self.asked[to.at()] {
                let worth = rare * credit / u32::from(CREDIT_ONE) * u32::from(importance) / 1000
                    * level_share(level, want)
                    / 256;
                let best = &mut scratch[role as usize];
                if *best == 0 && worth > 0 {
                    touched.push(role);
                }
                *best = (*best).max(worth);
            }
        };
        offer(skill, u32::from(CREDIT_ONE), rare);
        for link in links.from(skill) {
            // A skill that no role asks is as rare as what it counts for.
            let rare = if rare == 0 { u32::from(rarity[link.to.at()]) } else { rare };
            offer(link.to, u32::from(link.credit), rare);
        }
        touched.sort_unstable();
        for &role in touched.iter() {
            each(role, std::mem::take(&mut scratch[role as usize]));
        }
    }

    /// Roles that wish a certification, with what it is worth to each.
    pub fn certification_worth(&self, row: usize, rare: u16, mut each: impl FnMut(u32, u32)) {
        for &(role, importance) in &self.wished[row] {
            each(role, u32::from(rare) * u32::from(importance) / 1000);
        }
    }

    /// R of a role.
    #[must_use]
    pub fn role_weight(&self, role: u32) -> u32 {
        self.role_weight[role as usize]
    }
}

/// The fit of overlap A, profile weight P and role weight R, in [0, 1]; 0 where nothing is shared.
#[must_use]
pub fn fit(overlap: u32, profile: u32, role: u32) -> f64 {
    if overlap == 0 {
        return 0.0;
    }
    let a = f64::from(overlap);
    a / (a
        + ALPHA * f64::from(profile.saturating_sub(overlap))
        + BETA * f64::from(role.saturating_sub(overlap)))
}
