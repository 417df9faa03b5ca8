//! Fit: how much a profile's skills say for a role. Postings hold level satisfaction and related-skill credit already.
//!
//! Each role is a small language model (J. Ponte, W. B. Croft, 1998) with Dirichlet smoothing (C. Zhai, J. Lafferty, 2001): having a
//! skill that the role asks speaks for it by ln(1 + importance / (μ · share of the skill among all requirements)), to which the skill's part in the
//! tf-idf cosine is added: rarity² · importance / length of the role's vector. The first tells roles apart by what each asks, the second
//! keeps long texts from winning by what they name in passing. Each technology held costs ln((μ + what the role asks of technologies) / μ): a role that asks many has to see many of them. So
//!
//! evidence = Σ postings of the profile's columns + bias − technologies held × price of the role
//! fit = (1 + t / (1 + |t|)) / 2 with t = 4 · evidence / what the profile could say at most
//!
//! ½ = no more like this role than like any. A role that names no technology is neutral to them, and a role that names others is less
//! alike than that: long texts are not punished for what they say, short ones cannot win by coverage. Only technologies
//! have a price, because few people list practices and traits.
//!
//! All sums are integers, so they do not depend on order or threads, and the parts are the explanation. Postings are rounded to the step in which a
//! byte holds them all: 1/32 nat in the shipped model, well below what any of the figures of `docs/quality.md` can tell.
//! The constants were tuned together; `docs/quality.md` has what was tried.

use super::postings::STEPS;
use crate::catalog::{Catalog, SkillKind};
use crate::units::Level;
use crate::vector::{CREDIT_ONE, Link, LinkKind, Origin, Requirement, RoleVector};

/// The unit of evidence: postings are natural logarithms in multiples of 1/128.
pub const EVIDENCE_ONE: u16 = 128;

/// μ: how many requirements' worth of the whole catalog each role is smoothed with.
const SMOOTHING: f64 = 15.0;

/// The price of a technology held, as a share of the full Dirichlet term.
const PRICE_SHARE: f64 = 0.9;

/// Of a link's credit, the share that counts in fit, in percent: what is asked itself says more about a field than its neighbours do.
const LINK_PERCENT: u32 = 10;

/// The same where what one has is a kind of what is asked: who lists Windows 11 need not list Windows.
const NARROWER_PERCENT: u32 = 50;

/// What the title or the opening of the text names counts as so many mentions: it is what the job is about. Profiles of two or three skills would
/// otherwise go to whichever role asks least besides.
const FOREMOST: u16 = 2;

/// Added to the mass of every column, so that rare ones do not speak louder than their few requirements allow.
const COLUMN_FLOOR: f64 = 0.5;

/// Larger worths are clamped to it, so that any profile's sums fit 32 bits; only a few with incumbents' weights reach it.
const MOST_WORTH: i32 = 2047;

/// How steeply fit rises with evidence.
const STEEPNESS: f64 = 4.0;

/// What a part of the tf-idf cosine is worth beside the language model, in nats.
const COSINE_WORTH: f64 = 1.0;

