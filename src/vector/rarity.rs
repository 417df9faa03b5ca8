//! How much a column tells one role from another.

use super::RoleVector;

/// The rarity of a column that one role in e asks; rarities are kept as multiples of 1/256.
pub const RARITY_ONE: u16 = 256;

/// Rarity of every column (skills, then certifications), in 1/256; 0 where no role asks it.
///
/// ln((N + 1) / (df + 0.5)) with N roles of which df ask the column: the inverse document frequency of
/// K. Spärck Jones (1972) with the half that keeps a column of all roles above zero. At most 15.99.
#[must_use]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn rarity(roles: &[RoleVector], skills: usize, certifications: usize) -> Vec<u16> {
    let mut asked = vec![0u32; skills + certifications];
    for role in roles {
        for r in &role.requirements {
            asked[r.skill.at()] += 1;
        }
        for c in &role.certifications {
            asked[skills + c.certification.at()] += 1;
        }
    }
    let n = roles.len() as f64;
    let one = |df: &u32| match df {
        0 => 0,
        df => {
            let idf = ((n + 1.0) / (f64::from(*df) + 0.5)).ln();
            (idf * f64::from(RARITY_ONE)).round().clamp(1.0, 4095.0) as u16
        }
    };
    asked.iter().map(one).collect()
}
