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
use crate::catalog::{Builders, Catalog};
use crate::units::{CertificationRow, ProjectRow};
use crate::vector::{Profile, RoleVector};

/// A step without known hours is taken to need this many (estimate: the median of the shipped catalog).
const UNKNOWN_HOURS: f32 = 60.0;

/// Weight of a certification that the role's text names.
const WISHED: f32 = 2.0;

/// And is kept before others as if it built so many times as much (estimate: before all but much larger ones).
const WISHED_KEPT: f64 = 100.0;

/// The number of the first project among steps.
fn first_project(catalog: &Catalog) -> u32 {
    u32::try_from(catalog.certifications.len()).unwrap_or(u32::MAX)
}

/// Steps of all roles, of each made when it is first matched.
#[derive(Debug)]
pub struct Remedies {
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
    /// For so many roles.
    #[must_use]
    pub fn new(many: usize) -> Remedies {
        let mut roles = Vec::new();
        roles.resize_with(many, OnceLock::new);
        Remedies { roles }
    }

    fn of_role(
        &self,
        role: usize,
        vector: &RoleVector,
        demands: &Demands,
        (catalog, builders): (&Catalog, &Builders),
        by_step: &mut Vec<u64>,
    ) -> &Steps {
        self.roles[role].get_or_init(|| {
            by_step.resize(catalog.certifications.len() + catalog.projects.len(), 0);
            let mut steps = Steps::new(demands.len());
            let mut kinds = candidates(vector, builders, catalog, by_step);
            for c in kinds.iter_mut().flat_map(keep_best) {
                let factor = if c.wished { WISHED } else { 1.0 } / c.hours.max(1.0).sqrt();
                by_step[c.step as usize] = 1 + u64::from(steps.take(c.kind, c.row, factor));
            }
            for demand in demands.iter() {
                let r = &vector.requirements[usize::from(demand.requirement)];
                let lane = |step: u32| u8::try_from(by_step[step as usize]).ok()?.checked_sub(1);
                let built = builders.ways(r.skill).iter();
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
        known: (&Catalog, &Builders),
        profile: &Profile,
        most: usize,
        out: &mut Found,
    ) {
        let steps = self.of_role(role, vector, met.0, known, &mut out.by_step);
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
    builders: &Builders,
    catalog: &Catalog,
    built: &mut [u64],
) -> [Vec<Candidate>; 2] {
    let mut met = Vec::new();
    for r in &vector.requirements {
        for way in builders.ways(r.skill) {
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
                let hours = builders.study(step).unwrap_or(UNKNOWN_HOURS);
                Candidate { step, kind: Kind::Certification, row: step, hours, wished, worth: 0.0 }
            }
            Some(row) => {
                // A pattern is for learning the skill it was made for, not for what comes with it.
                let project = catalog.projects[row as usize];
                if project
                    .made_for
                    .is_some_and(|s| vector.requirements.binary_search_by_key(&s, |r| r.skill).is_err())
                {
                    continue;
                }
                let hours = builders.work(project.design);
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
