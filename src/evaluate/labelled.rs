//! Labelled people in a model's terms.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::{Findings, Place, Severity};
use crate::ingest::profile::ProfileRecord;
use crate::model::Model;
use crate::units::RoleRow;
use crate::vector::Profile;

/// A person with the role that they have.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// As in the file.
    pub id: String,
    /// What the person has; the present role is left out, so that it decides nothing.
    pub profile: Profile,
    /// The label.
    pub role: RoleRow,
}

/// Labelled people, and the labels that no role answers to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// People whose label names a role, in input order.
    pub people: Vec<Person>,
    /// Labels that name none clearly, with how many people have them.
    pub unknown: BTreeMap<String, usize>,
}

impl Labelled {
    /// Resolves labels and skills. Certificates count as of the day `on`.
    #[must_use]
    pub fn resolve(model: &Model, records: &[ProfileRecord], on: Date) -> Labelled {
        let mut labelled = Labelled::default();
        let mut known: BTreeMap<&str, Option<RoleRow>> = BTreeMap::new();
        let mut builder = model.profile_builder(on);
        for record in records {
            let Some(label) = record.current_role.as_deref() else { continue };
            let Some(role) = *known.entry(label).or_insert_with(|| model.role(label).ok()) else {
                *labelled.unknown.entry(label.to_owned()).or_default() += 1;
                continue;
            };
            builder.begin();
            for e in &record.entries {
                builder.add(&e.name, e.into());
            }
            labelled.people.push(Person {
                id: record.id.clone(),
                profile: std::mem::take(builder.finish()),
                role,
            });
        }
        labelled
    }

    /// The labelled roles, ascending, each once.
    #[must_use]
    pub fn roles(&self) -> Vec<RoleRow> {
        let mut roles: Vec<RoleRow> = self.people.iter().map(|p| p.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Adds a warning for each label that names no role.
    pub fn tell(&self, findings: &mut Findings) {
        for (label, count) in &self.unknown {
            findings.add(
                Severity::Warning,
                "unknown-label",
                Place::file("labels".to_owned()),
                format!("“{label}”, the label of {count} people, names no role of the model clearly; they are left out."),
                "Write a role's id or title; `skillgap roles find` tells what a title resolves to.",
            );
        }
    }
}
