//! What closes gaps: for each role, the certifications and projects that build what it asks, best first for a given gap.
//!
//! These are pointers for a list of matches; the cheapest set that reaches a target is the planner's work.

use std::sync::OnceLock;

use super::gap::Gap;
use super::readiness::MET;
use crate::catalog::{Catalog, Status};
use crate::units::{CertificationRow, Level, ProjectRow, SkillRow};
use crate::vector::{Profile, RoleVector};

/// A step's builds among a role's requirements.
#[derive(Clone, Debug)]
struct Candidate {
    row: u32,
    hours: f32,
    /// (requirement, entry level, level reached), by requirement.
    builds: Vec<(u16, Option<Level>, Level)>,
    /// Whether the role's text names the certification.
    wished: bool,
}

/// Candidates of one role, made when the role is first matched.
#[derive(Debug, Default)]
struct OfRole {
    certifications: Vec<Candidate>,
    projects: Vec<Candidate>,
}

/// Candidates of all roles.
#[derive(Debug)]
pub struct Remedies {
    by_skill: Vec<Vec<(Step, Option<Level>, Level)>>,
    roles: Vec<OnceLock<OfRole>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Certification(u32),
    Project(u32),
}

/// Steps kept per role and kind: those that build most of what it asks an hour. More would change no list's head.
const KEPT: usize = 32;

/// A step without known hours is taken to need this many (estimate: the median of the shipped catalog).
const UNKNOWN_HOURS: f32 = 60.0;

impl Remedies {
    /// Inverts the catalog: which steps build which skill. Retired certifications build nothing.
    #[must_use]
    pub fn build(catalog: &Catalog) -> Remedies {
        let mut by_skill: Vec<Vec<(Step, Option<Level>, Level)>> = vec![Vec::new(); catalog.skills.len()];
        for (row, c) in catalog.certifications.iter().enumerate().filter(|(_, c)| c.status == Status::Active)
        {
            for (skill, level) in &c.evidence {
                by_skill[skill.at()].push((Step::Certification(CertificationRow::of(row).0), None, *level));
            }
        }
        for row in (0..catalog.projects.len()).map(ProjectRow::of) {
            for b in catalog.project_builds(row) {
                by_skill[b.skill.at()].push((Step::Project(row.0), b.entry, b.level));
            }
        }
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        Remedies { by_skill, roles }
    }

    fn of_role(&self, role: usize, vector: &RoleVector, catalog: &Catalog) -> &OfRole {
        self.roles[role].get_or_init(|| {
            let mut found: Vec<(Step, u16, Option<Level>, Level)> = Vec::new();
            for (at, r) in vector.requirements.iter().enumerate() {
                let at = u16::try_from(at).unwrap_or(u16::MAX);
                found.extend(
                    self.by_skill[r.skill.at()]
                        .iter()
                        .map(|(step, entry, level)| (*step, at, *entry, *level)),
                );
            }
            found.sort_unstable();
            let mut of_role = OfRole::default();
            // A pattern is for learning the skill it was made for, not for what comes with it.
            found.retain(|(step, ..)| match step {
                Step::Certification(_) => true,
                Step::Project(row) => catalog.projects[*row as usize]
                    .made_for
                    .is_none_or(|s| vector.requirements.binary_search_by_key(&s, |r| r.skill).is_ok()),
            });
            for group in found.chunk_by(|a, b| a.0 == b.0) {
                let builds = group.iter().map(|g| (g.1, g.2, g.3)).collect();
                match group[0].0 {
                    Step::Certification(row) => {
                        let wished =
                            vector.certifications.iter().any(|w| w.certification == CertificationRow(row));
                        let hours = catalog.certifications[row as usize].study_hours.unwrap_or(UNKNOWN_HOURS);
                        of_role.certifications.push(Candidate { row, hours, builds, wished });
                    }
                    Step::Project(row) => {
                        let hours = catalog.design(ProjectRow(row)).hours;
                        of_role.projects.push(Candidate { row, hours, builds, wished: false });
                    }
                }
            }
            keep_best(&mut of_role.certifications, vector);
            keep_best(&mut of_role.projects, vector);
            of_role
        })
    }

