//! The only reading of files' contents: bytes → records, profiles, role descriptions, each with findings.
//!
//! Readers take bytes and the name to show in findings; opening files is [`catalog::read_folder`]'s and the command's work.

pub mod bytes;
pub mod catalog;
pub mod level;
mod listing;
pub mod people;
pub mod profile;
pub mod roles;
pub mod table;
