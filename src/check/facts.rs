//! Are the facts of a catalog supported? In: records with their sources. Out: findings.
//!
//! A source names the page and when it was read, or says that the value is an estimate and on what basis. Where nothing was found, the
//! cell stays empty and the source says so: an empty cell is honest, and every algorithm copes with it.

use crate::catalog::Status;
use crate::catalog::record::{CertificationRecord, Records};
use crate::diagnostics::{Findings, Place, Severity};

/// Ways to say that nobody looked.
const HEARSAY: [&str; 7] = [
    "as known",
    "well known",
    "common knowledge",
    "general knowledge",
    "from memory",
    "as remembered",
    "to be checked",
];

/// What a source says when its row could not be confirmed.
const NOT_CONFIRMED: &str = "not confirmed";

/// The hearsay that a source rests on, if it does.
fn hearsay(source: &str) -> Option<&'static str> {
    let source = source.to_lowercase();
    HEARSAY.into_iter().find(|words| source.contains(words))
}

/// Rows without a source, and rows whose source supports nothing.
pub(super) fn unsupported(records: &Records, findings: &mut Findings) {
    let mut without = |place: &Place, source: &str| {
        if source.is_empty() {
            findings.add(
                Severity::Warning,
                "no-source",
                place.clone(),
                "The row has no source.",
                "Say where its facts come from and when they were read, or that they are estimates.",
            );
        } else if let Some(word) = hearsay(source) {
            findings.add(
                Severity::Warning,
                "unsupported",
                place.clone(),
                format!("The source says “{word}”, which supports nothing."),
                "Name the page and when it was read, or leave the facts empty and say “not confirmed”.",
            );
        }
    };
    records.skills.iter().for_each(|r| without(&r.place, &r.source));
    records.certifications.iter().for_each(|r| without(&r.place, &r.source));
    records.evidence.iter().for_each(|r| without(&r.place, &r.source));
    records.prerequisites.iter().for_each(|r| without(&r.place, &r.source));
    records.projects.iter().for_each(|r| without(&r.place, &r.source));
    records.builds.iter().for_each(|r| without(&r.place, &r.source));
    records.transitions.iter().for_each(|r| without(&r.place, &r.source));
    records.career_paths.iter().for_each(|r| without(&r.place, &r.source));
    records.tenures.iter().for_each(|r| without(&r.place, &r.source));
    records.certifications.iter().for_each(|r| undated_facts(r, findings));
}

/// Fees and terms change: they need the year in which they were read. Hours are estimates, and need a basis.
fn undated_facts(r: &CertificationRecord, findings: &mut Findings) {
    if r.source.is_empty() {
        return;
    }
    let published = r.validity_years.is_some()
        || r.renewal_cost.is_some()
        || r.experience_years.is_some()
        || r.exam_cost.is_some();
    if published && !names_a_year(&r.source) {
        findings.add(
            Severity::Warning,
            "undated-facts",
            r.place.clone(),
            format!("Nothing says when the fees or terms of “{}” were read.", r.name),
            "Write the year or month into source, or leave the cells empty.",
        );
    }
    let estimated = r.study_hours.is_some() || r.renewal_hours.is_some();
    if estimated && !r.source.to_lowercase().contains("estimate") {
        findings.add(
            Severity::Warning,
            "no-basis",
            r.place.clone(),
            format!("Nothing says on what the hours of “{}” rest.", r.name),
            "Write “study_hours estimate: …” with the basis into source.",
        );
    }
}

/// Whether four digits of the last or this century stand in a text.
fn names_a_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
}

/// Whether a certification can still be earned changes from year to year: a status without a date supports nothing.
///
/// What could not be confirmed is known to be so, and only noted.
pub(super) fn undated_status(records: &Records, findings: &mut Findings) {
    for r in &records.certifications {
        if r.status == Status::Unconfirmed {
            findings.add(
                Severity::Note,
                "unconfirmed-status",
                r.place.clone(),
                format!("Whether “{}” can be earned today is not known; plans leave it out.", r.name),
                "Look for the issuer's page; write active or retired into status and the month into as_of.",
            );
        } else if r.as_of.is_none() && r.retired_on.is_none() {
            let known = r.status == Status::Retired && r.source.to_lowercase().contains(NOT_CONFIRMED);
            findings.add(
                if known { Severity::Note } else { Severity::Warning },
                "undated-status",
                r.place.clone(),
                format!("Nothing says when the status of “{}” was read.", r.name),
                "Write into as_of when you last read the issuer's page, or unconfirmed into status.",
            );
        }
    }
}