    /// The certifications and projects that close most of the gaps an hour, at most `most` of each, best first; ties by id.
    ///
    /// A step counts for a gap if it reaches a higher level than the profile has and its entry level is there. Certifications that the role
    /// names come before others of no more than twice their worth. Those held are left out.
    #[allow(clippy::too_many_arguments)]
    pub fn find(
        &self,
        role: usize,
        vector: &RoleVector,
        catalog: &Catalog,
        profile: &Profile,
        gaps: &[Gap],
        most: usize,
        scratch: &mut RemedyScratch,
    ) {
        let of_role = self.of_role(role, vector, catalog);
        scratch.open.clear();
        scratch.open.resize(vector.requirements.len(), None);
        for gap in gaps {
            scratch.open[gap.requirement] = Some((gap.level, gap.required, gap.gain));
        }
        scratch.rank(&of_role.certifications, most, |row| profile.holds(CertificationRow(row)));
        scratch.certifications.clear();
        let certifications = scratch.ranked.iter().map(|r| CertificationRow(r.1));
        scratch.certifications.extend(certifications);
        scratch.rank(&of_role.projects, most, |_| false);
        scratch.projects.clear();
        let projects = scratch.ranked.iter().map(|r| ProjectRow(r.1));
        scratch.projects.extend(projects);
    }

    /// Whether any step builds a skill at all.
    #[must_use]
    pub fn can_build(&self, skill: SkillRow) -> bool {
        !self.by_skill[skill.at()].is_empty()
    }
}

fn keep_best(candidates: &mut Vec<Candidate>, vector: &RoleVector) {
    let worth = |c: &Candidate| -> f64 {
        let points = c.builds.iter().map(|(at, _, level)| {
            let r = &vector.requirements[usize::from(*at)];
            f64::from(r.importance) * f64::from(super::index::level_share(*level, r.level)) / f64::from(MET)
        });
        points.sum::<f64>() / f64::from(c.hours.max(1.0)) * if c.wished { 100.0 } else { 1.0 }
    };
    candidates.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.row.cmp(&b.row)));
    candidates.truncate(KEPT);
    candidates.sort_by_key(|c| c.row);
}

/// An open requirement: the level held, the level asked, the gain.
type Open = Option<(Option<Level>, Level, f64)>;

/// Reusable memory and the last result of [`Remedies::find`].
#[derive(Clone, Debug, Default)]
pub struct RemedyScratch {
    /// Certifications that close gaps, best first.
    pub certifications: Vec<CertificationRow>,
    /// Projects that close gaps, best first.
    pub projects: Vec<ProjectRow>,
    open: Vec<Open>,
    ranked: Vec<(f64, u32)>,
}

impl RemedyScratch {
    fn rank(&mut self, candidates: &[Candidate], most: usize, left_out: impl Fn(u32) -> bool) {
        self.ranked.clear();
        for c in candidates {
            let mut gain = 0.0;
            for (at, entry, level) in &c.builds {
                if let Some((have, want, gap)) = self.open[usize::from(*at)] {
                    let reachable = entry.is_none_or(|e| have.is_some_and(|h| h >= e));
                    if reachable && have.is_none_or(|h| *level > h) {
                        let before = have.map_or(0, |h| super::index::level_share(h, want));
                        let after = super::index::level_share(*level, want);
                        gain += gap * f64::from(after - before) / f64::from(MET - before).max(1.0);
                    }
                }
            }
            if gain > 0.0 && !left_out(c.row) {
                let wished = if c.wished { 2.0 } else { 1.0 };
                self.ranked.push((wished * gain / f64::from(c.hours.max(1.0)).sqrt(), c.row));
            }
        }
        self.ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.ranked.truncate(most);
    }
}
