//! Ladders: the cheapest sequences of roles from here to a goal, with what must be learnt on each rung and how long it takes.
//!
//! Time on a rung is the larger of the typical tenure before the move and the weeks of the plan for it; a ladder's time is the sum. What a
//! plan takes depends on what was learnt on the rungs before, and on which certificates lapse before the move, so ladders are searched as paths, not as nodes: best first over prefixes
//! (A*, Hart, Nilsson and Raphael 1968), with the least tenure that is still to come as the estimate. Tenures bound months
//! from below, so ladders come out in order of their months and none is skipped, except for those that only add rungs to one before; plans are
//! solved only for prefixes that get to the front.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::ladder::is_detour;
pub use super::ladder::{NoPath, PathGoal, Pathway, Pathways, Rung};
use super::moves::{Move, Moves, holder};
use super::planner::Planner;
use super::proposal::{Goal, NoPlan, Plan, hours_a_week};
use super::traveller::{self, day_of};
use crate::matching::Matcher;
use crate::matching::gap::Gap;
use crate::units::RoleRow;
use crate::vector::Profile;

/// Prefixes that are planned for before the search gives up: some seconds at most.
const PREFIX_BUDGET: usize = 3_000;

/// Weeks in a month: 365.25 / 12 / 7.
pub const WEEKS_A_MONTH: f64 = 4.348_125;

/// A prefix of a ladder.
struct Node {
    parent: Option<usize>,
    role: RoleRow,
    depth: usize,
    /// Months spent before arriving here, in tenths.
    months: u32,
    minutes: u64,
    cents: u64,
    person: Rc<Profile>,
    /// The move that led here.
    via: Option<Move>,
    /// The rung left behind; `None` for the start and while the move's plan is not solved yet.
    left: Option<Rung>,
}

type Key = Reverse<(u32, u64, u64, usize, usize)>;

/// Finds ladders for one model. Reuses its planner from ladder to ladder.
#[derive(Debug)]
pub struct Pathfinder<'w, 'm> {
    matcher: &'w Matcher<'m>,
    planner: Planner<'m>,
    moves: Moves,
}

impl<'w, 'm> Pathfinder<'w, 'm> {
    /// A pathfinder for a matcher's model.
    #[must_use]
    pub fn new(matcher: &'w Matcher<'m>) -> Pathfinder<'w, 'm> {
        Pathfinder { matcher, planner: Planner::new(matcher.model()), moves: Moves::build(matcher) }
    }

    /// The cheapest ladders for a profile.
    ///
    /// # Errors
    /// [`NoPath`]: why there is none.
    pub fn find(&mut self, profile: &Profile, goal: &PathGoal) -> Result<Pathways, NoPath> {
        let (start, start_guessed) = self.start(profile, goal.to)?;
        if start == goal.to {
            return Err(NoPath::Already(start));
        }
        let root = Node {
            parent: None,
            role: start,
            depth: 0,
            months: 0,
            minutes: 0,
            cents: 0,
            person: Rc::new(profile.clone()),
            via: None,
            left: None,
        };
        if !goal.via.is_empty() {
            let pathway = self.walk(root, goal)?;
            let weekly_hours = hours_a_week(goal.weekly_hours, profile);
            let pathways = vec![pathway];
            return Ok(Pathways { start, start_guessed, weekly_hours, pathways, complete: true });
        }
        self.search(root, start_guessed, profile, goal)
    }

    /// The present role; where the profile states none, the one that fits best among those not above what the person shows. Never the goal: that
    /// somebody's skills look most like it does not say that they hold it.
    fn start(&self, profile: &Profile, goal: RoleRow) -> Result<(RoleRow, bool), NoPath> {
        if let Some(role) = profile.current_role {
            return Ok((role, false));
        }
        let model = self.matcher.model();
        let catalog = model.catalog();
        let everything = Matcher::new(model);
        let mut worker = everything.worker();
        let (shows, _) = worker.shows(profile);
        let ranked = worker.rank(profile, catalog.roles.len()).iter().map(|s| RoleRow(s.role));
        let mut within = ranked.filter(|role| *role != goal && catalog[*role].seniority <= shows);
        within.next().map(|role| (role, true)).ok_or(NoPath::NoStart)
    }

