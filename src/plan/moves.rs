//! Moves between roles: those that the catalog knows, and those that skills make feasible. Seniority decides what is a move at all.
//!
//! The rules, in rungs of the ladder entry < mid < senior < director < vp < chief:
//! - A move that the catalog knows climbs at most two rungs, three from senior on (an architect may become chief; nobody steps from a
//!   help desk to vice president).
//! - A move that only skills make feasible stays on its rung or climbs one.

use crate::matching::readiness::{Satisfaction, readiness};
use crate::matching::{Matcher, Worker};
use crate::model::Model;
use crate::units::{RoleRow, Seniority};
use crate::vector::{Evidence, Held, Profile, RoleVector};

/// A possible move from one role to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Where it leads.
    pub to: RoleRow,
    /// Years usually spent before it, in tenths of a month.
    pub tenure: u32,
    /// Whether the catalog knows it; else skills make it feasible.
    pub known: bool,
}

/// Why a move is no move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It climbs more rungs than are ever climbed at once.
    Climb {
        /// Rungs between the two roles.
        rungs: usize,
    },
    /// Nobody is known to make it, and the skills of the one are too far from what the other asks.
    Unknown,
}

/// The most rungs that a move which the catalog knows may climb; see the module.
#[must_use]
pub fn highest_climb(from: Seniority) -> usize {
    if from >= Seniority::Senior { 3 } else { 2 }
}

/// The most rungs that a move by skills alone may climb.
const FEASIBLE_CLIMB: usize = 1;

/// How much readiness a holder of one role may lack to the threshold of the next for the move to be feasible by skills.
/// An estimate: what a plan of some months gives.
const FEASIBLE_LACK: f64 = 0.10;

/// How many of the nearest roles are looked at for feasible moves.
const NEAREST: usize = 24;

/// Years before a move where the catalog knows none of its kind: on the same rung, and a rung up (estimates).
const USUAL_YEARS: [f64; 2] = [3.0, 4.0];

/// All moves of a model. Immutable.
#[derive(Clone, Debug)]
pub struct Moves {
    from: Vec<Vec<Move>>,
    /// Usual tenure before a move by rung and climb (0 or 1): the median of known moves.
    usual: [[u32; 2]; 6],
}

/// Years as tenths of a month.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn tenths(years: f64) -> u32 {
    (years * 120.0).round().clamp(0.0, 1e6) as u32
}

/// A person with exactly what a role asks.
#[must_use]
pub fn holder(role: &RoleVector) -> Vec<Held> {
    let one =
        |r: &crate::vector::Requirement| Held { skill: r.skill, level: r.level, evidence: Evidence::Exact };
    role.requirements.iter().map(one).collect()
}

impl Moves {
    /// All moves to the roles that a matcher considers. Cost: one ranking a role.
    #[must_use]
    pub fn build(matcher: &Matcher) -> Moves {
        let model = matcher.model();
        let catalog = model.catalog();
        let mut moves = Moves { from: vec![Vec::new(); catalog.roles.len()], usual: usual(model) };
        for t in catalog.transitions.iter().filter(|t| matcher.considers(t.to.0)) {
            let known = Move { to: t.to, tenure: tenths(f64::from(t.years)), known: true };
            if t.from != t.to && moves.climb_refused(model, t.from, t.to, true).is_none() {
                moves.from[t.from.at()].push(known);
            }
        }
        let mut worker = matcher.worker();
        let mut person = Profile::default();
        for row in (0..catalog.roles.len()).map(RoleRow::of) {
            person.skills = holder(&model.data.roles[row.at()]);
            person.current_role = Some(row);
            let feasible = moves.feasible(&mut worker, model, &person, row);
            moves.from[row.at()].extend(feasible);
            moves.from[row.at()].sort_by_key(|m| m.to);
        }
        moves
    }

    /// The moves from a role, by the role they lead to.
    #[must_use]
    pub fn from(&self, role: RoleRow) -> &[Move] {
        &self.from[role.at()]
    }

    /// The move between two roles.
    ///
    /// # Errors
    /// Why it is none.
    pub fn between(&self, model: &Model, from: RoleRow, to: RoleRow) -> Result<Move, Refusal> {
        let moves = &self.from[from.at()];
        if let Ok(at) = moves.binary_search_by_key(&to, |m| m.to) {
            return Ok(moves[at]);
        }
        let known = model.catalog().transitions.binary_search_by_key(&(from, to), |t| (t.from, t.to)).is_ok();
        Err(self.climb_refused(model, from, to, known).unwrap_or(Refusal::Unknown))
    }

