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
//! All sums are integers, so they do not depend on order or threads, and the parts are the explanation.
//! The constants were tuned together; `docs/quality.md` has what was tried.

use std::sync::OnceLock;

use super::postings::{PAGE, Postings};
use crate::catalog::{Catalog, SkillKind};
use crate::model::Incumbents;
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Link, LinkKind, Links, Origin, Requirement, RoleVector};

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

/// How steeply fit rises with evidence.
const STEEPNESS: f64 = 4.0;

/// The level from which on a skill speaks in full for a field. What a role asks beyond is judged by readiness: most people say no level, and
/// taking "working" for them must not speak against the roles that ask more.
const FIELD_LEVEL: Level = Level::WORKING;

/// How many levels speak differently.
const FIELD_LEVELS: usize = FIELD_LEVEL.get() as usize;

/// What a part of the tf-idf cosine is worth beside the language model, in nats.
const COSINE_WORTH: f64 = 1.0;

/// The share of a required level that a level meets, in 1/256.
#[must_use]
pub fn level_share(have: Level, want: Level) -> u32 {
    if have >= want { 256 } else { 256 * u32::from(have.get()) / u32::from(want.get()) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn units(nats: f64) -> u16 {
    (nats * f64::from(EVIDENCE_ONE)).round().clamp(0.0, 2047.0) as u16
}

/// What an importance in thousandths is worth in a column with this share of all requirements, `part` of the cosine added.
fn worth(importance: u16, share: f64, part: f64) -> u16 {
    units((f64::from(importance) / 1000.0 / (SMOOTHING * share)).ln_1p() + COSINE_WORTH * part)
}

/// How often a requirement counts in the language model of its role.
fn weight_of(requirement: &Requirement) -> u16 {
    if requirement.place == 0 && requirement.origin != Origin::Stated { FOREMOST } else { 1 }
}

/// The natural logarithm of how rare each skill is among roles; 0 where none asks it.
#[allow(clippy::cast_precision_loss)]
fn rarities(skills: usize, roles: &[RoleVector]) -> Vec<f64> {
    let mut asked = vec![0.0f64; skills];
    roles.iter().flat_map(|v| &v.requirements).for_each(|r| asked[r.skill.at()] += 1.0);
    let n = roles.len() as f64;
    asked.iter().map(|df| if *df > 0.0 { ((n + 1.0) / (df + 0.5)).ln() } else { 0.0 }).collect()
}

/// The length of a role's tf-idf vector.
fn length(role: &RoleVector, rarity: &[f64]) -> f64 {
    let squares =
        role.requirements.iter().map(|r| (rarity[r.skill.at()] * f64::from(r.importance) / 1000.0).powi(2));
    squares.sum::<f64>().sqrt().max(1e-9)
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

/// A requirement as the index keeps it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    role: u32,
    /// What the skill is worth at the level asked.
    full: u16,
    level: Level,
}

/// Who asks what, by column. Immutable to its users; the postings of a skill at a level are made when they are first asked for, so that
/// one match need not wait for all of them.
#[derive(Debug)]
pub struct Index<'m> {
    links: &'m Links,
    /// Roles that ask a skill: `asked[starts[s]..starts[s + 1]]`, by role.
    asked: Vec<Asked>,
    starts: Vec<u32>,
    /// For each skill: (role, learned from incumbents); empty without them.
    learned: Vec<Vec<(u32, i16)>>,
    /// By page, skill and level, [`FIELD_LEVELS`] a skill.
    postings: Vec<OnceLock<Postings>>,
    /// By page and certification.
    wished: Vec<Postings>,
    /// What each column could say at most: skills, then certifications.
    most: Vec<u16>,
    /// Whether a technology held has a price.
    priced: Vec<bool>,
    /// For each role: the price of a technology held.
    price: Vec<u16>,
    /// For each role: learned from incumbents, 0 without them.
    bias: Vec<i32>,
}

impl<'m> Index<'m> {
    /// Inverts role vectors, and adds what incumbents taught where there were any.
    #[must_use]
    pub fn build(
        catalog: &Catalog,
        roles: &[RoleVector],
        links: &'m Links,
        incumbents: Option<&Incumbents>,
    ) -> Index<'m> {
        let skills = catalog.skills.len();
        let shares = shares(catalog, roles);
        let mut starts = vec![0u32; skills + 1];
        for r in roles.iter().flat_map(|v| &v.requirements) {
            starts[r.skill.at() + 1] += 1;
        }
        for s in 0..skills {
            starts[s + 1] += starts[s];
        }
        let blank = Asked { role: 0, full: 0, level: Level::WORKING };
        let mut asked = vec![blank; starts[skills] as usize];
        let mut next = starts.clone();
        let pages = roles.len().div_ceil(PAGE);
        let mut wished = vec![Vec::new(); pages * catalog.certifications.len()];
        let priced: Vec<bool> = (0..skills).map(|s| block(catalog, s) == 0).collect();
        let mut price = Vec::with_capacity(roles.len());
        let rarity = rarities(skills, roles);
        for (row, role) in roles.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut technologies = 0.0;
            let length = length(role, &rarity);
            for r in &role.requirements {
                let skill = r.skill.at();
                let at = &mut next[skill];
                let part = rarity[skill].powi(2) * f64::from(r.importance) / 1000.0 / length;
                let full = worth(r.importance * weight_of(r), shares[skill], part);
                asked[*at as usize] = Asked { role: row, full, level: r.level };
                *at += 1;
                if priced[skill] {
                    technologies += f64::from(r.importance) / 1000.0;
                }
            }
            for c in &role.certifications {
                let at = c.certification.at();
                let full = worth(c.importance, shares[skills + at], 0.0);
                let page = row as usize / PAGE;
                wished[page * catalog.certifications.len() + at].push((row, i32::from(full)));
            }
            price.push(units(PRICE_SHARE * (technologies / SMOOTHING).ln_1p()));
        }
        let mut learned = vec![Vec::new(); skills];
        let mut bias = vec![0; roles.len()];
        if let Some(people) = incumbents {
            for w in &people.weights {
                learned[w.skill.at()].push((w.role.0, w.weight));
            }
            bias.copy_from_slice(&people.bias);
        }
        let mut postings = Vec::new();
        postings.resize_with(pages * skills * FIELD_LEVELS, OnceLock::new);
        let on_page = |at: usize| (roles.len() - at / catalog.certifications.len() * PAGE).min(PAGE);
        let wished = wished.iter().enumerate().map(|(at, w)| Postings::new(w, on_page(at))).collect();
        let mut index =
            Index { links, asked, starts, learned, postings, wished, most: Vec::new(), priced, price, bias };
        index.most = index.most_of(&shares, skills);
        index
    }

    /// What each column could say at most; a skill that no role asks speaks through what it counts for.
    fn most_of(&self, shares: &[f64], skills: usize) -> Vec<u16> {
        let asked = |column: usize| match column.checked_sub(skills) {
            None => !self.askers(SkillRow::of(column)).is_empty(),
            Some(c) => self.wished.iter().skip(c).step_by(shares.len() - skills).any(|w| !w.is_empty()),
        };
        let said = |column: usize| {
            let askers = if column < skills { self.askers(SkillRow::of(column)) } else { &[] };
            askers.iter().map(|a| a.full).max().unwrap_or(0)
        };
        let own: Vec<u16> = shares
            .iter()
            .enumerate()
            .map(|(c, s)| if asked(c) { worth(1000, *s, 0.0).max(said(c)) } else { 0 })
            .collect();
        let linked = |column: usize| {
            let credits = self.links.from(SkillRow::of(column)).iter();
            let best = credits.map(|l| credited(u32::from(own[l.to.at()]), l)).max();
            u16::try_from(best.unwrap_or(0)).unwrap_or(0)
        };
        let most =
            |(column, own): (usize, &u16)| if column < skills { (*own).max(linked(column)) } else { *own };
        own.iter().enumerate().map(most).collect()
    }

    /// How many roles there are.
    #[must_use]
    pub fn roles(&self) -> usize {
        self.price.len()
    }

    /// How many columns are skills; certifications follow behind them.
    #[must_use]
    pub fn skills(&self) -> usize {
        self.learned.len()
    }

    fn askers(&self, skill: SkillRow) -> &[Asked] {
        &self.asked[self.starts[skill.at()] as usize..self.starts[skill.at() + 1] as usize]
    }

    /// How many pages of roles there are.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.roles().div_ceil(PAGE)
    }

    /// How many roles a page has.
    #[must_use]
    pub fn on_page(&self, page: usize) -> usize {
        (self.roles() - page * PAGE).min(PAGE)
    }

    /// What having `skill` at `level` says for or against each role of a page for which it says anything.
    ///
    /// A skill that the role asks is worth its posting × the share of the level, up to `FIELD_LEVEL`; one that it does not ask is worth the best
    /// credit toward any skill that it does ask. What incumbents taught is added.
    #[must_use]
    #[inline]
    pub fn postings(&self, page: usize, skill: SkillRow, level: Level) -> &Postings {
        // Levels beyond say the same, so that they share their postings.
        let level = level.min(FIELD_LEVEL);
        let at = (page * self.skills() + skill.at()) * FIELD_LEVELS + usize::from(level.get() - 1);
        self.postings[at].get_or_init(|| self.make(page, skill, level))
    }

    fn make(&self, page: usize, skill: SkillRow, level: Level) -> Postings {
        let mut all: Vec<(u32, i32)> = Vec::new();
        let mut offer = |to: SkillRow, link: Option<&Link>| {
            let worths = self.askers(to).iter().map(|a| {
                let full = link.map_or(u32::from(a.full), |l| credited(u32::from(a.full), l));
                (
                    a.role,
                    i32::try_from(full * level_share(level, a.level.min(FIELD_LEVEL)) / 256).unwrap_or(0),
                )
            });
            all.extend(worths.filter(|(_, w)| *w > 0));
        };
        offer(skill, None);
        for link in self.links.from(skill) {
            offer(link.to, Some(link));
        }
        // Of equal roles the best worth comes first, and is kept.
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        all.dedup_by_key(|p| p.0);
        for &(role, weight) in &self.learned[skill.at()] {
            match all.binary_search_by_key(&role, |p| p.0) {
                Ok(at) => all[at].1 += i32::from(weight),
                Err(at) => all.insert(at, (role, i32::from(weight))),
            }
        }
        all.retain(|p| p.1 != 0 && p.0 as usize / PAGE == page);
        Postings::new(&all, self.on_page(page))
    }

    /// Roles of a page that wish a certification, with what it is worth to each.
    #[must_use]
    pub fn wishes(&self, page: usize, certification: usize) -> &Postings {
        &self.wished[page * (self.most.len() - self.skills()) + certification]
    }

    /// What a skill at a level is worth to one role, if it says anything.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn worth(&self, skill: SkillRow, level: Level, role: u32) -> Option<i32> {
        self.postings(role as usize / PAGE, skill, level).of(role as u16)
    }

    /// What a certification is worth to one role, if it wishes it.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn wish(&self, certification: usize, role: u32) -> Option<i32> {
        self.wishes(role as usize / PAGE, certification).of(role as u16)
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

    /// The price of a technology held, and what incumbents taught, for a role.
    #[must_use]
    pub fn terms(&self, role: u32) -> (i32, i32) {
        (i32::from(self.price[role as usize]), self.bias[role as usize])
    }

    /// What a role expects of so many technologies held, less its bias: to be taken from the sum of the postings.
    #[must_use]
    pub fn expected(&self, role: u32, technologies: u32) -> i32 {
        let price = i64::from(self.price[role as usize]) * i64::from(technologies);
        i32::try_from(price).unwrap_or(i32::MAX).saturating_sub(self.bias[role as usize])
    }
}

fn credited(full: u32, link: &Link) -> u32 {
    let percent = if link.kind == LinkKind::Narrower { NARROWER_PERCENT } else { LINK_PERCENT };
    full * u32::from(link.credit) * percent / 100 / u32::from(CREDIT_ONE)
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
        assert!(worth(1000, 0.001, 0.0) > worth(1000, 0.01, 0.0));
        assert!(worth(1000, 0.001, 0.0) > worth(300, 0.001, 0.0));
        assert!(
            level_share(Level::BASIC, Level::ADVANCED) == 128
                && level_share(Level::EXPERT, Level::BASIC) == 256
        );
    }
}
