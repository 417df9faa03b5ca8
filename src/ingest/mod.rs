//! The only reading of files' contents: bytes → records, profiles, role descriptions, each with findings.
//!
//! Readers take bytes and the name to show in findings; opening files is [`catalog::read_folder`]'s and the command's work.

#[cfg(feature = "parquet")]
mod array_text;
pub mod bytes;
pub mod catalog;
mod cells;
#[cfg(feature = "parquet")]
pub mod columnar;
mod columns;
pub mod esco;
mod foreign;
mod header;
pub mod import;
pub mod labelled;
pub mod level;
mod listing;
mod members;
mod object;
pub mod onet;
pub mod own;
pub mod people;
mod person;
pub mod posting;
pub mod profile;
pub mod profile_json;
pub mod prose;
pub mod release;
pub mod roles;
pub mod table;
pub mod whole;
#[cfg(feature = "xlsx")]
pub mod workbook;
pub mod write;
