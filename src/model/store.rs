//! The model file: a fixed head, a table of sections, the sections.
//!
//! | bytes | what |
//! |---|---|
//! | 0–7 | `SKILLGAP` |
//! | 8–11 | format version, little-endian, as every number here |
//! | 12–15 | fingerprint: CRC-32 of the encoded catalog |
//! | 16–23 | length of all that follows byte 28 |
//! | 24–27 | CRC-32 of all that follows byte 28 |
//! | 28–31 | how many sections there are |
//! | then for each | its tag (4 bytes) and its length (8 bytes) |
//! | then | the sections, one behind the other, in the same order |
//!
//! | tag | section |
//! |---|---|
//! | `DATA` | [`ModelData`] in postcard's encoding |
//! | `NAME` | the table of names ([`Names::to_bytes`]), so that a start need not build it |
//!
//! Sections with other tags are passed over: they may hold what a reader can do without.

use super::{Model, ModelData};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::text::names::Names;

/// The version this program writes, and the only one it reads.
pub const FORMAT_VERSION: u32 = 4;

const MAGIC: &[u8; 8] = b"SKILLGAP";
const HEAD: usize = 28;

/// Bytes of an entry in the table of sections.
const ENTRY: usize = 12;

const DATA: &[u8; 4] = b"DATA";
const NAMES: &[u8; 4] = b"NAME";

/// CRC-32 of the catalog as encoded: two models trained on the same catalog show the same.
#[must_use]
pub fn fingerprint(catalog: &Catalog) -> u32 {
    crc32fast::hash(&postcard::to_stdvec(catalog).unwrap_or_default())
}

