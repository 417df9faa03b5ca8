//! Roles, families and titles as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::number::share;
use crate::model::{Model, TitleMatch};
use crate::units::{RoleRow, Seniority};
use crate::vector::strongest;

/// A role in a list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RoleLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its rung.
    pub seniority: Seniority,
    /// Label of its family.
    pub family: String,
}

/// The answer to `roles list`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RoleList {
    /// Version of this shape.
    pub schema_version: u32,
    /// By id.
    pub roles: Vec<RoleLine>,
}

/// What a role asks of a skill.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RequirementView {
    /// Id of the skill.
    pub skill_id: String,
    /// Its name.
    pub skill: String,
    /// In (0, 1].
    pub importance: f64,
    /// 1 to 5.
    pub level: u8,
    /// Whether it is a must.
    pub essential: bool,
    /// `text`, `stated`, `both`.
    pub origin: crate::vector::Origin,
}

/// What the thresholds of a role were measured on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CalibrationView {
    /// Roles of its family and rung.
    pub peers: u16,
    /// Whether they are enough; otherwise `threshold` is the median of its rung.
    pub enough_peers: bool,
    /// Roles that lead to it, and those of its family a rung below.
    pub feeders: u16,
    /// Whether they are enough; otherwise `stretch` is the median of its rung.
    pub enough_feeders: bool,
}

fn calibration(threshold: &crate::model::Threshold) -> CalibrationView {
    CalibrationView {
        peers: threshold.peers,
        enough_peers: threshold.is_own(),
        feeders: threshold.feeders,
        enough_feeders: threshold.is_own_stretch(),
    }
}

/// The answer to `roles show`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RoleDocument<'m> {
    /// Version of this shape.
    pub schema_version: u32,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Other titles.
    pub aliases: Vec<String>,
    /// Its rung.
    pub seniority: Seniority,
    /// Label of its family.
    pub family: String,
    /// Readiness from which on one is ready for it.
    pub threshold: f64,
    /// Readiness from which on it is a stretch.
    pub stretch: f64,
    /// What the two were measured on.
    pub calibration: CalibrationView,
    /// Strongest first: by importance, level, must, place in the text and rarity.
    pub requirements: Vec<RequirementView>,
    /// Certifications that its text names.
    pub certifications: Vec<super::matches::CertificationView<'m>>,
    /// What roles with similar texts ask and this one does not, strongest first; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typical: Option<Vec<super::extraction::TypicalView>>,
    /// The description.
    pub description: String,
    /// Where it comes from.
    pub source: String,
}

/// A candidate for a title.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Candidate {
    /// Id of the role.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// In [0, 1].
    pub score: f64,
}

/// The answer to `roles find`, one for each title.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TitleDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// As asked.
    pub title: String,
    /// Best first.
    pub candidates: Vec<Candidate>,
}

/// All roles.
#[must_use]
pub fn list(model: &Model, seniority: Option<Seniority>) -> RoleList {
    let rows = (0..model.catalog().roles.len()).map(RoleRow::of);
    let roles = rows.filter(|r| seniority.is_none_or(|s| model.catalog()[*r].seniority == s));
    RoleList { schema_version: SCHEMA_VERSION, roles: roles.map(|r| line(model, r)).collect() }
}

/// One role in a list.
#[must_use]
pub fn line(model: &Model, row: RoleRow) -> RoleLine {
    let role = &model.catalog()[row];
    RoleLine {
        id: role.id.clone(),
        title: role.title.clone(),
        seniority: role.seniority,
        family: model.family(row).to_owned(),
    }
}

