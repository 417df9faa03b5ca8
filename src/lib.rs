#![doc = include_str!("../README.md")]
//!
//! ## Words
//!
//! | word | meaning |
//! |---|---|
//! | role | what a description describes |
//! | family | a cluster of similar roles, found by the model |
//! | seniority | the ladder entry < mid < senior < director < vp < chief |
//! | skill | anything a person can have and a role can ask for |
//! | certification | a credential that is evidence of skills |
//! | project | hands-on work that builds skills |
//! | mention | where a text names a skill or certification |
//! | requirement | what a role asks: skill, importance in (0, 1], level 1–5, must or not |
//! | level | proficiency 1–5 |
//! | profile | what one person has |
//! | fit | the ranking score of a role for a profile, in [0, 1] |
//! | readiness | the share of a role's weighted requirements that the profile meets, in [0, 1] |
//! | gap | a requirement not met, with how much of the readiness it would give back |
//! | plan, step | ordered certifications and projects that lift readiness to a target |
//! | catalog | skills, certifications, projects, roles, transitions, as files |
//! | model | what training makes from a catalog |

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

mod bits;
pub mod diagnostics;
pub mod error;
pub mod evaluate;
mod few;
mod packed;
pub mod units;
mod varint;

pub mod catalog;
pub mod ingest;
pub mod text;
pub mod vector;

pub mod matching;
pub mod model;
pub mod plan;
pub mod report;

pub mod batch;
pub mod check;
pub mod output;
pub mod pipeline;
