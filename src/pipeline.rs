//! The story on one page: a folder becomes a model, a file becomes a profile, a profile becomes matches and a plan.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::catalog::assemble;
use crate::diagnostics::{Findings, Place, Severity};
use crate::error::{Error, Result};
use crate::evaluate::{Labelled, Person};
use crate::ingest::catalog::{read_folder, read_role_sources};
use crate::ingest::profile::{Entry, ProfileRecord, read_one};
use crate::ingest::roles::adopt_ids;
use crate::matching::Matcher;
use crate::model::{Example, Incumbents, Model, Params, Prior, Progress};
use crate::text::{Extractor, Strength};
use crate::vector::{Evidence, Profile, ProfileBuilder};

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
    train_with(catalog, &[], roles, params, progress)
}

/// As [`train`], with folders of own certifications and projects merged into the catalog ([`crate::ingest::own`]).
///
/// # Errors
/// As [`train`].
pub fn train_with(
    catalog: &Path,
    own: &[PathBuf],
    roles: &[PathBuf],
    params: Params,
    progress: &mut Progress,
) -> Result<(Model, Findings)> {
    let params = params.check()?;
    let (mut records, mut findings) = read_folder(catalog)?;
    for folder in own {
        crate::ingest::own::merge(&mut records, folder, &mut findings)?;
    }
    for path in roles {
        let mut more = read_role_sources(path, &mut findings)?;
        adopt_ids(&records.roles, &mut more);
        records.roles.append(&mut more);
    }
    if records.roles.is_empty() {
        return Err(Error::Input {
            place: Place::file(catalog.display().to_string()),
            message: "There is no role description to learn from.".to_owned(),
            remedy: "Add a folder `roles` to the catalog, or name files with --roles.".to_owned(),
        });
    }
    let (assembled, more) = assemble(records);
    findings.append(more);
    findings.sort();
    let within = |file: &str| Path::new(file).starts_with(catalog);
    if let Some(f) =
        findings.iter().find(|f| f.severity == Severity::Error && !within(&f.place.file)).cloned()
    {
        // Of a file beside the catalog, which `check` does not see.
        return Err(f.into());
    }
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
    profile_in_role(model, file, bytes, on, None)
}

/// As [`profile`], of somebody whose present role is said beside the file, an id or title; what the file says of it does not count then.
///
/// # Errors
/// As [`profile`], or no role is called so.
pub fn profile_in_role(
    model: &Model,
    file: &str,
    bytes: &[u8],
    on: Date,
    role: Option<&str>,
) -> (Result<Profile>, Findings) {
    let mut findings = Findings::new();
    let said = match role.map(|name| model.role(name)).transpose() {
        Ok(said) => said,
        Err(unknown) => return (Err(unknown), findings),
    };
    if let Some(text) = crate::ingest::prose::of(bytes) {
        let mut profile = inferred(model, file, &text, on, &mut findings);
        profile.current_role = said;
        return (Ok(profile), findings);
    }
    let mut record = read_one(file, bytes, &mut findings);
    if said.is_some() {
        record.current_role = None;
    }
    let first = findings.iter().find(|f| f.severity == Severity::Error).cloned();
    let profile = match first {
        Some(f) => Err(f.into()),
        None => build(model, &mut model.profile_builder(on), &record).map_err(|e| Error::Input {
            place: Place::file(file),
            message: format!("Of the present role: {e}"),
            remedy: "Correct it, or leave it out.".to_owned(),
        }),
    };
    let profile = profile.map(|read| Profile { current_role: said.or(read.current_role), ..read });
    (profile, findings)
}

/// The bytes of one person's file as a record: what it says, before the catalog's terms. A résumé in prose becomes a list of what it names.
#[must_use]
pub fn record(model: &Model, file: &str, bytes: &[u8], findings: &mut Findings) -> ProfileRecord {
    let Some(text) = crate::ingest::prose::of(bytes) else { return read_one(file, bytes, findings) };
    // Names do not depend on the day; certificates without a date count on any.
    let profile = inferred(model, file, &text, Date::ZERO, findings);
    let catalog = model.catalog();
    let entry =
        |name: &str, level| Entry { name: name.to_owned(), level, years: None, last_used: None, date: None };
    let skills = profile.skills.iter().filter(|h| h.evidence == Evidence::Inferred);
    let skills = skills.map(|h| entry(&catalog[h.skill].name, Some(h.level)));
    let certifications = profile.certifications.iter().map(|c| entry(&catalog[c.certification].name, None));
    ProfileRecord { line: 1, entries: skills.chain(certifications).collect(), ..ProfileRecord::default() }
}

/// What the sentences of a résumé name, marked as inferred; a note says which skills.
fn inferred(model: &Model, file: &str, text: &str, on: Date, findings: &mut Findings) -> Profile {
    let mut builder = model.profile_builder(on);
    builder.begin();
    let mut extractor = Extractor::new(model.lexicon());
    for mention in extractor.extract(text).iter().filter(|m| m.strength > Strength::Excluded) {
        builder.add_inferred(mention.subject, mention.level);
    }
    let profile = std::mem::take(builder.finish());
    let names: Vec<&str> = profile.skills.iter().map(|h| model.catalog()[h.skill].name.as_str()).collect();
    findings.add(
        Severity::Note,
        "inferred",
        Place::file(file),
        format!(
            "The file is prose: {} skills are inferred from its sentences: {}.",
            names.len(),
            names.join(", ")
        ),
        "Write a CSV with `skill,level` to say them outright.",
    );
    profile
}

/// A record in the model's terms.
///
/// # Errors
/// The present role that the record names is unknown.
pub fn build(model: &Model, builder: &mut ProfileBuilder, record: &ProfileRecord) -> Result<Profile> {
    builder.begin();
    for e in &record.entries {
        builder.add(&e.name, e.into());
    }
    if let Some(role) = &record.current_role {
        builder.set_current_role(model.role(role)?);
    }
    if let Some(hours) = record.weekly_hours {
        builder.set_weekly_hours(hours);
    }
    Ok(std::mem::take(builder.finish()))
}

/// Adds what labelled people teach to a model made from descriptions.
///
/// People whose label names no role of the model clearly are left out, and counted in a warning.
///
/// # Errors
/// The labels name no role of the model at all.
pub fn learn_people(
    model: Model,
    people: &[ProfileRecord],
    prior: Prior,
    on: Date,
    findings: &mut Findings,
) -> Result<Model> {
    let labelled = Labelled::resolve(&model, people, on);
    labelled.tell(findings);
    if labelled.people.is_empty() {
        return Err(Error::Input {
            place: crate::diagnostics::Place::file("--people".to_owned()),
            message: "No label names a role of the catalog.".to_owned(),
            remedy: "Label people with role ids, titles or aliases; `skillgap roles find` tells what a title resolves to.".to_owned(),
        });
    }
    let examples: Vec<Example> = {
        let matcher = Matcher::new(&model);
        let mut worker = matcher.worker();
        let example = |p: &Person| Example {
            skills: p.profile.skills.iter().map(|h| h.skill).collect(),
            role: p.role,
            evidence: worker.evidence(&p.profile),
        };
        labelled.people.iter().map(example).collect()
    };
    let Model { mut data, fingerprint, .. } = model;
    data.incumbents = Some(Incumbents::learn(&examples, data.roles.len(), prior));
    Ok(Model::new(data, fingerprint))
}
