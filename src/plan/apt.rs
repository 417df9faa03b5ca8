//! Which certifications are a sensible step for a role: catalog and role in, yes or no out.
//!
//! A certificate shows many things at once, and the cheapest way to one of them can be a paper about another trade: an Apple management
//! exam for the "macOS" of an app developer, a trainer's title for "presentation". A practitioner would not send anyone there. So a
//! certification is a step only where the role names it, or where a good part of what it shows is what the role asks, or a kind of that.
//! What is left out has other ways: every skill has a project of its own. A prerequisite of a step is a step whatever it shows.

use crate::catalog::Catalog;
use crate::units::CertificationRow;
use crate::vector::RoleVector;

/// The least part of a certification's evidence, weighed by level, that the role has to ask: 2 in 5 (estimate, by reading the
/// certifications of 130 plans: below it 60 of 68 led to a paper of another trade, above it 7 of 80).
const LEAST: (u32, u32) = (2, 5);

/// Whether a certification is a sensible step for a role.
#[must_use]
pub fn apt(catalog: &Catalog, role: &RoleVector, row: CertificationRow) -> bool {
    if role.certifications.iter().any(|wish| wish.certification == row) {
        return true;
    }
    let asks = |skill| role.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok();
    let (mut asked, mut all) = (0, 0);
    for &(skill, level) in &catalog[row].evidence {
        let weight = u32::from(level.get());
        all += weight;
        if asks(skill) || catalog[skill].parent.is_some_and(asks) {
            asked += weight;
        }
    }
    asked * LEAST.1 >= all * LEAST.0
}
