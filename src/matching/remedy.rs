//! What closes gaps: for each role, the certifications and projects that build what it asks, best first for a given gap.
//!
//! These are pointers for a list of matches; the cheapest set that reaches a target is the planner's work. A step's worth is the points of readiness
//! that it gives back, divided by the square root of its hours: per hour alone, the shortest would always win. What steps are worth for a
//! requirement that is not met at all is worked out once a role; a match only corrects that for what the profile meets, which is mostly little.

use std::sync::OnceLock;

use super::gap::Open;
use super::index::level_share;
use super::reach::Reach;
use super::readiness::MET;
use crate::catalog::{Catalog, Status};
use crate::units::{CertificationRow, Level, ProjectRow};
use crate::vector::{Profile, RoleVector};

/// Steps kept per role and kind: those that build most of what it asks an hour. More would change no list's head.
const KEPT: usize = 32;

/// A step without known hours is taken to need this many (estimate: the median of the shipped catalog).
const UNKNOWN_HOURS: f32 = 60.0;

/// A certification that the role's text names counts so many times.
const WISHED: f32 = 2.0;

/// Points of each step for one requirement: a full importance is 250, so that a row is half a cache line.
type Points = [u8; KEPT];

/// Importances are in thousandths; points are in these.
const POINT: u32 = 4;

/// A step that may close gaps of a role.
#[derive(Clone, Debug)]
struct Candidate {
    row: u32,
    hours: f32,
    /// (requirement, entry level, level reached), by requirement.
    builds: Vec<(u16, Option<Level>, Level)>,
    /// Whether the role's text names the certification.
    wished: bool,
}

/// The steps of one kind for one role.
#[derive(Debug)]
struct Steps {
    /// Ascending.
    rows: Vec<u32>,
    /// What points are multiplied by.
    factors: [f32; KEPT],
    /// What each step gives back to somebody who meets nothing.
    all: [i32; KEPT],
    /// The part of it for each requirement.
    missing: Vec<Points>,
    /// By requirement: (step, entry level, level reached).
    builds: Vec<Vec<(u8, Option<Level>, Level)>>,
}

/// Steps of one role, made when the role is first matched.
#[derive(Debug)]
struct OfRole {
    certifications: Steps,
    projects: Steps,
}

/// A step with the level it asks of a skill and the level it brings it to.
type Way = (Step, Option<Level>, Level);

/// Steps of all roles.
#[derive(Debug)]
pub struct Remedies {
    by_skill: OnceLock<Vec<Vec<Way>>>,
    roles: Vec<OnceLock<OfRole>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Certification(u32),
    Project(u32),
}

impl Remedies {
    /// For the roles of a catalog.
    #[must_use]
    pub fn build(catalog: &Catalog) -> Remedies {
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        Remedies { by_skill: OnceLock::new(), roles }
    }

    /// Inverts the catalog: which steps build which skill. Retired certifications build nothing.
    fn by_skill(catalog: &Catalog) -> Vec<Vec<(Step, Option<Level>, Level)>> {
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
        by_skill
    }

    fn of_role(&self, role: usize, vector: &RoleVector, catalog: &Catalog) -> &OfRole {
        self.roles[role].get_or_init(|| {
            let by_skill = self.by_skill.get_or_init(|| Self::by_skill(catalog));
            let mut found: Vec<(Step, u16, Option<Level>, Level)> = Vec::new();
            for (at, r) in vector.requirements.iter().enumerate() {
                let at = u16::try_from(at).unwrap_or(u16::MAX);
                found.extend(
                    by_skill[r.skill.at()].iter().map(|(step, entry, level)| (*step, at, *entry, *level)),
                );
            }
            found.sort_unstable();
            let (mut certifications, mut projects) = (Vec::new(), Vec::new());
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
                        certifications.push(Candidate { row, hours, builds, wished });
                    }
                    Step::Project(row) => {
                        let hours = catalog.design(ProjectRow(row)).hours;
                        projects.push(Candidate { row, hours, builds, wished: false });
                    }
                }
            }
            keep_best(&mut certifications, vector);
            keep_best(&mut projects, vector);
            OfRole {
                certifications: Steps::of(&certifications, vector),
                projects: Steps::of(&projects, vector),
            }
        })
    }

    /// The certifications and projects that close most of the gaps for their hours, at most `most` of each, best first; ties by id.
    ///
    /// A step counts for a requirement if it meets more of it than the profile does and the profile has the entry level. Certifications held are
    /// left out. `met` are the requirements that the profile meets in part or in full.
    #[allow(clippy::too_many_arguments)]
    pub fn find(
        &self,
        role: usize,
        vector: &RoleVector,
        catalog: &Catalog,
        profile: &Profile,
        met: &[Open],
        reach: &Reach,
        most: usize,
        out: &mut Found,
    ) {
        let of_role = self.of_role(role, vector, catalog);
        let held = |row: u32| profile.holds(CertificationRow(row));
        of_role.certifications.rank(vector, met, reach, most, held, &mut out.ranked);
        out.certifications.clear();
        out.certifications.extend(out.ranked.iter().map(|r| CertificationRow(*r)));
        of_role.projects.rank(vector, met, reach, most, |_| false, &mut out.ranked);
        out.projects.clear();
        out.projects.extend(out.ranked.iter().map(|r| ProjectRow(*r)));
    }
}

