//! What one person has, in the catalog's terms: names resolved, certificates turned into evidence, the unknown kept.

use std::collections::HashSet;

use jiff::civil::Date;
use pulp::Arch;

use super::fade::{Faded, level_left};
use crate::catalog::Catalog;
use crate::few;
use crate::ingest::profile::Entry;
use crate::text::names::{NameMatch, NameScratch, Names};
use crate::text::{Lexicon, Subject};
use crate::units::{CertificationRow, Level, RoleRow, SkillRow};

/// How a profile shows that it has a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Named by its canonical name or id.
    Exact,
    /// Named by an alias or with something added.
    Alias,
    /// Shown by a certification.
    Certification(CertificationRow),
    /// Found in the sentences of a résumé: said by nobody outright.
    Inferred,
}

/// A skill that a person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The skill.
    pub skill: SkillRow,
    /// How well.
    pub level: Level,
    /// How it is shown.
    pub evidence: Evidence,
}

/// The greatest number of a kind of evidence.
const INFERRED: u64 = (1 << 29) - 1;

impl Held {
    /// Skill, then best level, then evidence, in one number that says all: a sort of such numbers needs one comparison for two.
    fn order(&self) -> u64 {
        // There are fewer than 2²⁸ certifications.
        let evidence = match self.evidence {
            Evidence::Exact => 0,
            Evidence::Alias => 1,
            Evidence::Certification(row) => 2 + u64::from(row.0),
            Evidence::Inferred => INFERRED,
        };
        u64::from(self.skill.0) << 32 | u64::from(5 - self.level.get()) << 29 | evidence
    }

    /// What [`Held::order`] made a number of.
    #[allow(clippy::cast_possible_truncation)]
    fn of(order: u64) -> Held {
        let evidence = match order & INFERRED {
            0 => Evidence::Exact,
            1 => Evidence::Alias,
            INFERRED => Evidence::Inferred,
            row => Evidence::Certification(CertificationRow(row as u32 - 2)),
        };
        let level = Level::new(5 - (order >> 29 & 7) as u8).unwrap_or(Level::WORKING);
        Held { skill: SkillRow((order >> 32) as u32), level, evidence }
    }
}

/// A certificate that a person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCertification {
    /// The certification.
    pub certification: CertificationRow,
    /// When it was earned, if the profile says so.
    pub earned: Option<Date>,
    /// Whether it counts on the day of the run.
    pub valid: bool,
    /// Whether it does not count because the day of the run is before the one it was earned on.
    pub to_come: bool,
}

/// A name that matched nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// As written.
    pub name: String,
}

/// What one person has. Skills and certifications are sorted by row and name each row once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Skills, each at its best-shown level.
    pub skills: Vec<Held>,
    /// What is shown without certificates of those skills that a certificate shows best; sorted by skill.
    pub beneath: Vec<Held>,
    /// Certificates: valid, expired, and not yet earned on the day of the run.
    pub certifications: Vec<HeldCertification>,
    /// Names that matched nothing, in input order, each once.
    pub unknown: Vec<Unknown>,
    /// The role held today, if said.
    pub current_role: Option<RoleRow>,
    /// The years said for each skill that any are said for, the most where several are; sorted by skill. Those said for a certificate are said for what it
    /// shows.
    pub years: Vec<(SkillRow, f64)>,
    /// Years of work since, on the rungs of a ladder: they count in any field.
    pub worked: f64,
    /// Hours a week for learning, if said.
    pub weekly_hours: Option<f64>,
    /// Skills that count below the level said, because they were last used long ago; sorted by skill.
    pub faded: Vec<Faded>,
}

/// What a profile says of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Said {
    /// How well.
    pub level: Option<Level>,
    /// For how many years.
    pub years: Option<f64>,
    /// When it was last used; not said, it is in use.
    pub last_used: Option<Date>,
    /// When a certificate was earned.
    pub earned: Option<Date>,
}

impl Profile {
    /// The level of a skill, if the person has it.
    #[must_use]
    pub fn level(&self, skill: SkillRow) -> Option<Level> {
        self.skills.binary_search_by_key(&skill, |h| h.skill).ok().map(|i| self.skills[i].level)
    }

    /// Keeps of what faded, a skill once each, what still counts below the best level said.
    fn settle_faded(&mut self) {
        let mut faded = std::mem::take(&mut self.faded);
        faded.sort_unstable_by_key(|f| (f.skill, std::cmp::Reverse((f.said, f.last_used))));
        faded.dedup_by_key(|f| f.skill);
        faded.retain_mut(|f| {
            // Another row of the profile or a certificate may show more than is left.
            f.level = self.level(f.skill).unwrap_or(f.level);
            f.level < f.said
        });
        self.faded = faded;
    }

