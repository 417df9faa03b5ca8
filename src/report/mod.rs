//! Results → bytes: JSON and CSV for machines, tables and sentences for people. Pure: no path, no terminal, no socket.

pub mod calendar;
pub mod checklist;
pub mod checks;
pub mod cohorts;
pub mod coverage_page;
pub mod crosswalks;
pub mod csv;
mod evidence;
pub mod extraction;
pub mod fronts;
pub mod html;
pub mod imports;
pub mod json_resume;
pub mod ladders;
mod lines;
pub mod map;
pub mod matches;
pub mod number;
pub mod pathways;
pub mod plans;
pub mod profiles;
pub mod quality;
mod ranking;
pub mod reasons;
pub mod refusals;
pub mod roles;
pub mod skills;
pub mod text;
pub mod unlocks;

/// The version of every JSON object at the top; raised when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;
