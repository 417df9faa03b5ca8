//! Fit: how much a profile's skills say for a role. Postings hold level satisfaction and related-skill credit already.
//!
//! Each role is a small language model (J. Ponte, W. B. Croft, 1998) with Dirichlet smoothing (C. Zhai, J. Lafferty, 2001): having a
//! skill that the role asks speaks for it by ln(1 + importance / (μ · share of the skill among all requirements)), and each technology
//! held costs ln((μ + what the role asks of technologies) / μ): a role that asks many has to see many of them. So
//!
//! evidence = Σ postings of the profile's columns + bias − technologies held × price of the role
//! fit = (1 + t / (1 + |t|)) / 2 with t = 4 · evidence / what the profile could say at most
//!
//! ½ = no more like this role than like any. A role that names no technology is neutral to them, and a role that names others is less
//! alike than that: long texts are not punished for what they say, short ones cannot win by coverage. Only technologies
//! have a price, because few people list practices and traits.
//!
//! All sums are integers, so they do not depend on order or threads, and the parts are the explanation.
//! The constants were tuned together; `docs/quality.md` has what was tried.

use crate::catalog::{Catalog, SkillKind};
use crate::model::Incumbents;
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Links, RoleVector};

/// The unit of evidence: postings are natural logarithms in multiples of 1/128.
pub const EVIDENCE_ONE: u16 = 128;

/// μ: how many requirements' worth of the whole catalog each role is smoothed with.
const SMOOTHING: f64 = 15.0;

/// The price of a technology held, as a share of the full Dirichlet term.
const PRICE_SHARE: f64 = 0.85;

/// Of a link's credit, the share that counts in fit, in percent: what is asked itself says more about a field than its neighbours.
const LINK_PERCENT: u32 = 50;

/// Added to the mass of every column, so that rare ones do not speak louder than their few requirements allow.
const COLUMN_FLOOR: f64 = 0.5;

/// How steeply fit rises with evidence.
const STEEPNESS: f64 = 4.0;

/// Who asks what, by column. Immutable.
#[derive(Clone, Debug)]
pub struct Index {
    /// For each skill: (role, what it is worth at the level asked, level) of every role that asks it.
    asked: Vec<Vec<(u32, u16, Level)>>,
    /// For each skill: (role, learned from incumbents); empty without them.
    learned: Vec<Vec<(u32, i16)>>,
    /// For each certification: (role, worth).
    wished: Vec<Vec<(u32, u16)>>,
    /// What each column could say at most: skills, then certifications.
    most: Vec<u16>,
    /// Whether a technology held has a price.
    priced: Vec<bool>,
    /// For each role: the price of a technology held.
    price: Vec<u16>,
    /// For each role: learned from incumbents, 0 without them.
    bias: Vec<i32>,
}

