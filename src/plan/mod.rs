//! Gap → plan: which steps, in which order, at what cost, and the proof that nothing cheaper does.
//!
//! A plan is asked of [`Planner`]; `problem` turns a profile and a role into an integer covering problem, [`cover`] solves it exactly,
//! `schedule` orders the steps by week. Nothing here reads or prints.

mod apt;
mod candidates;
pub mod cohort;
pub mod cover;
mod entry;
mod explain;
pub mod heat;
pub mod layout;
pub mod lifts;
pub mod moves;
pub mod pathway;
mod planner;
pub mod privacy;
mod problem;
mod schedule;
mod step;
mod table;
mod ways;
pub mod whatif;

pub use explain::{Instead, Reason, Without};
pub use moves::{Move, Moves, Refusal};
pub use pathway::{NoPath, PathGoal, Pathfinder, Pathway, Pathways, Rung};
pub use planner::{Goal, Minimize, NoPlan, Plan, PlanFront, PlanStep, Planner, Raise, usual_years};
pub use step::{StepFacts, StepRef};
pub use whatif::{Crossing, Unlock, What, WhatIf, near_roles};