fn keep_best(candidates: &mut Vec<Candidate>, vector: &RoleVector) {
    let worth = |c: &Candidate| -> f64 {
        let points = c.builds.iter().map(|(at, _, level)| {
            let r = &vector.requirements[usize::from(*at)];
            f64::from(r.importance) * f64::from(level_share(*level, r.level)) / f64::from(MET)
        });
        points.sum::<f64>() / f64::from(c.hours.max(1.0)) * if c.wished { 100.0 } else { 1.0 }
    };
    candidates.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.row.cmp(&b.row)));
    candidates.truncate(KEPT);
    candidates.sort_by_key(|c| c.row);
}

/// What a level gives back of a requirement met to `share`.
#[allow(clippy::cast_possible_truncation)]
fn gives(importance: u16, level: Level, want: Level, share: u32) -> u8 {
    (u32::from(importance) * level_share(level, want).saturating_sub(share) / MET / POINT) as u8
}

impl Steps {
    fn of(candidates: &[Candidate], vector: &RoleVector) -> Steps {
        let mut steps = Steps {
            rows: candidates.iter().map(|c| c.row).collect(),
            factors: [0.0; KEPT],
            all: [0; KEPT],
            missing: vec![[0; KEPT]; vector.requirements.len()],
            builds: vec![Vec::new(); vector.requirements.len()],
        };
        for (at, c) in candidates.iter().enumerate() {
            steps.factors[at] = if c.wished { WISHED } else { 1.0 } / c.hours.max(1.0).sqrt();
            for &(requirement, entry, level) in &c.builds {
                let requirement = usize::from(requirement);
                let r = &vector.requirements[requirement];
                let points = &mut steps.missing[requirement][at];
                if entry.is_none() {
                    *points = (*points).max(gives(r.importance, level, r.level, 0));
                }
                steps.builds[requirement].push((u8::try_from(at).unwrap_or(u8::MAX), entry, level));
            }
        }
        for row in &steps.missing {
            steps.all.iter_mut().zip(row).for_each(|(all, points)| *all += i32::from(*points));
        }
        steps
    }

    /// What each step gives back. Integers, so that order does not matter.
    fn points(&self, vector: &RoleVector, met: &[Open], reach: &Reach) -> [i32; KEPT] {
        let mut sums = self.all;
        for o in met {
            let at = usize::from(o.requirement);
            for (sum, points) in sums.iter_mut().zip(&self.missing[at]) {
                *sum -= i32::from(*points);
            }
            if o.points == 0 {
                continue;
            }
            let r = &vector.requirements[at];
            let have = reach.level(r.skill);
            for &(step, entry, level) in &self.builds[at] {
                if entry.is_none_or(|e| have >= Some(e)) {
                    sums[usize::from(step)] +=
                        i32::from(gives(r.importance, level, r.level, u32::from(o.share)));
                }
            }
        }
        sums
    }

    #[allow(clippy::cast_precision_loss)]
    fn rank(
        &self,
        vector: &RoleVector,
        met: &[Open],
        reach: &Reach,
        most: usize,
        left_out: impl Fn(u32) -> bool,
        ranked: &mut Vec<u32>,
    ) {
        ranked.clear();
        let sums = self.points(vector, met, reach);
        let mut worths = [0f32; KEPT];
        for at in 0..KEPT {
            worths[at] = sums[at] as f32 * self.factors[at];
        }
        while ranked.len() < most {
            let best = worths.iter().fold(0f32, |best, w| if *w > best { *w } else { best });
            // Rows ascend, so the first of equal worths has the smallest id.
            let first = worths.iter().position(|w| *w == best);
            let (Some(at), true) = (first, best > 0.0) else { return };
            worths[at] = 0.0;
            if !left_out(self.rows[at]) {
                ranked.push(self.rows[at]);
            }
        }
    }
}

/// The last result of [`Remedies::find`]. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Certifications that close gaps, best first.
    pub certifications: Vec<CertificationRow>,
    /// Projects that close gaps, best first.
    pub projects: Vec<ProjectRow>,
    ranked: Vec<u32>,
}