    /// The skills once some of its valid certifications (ascending) no longer count: what other certifications show, or nothing but the
    /// person, is left.
    pub fn skills_without(&self, lapsing: &[CertificationRow], catalog: &Catalog, skills: &mut Vec<Held>) {
        skills.clear();
        skills.extend_from_slice(&self.skills);
        if lapsing.is_empty() {
            return;
        }
        let lapses = |row: CertificationRow| lapsing.binary_search(&row).is_ok();
        skills.retain_mut(|held| {
            if !matches!(held.evidence, Evidence::Certification(by) if lapses(by)) {
                return true;
            }
            let others = self.certifications.iter().filter(|c| c.valid && !lapses(c.certification));
            let shown = others.filter_map(|c| {
                let shown = &catalog[c.certification].evidence;
                let at = shown.binary_search_by_key(&held.skill, |e| e.0).ok()?;
                let evidence = Evidence::Certification(c.certification);
                Some(Held { skill: held.skill, level: shown[at].1, evidence })
            });
            let beneath = self.beneath.binary_search_by_key(&held.skill, |h| h.skill).ok();
            let left = shown.chain(beneath.map(|at| self.beneath[at])).min_by_key(Held::order);
            if let Some(left) = left {
                *held = left;
            }
            left.is_some()
        });
    }

    /// Whether a certification is held and valid.
    #[must_use]
    pub fn holds(&self, certification: CertificationRow) -> bool {
        self.certifications
            .binary_search_by_key(&certification, |c| c.certification)
            .is_ok_and(|i| self.certifications[i].valid)
    }
}

impl<N> From<&Entry<N>> for Said {
    fn from(e: &Entry<N>) -> Said {
        Said { level: e.level, years: e.years, last_used: e.last_used, earned: e.date }
    }
}

/// Unknown names of a profile that are compared one by one.
const FEW_UNKNOWN: usize = 64;

/// Builds profiles from names, one after the other, with memory that is reused. One per thread.
#[derive(Debug)]
pub struct ProfileBuilder<'a> {
    catalog: &'a Catalog,
    names: &'a Names,
    lexicon: &'a dyn LexiconSource,
    scratch: NameScratch,
    profile: Profile,
    /// The skills of the profile as they come.
    orders: Vec<u64>,
    /// Its unknown names, where there are many.
    many_unknown: HashSet<String>,
    arch: Arch,
    on: Date,
}

/// Gives the lexicon when a name needs it; most do not, and building one takes longer than a match.
pub trait LexiconSource: std::fmt::Debug + Sync {
    /// The lexicon; where it is not to be made, only if it is there already.
    fn lexicon_if(&self, make: bool) -> Option<&Lexicon>;
}

impl<'a> ProfileBuilder<'a> {
    /// A builder that counts certificates as of the day `on`.
    #[must_use]
    pub fn new(catalog: &'a Catalog, names: &'a Names, lexicon: &'a dyn LexiconSource, on: Date) -> Self {
        ProfileBuilder {
            catalog,
            names,
            lexicon,
            scratch: NameScratch::default(),
            profile: Profile::default(),
            orders: Vec::new(),
            many_unknown: HashSet::new(),
            arch: Arch::new(),
            on,
        }
    }

    /// Forgets the profile before.
    pub fn begin(&mut self) {
        self.orders.clear();
        self.profile.skills.clear();
        self.profile.certifications.clear();
        self.profile.unknown.clear();
        if !self.many_unknown.is_empty() {
            self.many_unknown = HashSet::new();
        }
        self.profile.current_role = None;
        self.profile.years.clear();
        self.profile.weekly_hours = None;
        self.profile.faded.clear();
    }

    /// What a name names. The same for every profile, so callers may keep the answer.
    pub fn resolve(&mut self, name: &str) -> Option<(Subject, NameMatch)> {
        // ESCO's tables name skills by URI; the last part is the id.
        let name = name.trim();
        let name = name.strip_prefix("http://data.europa.eu/esco/skill/").unwrap_or(name);
        self.names.resolve(name, self.catalog, |make| self.lexicon.lexicon_if(make), &mut self.scratch)
    }

    /// Adds a name with what is said of it. A certification's level is ignored: it evidences what the catalog says.
    pub fn add(&mut self, name: &str, said: Said) {
        match self.resolve(name) {
            Some((subject, how)) => self.add_resolved(subject, how, said),
            None => self.add_unknown(name),
        }
    }

