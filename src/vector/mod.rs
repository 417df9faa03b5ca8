//! One space for roles and profiles: a column for every skill, then one for every certification.
//!
//! In: mentions of a role's text, names of a profile. Out: [`RoleVector`] (what a role asks) and [`Profile`] (what a person
//! has), the rarity of each column, and the links by which one skill counts in part for another.

mod fade;
mod profile;
mod rarity;
mod reduce;
mod related;
mod requirement;
mod strength;
mod typical;

pub use fade::{Faded, YEARS_A_LEVEL, level_left};
pub use profile::LexiconSource;
pub use profile::{Evidence, Held, HeldCertification, Profile, ProfileBuilder, Said, Unknown};
pub use rarity::{RARITY_ONE, rarity};
pub use reduce::reduce;
pub use related::{CREDIT_ONE, Link, LinkKind, Links};
pub use requirement::{CertificationWish, Origin, Requirement, RoleVector, role_vector};
pub use strength::{strength, strongest};
pub use typical::{Typical, TypicalIndex, TypicalScratch};
