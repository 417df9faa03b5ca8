//! A name that matches nothing → the nearest names of a catalog.
//!
//! By Jaro–Winkler similarity (M. A. Jaro, 1989; W. E. Winkler, 1990). Most of a hundred thousand names cannot reach the least similarity
//! because they have too few letters in common, which is much cheaper to see.

use crate::catalog::Catalog;

/// Names below this similarity are no suggestions.
const LEAST: f64 = 0.8;

/// Names longer than this are cut before they are compared.
const LONGEST: usize = 60;

/// The names of a catalog, ready to be compared with others. Making it takes as long as looking for three names.
#[derive(Debug)]
pub struct Suggester<'c> {
    known: Vec<Known<'c>>,
}

/// A name.
#[derive(Debug)]
struct Known<'c> {
    letters: Letters,
    /// In lower case.
    text: String,
    /// What is suggested for it: the same string for all names of one thing, which stand together.
    canonical: &'c str,
}

impl<'c> Suggester<'c> {
    /// Of all skills and certifications.
    #[must_use]
    pub fn new(catalog: &'c Catalog) -> Suggester<'c> {
        let skills = catalog.skills.iter().map(|s| (&s.name, &s.names));
        let certifications = catalog.certifications.iter().map(|c| (&c.name, &c.names));
        let known = skills.chain(certifications).flat_map(|(canonical, names)| {
            names.iter().map(move |name| {
                let text = name.text.to_lowercase();
                Known { letters: Letters::of(text.chars()), text, canonical }
            })
        });
        Suggester { known: known.collect() }
    }

    /// The nearest names for one that matches nothing, best first, at most `most`. By Jaro–Winkler similarity of the folded
    /// names, at least 0.8; equal ones by name.
    #[must_use]
    pub fn nearest(&self, name: &str, most: usize) -> Vec<String> {
        let shown: String = name.chars().take(LONGEST).collect();
        let folded = shown.trim().to_lowercase();
        if folded.is_empty() {
            return Vec::new();
        }
        let wanted = Letters::of(folded.chars());
        let mut best: Vec<(f64, &str)> = Vec::new();
        for known in &self.known {
            // The common prefix counts up to four letters.
            if wanted.most_similar(&known.letters, 4) < LEAST {
                continue;
            }
            let prefix = folded.chars().zip(known.text.chars()).take(4).take_while(|(a, b)| a == b).count();
            if wanted.most_similar(&known.letters, prefix) < LEAST {
                continue;
            }
            let score = strsim::jaro_winkler(&folded, &known.text);
            if score < LEAST {
                continue;
            }
            match best.last_mut() {
                Some(last) if std::ptr::eq(last.1, known.canonical) => last.0 = last.0.max(score),
                _ => best.push((score, known.canonical)),
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        best.into_iter().take(most).map(|(_, n)| n.to_owned()).collect()
    }
}

/// How often each letter stands in a name. Letters that share a place only make names look more alike.
#[derive(Debug)]
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
        let common: u16 = self.counts.iter().zip(&other.counts).map(|(a, b)| u16::from(*a.min(b))).sum();
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
