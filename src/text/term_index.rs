//! Documents by their terms: tf-idf with cosine, over an inverted index.
//!
//! In: documents as lists of term keys. Out: for a query of the same kind, how alike each document is, in [0, 1].
//!
//! Weights are the usual ones of text retrieval (G. Salton, C. Buckley, "Term-weighting approaches in automatic text retrieval",
//! 1988): (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), vectors of length 1. Sums run in a fixed order: the same input gives the same bits.

use rustc_hash::FxHashMap;

/// A term: a hash of its bytes. Two terms of one key in a million documents would need billions of terms.
pub type Key = u64;

/// The key of a term's bytes within a field of use (FNV-1a, 64 bits: fixed for all platforms).
#[must_use]
pub fn key(bytes: &[u8]) -> Key {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// Collects documents. Keys of one document may come in any order, repeats count.
#[derive(Debug, Default)]
pub struct TermIndexBuilder {
    numbers: FxHashMap<Key, u32>,
    /// (document, term, how often), documents ascending.
    counted: Vec<(u32, u32, u32)>,
    df: Vec<u32>,
    documents: u32,
    scratch: Vec<u32>,
}

impl TermIndexBuilder {
    /// Adds a document; its number is how many were added before.
    pub fn add(&mut self, keys: &[Key]) {
        self.scratch.clear();
        for key in keys {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            self.scratch.push(*self.numbers.entry(*key).or_insert(next));
        }
        self.scratch.sort_unstable();
        self.df.resize(self.numbers.len(), 0);
        for group in self.scratch.chunk_by(|a, b| a == b) {
            self.df[group[0] as usize] += 1;
            let times = u32::try_from(group.len()).unwrap_or(u32::MAX);
            self.counted.push((self.documents, group[0], times));
        }
        self.documents += 1;
    }

    /// The index over what was added.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn build(self) -> TermIndex {
        let n = self.documents as f32;
        let idf: Vec<f32> = self.df.iter().map(|df| ((1.0 + n) / (1.0 + *df as f32)).ln() + 1.0).collect();
        let mut starts = Vec::with_capacity(self.df.len() + 1);
        let mut sum = 0;
        for df in &self.df {
            starts.push(sum);
            sum += df;
        }
        starts.push(sum);
        let mut postings = vec![(0, 0.0); sum as usize];
        let mut next = starts.clone();
        for document in self.counted.chunk_by(|a, b| a.0 == b.0) {
            let weight = |c: &(u32, u32, u32)| damped(c.2) * idf[c.1 as usize];
            let length =
                document.iter().map(|c| weight(c).powi(2)).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            for c in document {
                let at = &mut next[c.1 as usize];
                postings[*at as usize] = (c.0, weight(c) / length);
                *at += 1;
            }
        }
        TermIndex { numbers: self.numbers, idf, starts, postings, documents: self.documents as usize }
    }
}

#[allow(clippy::cast_precision_loss)]
fn damped(times: u32) -> f32 {
    1.0 + (times as f32).ln()
}

/// Documents ready to be asked for. Immutable.
#[derive(Debug)]
pub struct TermIndex {
    numbers: FxHashMap<Key, u32>,
    idf: Vec<f32>,
    /// Where each term's postings start; one more at the end.
    starts: Vec<u32>,
    /// (document, weight), documents ascending within a term.
    postings: Vec<(u32, f32)>,
    documents: usize,
}

/// Scores of the documents that a query touched, with reusable memory. One per thread.
#[derive(Clone, Debug, Default)]
pub struct TermScores {
    scores: Vec<f32>,
    touched: Vec<u32>,
    terms: Vec<u32>,
    weighted: Vec<(u32, f32)>,
}

impl TermScores {
    /// The documents that share a term with the query, ascending, each with its cosine.
    pub fn hits(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.touched.iter().map(|d| (*d as usize, self.scores[*d as usize]))
    }
}

impl TermIndex {
    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents == 0
    }

    /// The vector of each document: (term, weight), terms ascending, length 1.
    #[must_use]
    pub fn vectors(&self) -> Vec<Vec<(u32, f32)>> {
        let mut vectors = vec![Vec::new(); self.documents];
        for (term, bounds) in (0u32..).zip(self.starts.windows(2)) {
            for &(document, weight) in &self.postings[bounds[0] as usize..bounds[1] as usize] {
                vectors[document as usize].push((term, weight));
            }
        }
        vectors
    }

    /// Cosine of each document with the query. Terms that no document has are ignored, and do not lengthen the query.
    ///
    /// Cost: the postings of the query's terms.
    pub fn ask(&self, keys: &[Key], out: &mut TermScores) {
        for d in out.touched.drain(..) {
            out.scores[d as usize] = 0.0;
        }
        // The last index that was asked may have had more documents, or fewer.
        out.scores.resize(self.documents, 0.0);
        out.terms.clear();
        out.terms.extend(keys.iter().filter_map(|k| self.numbers.get(k)));
        out.terms.sort_unstable();
        out.weighted.clear();
        for group in out.terms.chunk_by(|a, b| a == b) {
            let times = u32::try_from(group.len()).unwrap_or(u32::MAX);
            out.weighted.push((group[0], damped(times) * self.idf[group[0] as usize]));
        }
        let length = out.weighted.iter().map(|w| w.1 * w.1).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for &(term, weight) in &out.weighted {
            let (from, to) = (self.starts[term as usize], self.starts[term as usize + 1]);
            let weight = weight / length;
            for &(document, own) in &self.postings[from as usize..to as usize] {
                let score = &mut out.scores[document as usize];
                if *score == 0.0 {
                    out.touched.push(document);
                }
                *score += weight * own;
            }
        }
        out.touched.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        text.split(' ').map(|w| key(w.as_bytes())).collect()
    }

    #[test]
    fn cosines_by_hand() {
        let mut builder = TermIndexBuilder::default();
        ["a b", "a", "c c c"].iter().for_each(|d| builder.add(&keys(d)));
        let index = builder.build();
        let mut scores = TermScores::default();
        index.ask(&keys("a b z"), &mut scores);
        let hits: Vec<(usize, f32)> = scores.hits().collect();
        let (a, b) = ((4f32 / 3.0).ln() + 1.0, (4f32 / 2.0).ln() + 1.0);
        assert_eq!(hits.len(), 2);
        assert!((hits[0].1 - 1.0).abs() < 1e-6);
        assert!((hits[1].1 - a / (a * a + b * b).sqrt()).abs() < 1e-6);
        // The scratch forgets what was asked before.
        index.ask(&keys("c"), &mut scores);
        let hits: Vec<(usize, f32)> = scores.hits().collect();
        assert_eq!(hits.len(), 1);
        assert!(hits[0].0 == 2 && (hits[0].1 - 1.0).abs() < 1e-6);
        let smaller = {
            let mut builder = TermIndexBuilder::default();
            builder.add(&keys("c"));
            builder.build()
        };
        smaller.ask(&keys("c"), &mut scores);
        assert_eq!(scores.hits().map(|h| h.0).collect::<Vec<_>>(), [0]);
        index.ask(&keys("unknown"), &mut scores);
        assert_eq!(scores.hits().count(), 0);
    }
}
