//! Methods that anyone could write in an hour, run beside the system on the same data: tf-idf cosine and BM25 over bags of columns.

use rustc_hash::FxHashMap;

/// A bag: (column, how often or how important), ascending columns.
pub type Bag = Vec<(usize, f64)>;

/// Words as columns, numbered as they come.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: FxHashMap<String, usize>,
}

impl Vocabulary {
    /// The words of a text, each once.
    pub fn bag(&mut self, text: &str) -> Bag {
        let lower = text.to_lowercase();
        let mut columns: Vec<usize> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(|w| {
                let next = self.words.len();
                *self.words.entry(w.to_owned()).or_insert(next)
            })
            .collect();
        columns.sort_unstable();
        columns.dedup();
        columns.into_iter().map(|c| (c, 1.0)).collect()
    }
}

/// Documents ready to be ranked for a query.
#[derive(Debug)]
pub struct Baseline {
    documents: Vec<Bag>,
    idf: Vec<f64>,
    bm25: bool,
}

/// Usual constants of BM25 (S. Robertson, H. Zaragoza, 2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;

impl Baseline {
    /// tf-idf cosine.
    #[must_use]
    pub fn cosine(documents: &[Bag]) -> Baseline {
        Self::build(documents, false)
    }

    /// BM25.
    #[must_use]
    pub fn bm25(documents: &[Bag]) -> Baseline {
        Self::build(documents, true)
    }

    #[allow(clippy::cast_precision_loss)]
    fn build(documents: &[Bag], bm25: bool) -> Baseline {
        let columns = documents.iter().flatten().map(|(c, _)| c + 1).max().unwrap_or(0);
        let mut df = vec![0.0; columns];
        documents.iter().flatten().for_each(|(c, _)| df[*c] += 1.0);
        let n = documents.len() as f64;
        let idf: Vec<f64> = df.iter().map(|d| ((n + 1.0) / (d + 0.5)).ln()).collect();
        let length = |d: &Bag| d.iter().map(|(_, v)| v).sum::<f64>();
        let mean = documents.iter().map(length).sum::<f64>() / n.max(1.0);
        let weigh = |d: &Bag| -> Bag {
            if bm25 {
                let norm = K1 * (1.0 - B + B * length(d) / mean.max(1e-9));
                d.iter().map(|(c, v)| (*c, idf[*c] * v * (K1 + 1.0) / (v + norm))).collect()
            } else {
                let size = d.iter().map(|(c, v)| (v * idf[*c]).powi(2)).sum::<f64>().sqrt().max(1e-12);
                d.iter().map(|(c, v)| (*c, v * idf[*c] / size)).collect()
            }
        };
        Baseline { documents: documents.iter().map(weigh).collect(), idf, bm25 }
    }

    /// A score for each document; higher is better. `query` has ascending columns.
    #[must_use]
    pub fn scores(&self, query: &Bag) -> Vec<f64> {
        let weight =
            |c: usize, v: f64| if self.bm25 { v } else { v * self.idf.get(c).copied().unwrap_or(0.0) };
        let score = |d: &Bag| {
            let mut at = 0;
            let mut sum = 0.0;
            for &(c, v) in query {
                while d.get(at).is_some_and(|p| p.0 < c) {
                    at += 1;
                }
                if let Some(p) = d.get(at).filter(|p| p.0 == c) {
                    sum += p.1 * weight(c, v);
                }
            }
            sum
        };
        self.documents.iter().map(score).collect()
    }
}

/// The place of `truth` when `scores` are sorted, best first, ties by number.
#[must_use]
pub fn rank_of(scores: &[f64], truth: usize) -> usize {
    let own = scores[truth];
    let before = |(i, s): (usize, &f64)| *s > own || (*s - own).abs() < f64::EPSILON && i < truth;
    scores.iter().enumerate().filter(|p| before(*p)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_find_the_document_itself() {
        let documents: Vec<Bag> = vec![vec![(0, 1.0), (1, 1.0)], vec![(1, 1.0), (2, 1.0)], vec![(3, 1.0)]];
        for baseline in [Baseline::cosine(&documents), Baseline::bm25(&documents)] {
            for (i, d) in documents.iter().enumerate() {
                assert_eq!(rank_of(&baseline.scores(d), i), 0);
            }
            assert_eq!(baseline.scores(&vec![(9, 1.0)]), vec![0.0; 3]);
        }
    }

    #[test]
    fn ties_go_to_the_earlier() {
        assert_eq!(rank_of(&[1.0, 2.0, 1.0], 2), 2);
        assert_eq!(rank_of(&[1.0, 2.0, 1.0], 0), 1);
    }
}
