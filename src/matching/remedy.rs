//! What closes gaps: for each role, the certifications and projects that build what it asks, best first for a given gap.
//!
//! These are pointers for a list of matches; the cheapest set that reaches a target is the planner's work. A step's worth is the points of readiness
//! that it gives back, divided by the square root of its hours: per hour alone, the shortest would always win. Steps stand in the order of what
//! they are worth at most, so that looking stops where none behind can be better than those found: mostly after a few.

use std::sync::OnceLock;

use super::gap::Demands;
use super::index::level_share;
use super::reach::Reach;
use super::readiness::MET;
use crate::catalog::{Catalog, Status};
use crate::units::{CertificationRow, Level, ProjectRow, SkillRow};
use crate::vector::{Profile, RoleVector};

/// Steps kept per role and kind: those that build most of what it asks an hour. More would change no list's head.
const KEPT: usize = 32;

/// A step without known hours is taken to need this many (estimate: the median of the shipped catalog).
const UNKNOWN_HOURS: f32 = 60.0;

/// A certification that the role's text names counts so many times.
const WISHED: f32 = 2.0;

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

/// A step among those of its kind for one role.
#[derive(Clone, Copy, Debug)]
struct Ranked {
    row: u32,
    /// What points are multiplied by.
    factor: f32,
    /// The most that it can be worth to anybody.
    most: f32,
    /// Where its part of what is built ends; it starts where the one before ends.
    end: u32,
}

/// What a step builds of one demand.
#[derive(Clone, Copy, Debug)]
struct Build {
    /// Where the share of the demand stands in what a profile reaches.
    slot: u32,
    importance: u16,
    /// The share of the level asked that it brings one to.
    share: u16,
    /// The own level that it needs; 0 where none.
    entry: u8,
}

/// The steps of one kind for one role, by what they are worth at most.
#[derive(Debug)]
struct Steps {
    ranked: Vec<Ranked>,
    builds: Vec<Build>,
}

/// Steps of one role, made when the role is first matched.
#[derive(Debug)]
struct OfRole {
    certifications: Steps,
    projects: Steps,
}

/// A step with the level it asks of a skill and the level it brings it to.
type Way = (Step, Option<Level>, Level);

/// Which steps build which skill: the catalog inverted. One list for all skills, since a single match makes it.
#[derive(Debug)]
struct BySkill {
    ways: Vec<Way>,
    /// Where the ways of each skill start, and the end.
    starts: Vec<u32>,
}

