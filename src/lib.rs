//! skillgap

pub mod catalog;
pub mod diagnostics;
pub mod error;
pub mod ingest;
pub mod matching;
pub mod model;
pub mod text;
pub mod units;
pub mod vector;
