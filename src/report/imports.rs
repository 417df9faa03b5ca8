//! The account of an import: what was read, used and left.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ingest::import::ImportReport;

/// The account as an object for machines.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImportDocument<'a> {
    /// Version of this shape.
    pub schema_version: u32,
    /// The account.
    #[serde(flatten)]
    pub report: &'a ImportReport,
}

/// The JSON object.
#[must_use]
pub fn document(report: &ImportReport) -> ImportDocument<'_> {
    ImportDocument { schema_version: super::SCHEMA_VERSION, report }
}

/// For people.
#[must_use]
pub fn text(report: &ImportReport) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {} roles, {} skills, {} stated requirements.\n",
        report.edition, report.roles, report.skills, report.requirements
    );
    let _ = writeln!(out, "{:>9} {:>9} {:>9}  file", "read", "used", "left");
    for f in &report.files {
        let _ = writeln!(
            out,
            "{:>9} {:>9} {:>9}  {}",
            f.rows,
            f.used,
            f.rows - f.used,
            super::lines::safe(&f.file)
        );
        for (reason, count) in &f.left {
            let _ = writeln!(out, "{:>29}  left: {reason}", count);
        }
        for (what, count) in &f.changed {
            let _ = writeln!(out, "{:>29}  changed: {what}", count);
        }
    }
    for (file, reason) in &report.not_read {
        let _ = writeln!(out, "{:>29}  {}: {reason}", "not read", super::lines::safe(file));
    }
    let _ = writeln!(out, "\nAttribution: {}", report.attribution);
    out
}