    /// Moves from `from` that a person's skills make feasible and that the list does not have yet.
    #[must_use]
    pub fn feasible(&self, worker: &mut Worker, model: &Model, person: &Profile, from: RoleRow) -> Vec<Move> {
        let catalog = model.catalog();
        let near: Vec<RoleRow> = worker.rank(person, NEAREST).iter().map(|s| RoleRow(s.role)).collect();
        let mut satisfaction = Satisfaction::default();
        let mut moves = Vec::new();
        for to in near.into_iter().filter(|to| *to != from) {
            let known = self.from[from.at()].iter().any(|m| m.to == to)
                || catalog.transitions.binary_search_by_key(&(from, to), |t| (t.from, t.to)).is_ok();
            if known || self.climb_refused(model, from, to, false).is_some() {
                continue;
            }
            let vector = &model.data.roles[to.at()];
            satisfaction.fill(&person.skills, vector, &model.data.links);
            if readiness(vector, &satisfaction) >= model.threshold(to) - FEASIBLE_LACK {
                let climb = catalog[to].seniority.rung() - catalog[from].seniority.rung();
                let tenure = self.usual[catalog[from].seniority.rung()][climb];
                moves.push(Move { to, tenure, known: false });
            }
        }
        moves
    }

    /// Why a move climbs too much; a step down is a move only where the catalog knows it.
    fn climb_refused(&self, model: &Model, from: RoleRow, to: RoleRow, known: bool) -> Option<Refusal> {
        let (low, high) = (model.catalog()[from].seniority, model.catalog()[to].seniority);
        let rungs = high.rung().saturating_sub(low.rung());
        let most = if known { highest_climb(low) } else { FEASIBLE_CLIMB };
        if rungs > most {
            return Some(Refusal::Climb { rungs });
        }
        (!known && high < low).then_some(Refusal::Unknown)
    }

    /// The least tenure from every role to `goal`, in tenths of a month; `None` where no moves lead there.
    #[must_use]
    pub fn distances(&self, goal: RoleRow) -> Vec<Option<u32>> {
        let mut back: Vec<Vec<(usize, u32)>> = vec![Vec::new(); self.from.len()];
        for (from, moves) in self.from.iter().enumerate() {
            moves.iter().for_each(|m| back[m.to.at()].push((from, m.tenure)));
        }
        let mut distance = vec![None; self.from.len()];
        let mut heap = std::collections::BinaryHeap::from([std::cmp::Reverse((0u32, goal.at()))]);
        while let Some(std::cmp::Reverse((d, at))) = heap.pop() {
            if distance[at].is_some() {
                continue;
            }
            distance[at] = Some(d);
            let next = back[at].iter().filter(|(from, _)| distance[*from].is_none());
            next.for_each(|(from, tenure)| heap.push(std::cmp::Reverse((d + tenure, *from))));
        }
        distance
    }

    /// Breadth first: the fewest moves from one role to another, with moves of one's own from the first.
    #[must_use]
    pub(super) fn least_moves(&self, start: RoleRow, goal: RoleRow, own: &[Move]) -> Option<usize> {
        let mut seen = vec![false; self.from.len()];
        seen[start.at()] = true;
        let mut level = vec![start];
        let mut moves = 0;
        while !level.is_empty() {
            if level.contains(&goal) {
                return Some(moves);
            }
            let mut next = Vec::new();
            for from in level {
                let extra: &[Move] = if from == start { own } else { &[] };
                for m in self.from(from).iter().chain(extra) {
                    if !std::mem::replace(&mut seen[m.to.at()], true) {
                        next.push(m.to);
                    }
                }
            }
            level = next;
            moves += 1;
        }
        None
    }
}

/// The median tenure of known moves by the rung they start on and whether they stay or climb one.
fn usual(model: &Model) -> [[u32; 2]; 6] {
    let catalog = model.catalog();
    let mut all: [[Vec<u32>; 2]; 6] = Default::default();
    for t in &catalog.transitions {
        let (low, high) = (catalog[t.from].seniority.rung(), catalog[t.to].seniority.rung());
        if high >= low && high - low <= 1 {
            all[low][high - low].push(tenths(f64::from(t.years)));
        }
    }
    let mut usual = [[0; 2]; 6];
    for (row, lists) in usual.iter_mut().zip(&mut all) {
        for (climb, (value, list)) in row.iter_mut().zip(lists).enumerate() {
            list.sort_unstable();
            *value = list.get(list.len() / 2).copied().unwrap_or_else(|| tenths(USUAL_YEARS[climb]));
        }
    }
    usual
}
