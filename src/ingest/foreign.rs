//! Profiles of one person in the formats of other programs, told by their first bytes: spreadsheets, Parquet, JSON Resume, credentials.
//!
//! In: bytes. Out: a profile where the format is one of them, a finding where it is one that cannot be read, nothing where it is none.

use super::person::ProfileRecord;
use super::profile::read_one;
use crate::diagnostics::{Findings, Place, Severity};

/// The formats of other programs: spreadsheets, JSON Resume, credentials. `None` where it is none of them.
pub(super) fn read(file: &str, bytes: &[u8], findings: &mut Findings) -> Option<ProfileRecord> {
    let refuse = |findings: &mut Findings, place: Place, message: String, remedy: String| {
        findings.add(Severity::Error, "unreadable-format", place, message, remedy);
        Some(ProfileRecord::default())
    };
    if bytes.starts_with(b"%PDF") {
        let remedy = "Save its text as .txt, or its skills as CSV.".to_owned();
        return refuse(findings, Place::file(file), "PDF files are not read.".to_owned(), remedy);
    }
    if let Some(table) = table(file, bytes) {
        return match table {
            Ok(csv) => Some(read_one(file, &csv, findings)),
            Err((place, message, remedy)) => refuse(findings, place, message, remedy),
        };
    }
    let (text, _) = super::bytes::decode(bytes);
    if super::bytes::is_binary(&text) {
        let remedy = "Save the profile as CSV with a header `skill,level`.".to_owned();
        return refuse(findings, Place::file(file), "The file holds no text.".to_owned(), remedy);
    }
    if let Some((place, message)) = broken_json(file, &text) {
        return refuse(findings, place, message, "Export the file again, or close what is open.".to_owned());
    }
    text.trim_start().starts_with(['{', '[']).then(|| super::profile_json::read(file, &text, findings))?
}

/// The CSV of a table that another program keeps, a spreadsheet or Parquet; its place, message and remedy where it cannot be read. `None` where the bytes
/// are none.
pub(super) fn table(file: &str, bytes: &[u8]) -> Option<Result<Vec<u8>, (Place, String, String)>> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(super::roles::workbook_csv(file, bytes));
    }
    bytes.starts_with(b"PAR1").then(|| parquet_csv(file, bytes))
}

/// Where and why a text that starts as JSON is none, for the first value in it.
pub(super) fn broken_json(file: &str, text: &str) -> Option<(Place, String)> {
    // A list of names may start with a bracket as well; an array or object goes on in one of these ways.
    let start = text.trim_start();
    let inside = start.strip_prefix(['{', '['])?.trim_start();
    if !inside.is_empty() && !inside.starts_with(['"', '{', '[', '}', ']']) {
        return None;
    }
    let first = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>().next()?;
    let error = first.err()?;
    let place = Place { file: file.to_owned(), line: error.line() as u64, column: error.column() as u64 };
    let message = if error.is_eof() {
        "The JSON ends in the middle: the file is cut here.".to_owned()
    } else {
        format!("The JSON is damaged here: {error}.")
    };
    Some((place, message))
}

/// The CSV of a Parquet table; its place, message and remedy where it cannot be read.
#[cfg(feature = "parquet")]
fn parquet_csv(file: &str, bytes: &[u8]) -> Result<Vec<u8>, (Place, String, String)> {
    use crate::error::Error;
    super::columnar::to_csv(file, bytes).map_err(|e| match e {
        Error::Input { place, message, remedy } => (place, message, remedy),
        other => (Place::file(file), other.to_string(), "Write it again, or write CSV.".to_owned()),
    })
}

#[cfg(not(feature = "parquet"))]
fn parquet_csv(file: &str, _: &[u8]) -> Result<Vec<u8>, (Place, String, String)> {
    let message = "This build of skillgap reads no Parquet.".to_owned();
    Err((Place::file(file), message, "Write CSV, or build with the feature `parquet`.".to_owned()))
}
