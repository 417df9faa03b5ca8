//! Roles' texts: do they say enough, and do they say different things? In: roles, what was read from them. Out: findings.

use std::collections::BTreeMap;

use super::Places;
use crate::catalog::Catalog;
use crate::diagnostics::{Findings, Severity};
use crate::text::token::Tokens;
use crate::units::RoleRow;
use crate::vector::RoleVector;

/// A role with fewer requirements than this says too little to be matched well.
const FEWEST_REQUIREMENTS: usize = 5;

/// Roles from whose text nothing or too little is extracted.
pub(super) fn poor_roles(
    catalog: &Catalog,
    vectors: &[RoleVector],
    places: &Places,
    findings: &mut Findings,
) {
    for (role, vector) in catalog.roles.iter().zip(vectors) {
        let found = vector.requirements.len();
        if found < FEWEST_REQUIREMENTS {
            findings.add(
                if found == 0 { Severity::Error } else { Severity::Warning },
                "poor-role",
                places.role(&role.id),
                format!("Only {found} skills are found in the text of “{}”.", role.title),
                "Name what the role works with, by names or aliases of skills.csv.",
            );
        }
    }
}

/// Two descriptions that share more than this part of their five-word sequences say the same.
const ALIKE: f64 = 0.5;

/// Texts too alike to tell their roles apart.
#[allow(clippy::cast_precision_loss)]
pub(super) fn alike(catalog: &Catalog, places: &Places, findings: &mut Findings) {
    let mut tokens = Tokens::default();
    let shingles: Vec<Vec<u32>> = catalog
        .roles
        .iter()
        .map(|role| {
            tokens.fill(&role.description);
            let words: Vec<&[u8]> = tokens.list.iter().map(|t| tokens.word(t)).collect();
            let mut hashes: Vec<u32> = words.windows(5).map(|w| crc32fast::hash(&w.join(&b' '))).collect();
            hashes.sort_unstable();
            hashes.dedup();
            hashes
        })
        .collect();
    let mut by_hash: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (role, hashes) in shingles.iter().enumerate() {
        hashes.iter().for_each(|h| by_hash.entry(*h).or_default().push(role));
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    // Sequences that very many texts share are boilerplate and would make this quadratic.
    for roles in by_hash.values().filter(|r| r.len() <= 50) {
        for (i, a) in roles.iter().enumerate() {
            for b in &roles[i + 1..] {
                *shared.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    for ((a, b), count) in shared {
        let least = shingles[a].len().min(shingles[b].len()).max(1);
        if count as f64 / least as f64 > ALIKE {
            let (a, b) = (&catalog[RoleRow::of(a)], &catalog[RoleRow::of(b)]);
            findings.add(
                Severity::Warning,
                "alike",
                places.role(&b.id),
                format!("The text of “{}” says nearly the same as that of “{}”.", b.title, a.title),
                "Say what tells them apart, or make one an alias of the other.",
            );
        }
    }
}
