//! `skillgap match`

use std::path::Path;

use anyhow::Result;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::report;
use skillgap::units::RoleRow;
use skillgap::vector::Profile;

use crate::args::{Match, ReportFormat};
use crate::exit::Exit;
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Match, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    // The process ends with the command: giving back a large model piece by piece takes longer than a match.
    let model = std::mem::ManuallyDrop::new(input::model(model)?);
    let profile = profile(&model, &args.profile, args.current_role.as_deref(), args.on, printer)?;
    let mut matcher = Matcher::new(&model).seniority(args.seniority);
    if let Some(file) = &args.among {
        matcher = matcher.among(&among(&model, file)?);
    }
    let mut worker = matcher.worker();
    let matches = worker.matches(&profile, args.top);
    let doc = {
        // A page without evidence would leave out what it is for.
        let explain = args.explain || args.format == ReportFormat::Html;
        report::matches::document(&model, &profile, &mut worker, &matches, explain)
    };
    match args.format {
        ReportFormat::Json => printer.json(&doc)?,
        ReportFormat::Html => printer.result(report::html::matches_report(&doc).as_bytes())?,
        ReportFormat::Table => printer.result(report::text::matches(&doc, printer.width()).as_bytes())?,
    }
    Ok(Exit::Done)
}

/// Reads the profile of one person.
pub fn profile(
    model: &Model,
    path: &Path,
    current_role: Option<&str>,
    on: Option<jiff::civil::Date>,
    printer: &Printer,
) -> Result<Profile> {
    let (file, bytes) = input::read(path)?;
    read_profile(model, &file, &bytes, current_role, on, printer)
}

/// The profile of one person in bytes that were read.
pub fn read_profile(
    model: &Model,
    file: &str,
    bytes: &[u8],
    current_role: Option<&str>,
    on: Option<jiff::civil::Date>,
    printer: &Printer,
) -> Result<Profile> {
    let (profile, findings) =
        skillgap::pipeline::profile(model, file, bytes, on.unwrap_or_else(input::today));
    // The first error comes back as the error of the run; the others are said here.
    let first = findings.iter().position(|f| f.severity == skillgap::diagnostics::Severity::Error);
    for (at, finding) in findings.iter().enumerate() {
        if Some(at) != first {
            printer.remark(&report::text::safe(&finding.to_string()));
        }
    }
    let mut profile = profile?;
    if let Some(role) = current_role {
        profile.current_role = Some(model.role(role)?);
    }
    Ok(profile)
}

/// The roles that a file names, one id or title a line.
pub fn among(model: &Model, path: &Path) -> Result<Vec<RoleRow>> {
    let (_, bytes) = input::read(path)?;
    let (text, _) = skillgap::ingest::bytes::decode(&bytes);
    let names = text.lines().map(str::trim).filter(|l| !l.is_empty());
    names.map(|name| Ok(model.role(name)?)).collect()
}
