//! Profiles in Arrow record batches → their matches in record batches, for callers that hold tables in memory or in another engine.
//!
//! In: batches with the columns of a wide or long table, as `batch` reads them from Parquet. Out: the rows that `batch` writes to Parquet,
//! each with the number of its input row, and the rejects as rows among them. Nothing goes through text where the columns are strings or
//! lists of strings. What a row gives depends on that row, the model and the settings only. Reads and writes no file.

mod columns;
mod names;
mod people;
mod rows;
mod run;
mod schema;
mod strings;
mod text;

pub use names::Names;
pub use people::{Kind, check};
pub use run::{Outcome, run};
pub use schema::{Encoding, schema};
