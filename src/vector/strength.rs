//! What a role asks, strongest first: the order in which people read it.
//!
//! In: a role's requirements, the rarity of columns, its rung. Out: the requirements in order. Only for reading: fit and readiness have
//! weights of their own.
//!
//! Importance alone leaves half of a text on a par, and importance × rarity puts odd extras first ("Svelte" before "JavaScript").
//! A reader goes by more: what is asked above the rung's usual level, what is a must, what the text names early; and rarity
//! counts, but little, so that "communication" does not stand before what the job is about. The factors were chosen
//! by reading the ten strongest of every shipped role.

use super::rarity::RARITY_ONE;
use super::requirement::{Requirement, RoleVector, usual_level};
use crate::units::Seniority;

/// Each level above or below the rung's usual one changes the strength by this share.
const LEVEL_SHARE: f64 = 0.25;

/// A must counts for this many times as much.
const MUST_FACTOR: f64 = 1.3;

/// The strength of what is named as the n-th of a text falls as 1 / (1 + n / this).
const PLACES_TO_HALF: f64 = 20.0;

/// Rarity counts as ln(this + rarity), so that a skill that all roles ask still counts for a third of one that a single role asks.
const RARITY_FLOOR: f64 = 2.0;

/// How strongly a reader takes a requirement; only comparable within a role.
#[must_use]
pub fn strength(requirement: &Requirement, rarity: u16, rung: Seniority) -> f64 {
    let usual = f64::from(usual_level(rung).get());
    let level = 1.0 + LEVEL_SHARE * (f64::from(requirement.level.get()) - usual);
    let must = if requirement.essential { MUST_FACTOR } else { 1.0 };
    let early = 1.0 / (1.0 + f64::from(requirement.place) / PLACES_TO_HALF);
    let telling = (RARITY_FLOOR + f64::from(rarity) / f64::from(RARITY_ONE)).ln();
    f64::from(requirement.importance) * level * must * early * telling
}

/// A role's requirements, strongest first; ties by skill.
#[must_use]
pub fn strongest<'v>(vector: &'v RoleVector, rarity: &[u16], rung: Seniority) -> Vec<&'v Requirement> {
    let mut order: Vec<(f64, &Requirement)> =
        vector.requirements.iter().map(|r| (strength(r, rarity[r.skill.at()], rung), r)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.skill.cmp(&b.1.skill)));
    order.into_iter().map(|(_, r)| r).collect()
}
