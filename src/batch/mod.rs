//! Any number of profiles → their matches, in input order, within bounded memory.
//!
//! Each thread reads chunks cut at record borders (`source`, `shape`, `borders`, `chunk`), turns them into output bytes (`parse`, `score`), and writes
//! what is due (`pipeline`, `writer`, `sink`, `pack`); `run` begins and ends it all. Every input row ends in the output or as
//! exactly one `reject`. What a row gives depends on that row, the model and the settings only: not on threads, chunks or other rows.
//!
//! The only module that reads and writes files of any size; it prints nothing.

mod ahead;
#[cfg(feature = "parquet")]
pub mod arrow;
mod borders;
mod buffer;
mod checkpoint;
pub mod chunk;
mod compress;
mod encode;
mod group;
mod pack;
#[cfg(feature = "parquet")]
mod parquet_out;
pub mod parse;
mod pipeline;
mod records;
mod reject;
mod resolve;
mod run;
mod score;
mod seen;
mod settings;
pub mod shape;
mod signs;
mod sink;
mod source;
mod summary;
mod table;
mod writer;

pub use buffer::Buffer;
pub use checkpoint::Checkpoint;
pub use checkpoint::temporary as resume_temporary_path;
pub use reject::{REJECTS_HEADER, Reason, Reject};
pub use run::{Status, run};
pub use score::{Scored, Scorer, Shared};
pub use settings::{Compression, OutputFormat, RejectsTo, Settings, Target};
pub use sink::{part_path, resume_path, unfinished_path};
pub use source::{Input, text};
pub use summary::{Counts, Summary};

/// The checksum that states of runs are kept by: CRC-32.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}