    /// Adds what the sentences of a résumé name.
    pub fn add_inferred(&mut self, subject: Subject, level: Option<Level>) {
        match subject {
            Subject::Skill(skill) => {
                let level = level.unwrap_or(Level::WORKING);
                self.orders.push(Held { skill, level, evidence: Evidence::Inferred }.order());
            }
            Subject::Certification(_) => self.add_resolved(subject, NameMatch::Alias, Said::default()),
        }
    }

    /// Adds a name that is known to match nothing.
    pub fn add_unknown(&mut self, name: &str) {
        let name = name.trim();
        if !name.is_empty() && self.is_new(name) {
            self.profile.unknown.push(Unknown { name: name.to_owned() });
        }
    }

    /// Whether an unknown name was not added yet; it will be.
    fn is_new(&mut self, name: &str) -> bool {
        let unknown = &self.profile.unknown;
        if unknown.len() < FEW_UNKNOWN {
            return unknown.iter().all(|u| u.name != name);
        }
        if self.many_unknown.is_empty() {
            self.many_unknown.extend(unknown.iter().map(|u| u.name.clone()));
        }
        self.many_unknown.insert(name.to_owned())
    }

    /// Adds a skill of which only a level is said, as [`ProfileBuilder::add_resolved`] does.
    #[inline]
    pub fn add_skill(&mut self, skill: SkillRow, how: NameMatch, level: Level) {
        let evidence = if how == NameMatch::Exact { Evidence::Exact } else { Evidence::Alias };
        self.orders.push(Held { skill, level, evidence }.order());
    }

    /// Adds what a name was resolved to.
    pub fn add_resolved(&mut self, subject: Subject, how: NameMatch, said: Said) {
        let Said { level, years, last_used, earned } = said;
        match subject {
            Subject::Skill(skill) => {
                self.profile.years.extend(years.map(|years| (skill, years)));
                let mut level = level.or(years.map(Level::from_years)).unwrap_or(Level::WORKING);
                if let Some(last_used) = last_used {
                    let left = level_left(level, self.catalog[skill].kind, last_used, self.on);
                    if left < level {
                        self.profile.faded.push(Faded { skill, said: level, level: left, last_used });
                        level = left;
                    }
                }
                self.add_skill(skill, how, level);
            }
            Subject::Certification(certification) => {
                let facts = &self.catalog[certification];
                let shown = facts.evidence.iter();
                self.profile.years.extend(years.iter().flat_map(|y| shown.clone().map(|(s, _)| (*s, *y))));
                let valid = facts.valid_on(earned, self.on);
                let to_come = earned.is_some_and(|earned| earned > self.on);
                self.profile.certifications.push(HeldCertification { certification, earned, valid, to_come });
                if valid {
                    let evidence = Evidence::Certification(certification);
                    let shown = facts.evidence.iter();
                    let shown = shown.map(|(skill, level)| Held { skill: *skill, level: *level, evidence });
                    self.orders.extend(shown.map(|held| held.order()));
                }
            }
        }
    }

    /// Says which role the person has today.
    pub fn set_current_role(&mut self, role: RoleRow) {
        self.profile.current_role = Some(role);
    }

    /// Says how many hours a week the person has for learning.
    pub fn set_weekly_hours(&mut self, hours: f64) {
        self.profile.weekly_hours = Some(hours);
    }

    /// The finished profile. Another may be left in its place, for its memory.
    pub fn finish(&mut self) -> &mut Profile {
        // Best level first; at equal levels the person's own word before a certificate.
        few::sort(self.arch, &mut self.orders);
        self.profile.beneath.clear();
        if !self.profile.certifications.is_empty() {
            let same = |a: &u64, b: &u64| *a >> 32 == *b >> 32;
            let beneath = self.orders.chunk_by(same).filter_map(|ways| {
                let by_certificate =
                    |order: &u64| matches!(Held::of(*order).evidence, Evidence::Certification(_));
                let own = ways.iter().find(|order| !by_certificate(order));
                own.filter(|_| by_certificate(&ways[0])).map(|order| Held::of(*order))
            });
            self.profile.beneath.extend(beneath);
        }
        self.orders.dedup_by_key(|order| *order >> 32);
        self.profile.skills.clear();
        self.profile.skills.extend(self.orders.iter().map(|order| Held::of(*order)));
        self.profile.years.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        self.profile.years.dedup_by_key(|said| said.0);
        if !self.profile.faded.is_empty() {
            self.profile.settle_faded();
        }
        self.profile.certifications.sort_unstable_by(|a, b| {
            a.certification.cmp(&b.certification).then(b.valid.cmp(&a.valid)).then(b.earned.cmp(&a.earned))
        });
        self.profile.certifications.dedup_by_key(|c| c.certification);
        &mut self.profile
    }
}
