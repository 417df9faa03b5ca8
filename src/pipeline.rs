//! The story on one page: a folder becomes a model, a file becomes a profile, a profile becomes matches and a plan.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::catalog::assemble;
use crate::diagnostics::Findings;
use crate::error::{Error, Result};
use crate::ingest::catalog::{read_folder, read_role_sources};
use crate::ingest::profile::{ProfileRecord, read_one};
use crate::model::{Model, Params, Progress};
use crate::vector::{Profile, ProfileBuilder};

/// Catalog folder and further role descriptions → model, with everything found on the way.
///
/// # Errors
/// A file cannot be read, a parameter is out of range, or the catalog has errors.
pub fn train(
    catalog: &Path,
    roles: &[PathBuf],
    params: Params,
    progress: &mut Progress,
) -> Result<(Model, Findings)> {
    let params = params.check()?;
    let (mut records, mut findings) = read_folder(catalog)?;
    for path in roles {
        records.roles.extend(read_role_sources(path, &mut findings)?);
    }
    if records.roles.is_empty() {
        return Err(Error::Input {
            place: crate::diagnostics::Place::file(catalog.display().to_string()),
            message: "There is no role description to learn from.".to_owned(),
            remedy: "Add a folder `roles` to the catalog, or name files with --roles.".to_owned(),
        });
    }
    let (assembled, more) = assemble(records);
    findings.append(more);
    findings.sort();
    if findings.has_errors() {
        return Err(Error::Catalog { catalog: catalog.display().to_string(), findings });
    }
    Ok((crate::model::train(assembled, &params, progress), findings))
}

/// The bytes of one person's file → a profile in the model's terms. `on` is the day on which certificates must be valid.
///
/// # Errors
/// The file cannot be used; all reasons are in the findings that come back beside the first one.
pub fn profile(model: &Model, file: &str, bytes: &[u8], on: Date) -> (Result<Profile>, Findings) {
    let mut findings = Findings::new();
    let record = read_one(file, bytes, &mut findings);
    let first = findings.iter().find(|f| f.severity == crate::diagnostics::Severity::Error).cloned();
    let profile = match first {
        Some(f) => Err(Error::Input { place: f.place, message: f.message, remedy: f.remedy }),
        None => build(model, &mut model.profile_builder(on), &record),
    };
    (profile, findings)
}

/// A record in the model's terms.
///
/// # Errors
/// The present role that the record names is unknown.
pub fn build(model: &Model, builder: &mut ProfileBuilder, record: &ProfileRecord) -> Result<Profile> {
    builder.begin();
    for e in &record.entries {
        builder.add(&e.name, e.level, e.years, e.date);
    }
    if let Some(role) = &record.current_role {
        builder.set_current_role(model.role(role)?);
    }
    Ok(builder.finish().clone())
}
