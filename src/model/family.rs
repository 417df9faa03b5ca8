//! Families: clusters of roles by field of work, with readable labels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Model;
use super::cluster::{Partition, choose, cluster};
use super::field::{Fields, fields};
use super::params::CheckedParams;
use super::words::{Weighing, words};
use crate::catalog::Catalog;
use crate::units::RoleRow;
use crate::vector::{RoleVector, reduce};

/// A cluster of roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Family {
    /// What it is called: the field that most of its roles declare, or its most telling skills.
    pub label: String,
    /// Its most telling skills, at most five, by name.
    pub skills: Vec<String>,
    /// Its roles, by seniority, then row.
    pub roles: Vec<RoleRow>,
}

/// Clusters roles and labels the clusters; returns the families, largest first, and the family of each role.
///
/// What is clustered are the points of [`super::field`].
#[must_use]
pub fn families(
    catalog: &Catalog,
    roles: &[RoleVector],
    rarity: &[u16],
    params: &CheckedParams,
    tried: impl FnMut(usize, usize),
) -> (Vec<Family>, Vec<u16>) {
    let params = params.get();
    let fields = fields(catalog, roles, rarity, params);
    let partition = match params.families {
        Some(k) => cluster(&fields.points, k, params.seed),
        None => choose(&fields.points, params.seed, tried),
    };
    label(catalog, &fields, &partition)
}

/// The family that each role of a model would have with other parameters.
#[must_use]
pub fn families_of(model: &Model, params: &CheckedParams) -> Vec<usize> {
    let d = &model.data;
    let (_, of) = families(&d.catalog, &d.roles, &d.rarity, params, |_, _| {});
    of.into_iter().map(usize::from).collect()
}

/// The simple way, to compare with: k-means on tf-idf of the words of titles and descriptions.
#[must_use]
pub fn word_clusters(model: &Model, clusters: usize) -> Vec<usize> {
    let words = words(&model.data.catalog, Weighing::Plain);
    // As many dimensions as tell all distances apart in a catalog of usual size; more would cost gigabytes in a large one.
    let points = reduce(&words.rows, words.written.len(), PLAIN_DIMENSIONS, model.data.params.seed);
    cluster(&points, clusters, model.data.params.seed).of
}

/// Dimensions in which plain words are clustered.
const PLAIN_DIMENSIONS: usize = 120;

fn label(catalog: &Catalog, fields: &Fields, partition: &Partition) -> (Vec<Family>, Vec<u16>) {
    let mut members: Vec<Vec<RoleRow>> = vec![Vec::new(); partition.count];
    for (role, &cluster) in partition.of.iter().enumerate() {
        members[cluster].push(RoleRow::of(role));
    }
    members.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut families = Vec::new();
    for mut roles in members {
        let (skills, words) = telling(catalog, fields, &roles);
        let mut label = declared(catalog, &roles)
            .unwrap_or_else(|| skills.iter().take(2).cloned().collect::<Vec<_>>().join(", "));
        if label.is_empty() {
            label = capitalised(&words.iter().take(2).cloned().collect::<Vec<_>>().join(", "));
        }
        if taken.contains_key(&label) {
            // Two clusters of one field: the most telling skill tells them apart.
            let distinct = skills.iter().map(|s| format!("{label}: {s}")).find(|l| !taken.contains_key(l));
            let n = taken.len() + 1;
            label = distinct.unwrap_or_else(|| format!("{label} {n}"));
        }
        taken.insert(label.clone(), families.len());
        roles.sort_by_key(|r| (catalog[*r].seniority, *r));
        families.push(Family { label, skills, roles });
    }
    let mut of = vec![0u16; partition.of.len()];
    for (number, family) in families.iter().enumerate() {
        for role in &family.roles {
            of[role.at()] = u16::try_from(number).unwrap_or(u16::MAX);
        }
    }
    (families, of)
}

/// The field that more than a third of the roles declare, if it is the most frequent one.
fn declared(catalog: &Catalog, roles: &[RoleRow]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for role in roles {
        if let Some(family) = &catalog[*role].family {
            *counts.entry(family).or_default() += 1;
        }
    }
    let (name, count) = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
    (count * 3 > roles.len()).then(|| name.to_owned())
}

/// Skills and words by the sum of their weights in the family's rows, five of each at most.
fn telling(catalog: &Catalog, fields: &Fields, roles: &[RoleRow]) -> (Vec<String>, Vec<String>) {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for role in roles {
        for &(column, weight) in &fields.rows[role.at()] {
            *sums.entry(column).or_default() += weight;
        }
    }
    let mut order: Vec<(usize, f64)> = sums.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let first_word = catalog.skills.len();
    let skills = order.iter().filter_map(|(column, _)| catalog.skills.get(*column)).map(|s| s.name.clone());
    let words =
        order.iter().filter_map(|(column, _)| fields.written.get(column.checked_sub(first_word)?)).cloned();
    (skills.take(5).collect(), words.take(5).collect())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