    /// The one ladder that is given.
    fn walk(&mut self, root: Node, goal: &PathGoal) -> Result<Pathway, NoPath> {
        let mut arena = vec![root];
        for to in goal.via.iter().copied().chain([goal.to]) {
            let at = arena.len() - 1;
            let from = arena[at].role;
            let found = self.moves.between(self.matcher.model(), from, to);
            let step = found.map_err(|why| NoPath::Refused { from, to, why })?;
            let next = self.solved(&arena, child(&arena, at, step), goal);
            arena.push(next);
        }
        Ok(self.pathway(&arena, arena.len() - 1))
    }

    fn search(
        &mut self,
        root: Node,
        start_guessed: bool,
        profile: &Profile,
        goal: &PathGoal,
    ) -> Result<Pathways, NoPath> {
        let start = root.role;
        let distances = self.moves.distances(goal.to);
        let own = {
            let mut worker = self.matcher.worker();
            self.moves.feasible(&mut worker, self.matcher.model(), profile, start)
        };
        let mut arena = vec![root];
        let mut heap: BinaryHeap<Key> = BinaryHeap::from([Reverse((0, 0, 0, 0, 0))]);
        let (mut found, mut planned) = (Vec::new(), 0);
        let mut complete = true;
        while let Some(Reverse((.., at))) = heap.pop() {
            if arena[at].via.is_some() && arena[at].left.is_none() {
                if planned == PREFIX_BUDGET {
                    complete = false;
                    break;
                }
                planned += 1;
                let waiting = child(&arena, arena[at].parent.unwrap_or(0), arena[at].via.unwrap_or(NOWHERE));
                arena[at] = self.solved(&arena, waiting, goal);
                push(&mut heap, &arena, at, &distances);
                continue;
            }
            if arena[at].role == goal.to {
                let pathway = self.pathway(&arena, at);
                if !found.iter().any(|f| is_detour(&pathway, f)) {
                    found.push(pathway);
                }
                if found.len() >= goal.alternatives {
                    break;
                }
                continue;
            }
            if arena[at].depth >= goal.most_moves {
                continue;
            }
            let extra: &[Move] = if at == 0 { &own } else { &[] };
            for step in self.moves.from(arena[at].role).iter().chain(extra) {
                if distances[step.to.at()].is_some() && !on_ladder(&arena, at, step.to) {
                    arena.push(child(&arena, at, *step));
                    push(&mut heap, &arena, arena.len() - 1, &distances);
                }
            }
        }
        if found.is_empty() {
            if !complete {
                return Err(NoPath::Undecided);
            }
            let model = self.matcher.model();
            let direct = self.moves.between(model, start, goal.to).err();
            return Err(NoPath::TooFar {
                start,
                least_moves: self.moves.least_moves(start, goal.to, &own),
                direct,
            });
        }
        let weekly_hours = hours_a_week(goal.weekly_hours, profile);
        Ok(Pathways { start, start_guessed, weekly_hours, pathways: found, complete })
    }

