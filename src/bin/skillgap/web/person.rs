//! A profile as sent → a profile in the model's terms, within the limits.

use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::Error;
use skillgap::ingest::profile::{ProfileRecord, read_one};
use skillgap::model::Model;
use skillgap::vector::Profile;

use super::problem::Problem;

/// What is shown as the file of a profile that came over the wire.
pub const FILE: &str = "profile";

/// Remarks that go with a profile: what was left out, and why.
pub type Remarks = Vec<String>;

/// Reads a profile as a file holds it: CSV, JSON, or names one a line.
pub fn read(
    model: &Model,
    bytes: &[u8],
    current_role: Option<&str>,
    on: jiff::civil::Date,
    most: usize,
) -> Result<(Profile, Remarks), Problem> {
    let mut findings = Findings::new();
    let mut record = read_one(FILE, bytes, &mut findings);
    if let Some(f) = findings.iter().find(|f| f.severity == Severity::Error) {
        return Err(Error::from(f.clone()).into());
    }
    if let Some(role) = current_role.map(str::trim).filter(|r| !r.is_empty()) {
        record.current_role = Some(role.to_owned());
    }
    let profile = build(model, &record, on, most)?;
    let remarks = findings.iter().map(|f| format!("{} {}", f.message, f.remedy)).collect();
    Ok((profile, remarks))
}

/// A record in the model's terms.
pub fn build(
    model: &Model,
    record: &ProfileRecord,
    on: jiff::civil::Date,
    most: usize,
) -> Result<Profile, Problem> {
    let count = record.entries.len();
    if count > most {
        return Err(Problem::unusable(
            "too-many-rows",
            format!("The profile has {count} rows; at most {most} are taken here."),
            "Leave out what no role asks, or use the command line, which has no such limit.",
        ));
    }
    Ok(skillgap::pipeline::build(model, &mut model.profile_builder(on), record)?)
}
