//! Roles as points by field of work: what families are made of and what the role map is drawn from.
//!
//! Interpersonal and leadership skills are left out, so that a field holds its whole ladder and not a rung across fields.

use ndarray::Array2;

use super::params::Params;
use crate::catalog::{Catalog, SkillKind};
use crate::vector::{RoleVector, reduce};

/// The weighted skills of one role: (skill row, weight), of unit length.
pub(super) type FieldRow = Vec<(usize, f64)>;

/// The sparse field vectors of all roles, and the same roles as points of `params.dimensions` coordinates, of unit length.
pub(super) fn field_points(
    catalog: &Catalog,
    roles: &[RoleVector],
    rarity: &[u16],
    params: &Params,
) -> (Vec<FieldRow>, Array2<f64>) {
    let rows = field_vectors(catalog, roles, rarity);
    let mut points = reduce(&rows, catalog.skills.len(), params.dimensions, params.seed);
    // Unit length: what a role is about, not how much its text says.
    for mut row in points.rows_mut() {
        let norm = row.dot(&row).sqrt();
        if norm > 1e-9 {
            row /= norm;
        }
        // Coordinates to six digits, so that the last bits of a processor's arithmetic decide nothing.
        row.mapv_inplace(|x| (x * 1e6).round() / 1e6);
    }
    (rows, points)
}

#[allow(clippy::cast_precision_loss)]
fn field_vectors(catalog: &Catalog, roles: &[RoleVector], rarity: &[u16]) -> Vec<FieldRow> {
    roles
        .iter()
        .map(|role| {
            let field = role.requirements.iter().filter(|r| {
                !matches!(catalog[r.skill].kind, SkillKind::Interpersonal | SkillKind::Leadership)
            });
            let mut row: FieldRow = field
                .map(|r| {
                    (r.skill.at(), f64::from(r.importance).sqrt() * f64::from(rarity[r.skill.at()]) / 8096.0)
                })
                .collect();
            let norm = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt().max(1e-12);
            row.iter_mut().for_each(|(_, v)| *v /= norm);
            row
        })
        .collect()
}
