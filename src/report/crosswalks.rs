//! Crosswalks between two catalogs: tables, JSON.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::lines::safe;
use super::number::share;
use crate::matching::crosswalk::Counterpart;
use crate::model::Model;
use crate::units::RoleRow;

/// A role of the second catalog.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CounterpartView {
    /// Its id.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// In [0, 1].
    pub score: f64,
    /// How alike the titles are, in [0, 1].
    pub titles: f64,
    /// How alike the words of the skills are, in [0, 1].
    pub skills: f64,
    /// How alike the words of the descriptions are, in [0, 1].
    pub texts: f64,
}

/// A role of the first catalog with its nearest ones.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CrosswalkRow {
    /// Its id.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// Best first.
    pub candidates: Vec<CounterpartView>,
}

/// The answer to `crosswalk`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CrosswalkDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// One for each role of the first catalog, by id.
    pub roles: Vec<CrosswalkRow>,
}

/// One role as shown.
#[must_use]
pub fn row(from: &Model, to: &Model, role: RoleRow, nearest: &[Counterpart]) -> CrosswalkRow {
    let view = |c: &Counterpart| CounterpartView {
        role_id: to.catalog()[c.role].id.clone(),
        role: to.catalog()[c.role].title.clone(),
        score: share(c.score),
        titles: share(c.titles),
        skills: share(c.skills),
        texts: share(c.texts),
    };
    CrosswalkRow {
        role_id: from.catalog()[role].id.clone(),
        role: from.catalog()[role].title.clone(),
        candidates: nearest.iter().map(view).collect(),
    }
}

/// All roles.
#[must_use]
pub fn document(roles: Vec<CrosswalkRow>) -> CrosswalkDocument {
    CrosswalkDocument { schema_version: SCHEMA_VERSION, roles }
}

/// For people.
#[must_use]
pub fn text(document: &CrosswalkDocument) -> String {
    let mut out = String::new();
    for r in &document.roles {
        let _ = writeln!(out, "{} [{}]", safe(&r.role), safe(&r.role_id));
        for c in &r.candidates {
            let _ = writeln!(
                out,
                "  {:.2}  {} [{}]  (titles {:.2}, skills {:.2}, texts {:.2})",
                c.score,
                safe(&c.role),
                safe(&c.role_id),
                c.titles,
                c.skills,
                c.texts
            );
        }
    }
    out
}
