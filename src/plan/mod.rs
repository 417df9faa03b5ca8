//! Gap → plan: which steps, in which order, at what cost, and the proof that nothing cheaper does.
//!
//! A plan is asked of [`Planner`]; `problem` turns a profile and a role into an integer covering problem, [`cover`] solves it exactly,
//! `schedule` orders the steps by week. Nothing here reads or prints.

mod apt;
mod candidates;
pub mod cohort;
pub mod cover;
mod entry;
mod experience;
mod explain;
pub mod heat;
mod ladder;
mod lapsing;
pub mod layout;
pub mod lifts;
pub mod moves;
pub mod pathway;
mod planner;
pub mod privacy;
mod problem;
mod proposal;
mod schedule;
mod step;
mod table;
mod traveller;
mod ways;
pub mod whatif;

pub use experience::usual_years;
pub use explain::{Instead, Reason, Without};
pub use ladder::{NoPath, PathGoal, Pathway, Pathways, Rung};
pub use moves::{Move, Moves, Refusal};
pub use pathway::Pathfinder;
pub use planner::Planner;
pub use proposal::{Goal, Minimize, NoPlan, Plan, PlanFront, PlanStep, Raise, hours_a_week};
pub use step::{StepFacts, StepRef};
pub use whatif::{Crossing, Unlock, What, WhatIf, near_roles};