impl BySkill {
    /// Retired certifications build nothing.
    fn new(catalog: &Catalog) -> BySkill {
        let mut all: Vec<(SkillRow, Way)> = Vec::new();
        for (row, c) in catalog.certifications.iter().enumerate().filter(|(_, c)| c.status == Status::Active)
        {
            let step = Step::Certification(CertificationRow::of(row).0);
            all.extend(c.evidence.iter().map(|(skill, level)| (*skill, (step, None, *level))));
        }
        for row in (0..catalog.projects.len()).map(ProjectRow::of) {
            let step = Step::Project(row.0);
            all.extend(catalog.project_builds(row).map(|b| (b.skill, (step, b.entry, b.level))));
        }
        let mut starts = vec![0u32; catalog.skills.len() + 1];
        all.iter().for_each(|(skill, _)| starts[skill.at() + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut ways = vec![(Step::Project(0), None, Level::AWARE); all.len()];
        for (skill, way) in all {
            ways[next[skill.at()] as usize] = way;
            next[skill.at()] += 1;
        }
        BySkill { ways, starts }
    }

    fn ways(&self, skill: SkillRow) -> &[Way] {
        &self.ways[self.starts[skill.at()] as usize..self.starts[skill.at() + 1] as usize]
    }
}

/// Steps of all roles.
#[derive(Debug)]
pub struct Remedies {
    by_skill: OnceLock<BySkill>,
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

    fn of_role(&self, role: usize, vector: &RoleVector, demands: &Demands, catalog: &Catalog) -> &OfRole {
        self.roles[role].get_or_init(|| {
            let by_skill = self.by_skill.get_or_init(|| BySkill::new(catalog));
            let mut found: Vec<(Step, u16, Option<Level>, Level)> = Vec::new();
            for (at, r) in vector.requirements.iter().enumerate() {
                let at = u16::try_from(at).unwrap_or(u16::MAX);
                let ways = by_skill.ways(r.skill);
                found.extend(ways.iter().map(|(step, entry, level)| (*step, at, *entry, *level)));
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
            let mut slots = vec![0; vector.requirements.len()];
            for (demand, requirement) in (0..).zip(demands.requirements()) {
                slots[usize::from(requirement)] = demands.slot(demand);
            }
            OfRole {
                certifications: Steps::of(&certifications, vector, &slots),
                projects: Steps::of(&projects, vector, &slots),
            }
        })
    }

    /// The certifications and projects that close most of the gaps for their hours, at most `most` of each, which is one at least, best first; ties by id.
    ///
    /// A step counts for a requirement if it meets more of it than the profile does and the profile has the entry level. Certifications held are
    /// left out.
    #[allow(clippy::too_many_arguments)]
    pub fn find(
        &self,
        role: usize,
        vector: &RoleVector,
        demands: &Demands,
        catalog: &Catalog,
        profile: &Profile,
        reach: &Reach,
        most: usize,
        out: &mut Found,
    ) {
        out.certifications.clear();
        out.projects.clear();
        let of_role = self.of_role(role, vector, demands, catalog);
        let held = |row: u32| !profile.certifications.is_empty() && profile.holds(CertificationRow(row));
        of_role.certifications.rank(reach, most, held, &mut out.ranked);
        out.certifications.extend(out.ranked.iter().map(|r| CertificationRow(r.1)));
        of_role.projects.rank(reach, most, |_| false, &mut out.ranked);
        out.projects.extend(out.ranked.iter().map(|r| ProjectRow(r.1)));
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

impl Build {
    /// What it gives back of a demand met to `share` by somebody with this own level of the skill.
    #[inline]
    fn gives(self, share: u32, level: u8) -> u32 {
        let more = u32::from(self.share).saturating_sub(share);
        let points = u32::from(self.importance) * more / MET / POINT;
        if level >= self.entry { points } else { 0 }
    }
}

#[allow(clippy::cast_precision_loss)]
fn worth(points: u32, factor: f32) -> f32 {
    points as f32 * factor
}

impl Steps {
    /// `slots` are those of the requirements.
    fn of(candidates: &[Candidate], vector: &RoleVector, slots: &[u32]) -> Steps {
        let one = |c: &Candidate| {
            let build = |&(requirement, entry, level): &(u16, Option<Level>, Level)| {
                let r = &vector.requirements[usize::from(requirement)];
                Build {
                    slot: slots[usize::from(requirement)],
                    importance: r.importance,
                    share: u16::try_from(level_share(level, r.level)).unwrap_or(0),
                    entry: entry.map_or(0, Level::get),
                }
            };
            let builds: Vec<Build> = c.builds.iter().map(build).collect();
            let factor = if c.wished { WISHED } else { 1.0 } / c.hours.max(1.0).sqrt();
            let most = builds.iter().map(|b| b.gives(0, u8::MAX)).sum();
            (Ranked { row: c.row, factor, most: worth(most, factor), end: 0 }, builds)
        };
        let mut all: Vec<(Ranked, Vec<Build>)> = candidates.iter().map(one).collect();
        all.sort_by(|a, b| b.0.most.total_cmp(&a.0.most).then(a.0.row.cmp(&b.0.row)));
        // Builds stand in the order in which they are looked at.
        let mut steps = Steps { ranked: Vec::with_capacity(all.len()), builds: Vec::new() };
        for (mut ranked, builds) in all {
            steps.builds.extend(builds);
            ranked.end = u32::try_from(steps.builds.len()).unwrap_or(u32::MAX);
            steps.ranked.push(ranked);
        }
        steps.builds.shrink_to_fit();
        steps
    }

    /// Puts the `most` best into `found`, best first, ties by row.
    fn rank(&self, reach: &Reach, most: usize, left_out: impl Fn(u32) -> bool, found: &mut Vec<(f32, u32)>) {
        found.clear();
        let mut start = 0;
        for step in &self.ranked {
            let full = found.len() == most;
            if full && found.last().is_none_or(|last| step.most < last.0) {
                return;
            }
            let builds = &self.builds[start..step.end as usize];
            start = step.end as usize;
            let mut points = 0;
            for build in builds {
                let (share, level) = reach.share_and_level(build.slot);
                points += build.gives(share, level);
            }
            let worth = worth(points, step.factor);
            let better = |f: &(f32, u32)| f.0 > worth || f.0 == worth && f.1 < step.row;
            if worth <= 0.0 || full && found.last().is_some_and(better) || left_out(step.row) {
                continue;
            }
            found.truncate(most - 1);
            let at = found.iter().position(|f| !better(f)).unwrap_or(found.len());
            found.insert(at, (worth, step.row));
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
    /// (worth, row).
    ranked: Vec<(f32, u32)>,
}