    /// Solves the plan of the move that leads to `node`, and moves the person on.
    fn solved(&mut self, arena: &[Node], mut node: Node, goal: &PathGoal) -> Node {
        let Some((parent, step)) = node.parent.zip(node.via) else { return node };
        let before = &arena[parent];
        let model = self.matcher.model();
        let mut person = Profile::clone(&before.person);
        if before.depth > 0 {
            traveller::learn(&mut person, holder(&model.data.roles[before.role.at()]));
        }
        let arrives = day_of(goal.from, before.months);
        let judged = self.matcher.worker().match_role(&person, node.role);
        let now = judged.readiness;
        let target = goal.readiness.unwrap_or_else(|| model.threshold(node.role));
        let blocking = blocking(judged.gaps, now, target);
        let shows = model.catalog()[before.role].seniority;
        let wanted = Goal {
            readiness: target,
            weekly_hours: goal.weekly_hours,
            from: arrives,
            until: day_of(goal.from, before.months + step.tenure),
            ..Goal::default()
        };
        let (plan, unbuildable) = match self.planner.plan(&person, shows, node.role, &wanted) {
            Ok(plan) => (Some(plan), Vec::new()),
            Err(NoPlan::Unreachable { musts, .. }) => {
                let relaxed = Goal { musts: false, ..wanted };
                (self.planner.plan(&person, shows, node.role, &relaxed).ok(), musts)
            }
            Err(_) => (None, Vec::new()),
        };
        let mut months = step.tenure;
        if let Some(plan) = &plan {
            months = months.max(plan_months(plan));
            node.minutes = before.minutes + plan.minutes;
            node.cents = before.cents + plan.cost.0;
        }
        let moves = day_of(goal.from, before.months + months);
        if let Some(plan) = &plan {
            traveller::complete(&mut person, plan, (arrives, moves), model.catalog());
        }
        traveller::lapse(&mut person, moves, model.catalog());
        person.worked += f64::from(months) / 120.0;
        person.current_role = Some(node.role);
        node.months = before.months + months;
        node.person = Rc::new(person);
        let (role, tenure, known) = (before.role, step.tenure, step.known);
        node.left = Some(Rung { role, months, tenure, known, plan, readiness: now, blocking, unbuildable });
        node
    }

    fn pathway(&self, arena: &[Node], at: usize) -> Pathway {
        let last = &arena[at];
        let top = Rung {
            role: last.role,
            months: 0,
            tenure: 0,
            known: true,
            plan: None,
            readiness: 1.0,
            blocking: Vec::new(),
            unbuildable: Vec::new(),
        };
        let mut rungs = vec![top];
        let mut next = Some(at);
        while let Some(node) = next.map(|n| &arena[n]) {
            rungs.extend(node.left.clone());
            next = node.parent;
        }
        rungs.reverse();
        Pathway { rungs, months: last.months, minutes: last.minutes, cents: last.cents }
    }
}

/// Stands for a move where there is none; never followed.
const NOWHERE: Move = Move { to: RoleRow(0), tenure: 0, known: false };

/// The node behind a move, with the least that it can take.
fn child(arena: &[Node], parent: usize, step: Move) -> Node {
    let before = &arena[parent];
    Node {
        parent: Some(parent),
        role: step.to,
        depth: before.depth + 1,
        months: before.months + step.tenure,
        minutes: before.minutes,
        cents: before.cents,
        person: Rc::clone(&before.person),
        via: Some(step),
        left: None,
    }
}

fn push(heap: &mut BinaryHeap<Key>, arena: &[Node], at: usize, distances: &[Option<u32>]) {
    let node = &arena[at];
    if let Some(rest) = distances[node.role.at()] {
        heap.push(Reverse((node.months + rest, node.minutes, node.cents, node.depth, at)));
    }
}

fn on_ladder(arena: &[Node], at: usize, role: RoleRow) -> bool {
    let mut next = Some(at);
    while let Some(node) = next.map(|n| &arena[n]) {
        if node.role == role {
            return true;
        }
        next = node.parent;
    }
    false
}

/// The time of a plan in tenths of a month, rounded up.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn plan_months(plan: &Plan) -> u32 {
    (plan.weeks(plan.minutes) / WEEKS_A_MONTH * 10.0 - 1e-9).ceil().clamp(0.0, 1e6) as u32
}

/// Must-haves that are open, then the largest gaps until the readiness is there.
fn blocking(open: Vec<Gap>, now: f64, target: f64) -> Vec<Gap> {
    let (mut list, rest): (Vec<Gap>, Vec<Gap>) = open.into_iter().partition(|g| g.essential);
    let mut reached = now + list.iter().map(|g| g.gain).sum::<f64>();
    for gap in rest {
        if reached >= target - 1e-9 {
            break;
        }
        reached += gap.gain;
        list.push(gap);
    }
    list
}
