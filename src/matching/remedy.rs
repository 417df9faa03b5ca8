//! What closes gaps: for each role, the certifications and projects that build what it asks, best first for a given gap.
//!
//! These are pointers for a list of matches; the cheapest set that reaches a target is the planner's work. A step's worth is the points of readiness
//! that it gives back, divided by the square root of its hours: per hour alone, the shortest would always win.

use std::sync::OnceLock;

use super::gap::{Demands, Judgement};
use super::reach::Reach;
use super::readiness::MET;
use super::steps::{KEPT, Kind, Steps};
use super::worth::level_share;
use crate::catalog::{Build, Catalog, Status};
use crate::units::{CertificationRow, Level, ProjectRow, SkillRow};
use crate::vector::{Profile, RoleVector};

/// A step without known hours is taken to need this many (estimate: the median of the shipped catalog).
const UNKNOWN_HOURS: f32 = 60.0;

/// A certification that the role's text names counts so many times.
const WISHED: f32 = 2.0;

/// And is kept before others as if it built so many times as much (estimate: before all but much larger ones).
const WISHED_KEPT: f64 = 100.0;

/// A step that builds a skill.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// Certifications are numbered by row, projects behind them.
    step: u32,
    /// The own level that it needs; 0 where none.
    entry: u8,
    level: Level,
}

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
        for (step, c) in (0..).zip(&catalog.certifications).filter(|(_, c)| c.status == Status::Active) {
            all.extend(
                c.evidence.iter().map(|(skill, level)| (*skill, Way { step, entry: 0, level: *level })),
            );
        }
        for (step, row) in (0..).map(|row| first_project(catalog) + row).zip(0..catalog.projects.len()) {
            let way = |b: Build| Way { step, entry: b.entry.map_or(0, Level::get), level: b.level };
            all.extend(catalog.project_builds(ProjectRow::of(row)).map(|b| (b.skill, way(b))));
        }
        let mut starts = vec![0u32; catalog.skills.len() + 1];
        all.iter().for_each(|(skill, _)| starts[skill.at() + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut ways = vec![Way { step: 0, entry: 0, level: Level::AWARE }; all.len()];
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

/// The number of the first project among steps.
fn first_project(catalog: &Catalog) -> u32 {
    u32::try_from(catalog.certifications.len()).unwrap_or(u32::MAX)
}

/// Steps of all roles, of each made when it is first matched.
#[derive(Debug)]
pub struct Remedies {
    by_skill: OnceLock<BySkill>,
    roles: Vec<OnceLock<Box<Steps>>>,
}

/// A step that builds something that a role asks.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    step: u32,
    kind: Kind,
    row: u32,
    hours: f32,
    /// Whether the role's text names the certification.
    wished: bool,
    /// What it builds an hour.
    worth: f64,
}

impl Remedies {
    /// For the roles of a catalog.
    #[must_use]
    pub fn build(catalog: &Catalog) -> Remedies {
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        Remedies { by_skill: OnceLock::new(), roles }
    }

    fn of_role(
        &self,
        role: usize,
        vector: &RoleVector,
        demands: &Demands,
        catalog: &Catalog,
        by_step: &mut Vec<u64>,
    ) -> &Steps {
        self.roles[role].get_or_init(|| {
            let by_skill = self.by_skill.get_or_init(|| BySkill::new(catalog));
            by_step.resize(catalog.certifications.len() + catalog.projects.len(), 0);
            let mut steps = Steps::new(demands.len());
            let mut kinds = candidates(vector, by_skill, catalog, by_step);
            for c in kinds.iter_mut().flat_map(keep_best) {
                let factor = if c.wished { WISHED } else { 1.0 } / c.hours.max(1.0).sqrt();
                by_step[c.step as usize] = 1 + u64::from(steps.take(c.kind, c.row, factor));
            }
            for demand in demands.iter() {
                let r = &vector.requirements[usize::from(demand.requirement)];
                let lane = |step: u32| u8::try_from(by_step[step as usize]).ok()?.checked_sub(1);
                let built = by_skill.ways(r.skill).iter();
                let built = built.filter_map(|w| lane(w.step).map(|lane| (lane, w.entry, w.level)));
                steps.demand(demand.importance, r.level, built);
            }
            kinds.iter().flatten().for_each(|c| by_step[c.step as usize] = 0);
            Box::new(steps.finished())
        })
    }

    /// The certifications and projects that close most of the gaps for their hours, at most `most` of each, best first; ties by id. `met` says
    /// how the profile meets what the role asks.
    ///
    /// A step counts for a requirement if it meets more of it than the profile does and the profile has the entry level. Certifications held are
    /// left out.
    #[allow(clippy::too_many_arguments)]
    pub fn find(
        &self,
        role: usize,
        vector: &RoleVector,
        met: (&Demands, &Judgement, &Reach),
        catalog: &Catalog,
        profile: &Profile,
        most: usize,
        out: &mut Found,
    ) {
        let steps = self.of_role(role, vector, met.0, catalog, &mut out.by_step);
        out.certifications.clear();
        out.projects.clear();
        let is_held = |kind, row| {
            kind == Kind::Certification
                && !profile.certifications.is_empty()
                && profile.holds(CertificationRow(row))
        };
        let found = |kind, row| match kind {
            Kind::Certification => out.certifications.push(CertificationRow(row)),
            Kind::Project => out.projects.push(ProjectRow(row)),
        };
        steps.find(met, most, is_held, found);
    }
}

/// The certifications that build something that a role asks, and the projects. `built` has a number for each step, which is 0 before and after:
/// what is built, in thousandths of importance and 1/256 of a level.
#[allow(clippy::cast_precision_loss)]
fn candidates(
    vector: &RoleVector,
    by_skill: &BySkill,
    catalog: &Catalog,
    built: &mut [u64],
) -> [Vec<Candidate>; 2] {
    let mut met = Vec::new();
    for r in &vector.requirements {
        for way in by_skill.ways(r.skill) {
            let all = &mut built[way.step as usize];
            if *all == 0 {
                met.push(way.step);
            }
            *all += u64::from(r.importance) * u64::from(level_share(way.level, r.level));
        }
    }
    let mut kinds = [Vec::new(), Vec::new()];
    for step in met {
        let points = std::mem::take(&mut built[step as usize]) as f64 / f64::from(MET);
        let mut candidate = match step.checked_sub(first_project(catalog)) {
            None => {
                let wished = vector.certifications.iter().any(|w| w.certification == CertificationRow(step));
                let hours = catalog.certifications[step as usize].study_hours.unwrap_or(UNKNOWN_HOURS);
                Candidate { step, kind: Kind::Certification, row: step, hours, wished, worth: 0.0 }
            }
            Some(row) => {
                // A pattern is for learning the skill it was made for, not for what comes with it.
                let skill = catalog.projects[row as usize].made_for;
                if skill.is_some_and(|s| vector.requirements.binary_search_by_key(&s, |r| r.skill).is_err()) {
                    continue;
                }
                let hours = catalog.design(ProjectRow(row)).hours;
                Candidate { step, kind: Kind::Project, row, hours, wished: false, worth: 0.0 }
            }
        };
        candidate.worth =
            points / f64::from(candidate.hours.max(1.0)) * if candidate.wished { WISHED_KEPT } else { 1.0 };
        kinds[candidate.kind as usize].push(candidate);
    }
    kinds
}

/// Keeps those that build most an hour, by row.
fn keep_best(candidates: &mut Vec<Candidate>) -> &[Candidate] {
    if candidates.len() > KEPT {
        let order = |a: &Candidate, b: &Candidate| b.worth.total_cmp(&a.worth).then(a.row.cmp(&b.row));
        candidates.select_nth_unstable_by(KEPT, order);
        candidates.truncate(KEPT);
    }
    candidates.sort_unstable_by_key(|c| c.row);
    candidates
}

/// The last result of [`Remedies::find`]. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Certifications that close gaps, best first.
    pub certifications: Vec<CertificationRow>,
    /// Projects that close gaps, best first.
    pub projects: Vec<ProjectRow>,
    /// By step, 0 between uses.
    by_step: Vec<u64>,
}
