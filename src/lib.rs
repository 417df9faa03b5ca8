//! skillgap

pub mod batch;
pub mod catalog;
pub mod check;
pub mod diagnostics;
pub mod error;
pub mod ingest;
pub mod matching;
pub mod model;
pub mod output;
pub mod pipeline;
pub mod plan;
pub mod report;
pub mod text;
pub mod units;
pub mod vector;