/// The share of a required level that a level meets, in 1/256.
#[must_use]
pub fn level_share(have: Level, want: Level) -> u32 {
    if have >= want { 256 } else { 256 * u32::from(have.get()) / u32::from(want.get()) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn units(nats: f64) -> u16 {
    (nats * f64::from(EVIDENCE_ONE)).round().clamp(0.0, 2047.0) as u16
}

/// What an importance in thousandths is worth in a column with this share of all requirements.
fn worth(importance: u16, share: f64) -> u16 {
    units((f64::from(importance) / 1000.0 / (SMOOTHING * share)).ln_1p())
}

/// Columns with prices are compared with each other, and so are those without, and certifications.
fn block(catalog: &Catalog, column: usize) -> usize {
    match catalog.skills.get(column) {
        None => 2,
        Some(skill) if skill.kind == SkillKind::Technology => 0,
        Some(_) => 1,
    }
}

/// The share of each column among all that roles ask in its block.
fn shares(catalog: &Catalog, roles: &[RoleVector]) -> Vec<f64> {
    let skills = catalog.skills.len();
    let mut mass = vec![COLUMN_FLOOR; skills + catalog.certifications.len()];
    for role in roles {
        for r in &role.requirements {
            mass[r.skill.at()] += f64::from(r.importance) / 1000.0;
        }
        for c in &role.certifications {
            mass[skills + c.certification.at()] += f64::from(c.importance) / 1000.0;
        }
    }
    let mut total = [0.0f64; 3];
    for (column, m) in mass.iter().enumerate() {
        total[block(catalog, column)] += m;
    }
    mass.iter().enumerate().map(|(column, m)| m / total[block(catalog, column)]).collect()
}

impl Index {
    /// Inverts role vectors, and adds what incumbents taught where there were any.
    #[must_use]
    pub fn build(
        catalog: &Catalog,
        roles: &[RoleVector],
        links: &Links,
        incumbents: Option<&Incumbents>,
    ) -> Index {
        let skills = catalog.skills.len();
        let shares = shares(catalog, roles);
        let mut index = Index {
            asked: vec![Vec::new(); skills],
            learned: vec![Vec::new(); skills],
            wished: vec![Vec::new(); catalog.certifications.len()],
            most: vec![0; shares.len()],
            priced: (0..skills).map(|s| block(catalog, s) == 0).collect(),
            price: Vec::with_capacity(roles.len()),
            bias: vec![0; roles.len()],
        };
        for (row, role) in roles.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut technologies = 0.0;
            for r in &role.requirements {
                let at = r.skill.at();
                index.asked[at].push((row, worth(r.importance, shares[at]), r.level));
                if index.priced[at] {
                    technologies += f64::from(r.importance) / 1000.0;
                }
            }
            for c in &role.certifications {
                let at = c.certification.at();
                index.wished[at].push((row, worth(c.importance, shares[skills + at])));
            }
            index.price.push(units(PRICE_SHARE * (technologies / SMOOTHING).ln_1p()));
        }
        let asked = |column: usize| match column.checked_sub(skills) {
            None => !index.asked[column].is_empty(),
            Some(c) => !index.wished[c].is_empty(),
        };
        let own: Vec<u16> =
            shares.iter().enumerate().map(|(c, s)| if asked(c) { worth(1000, *s) } else { 0 }).collect();
        for (column, most) in index.most.iter_mut().enumerate() {
            // A skill that no role asks speaks through what it counts for.
            let linked = |s: usize| {
                let credits = links.from(SkillRow::of(s)).iter();
                credits.map(|l| credited(u32::from(own[l.to.at()]), l.credit)).max().unwrap_or(0)
            };
            let through = if column < skills { u16::try_from(linked(column)).unwrap_or(0) } else { 0 };
            *most = own[column].max(through);
        }
        if let Some(people) = incumbents {
            for w in &people.weights {
                index.learned[w.skill.at()].push((w.role.0, w.weight));
            }
            index.bias.copy_from_slice(&people.bias);
        }
        index
    }

    /// How many roles there are.
    #[must_use]
    pub fn roles(&self) -> usize {
        self.price.len()
    }

    /// Calls `each` with (role, worth) for every role for or against which having `skill` at `level` speaks; each role once, ascending.
    ///
    /// A skill that the role asks is worth its posting × the share of the level; one that it does not ask is worth the best
    /// credit toward any skill that it does ask. `scratch` has a zero for every role, and has again afterwards.
    pub fn skill_worth(
        &self,
        skill: SkillRow,
        level: Level,
        links: &Links,
        scratch: &mut Vec<i32>,
        touched: &mut Vec<u32>,
        mut each: impl FnMut(u32, i32),
    ) {
        scratch.resize(self.roles(), 0);
        touched.clear();
        let mut offer = |to: SkillRow, credit: Option<u16>| {
            for &(role, full, want) in &self.asked[to.at()] {
                let full = credit.map_or(u32::from(full), |c| credited(u32::from(full), c));
                let worth = i32::try_from(full * level_share(level, want) / 256).unwrap_or(0);
                let best = &mut scratch[role as usize];
                if *best == 0 && worth > 0 {
                    touched.push(role);
                }
                *best = (*best).max(worth);
            }
        };
        offer(skill, None);
        for link in links.from(skill) {
            offer(link.to, Some(link.credit));
        }
        for &(role, weight) in &self.learned[skill.at()] {
            touched.push(role);
            scratch[role as usize] += i32::from(weight);
        }
        touched.sort_unstable();
        touched.dedup();
        for &role in touched.iter() {
            each(role, std::mem::take(&mut scratch[role as usize]));
        }
    }

    /// Roles that wish a certification, with what it is worth to each.
    pub fn certification_worth(&self, row: usize, mut each: impl FnMut(u32, i32)) {
        for &(role, worth) in &self.wished[row] {
            each(role, i32::from(worth));
        }
    }

    /// What a column (skills, then certifications) could say for a role at most.
    #[must_use]
    pub fn most(&self, column: usize) -> u32 {
        u32::from(self.most[column])
    }

    /// Whether holding a skill has a price.
    #[must_use]
    pub fn is_priced(&self, skill: SkillRow) -> bool {
        self.priced[skill.at()]
    }

    /// What a role expects of so many technologies held, less its bias: to be taken from the sum of the postings.
    #[must_use]
    pub fn expected(&self, role: u32, technologies: u32) -> i32 {
        let price = i64::from(self.price[role as usize]) * i64::from(technologies);
        i32::try_from(price).unwrap_or(i32::MAX).saturating_sub(self.bias[role as usize])
    }
}

fn credited(full: u32, credit: u16) -> u32 {
    full * u32::from(credit) * LINK_PERCENT / 100 / u32::from(CREDIT_ONE)
}

/// The fit of a sum of postings, what the role expects, and the most that the profile could say; in [0, 1], ½ where nothing is said.
#[must_use]
pub fn fit(overlap: i32, expected: i32, most: u32) -> f64 {
    let evidence = f64::from(overlap) - f64::from(expected);
    let t = STEEPNESS * evidence / f64::from(most.max(1));
    f64::midpoint(1.0, t / (1.0 + t.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fit_rises_with_evidence_and_stays_in_its_range() {
        let mut last = 0.0;
        for overlap in (-5000..5000).step_by(7) {
            let f = fit(overlap, 100, 1500);
            assert!(f > last && f < 1.0, "{overlap}: {f}");
            last = f;
        }
        assert!((fit(100, 100, 1500) - 0.5).abs() < 1e-12, "nothing said");
        assert!((0.0..=1.0).contains(&fit(i32::MAX, i32::MIN, 0)));
    }

    #[test]
    fn rarer_and_more_important_speaks_louder() {
        assert!(worth(1000, 0.001) > worth(1000, 0.01));
        assert!(worth(1000, 0.001) > worth(300, 0.001));
        assert!(
            level_share(Level::BASIC, Level::ADVANCED) == 128
                && level_share(Level::EXPERT, Level::BASIC) == 256
        );
    }
}