/// The share of a required level that a level meets, in 1/256.
#[must_use]
pub fn level_share(have: Level, want: Level) -> u32 {
    if have >= want { 256 } else { 256 * u32::from(have.get()) / u32::from(want.get()) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn units(nats: f64) -> u16 {
    (nats * f64::from(EVIDENCE_ONE)).round().clamp(0.0, f64::from(MOST_WORTH)) as u16
}

/// What an importance in thousandths is worth in a column with this share of all requirements, `part` of the cosine added.
pub(super) fn worth(importance: u16, share: f64, part: f64) -> u16 {
    units((f64::from(importance) / 1000.0 / (SMOOTHING * share)).ln_1p() + COSINE_WORTH * part)
}

/// How often a requirement counts in the language model of its role.
pub(super) fn weight_of(requirement: &Requirement) -> u16 {
    if requirement.place == 0 && requirement.origin != Origin::Stated { FOREMOST } else { 1 }
}

/// The natural logarithm of how rare each skill is among roles; 0 where none asks it.
#[allow(clippy::cast_precision_loss)]
pub(super) fn rarities(skills: usize, roles: &[RoleVector]) -> Vec<f64> {
    let mut asked = vec![0.0f64; skills];
    roles.iter().flat_map(|v| &v.requirements).for_each(|r| asked[r.skill.at()] += 1.0);
    let n = roles.len() as f64;
    asked.iter().map(|df| if *df > 0.0 { ((n + 1.0) / (df + 0.5)).ln() } else { 0.0 }).collect()
}

/// The length of a role's tf-idf vector.
pub(super) fn length(role: &RoleVector, rarity: &[f64]) -> f64 {
    let squares =
        role.requirements.iter().map(|r| (rarity[r.skill.at()] * f64::from(r.importance) / 1000.0).powi(2));
    squares.sum::<f64>().sqrt().max(1e-9)
}

/// Whether a column is a technology: only those have a price.
pub(super) fn is_technology(catalog: &Catalog, column: usize) -> bool {
    column < catalog.skills.len() && catalog.skills.mark(column) == SkillKind::Technology as u8
}

/// The price of a technology held, for a role that asks so many technologies' worth.
pub(super) fn price(technologies: f64) -> u16 {
    units(PRICE_SHARE * (technologies / SMOOTHING).ln_1p())
}

/// The block of a column: shares are taken among technologies, other skills, and certifications separately.
fn block(catalog: &Catalog, column: usize) -> usize {
    if is_technology(catalog, column) {
        0
    } else if column < catalog.skills.len() {
        1
    } else {
        2
    }
}

/// The share of each column among all that roles ask in its block.
pub(super) fn shares(catalog: &Catalog, roles: &[RoleVector]) -> Vec<f64> {
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

/// The step in which worths are kept: about the smallest, in units, of which a column's worths span at most [`STEPS`]. `full` is what each thing asked
/// is worth, `learned` what incumbents taught, which is added.
pub(super) fn step(full: impl Iterator<Item = i32>, learned: impl Iterator<Item = i32>) -> i32 {
    let (least, greatest) =
        learned.fold((0, 0), |(least, greatest), worth| (worth.min(least), worth.max(greatest)));
    let greatest = (full.max().unwrap_or(0) + greatest).min(MOST_WORTH);
    // One more for each end that is rounded.
    (greatest - least.max(-MOST_WORTH)) / (STEPS - 2) + 1
}

/// A worth, clamped, rounded to the nearest multiple of a step.
pub(super) fn stepped(worth: i32, step: i32) -> i32 {
    let worth = worth.clamp(-MOST_WORTH, MOST_WORTH);
    (worth + worth.signum() * step / 2) / step * step
}

pub(super) fn credited(full: u32, link: &Link) -> u32 {
    let percent = if link.kind == LinkKind::Narrower { NARROWER_PERCENT } else { LINK_PERCENT };
    full * u32::from(link.credit) * percent / 100 / u32::from(CREDIT_ONE)
}

/// The fit of a sum of postings, what the role expects, and the most that the profile could say; in [0, 1], ½ where nothing is said.
#[must_use]
#[inline]
pub fn fit(overlap: i32, expected: i32, most: u32) -> f64 {
    let evidence = f64::from(overlap) - f64::from(expected);
    // t / (1 + |t|) with one division.
    let steep = STEEPNESS * evidence;
    f64::midpoint(1.0, steep / (f64::from(most.max(1)) + steep.abs()))
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
        assert!(worth(1000, 0.001, 0.0) > worth(1000, 0.01, 0.0));
        assert!(worth(1000, 0.001, 0.0) > worth(300, 0.001, 0.0));
        assert!(
            level_share(Level::BASIC, Level::ADVANCED) == 128
                && level_share(Level::EXPERT, Level::BASIC) == 256
        );
    }

    #[test]
    fn a_byte_holds_the_steps_from_the_least_worth_to_the_greatest() {
        for full in [0, 1, 100, 253, 254, 255, 860, MOST_WORTH] {
            for learned in [0, 1, 77, 300, i32::from(i16::MAX)] {
                let step = step([full].into_iter(), [learned, -learned].into_iter());
                let (least, greatest) = (stepped(-learned, step), stepped(full + learned, step));
                assert!(least % step == 0 && greatest % step == 0);
                assert!((greatest - least) / step <= STEPS, "{full} and {learned}");
                assert!((0..=full).all(|worth| (stepped(worth, step) - worth).abs() * 2 <= step));
            }
        }
    }
}
