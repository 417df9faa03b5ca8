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
//! | `SKIL`, `CERT`, `PROJ`, `ROLE`, `SRCE` | the tables of the catalog ([`Table::to_bytes`]): skills, certifications, designs of projects, roles, sources |
//! | `DATA` | all else of [`ModelData`] in postcard's encoding |
//! | `NAME` | the table of names ([`Names::to_bytes`]), so that a start need not build it |
//! | `WAYS` | which steps build which skill ([`Builders::to_bytes`]), for the same reason |
//!
//! A file is read and checked whole. Of the model in the program, which the tests read as a file, rows of tables are read when they are asked for.
//!
//! Sections with other tags are passed over: they may hold what a reader can do without.

use super::{Model, ModelData};
use crate::catalog::{Builders, Bytes, Catalog, Table};
use crate::error::{Error, Result};
use crate::text::names::Names;

/// The version this program writes, and the only one it reads.
pub const FORMAT_VERSION: u32 = 6;

const MAGIC: &[u8; 8] = b"SKILLGAP";
const HEAD: usize = 28;

/// Bytes of an entry in the table of sections.
const ENTRY: usize = 12;

type Tag = [u8; 4];

const SKILLS: &Tag = b"SKIL";
const CERTIFICATIONS: &Tag = b"CERT";
const DESIGNS: &Tag = b"PROJ";
const ROLES: &Tag = b"ROLE";
const SOURCES: &Tag = b"SRCE";
const DATA: &Tag = b"DATA";
const NAMES: &Tag = b"NAME";
const WAYS: &Tag = b"WAYS";

/// CRC-32 of the catalog as encoded: two models trained on the same catalog show the same.
#[must_use]
pub fn fingerprint(catalog: &Catalog) -> u32 {
    let c = catalog;
    let tables =
        (&c.skills, &c.certifications, &c.project_designs, &c.projects, &c.roles, &c.transitions, &c.sources);
    crc32fast::hash(&postcard::to_stdvec(&tables).unwrap_or_default())
}

/// The bytes of a model file.
///
/// # Errors
/// The data cannot be encoded; only running out of memory leads there.
pub fn encode(model: &Model) -> Result<Vec<u8>> {
    let sections = sections(model).map_err(|e| Error::Model {
        path: "(in memory)".to_owned(),
        message: format!("encoding failed: {e}."),
        remedy: "Report this as a defect.".to_owned(),
    })?;
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

fn sections(model: &Model) -> std::result::Result<[(&'static Tag, Vec<u8>); 8], postcard::Error> {
    let c = model.catalog();
    Ok([
        (SKILLS, c.skills.to_bytes()?),
        (CERTIFICATIONS, c.certifications.to_bytes()?),
        (DESIGNS, c.project_designs.to_bytes()?),
        (ROLES, c.roles.to_bytes()?),
        (SOURCES, c.sources.to_bytes()?),
        (DATA, postcard::to_stdvec(&model.data)?),
        (NAMES, model.names().to_bytes()),
        (WAYS, model.builders().to_bytes()?),
    ])
}

/// The checksum in the head of a model's file.
///
/// # Errors
/// As [`encode`].
pub(super) fn checksum(model: &Model) -> Result<u32> {
    Ok(crc32fast::hash(&encode(model)?[HEAD..]))
}

const AGAIN: &str = "Train it again with `skillgap train`.";

/// Reads a model file's bytes.
///
/// # Errors
/// The bytes are no model, of another version, cut short, longer than they say, damaged, or inconsistent.
pub fn decode(path: &str, bytes: Bytes) -> Result<Model> {
    let wrong = |message: String, remedy: &str| Error::Model {
        path: path.to_owned(),
        message,
        remedy: remedy.to_owned(),
    };
    let (head, body) = open(bytes).map_err(|(message, remedy)| wrong(message, remedy))?;
    let find =
        |tag| section(body, tag).ok_or_else(|| wrong("its table of sections is damaged.".to_owned(), AGAIN));
    let unfit = |what: &str| wrong(format!("its tables do not fit together ({what})."), AGAIN);
    let mut data: ModelData = postcard::from_bytes(find(DATA)?.all())
        .map_err(|e| wrong(format!("its data cannot be read ({e})."), AGAIN))?;
    let unread = |what: &str| wrong(format!("its table of {what} cannot be read."), AGAIN);
    let c = &mut data.catalog;
    c.skills = Table::from_bytes(find(SKILLS)?).ok_or_else(|| unread("skills"))?;
    c.certifications = Table::from_bytes(find(CERTIFICATIONS)?).ok_or_else(|| unread("certifications"))?;
    c.project_designs = Table::from_bytes(find(DESIGNS)?).ok_or_else(|| unread("projects"))?;
    c.roles = Table::from_bytes(find(ROLES)?).ok_or_else(|| unread("roles"))?;
    c.sources = Table::from_bytes(find(SOURCES)?).ok_or_else(|| unread("sources"))?;
    if let Bytes::Read(_) = bytes {
        check(&data).map_err(unfit)?;
    }
    let names = Names::from_bytes(find(NAMES)?, &data.catalog).ok_or_else(|| unfit("names"))?;
    let builders = Builders::from_bytes(find(WAYS)?, &data.catalog).ok_or_else(|| unfit("ways"))?;
    Ok(Model::of_file(data, head, names, builders))
}

/// What the head of a file says beside the format and the length.
pub(super) struct Head {
    /// Checksum of the catalog.
    pub fingerprint: u32,
    /// Checksum of all that follows the head.
    pub checksum: u32,
}

/// The head, and what follows it, once both hold.
fn open(whole: Bytes) -> std::result::Result<(Head, Bytes), (String, &'static str)> {
    let bytes = whole.all();
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
    let head = Head { fingerprint: word(12), checksum: word(24) };
    if crc32fast::hash(body) != head.checksum {
        return Err(("its checksum does not match: it is damaged.".to_owned(), AGAIN));
    }
    Ok((head, whole.part(HEAD..bytes.len())))
}

/// The section of a tag; `None` where there is none, or the table of sections does not fit the bytes.
fn section<'b>(body: Bytes<'b>, tag: &Tag) -> Option<Bytes<'b>> {
    let all = body.all();
    let (count, rest) = all.split_first_chunk::<4>()?;
    let entries = usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_mul(ENTRY)?;
    let (entries, sections) = rest.split_at_checked(entries)?;
    let mut start = all.len() - sections.len();
    let mut found = None;
    for entry in entries.chunks_exact(ENTRY) {
        let (entry_tag, length) = entry.split_first_chunk::<4>()?;
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let end = start.checked_add(length).filter(|end| *end <= all.len())?;
        if entry_tag == tag && found.is_none() {
            found = Some(start..end);
        }
        start = end;
    }
    found.filter(|_| start == all.len()).map(|part| body.part(part))
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
