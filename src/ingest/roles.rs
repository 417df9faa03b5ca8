//! Role descriptions in the shapes people keep them: a file with a header, a CSV, a web-like document listing many roles.
//!
//! In: bytes of one file. Out: role records, and findings for what was left out. What a shape is, is told by content.

use std::collections::BTreeMap;

use super::bytes::decode;
use super::level::shorten;
use super::listing;
use super::posting;
use super::table::Table;
use crate::catalog::record::RoleRecord;
use crate::diagnostics::{Findings, Place, Severity};
use crate::text::title::{seniority_in_title, slug};
use crate::units::Seniority;

/// A file of role descriptions.
#[derive(Clone, Copy, Debug)]
pub struct RoleSource<'a> {
    /// As the user named it.
    pub file: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// All roles of a file.
pub fn read_roles(source: &RoleSource, findings: &mut Findings) -> Vec<RoleRecord> {
    if source.bytes.starts_with(b"PK\x03\x04") {
        return match workbook_csv(source.file, source.bytes) {
            Ok(bytes) => csv(&RoleSource { file: source.file, bytes: &bytes }, findings),
            Err((place, message, remedy)) => {
                findings.add(Severity::Error, "unreadable-format", place, message, remedy);
                Vec::new()
            }
        };
    }
    let (text, _) = decode(source.bytes);
    if posting::is_html(&text) {
        return none_is_said(source, posting::read_html(source.file, &text, findings), findings);
    }
    if text.trim_start().starts_with(['{', '['])
        && let Some(found) = posting::read_json(source.file, &text, findings)
    {
        return none_is_said(source, found, findings);
    }
    if let Some((place, message)) =
        super::foreign::broken_json(source.file, &text).or_else(|| more_json(source.file, &text))
    {
        let remedy = "Export the file again, or close what is open; of several documents each is a file of its own, or all are one array.";
        findings.add(Severity::Error, "bad-json", place, message, remedy);
        return Vec::new();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let extension = source.file.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let blank = text.len() - text.trim_start().len();
    let found = if text[blank..].lines().next().is_some_and(|line| line.trim_end() == "---") {
        front_matter(source.file, &text, blank, findings).into_iter().collect()
    } else if extension == "csv" || extension == "tsv" {
        csv(source, findings)
    } else {
        listing::read(source.file, &text, findings)
    };
    none_is_said(source, with_ids(found, findings), findings)
}

/// Where a second document begins behind a whole one.
fn more_json(file: &str, text: &str) -> Option<(Place, String)> {
    // A text may start with a bracket as well; a document goes on in one of these ways.
    let inside = text.trim_start().strip_prefix(['{', '['])?.trim_start();
    inside.starts_with(['"', '{', '[']).then_some(())?;
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    documents.next()?.ok()?;
    let behind = documents.byte_offset();
    let line = text[..behind].matches('\n').count() as u64 + 1;
    (!text[behind..].trim().is_empty())
        .then(|| (Place::line(file, line), "More stands behind the JSON that ends here.".to_owned()))
}

/// Roles whose title gives an id; a title without a letter or digit gives none.
fn with_ids(mut roles: Vec<RoleRecord>, findings: &mut Findings) -> Vec<RoleRecord> {
    roles.retain(|role| {
        if role.id.is_empty() {
            let message =
                format!("The title “{}” has no letter or digit; the role is left out.", shorten(&role.title));
            findings.add(
                Severity::Error,
                "bad-title",
                role.place.clone(),
                message,
                "Write a title, or give the role an id.",
            );
        }
        !role.id.is_empty()
    });
    roles
}

/// The CSV of a spreadsheet; its place, message and remedy where it cannot be read.
#[cfg(feature = "xlsx")]
pub(super) fn workbook_csv(file: &str, bytes: &[u8]) -> Result<Vec<u8>, (Place, String, String)> {
    super::workbook::to_csv(file, bytes).map_err(|e| match e {
        crate::error::Error::Input { place, message, remedy } => (place, message, remedy),
        other => (Place::file(file), other.to_string(), "Save it as CSV.".to_owned()),
    })
}

#[cfg(not(feature = "xlsx"))]
pub(super) fn workbook_csv(file: &str, _: &[u8]) -> Result<Vec<u8>, (Place, String, String)> {
    let message = "This build of skillgap reads no spreadsheets.".to_owned();
    Err((Place::file(file), message, "Save it as CSV, or build with the feature `xlsx`.".to_owned()))
}

/// Gives descriptions without an id of their own the id of the known role that has their title, so that they are read as the same role.
pub fn adopt_ids(known: &[RoleRecord], more: &mut [RoleRecord]) {
    let by_title: BTreeMap<String, &str> =
        known.iter().rev().map(|r| (slug(&r.title), r.id.as_str())).collect();
    for role in more {
        let title = slug(&role.title);
        if let Some(id) = by_title.get(&title).filter(|_| role.id == title) {
            (*id).clone_into(&mut role.id);
        }
    }
}

fn none_is_said(source: &RoleSource, found: Vec<RoleRecord>, findings: &mut Findings) -> Vec<RoleRecord> {
    if found.is_empty() {
        findings.add(
            Severity::Warning,
            "no-role",
            Place::file(source.file),
            "No role description was found in this file.",
            "Write a title line with a paragraph under it, a CSV with `title` and `description`, or a header between `---` lines.",
        );
    }
    found
}

/// A record with what can be told from the title filled in.
pub(super) fn record(place: Place, title: &str, description: &str) -> RoleRecord {
    RoleRecord {
        source: place.file.clone(),
        place,
        id: slug(title),
        title: title.to_owned(),
        aliases: Vec::new(),
        seniority: seniority_in_title(title),
        family: None,
        description: description.trim().to_owned(),
    }
}

/// A role with a header between `---` lines; `blank` bytes of white space stand in front of it.
fn front_matter(file: &str, text: &str, blank: usize, findings: &mut Findings) -> Option<RoleRecord> {
    let first = text[..blank].matches('\n').count() as u64 + 1;
    let start = blank + text[blank..].find('\n').map_or(text.len() - blank, |n| n + 1);
    let mut end = start;
    let closing = text[start..].split_inclusive('\n').find(|line| {
        let closes = line.trim_end() == "---";
        end += if closes { 0 } else { line.len() };
        closes
    });
    let Some(closing) = closing else {
        findings.add(
            Severity::Error,
            "unclosed-header",
            Place::line(file, first),
            "The header that starts with `---` has no closing `---` line.",
            "Close it, or remove the first line.",
        );
        return None;
    };
    let mut role = record(Place::line(file, first), "", &text[end + closing.len()..]);
    let mut id = None;
    let mut seniority = None;
    for (line_number, line) in (first + 1..).zip(text[start..end].lines()) {
        let place = Place::line(file, line_number);
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            findings.add(
                Severity::Warning,
                "bad-header-line",
                place,
                format!("The header line “{line}” has no `:`; it is ignored."),
                "Write `key: value`.",
            );
            continue;
        };
        let value = value.trim().trim_matches('"');
        match key.trim().to_ascii_lowercase().as_str() {
            "id" if value.contains(|c: char| c.is_whitespace() || c == ';') => findings.add(
                Severity::Error,
                "bad-id",
                place,
                format!("The id “{value}” holds a space or `;`."),
                "Use lower-case words joined by `-`.",
            ),
            "id" => id = Some(value.to_owned()),
            "title" => value.clone_into(&mut role.title),
            "aliases" => {
                // A list as YAML writes it is one, too.
                let list = value.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
                let (list, sign) = list.map_or((value, ';'), |list| (list, ','));
                let aliases = list.split([';', sign]).map(|a| a.trim().trim_matches(['"', '\'']).to_owned());
                role.aliases = aliases.filter(|a| !a.is_empty()).collect();
            }
            "seniority" => {
                seniority = Seniority::parse(value);
                if seniority.is_none() && !value.is_empty() {
                    findings.add(
                        Severity::Error,
                        "bad-seniority",
                        place,
                        format!("“{value}” is no seniority."),
                        "Use one of: entry, mid, senior, director, vp, chief.",
                    );
                }
            }
            "family" if !value.is_empty() => role.family = Some(value.to_owned()),
            "source" if !value.is_empty() => value.clone_into(&mut role.source),
            "family" | "source" => {}
            key => findings.add(
                Severity::Warning,
                "unknown-key",
                place,
                format!("The key “{}” means nothing in a header; it is not read.", shorten(key)),
                "Its keys are id, title, aliases, seniority, family and source.",
            ),
        }
    }
    if role.title.is_empty() {
        findings.add(
            Severity::Error,
            "no-title",
            Place::line(file, first),
            "The header has no title.",
            "Add a line `title: …`.",
        );
        return None;
    }
    role.id = id.filter(|i| !i.is_empty()).unwrap_or_else(|| slug(&role.title));
    role.seniority = seniority.unwrap_or_else(|| seniority_in_title(&role.title));
    Some(role)
}

