//! Text → places that name knowledge: are they the places that a person marked, to the word?

use super::extraction::add_found;
use super::metric::{Report, Row};
use crate::model::Model;
use crate::text::knowledge::KnowledgeFinder;
use crate::text::{Extractor, Mention, Strength};

/// A sentence as words, with the places marked as (first word, one past the last).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marked {
    /// Words as in the data, signs among them.
    pub words: Vec<String>,
    /// In order.
    pub places: Vec<(usize, usize)>,
}

impl Marked {
    /// Places of BIO tags: B starts one, I goes on; an I without a B starts one, too.
    #[must_use]
    pub fn of(words: Vec<String>, tags: &[String]) -> Marked {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut open = false;
        for (at, tag) in tags.iter().enumerate() {
            match (tag.as_bytes().first(), places.last_mut()) {
                (Some(b'I'), Some(last)) if open => last.1 = at + 1,
                (Some(b'B' | b'I'), _) => {
                    places.push((at, at + 1));
                    open = true;
                }
                _ => open = false,
            }
        }
        Marked { words, places }
    }
}

/// Precision, recall and F1 of places that agree to the word, of all rules and of the names of the lexicon alone.
#[must_use]
pub fn spans(model: &Model, sentences: &[Marked]) -> Report {
    let catalog = model.catalog();
    let mut extractor = Extractor::new(model.lexicon());
    let mut finder = KnowledgeFinder::default();
    let (mut by_rules, mut by_names) = (Vec::new(), Vec::new());
    for sentence in sentences {
        let (text, starts) = joined(&sentence.words);
        let words = |start: u32, end: u32| {
            let first = starts.partition_point(|s| *s <= start as usize).saturating_sub(1);
            let last = starts.partition_point(|s| *s < end as usize);
            (first, last)
        };
        let mentions: Vec<Mention> = extractor.extract(&text).to_vec();
        let found: Vec<_> =
            finder.find(&text, &mentions, catalog).iter().map(|k| words(k.start, k.end)).collect();
        by_rules.push(agreement(found, &sentence.places));
        let named = mentions.iter().filter(|m| m.strength > Strength::Excluded && !m.coordinated);
        by_names.push(agreement(named.map(|m| words(m.start, m.end)).collect(), &sentence.places));
    }
    let figures = |method: &str, counts: &[(f64, f64, f64)]| {
        let mut row = Row { method: method.to_owned(), figures: Vec::new() };
        add_found(&mut row, counts);
        row
    };
    Report {
        schema_version: 1,
        task: "spans".to_owned(),
        cases: sentences.len(),
        left_out: 0,
        choices: catalog.skills.len() + catalog.certifications.len(),
        rows: vec![figures("skillgap", &by_rules), figures("names of the lexicon alone", &by_names)],
    }
}

/// (right, found, true).
#[allow(clippy::cast_precision_loss)]
fn agreement(mut found: Vec<(usize, usize)>, places: &[(usize, usize)]) -> (f64, f64, f64) {
    found.sort_unstable();
    found.dedup();
    let right = found.iter().filter(|f| places.contains(f)).count();
    (right as f64, found.len() as f64, places.len() as f64)
}

/// The words with spaces between, and where each starts.
fn joined(words: &[String]) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(words.len());
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        starts.push(text.len());
        text.push_str(word);
    }
    (text, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_places() {
        let tags: Vec<String> = ["O", "B", "I", "O", "I", "B", "B"].map(str::to_owned).to_vec();
        let marked = Marked::of(vec![String::new(); 7], &tags);
        assert_eq!(marked.places, [(1, 3), (4, 5), (5, 6), (6, 7)]);
    }

    #[test]
    fn agreement_is_to_the_word() {
        assert_eq!(agreement(vec![(0, 2), (0, 2), (3, 4)], &[(0, 2), (3, 5)]), (1.0, 2.0, 2.0));
    }
}