/// The bytes of a model file.
///
/// # Errors
/// The data cannot be encoded; only running out of memory leads there.
pub fn encode(model: &Model) -> Result<Vec<u8>> {
    let data = postcard::to_stdvec(&model.data).map_err(|e| Error::Model {
        path: "(in memory)".to_owned(),
        message: format!("encoding failed: {e}."),
        remedy: "Report this as a defect.".to_owned(),
    })?;
    let sections: [(&[u8; 4], Vec<u8>); 2] = [(DATA, data), (NAMES, model.names().to_bytes())];
    let mut body = Vec::with_capacity(sections.iter().map(|s| s.1.len() + ENTRY).sum::<usize>() + 4);
    body.extend_from_slice(&u32::try_from(sections.len()).unwrap_or(u32::MAX).to_le_bytes());
    for (tag, section) in &sections {
        body.extend_from_slice(*tag);
        body.extend_from_slice(&(section.len() as u64).to_le_bytes());
    }
    sections.iter().for_each(|(_, section)| body.extend_from_slice(section));
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes.extend_from_slice(&model.fingerprint.to_le_bytes());
    bytes.extend_from_slice(&(body.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

const AGAIN: &str = "Train it again with `skillgap train`.";

/// Reads a model file's bytes.
///
/// # Errors
/// The bytes are no model, of another version, cut short, longer than they say, damaged, or inconsistent.
pub fn decode(path: &str, bytes: &[u8]) -> Result<Model> {
    let wrong = |message: String, remedy: &str| Error::Model {
        path: path.to_owned(),
        message,
        remedy: remedy.to_owned(),
    };
    let (fingerprint, body) = open(bytes).map_err(|(message, remedy)| wrong(message, remedy))?;
    let missing = || wrong("its table of sections is damaged.".to_owned(), AGAIN);
    let data = section(body, DATA).ok_or_else(missing)?;
    let names = section(body, NAMES).ok_or_else(missing)?;
    let data: ModelData =
        postcard::from_bytes(data).map_err(|e| wrong(format!("its data cannot be read ({e})."), AGAIN))?;
    check(&data).map_err(|what| wrong(format!("its tables do not fit together ({what})."), AGAIN))?;
    let names = Names::from_bytes(names, &data.catalog)
        .ok_or_else(|| wrong("its tables do not fit together (names).".to_owned(), AGAIN))?;
    Ok(Model::with_names(data, fingerprint, names))
}

/// The fingerprint, and what follows the head, once the head and the checksum hold.
fn open(bytes: &[u8]) -> std::result::Result<(u32, &[u8]), (String, &'static str)> {
    if bytes.len() < HEAD || &bytes[..8] != MAGIC {
        return Err((
            "it is not a skillgap model file.".to_owned(),
            "Name a file written by `skillgap train`.",
        ));
    }
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let version = word(8);
    if version != FORMAT_VERSION {
        let remedy = if version > FORMAT_VERSION {
            "Use a newer skillgap, or train the model again with this one."
        } else {
            AGAIN
        };
        let message = format!("it has format {version}, this program reads format {FORMAT_VERSION}.");
        return Err((message, remedy));
    }
    let length = u64::from(word(16)) | u64::from(word(20)) << 32;
    let body = &bytes[HEAD..];
    if length != body.len() as u64 {
        let message = format!(
            "it should hold {length} bytes of data and holds {}: it was cut short or changed.",
            body.len()
        );
        return Err((message, "Copy it again, or train it again with `skillgap train`."));
    }
    if crc32fast::hash(body) != word(24) {
        return Err(("its checksum does not match: it is damaged.".to_owned(), AGAIN));
    }
    Ok((word(12), body))
}

/// The section of a tag; `None` where there is none, or the table of sections does not fit the bytes.
fn section<'b>(body: &'b [u8], tag: &[u8; 4]) -> Option<&'b [u8]> {
    let (count, rest) = body.split_first_chunk::<4>()?;
    let entries = usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_mul(ENTRY)?;
    let (entries, mut rest) = rest.split_at_checked(entries)?;
    let mut found = None;
    for entry in entries.chunks_exact(ENTRY) {
        let (entry_tag, length) = entry.split_first_chunk::<4>()?;
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let (section, behind) = rest.split_at_checked(length)?;
        rest = behind;
        if entry_tag == tag && found.is_none() {
            found = Some(section);
        }
    }
    found.filter(|_| rest.is_empty())
}

/// Every row number within its table, so that nothing behind this can go out of bounds.
fn check(data: &ModelData) -> std::result::Result<(), &'static str> {
    let c = &data.catalog;
    let (skills, certifications, roles) = (c.skills.len(), c.certifications.len(), c.roles.len());
    let ok = data.roles.len() == roles
        && data.thresholds.len() == roles
        && data.family_of.len() == roles
        && data.rarity.len() == skills + certifications
        && data.seniority.covers(skills)
        && data.links.within(skills)
        && data.incumbents.as_ref().is_none_or(|i| i.within(skills, roles));
    if !ok {
        return Err("table sizes");
    }
    let vectors = data.roles.iter().all(|v| {
        v.requirements.iter().all(|r| r.skill.at() < skills)
            && v.certifications.iter().all(|w| w.certification.at() < certifications)
    });
    let families = data.family_of.iter().all(|f| usize::from(*f) < data.families.len())
        && data.families.iter().all(|f| f.roles.iter().all(|r| r.at() < roles));
    if !(vectors && families) {
        return Err("row numbers of roles or families");
    }
    let skill_rows = c
        .skills
        .iter()
        .all(|s| s.parent.is_none_or(|p| p.at() < skills) && s.related.iter().all(|r| r.at() < skills));
    let needs = |list: &[crate::catalog::NeedGroup]| {
        list.iter().flat_map(|g| &g.any_of).all(|n| match n {
            crate::catalog::Need::Certification(row) => row.at() < certifications,
            crate::catalog::Need::Skill(row, _) => row.at() < skills,
            crate::catalog::Need::Experience(_) => true,
        })
    };
    let steps = c.certifications.iter().all(|x| {
        needs(&x.needs)
            && x.evidence.iter().all(|(s, _)| s.at() < skills)
            && x.successors.iter().all(|s| s.at() < certifications)
    }) && c.project_designs.iter().all(|d| {
        needs(&d.needs)
            && d.builds.iter().all(|b| b.skill.at() < skills)
            && d.choice.is_none_or(|c| c.parent.at() < skills)
    }) && c
        .projects
        .iter()
        .all(|p| (p.design as usize) < c.project_designs.len() && p.made_for.is_none_or(|s| s.at() < skills));
    let moves = c.transitions.iter().all(|t| t.from.at() < roles && t.to.at() < roles);
    let sources = c.certifications.iter().all(|x| (x.source as usize) < c.sources.len())
        && c.project_designs.iter().all(|x| (x.source as usize) < c.sources.len());
    let stated = c.roles.iter().all(|r| r.stated.iter().all(|s| s.skill.at() < skills));
    if skill_rows && steps && moves && stated && sources { Ok(()) } else { Err("row numbers of the catalog") }
}
