//! A name that matches nothing → the nearest names of a catalog.
//!
//! By Jaro–Winkler similarity (M. A. Jaro, 1989; W. E. Winkler, 1990). Most of a hundred thousand names cannot reach the least similarity
//! because they have too few letters in common, which is much cheaper to see.

use crate::catalog::Catalog;

/// Names below this similarity are no suggestions.
const LEAST: f64 = 0.8;

/// Names longer than this are cut before they are compared.
const LONGEST: usize = 60;

/// The nearest names, best first, at most `most`; equal ones by name.
pub(super) fn suggest(name: &str, catalog: &Catalog, most: usize) -> Vec<String> {
    let shown: String = name.chars().take(LONGEST).collect();
    let folded = shown.trim().to_lowercase();
    if folded.is_empty() {
        return Vec::new();
    }
    let wanted = Letters::of(folded.chars());
    let similarity = |known: &str| {
        if known.is_ascii() {
            let letters = Letters::of(known.bytes().map(|b| char::from(b.to_ascii_lowercase())));
            let prefix = folded.bytes().zip(known.bytes()).take(4);
            let prefix = prefix.take_while(|(a, b)| *a == b.to_ascii_lowercase()).count();
            if wanted.most_similar(&letters, prefix) < LEAST {
                return 0.0;
            }
        }
        strsim::jaro_winkler(&folded, &known.to_lowercase())
    };
    let mut best: Vec<(f64, &str)> = Vec::new();
    let skills = catalog.skills.iter().map(|s| (&s.name, &s.names));
    let certifications = catalog.certifications.iter().map(|c| (&c.name, &c.names));
    for (canonical, names) in skills.chain(certifications) {
        let score = names.iter().map(|n| similarity(n.text)).fold(0.0, f64::max);
        if score >= LEAST {
            best.push((score, canonical));
        }
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    best.into_iter().take(most).map(|(_, n)| n.to_owned()).collect()
}

/// How often each letter stands in a name. Letters that share a place only make names look more alike.
struct Letters {
    counts: [u8; 32],
    length: u32,
}

impl Letters {
    fn of(text: impl Iterator<Item = char>) -> Letters {
        let mut letters = Letters { counts: [0; 32], length: 0 };
        for c in text {
            let count = &mut letters.counts[c as usize % 32];
            *count = count.saturating_add(1);
            letters.length += 1;
        }
        letters
    }

    /// The similarity of two names with these letters and so long a common prefix is at most this.
    fn most_similar(&self, other: &Letters, prefix: usize) -> f64 {
        // Counts are cut at 255; longer names are taken for equal, which only costs time.
        let common: u32 = self.counts.iter().zip(&other.counts).map(|(a, b)| u32::from(*a.min(b))).sum();
        if self.length.max(other.length) > 255 {
            return 1.0;
        }
        // Two empty names are equal.
        if self.length.max(other.length) == 0 {
            return 1.0;
        }
        let common = f64::from(common);
        let of = |n: u32| common / f64::from(n.max(1));
        // Of three equal parts, the last is the share of letters in order: at most all.
        let jaro = (of(self.length) + of(other.length) + 1.0) / 3.0;
        #[allow(clippy::cast_precision_loss)]
        let raised = jaro + 0.1 * prefix as f64 * (1.0 - jaro);
        // Sums in another order may differ in the last bits.
        raised + 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_name_is_more_similar_than_its_letters_allow(a in "[a-e éß ]{0,12}", b in "[a-e_.9 ]{0,12}") {
            let prefix = a.chars().zip(b.chars()).take(4).take_while(|(a, b)| a == b).count();
            let most = Letters::of(a.chars()).most_similar(&Letters::of(b.chars()), prefix);
            prop_assert!(strsim::jaro_winkler(&a, &b) <= most, "{} {}", strsim::jaro_winkler(&a, &b), most);
        }
    }
}