fn csv(source: &RoleSource, findings: &mut Findings) -> Vec<RoleRecord> {
    let table = Table::read(source.file, source.bytes, findings);
    let any = |names: &[&str]| names.iter().find_map(|n| table.column(n));
    let title = any(&["title", "role", "job_title", "name", "occupation"]);
    let description = any(&["description", "text", "job_description", "summary"]);
    let (Some(_), Some(_)) = (title, description) else {
        findings.add(
            Severity::Error,
            "no-role-columns",
            Place::line(source.file, 1),
            format!(
                "The header names {}; a role file needs `title` and `description`.",
                table.header.join(", ")
            ),
            "Rename the columns.",
        );
        return Vec::new();
    };
    let (id, seniority, family) = (table.column("id"), table.column("seniority"), table.column("family"));
    let (aliases, origin) = (table.column("aliases"), table.column("source"));
    let mut roles = Vec::new();
    for row in &table.rows {
        let place = table.place(row);
        if row.cell(title).is_empty() {
            findings.add(
                Severity::Error,
                "no-title",
                place,
                "The title is empty; the row is left out.",
                "Fill it in or remove the row.",
            );
            continue;
        }
        let mut role = record(place.clone(), row.cell(title), row.cell(description));
        if !row.cell(id).is_empty() {
            row.cell(id).clone_into(&mut role.id);
        }
        if !row.cell(seniority).is_empty() {
            match Seniority::parse(row.cell(seniority)) {
                Some(s) => role.seniority = s,
                None => findings.add(
                    Severity::Warning,
                    "bad-seniority",
                    place,
                    format!("“{}” is no seniority; it is told from the title.", row.cell(seniority)),
                    "Use one of: entry, mid, senior, director, vp, chief.",
                ),
            }
        }
        role.aliases = row.list(aliases);
        role.family = Some(row.cell(family).to_owned()).filter(|f| !f.is_empty());
        if !row.cell(origin).is_empty() {
            row.cell(origin).clone_into(&mut role.source);
        }
        roles.push(role);
    }
    roles
}