/// Everything about a role.
#[must_use]
pub fn show(model: &Model, row: RoleRow) -> RoleDocument<'_> {
    let catalog = model.catalog();
    let role = &catalog[row];
    let vector = &model.data.roles[row.at()];
    let order = strongest(vector, &model.data.rarity, role.seniority);
    RoleDocument {
        schema_version: SCHEMA_VERSION,
        id: role.id.clone(),
        title: role.title.clone(),
        aliases: role.aliases.clone(),
        seniority: role.seniority,
        family: model.family(row).to_owned(),
        threshold: share(model.threshold(row)),
        stretch: share(model.stretch(row)),
        calibration: calibration(&model.data.thresholds[row.at()]),
        requirements: order
            .into_iter()
            .map(|r| RequirementView {
                skill_id: catalog[r.skill].id.clone(),
                skill: catalog[r.skill].name.clone(),
                importance: f64::from(r.importance) / 1000.0,
                level: r.level.get(),
                essential: r.essential,
                origin: r.origin,
            })
            .collect(),
        certifications: vector
            .certifications
            .iter()
            .map(|c| super::matches::CertificationView {
                id: &catalog[c.certification].id,
                name: &catalog[c.certification].name,
            })
            .collect(),
        typical: None,
        description: role.description.clone(),
        source: role.source.clone(),
    }
}

/// What roles with texts like this role's ask and it does not, strongest first, at most `most`. The role itself is not heard.
#[must_use]
pub fn typical(model: &Model, row: RoleRow, most: usize) -> Vec<super::extraction::TypicalView> {
    let catalog = model.catalog();
    let requirements = &model.data.roles[row.at()].requirements;
    let asks = |skill| requirements.binary_search_by_key(&skill, |r| r.skill).is_ok();
    let mut scratch = crate::vector::TypicalScratch::default();
    let all = catalog.skills.len();
    let found = model.typical_index().ask(&catalog[row], Some(row), model.skill_index(), all, &mut scratch);
    super::extraction::typical(catalog, &found, asks, most)
}

/// The candidates for a title.
#[must_use]
pub fn found(model: &Model, title: &str, found: &[TitleMatch]) -> TitleDocument {
    TitleDocument {
        schema_version: SCHEMA_VERSION,
        title: title.to_owned(),
        candidates: found
            .iter()
            .map(|m| Candidate {
                role_id: model.catalog()[m.role].id.clone(),
                role: model.catalog()[m.role].title.clone(),
                score: share(m.score),
            })
            .collect(),
    }
}

/// A family as shown.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FamilyView {
    /// Its label.
    pub label: String,
    /// Its most telling skills.
    pub skills: Vec<String>,
    /// Its roles, lowest rung first.
    pub roles: Vec<RoleLine>,
}

/// The answer to `roles families`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FamilyList {
    /// Version of this shape.
    pub schema_version: u32,
    /// Largest first.
    pub families: Vec<FamilyView>,
}

/// All families.
#[must_use]
pub fn families(model: &Model) -> FamilyList {
    let view = |f: &crate::model::Family| FamilyView {
        label: f.label.clone(),
        skills: f.skills.clone(),
        roles: f.roles.iter().map(|r| line(model, *r)).collect(),
    };
    FamilyList { schema_version: SCHEMA_VERSION, families: model.data.families.iter().map(view).collect() }
}

/// What `train` says at the end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TrainDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// Roles read.
    pub roles: usize,
    /// Skills known.
    pub skills: usize,
    /// Certifications known.
    pub certifications: usize,
    /// Projects known, patterns expanded.
    pub projects: usize,
    /// Families found.
    pub families: usize,
    /// Requirements of all roles together.
    pub requirements: usize,
    /// Checksum of the catalog.
    pub fingerprint: String,
    /// Size of the model file.
    pub bytes: usize,
    /// Warnings about the catalog.
    pub warnings: usize,
}

/// A model's counts.
#[must_use]
pub fn summary(model: &Model, bytes: usize, warnings: usize) -> TrainDocument {
    let c = model.catalog();
    TrainDocument {
        schema_version: SCHEMA_VERSION,
        roles: c.roles.len(),
        skills: c.skills.len(),
        certifications: c.certifications.len(),
        projects: c.projects.len(),
        families: model.data.families.len(),
        requirements: model.data.roles.iter().map(|r| r.requirements.len()).sum(),
        fingerprint: format!("{:08x}", model.fingerprint),
        bytes,
        warnings,
    }
}
