//! The model file: a fixed head, then the data.
//!
//! | bytes | what |
//! |---|---|
//! | 0–7 | `SKILLGAP` |
//! | 8–11 | format version, little-endian |
//! | 12–15 | fingerprint: CRC-32 of the encoded catalog |
//! | 16–23 | length of the data |
//! | 24–27 | CRC-32 of the data |
//! | 28– | the data, in postcard's encoding |

use super::{Model, ModelData};
use crate::catalog::Catalog;
use crate::error::{Error, Result};

/// The version this program writes, and the only one it reads.
pub const FORMAT_VERSION: u32 = 2;

const MAGIC: &[u8; 8] = b"SKILLGAP";
const HEAD: usize = 28;

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
    let mut bytes = Vec::with_capacity(HEAD + data.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes.extend_from_slice(&model.fingerprint.to_le_bytes());
    bytes.extend_from_slice(&(data.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&data).to_le_bytes());
    bytes.extend_from_slice(&data);
    Ok(bytes)
}

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
    let again = "Train it again with `skillgap train`.";
    if bytes.len() < HEAD || &bytes[..8] != MAGIC {
        return Err(wrong(
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
            again
        };
        return Err(wrong(
            format!("it has format {version}, this program reads format {FORMAT_VERSION}."),
            remedy,
        ));
    }
    let length = u64::from(word(16)) | u64::from(word(20)) << 32;
    let data = &bytes[HEAD..];
    if length != data.len() as u64 {
        let message = format!(
            "it should hold {length} bytes of data and holds {}: it was cut short or changed.",
            data.len()
        );
        return Err(wrong(message, "Copy it again, or train it again with `skillgap train`."));
    }
    if crc32fast::hash(data) != word(24) {
        return Err(wrong("its checksum does not match: it is damaged.".to_owned(), again));
    }
    let data: ModelData =
        postcard::from_bytes(data).map_err(|e| wrong(format!("its data cannot be read ({e})."), again))?;
    check(&data).map_err(|what| wrong(format!("its tables do not fit together ({what})."), again))?;
    Ok(Model::new(data, word(12)))
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
