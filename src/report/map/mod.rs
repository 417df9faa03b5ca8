//! The role map: families as areas, roles as dots sized by rung, a person where the roles that fit are. As one SVG.
//!
//! In: a model, and the ranked roles of a person. Out: text. Each area's place comes from the plane of [`crate::model::plane`]; inside an area
//! neighbours are kept and dots are moved apart until names fit between them, so nearness is to be read, and distance not measured.

mod labels;
mod layout;
mod svg;

pub use labels::Name;
pub use layout::{Area, Dot, RoleMap, lay_out};
pub use svg::{Look, draw};

use crate::model::Model;
use crate::units::RoleRow;

/// The map of a model as SVG. `person` holds the roles that fit best with their fits, best first; empty for no person.
#[must_use]
pub fn role_map(model: &Model, person: &[(RoleRow, f64)], look: Look) -> String {
    draw(model, &lay_out(model, person), look)
}
