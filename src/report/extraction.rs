//! Mentions in a text as JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::number::share;
use crate::catalog::Catalog;
use crate::text::knowledge::Knowledge;
use crate::text::{Mention, Strength, Subject};
use crate::units::{CertificationRow, Level, SkillRow};
use crate::vector::Typical;

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

/// A skill that a text does not name, but roles with similar texts ask.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TypicalView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How strongly the nearest roles ask it, in [0, 1].
    pub share: f64,
    /// Nearest roles that ask it, nearest first.
    pub roles: Vec<String>,
}

/// A skill whose names are near to the wording of a text.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NearView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// In [0, 1]: good for ranking, no probability.
    pub score: f64,
}

/// A place of a text that names knowledge.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaceView {
    /// As written.
    pub text: String,
    /// First byte and one past the last.
    pub span: (u32, u32),
    /// Id of the skill or certification that the catalog knows there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
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
    /// Places that name knowledge, known to the catalog or not, in order; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<Vec<PlaceView>>,
    /// What roles with similar texts ask and this one does not name, strongest first; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typical: Option<Vec<TypicalView>>,
    /// Skills nearest to the wording, named or not, nearest first; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Vec<NearView>>,
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
        places: None,
        typical: None,
        nearest: None,
    }
}

/// Typical skills by name, without those for which `named` holds.
#[must_use]
pub fn typical(
    catalog: &Catalog,
    found: &[Typical],
    named: impl Fn(SkillRow) -> bool,
    most: usize,
) -> Vec<TypicalView> {
    // A skill that only its wording speaks for is no evidence from roles.
    let unnamed = found.iter().filter(|t| !named(t.skill) && t.share >= LEAST_SHARE && !t.roles.is_empty());
    let mut views: Vec<&Typical> = unnamed.collect();
    views.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.skill.cmp(&b.skill)));
    let view = |t: &Typical| TypicalView {
        id: catalog[t.skill].id.clone(),
        name: catalog[t.skill].name.clone(),
        share: share(f64::from(t.share)),
        roles: t.roles.iter().map(|r| catalog[*r].title.clone()).collect(),
    };
    views.into_iter().take(most).map(view).collect()
}

/// Below this share of the nearest roles a skill is not typical for them: an estimate.
const LEAST_SHARE: f32 = 0.1;

/// Places of knowledge in `text`.
#[must_use]
pub fn places(catalog: &Catalog, text: &str, found: &[Knowledge]) -> Vec<PlaceView> {
    let id = |subject| match subject {
        Subject::Skill(row) => catalog[row].id.clone(),
        Subject::Certification(row) => catalog[row].id.clone(),
    };
    let view = |k: &Knowledge| PlaceView {
        text: text[k.start as usize..k.end as usize].to_owned(),
        span: (k.start, k.end),
        id: k.known.map(id),
    };
    found.iter().map(view).collect()
}

/// Nearest skills by name.
#[must_use]
pub fn nearest(catalog: &Catalog, found: &[(SkillRow, f32)]) -> Vec<NearView> {
    let view = |(skill, score): &(SkillRow, f32)| NearView {
        id: catalog[*skill].id.clone(),
        name: catalog[*skill].name.clone(),
        score: share(f64::from(*score / crate::text::nearest::MOST)),
    };
    found.iter().map(view).collect()
}
