//! Roles as points by field of work: what families are made of and what the role map is drawn from.
//!
//! A role's field is told by its skills and by the words of its title and description; the fewer skills are found in a text, the more its words
//! count. Interpersonal and leadership skills are left out, so that a field holds its whole ladder and not a rung across fields.

use ndarray::Array2;

use super::params::Params;
use super::words::{Weighing, unit, words};
use crate::catalog::{Catalog, SkillKind};
use crate::vector::{RoleVector, reduce};

/// Skills and words have equal say where a text names this many skills of a field.
const SKILLS_AS_GOOD_AS_WORDS: f64 = 12.0;

/// One dimension for so many roles, up to the dimensions asked for: with more, chance agreements of words part a small catalog.
const ROLES_A_DIMENSION: usize = 7;

/// Fewer dimensions part nothing.
const FEWEST_DIMENSIONS: usize = 4;

/// The weighted columns of one role: (column, weight), of unit length.
pub(super) type FieldRow = Vec<(usize, f64)>;

/// All roles by field.
#[derive(Debug)]
pub(super) struct Fields {
    /// Sparse vectors: a column for each skill, then one for each word.
    pub rows: Vec<FieldRow>,
    /// The words of the columns behind the skills.
    pub written: Vec<String>,
    /// The same roles as points of at most `params.dimensions` coordinates, of unit length.
    pub points: Array2<f64>,
}

/// The fields of all roles.
pub(super) fn fields(catalog: &Catalog, roles: &[RoleVector], rarity: &[u16], params: &Params) -> Fields {
    let words = words(catalog, Weighing::Field);
    let first_word = catalog.skills.len();
    let mut rows = skill_rows(catalog, roles, rarity);
    for (row, told) in rows.iter_mut().zip(&words.rows) {
        mix(row, told, first_word);
    }
    let dimensions = (roles.len() / ROLES_A_DIMENSION).max(FEWEST_DIMENSIONS).min(params.dimensions);
    let mut points = reduce(&rows, first_word + words.written.len(), dimensions, params.seed);
    // Unit length: what a role is about, not how much its text says.
    for mut row in points.rows_mut() {
        let norm = row.dot(&row).sqrt();
        if norm > 1e-9 {
            row /= norm;
        }
        // Coordinates to six digits, so that the last bits of a processor's arithmetic decide nothing.
        row.mapv_inplace(|x| (x * 1e6).round() / 1e6);
    }
    Fields { rows, written: words.written, points }
}

/// Puts words behind skills. Squares of shares sum to 1, so that the row keeps its length where both speak.
#[allow(clippy::cast_precision_loss)]
fn mix(row: &mut FieldRow, words: &[(usize, f64)], first_word: usize) {
    let skills = row.len() as f64;
    let share = skills / (skills + SKILLS_AS_GOOD_AS_WORDS);
    row.iter_mut().for_each(|(_, v)| *v *= share.sqrt());
    row.extend(words.iter().map(|(word, v)| (first_word + word, v * (1.0 - share).sqrt())));
    unit(row);
}

fn skill_rows(catalog: &Catalog, roles: &[RoleVector], rarity: &[u16]) -> Vec<FieldRow> {
    roles
        .iter()
        .map(|role| {
            let field = role.requirements.iter().filter(|r| {
                !matches!(catalog[r.skill].kind, SkillKind::Interpersonal | SkillKind::Leadership)
            });
            let mut row: FieldRow = field
                .map(|r| (r.skill.at(), f64::from(r.importance).sqrt() * f64::from(rarity[r.skill.at()])))
                .collect();
            unit(&mut row);
            row
        })
        .collect()
}
