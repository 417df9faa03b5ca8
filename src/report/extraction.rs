//! Mentions in a text as JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::text::{Mention, Strength, Subject};
use crate::units::{CertificationRow, Level, SkillRow};

/// A skill that a text names.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "MentionedSkill")]
pub struct SkillView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The strongest of its mentions: `required`, `stated`, `preferred`, `nice-to-have`, `context`.
    pub strength: &'static str,
    /// The highest level that the text asks, if it says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// First byte and one past the last, of each mention.
    pub spans: Vec<(u32, u32)>,
}

/// A certification that a text names.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "MentionedCertification")]
pub struct CertificationView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The strongest of its mentions.
    pub strength: &'static str,
    /// First byte and one past the last, of each mention.
    pub spans: Vec<(u32, u32)>,
}

/// The answer to `extract`. In JSON Lines the id comes first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExtractionDocument {
    /// Id of the row, in a file of many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Version of this shape.
    pub schema_version: u32,
    /// In order of first mention.
    pub skills: Vec<SkillView>,
    /// In order of first mention.
    pub certifications: Vec<CertificationView>,
}

/// First byte and one past the last, of each mention.
type Spans = Vec<(u32, u32)>;

/// What a text asks for: mentions that it excludes are left out.
#[must_use]
pub fn document(catalog: &Catalog, mentions: &[Mention], id: Option<String>) -> ExtractionDocument {
    let mut skills: Vec<(SkillRow, Strength, Option<Level>, Spans)> = Vec::new();
    let mut certifications: Vec<(CertificationRow, Strength, Spans)> = Vec::new();
    let mut seen: BTreeMap<Subject, usize> = BTreeMap::new();
    for m in mentions.iter().filter(|m| m.strength > Strength::Excluded) {
        let span = (m.start, m.end);
        match m.subject {
            Subject::Skill(row) => {
                let at = *seen.entry(m.subject).or_insert_with(|| {
                    skills.push((row, m.strength, m.level, Vec::new()));
                    skills.len() - 1
                });
                let entry = &mut skills[at];
                entry.1 = entry.1.max(m.strength);
                entry.2 = entry.2.max(m.level);
                entry.3.push(span);
            }
            Subject::Certification(row) => {
                let at = *seen.entry(m.subject).or_insert_with(|| {
                    certifications.push((row, m.strength, Vec::new()));
                    certifications.len() - 1
                });
                let entry = &mut certifications[at];
                entry.1 = entry.1.max(m.strength);
                entry.2.push(span);
            }
        }
    }
    ExtractionDocument {
        id,
        schema_version: super::SCHEMA_VERSION,
        skills: skills
            .into_iter()
            .map(|(row, strength, level, spans)| SkillView {
                id: catalog[row].id.clone(),
                name: catalog[row].name.clone(),
                strength: strength.word(),
                level: level.map(Level::get),
                spans,
            })
            .collect(),
        certifications: certifications
            .into_iter()
            .map(|(row, strength, spans)| CertificationView {
                id: catalog[row].id.clone(),
                name: catalog[row].name.clone(),
                strength: strength.word(),
                spans,
            })
            .collect(),
    }
}
