//! Measures over ranked answers, with bootstrap intervals from a fixed seed.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use serde::Serialize;

/// Resamples of the data for an interval.
const RESAMPLES: usize = 300;

/// Where each true answer came in one case's ranking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// What macro figures average over: the case's class (a role's row), 0 where there are no classes.
    pub class: u32,
    /// Ranks of the true answers, from 0, ascending; those not ranked are left out.
    pub ranks: Vec<usize>,
    /// How many true answers there are.
    pub truths: usize,
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The measure on all cases.
    pub value: f64,
    /// The 2.5th percentile over resamples.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// One method's figures, in a fixed order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The method.
    pub method: String,
    /// (measure, figure).
    pub figures: Vec<(String, Interval)>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Of this shape of report.
    pub schema_version: u32,
    /// What was evaluated.
    pub task: String,
    /// How many cases counted.
    pub cases: usize,
    /// How many cases could not be used (labels that name nothing known).
    pub left_out: usize,
    /// How many answers there were to choose from.
    pub choices: usize,
    /// The system first, then the baselines.
    pub rows: Vec<Row>,
}

/// A measure over a sample of outcomes.
type Measure = fn(&[&Outcome]) -> f64;

#[allow(clippy::cast_precision_loss)]
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0usize), |(s, n), v| (s + v, n + 1));
    if n == 0 { 0.0 } else { sum / n as f64 }
}

/// The share of the true answers among the first k; for one true answer, hit@k.
#[allow(clippy::cast_precision_loss)]
fn recall(o: &Outcome, k: usize) -> f64 {
    o.ranks.iter().filter(|r| **r < k).count() as f64 / o.truths.max(1) as f64
}

fn hit(o: &Outcome, k: usize) -> f64 {
    f64::from(u8::from(o.ranks.first().is_some_and(|r| *r < k)))
}

/// The mean over classes of the mean in each.
fn macro_hit(sample: &[&Outcome], k: usize) -> f64 {
    let mut classes: std::collections::BTreeMap<u32, (f64, f64)> = std::collections::BTreeMap::new();
    for o in sample {
        let c = classes.entry(o.class).or_default();
        *c = (c.0 + hit(o, k), c.1 + 1.0);
    }
    mean(classes.values().map(|(hits, n)| hits / n))
}

#[allow(clippy::cast_precision_loss)]
fn average_precision(o: &Outcome) -> f64 {
    let sum: f64 = o.ranks.iter().enumerate().map(|(n, r)| (n + 1) as f64 / (r + 1) as f64).sum();
    sum / o.truths.max(1) as f64
}

#[allow(clippy::cast_precision_loss)]
fn reciprocal(o: &Outcome) -> f64 {
    o.ranks.first().map_or(0.0, |r| 1.0 / (*r as f64 + 1.0))
}

#[allow(clippy::cast_precision_loss)]
fn precision(o: &Outcome, k: usize) -> f64 {
    o.ranks.iter().filter(|r| **r < k).count() as f64 / k as f64
}

/// For each case the true answers among the first k, of as many as could be there, min(k, truths): what papers on linking to ESCO call
/// R-precision at k.
#[allow(clippy::cast_precision_loss)]
fn r_precision(o: &Outcome, k: usize) -> f64 {
    o.ranks.iter().filter(|r| **r < k).count() as f64 / k.min(o.truths.max(1)) as f64
}

/// Measures for one true class a case: people.
pub const CLASSES: &[(&str, Measure)] = &[
    ("top-1", |s| mean(s.iter().map(|o| hit(o, 1)))),
    ("top-5", |s| mean(s.iter().map(|o| hit(o, 5)))),
    ("macro top-1", |s| macro_hit(s, 1)),
    ("macro top-5", |s| macro_hit(s, 5)),
    ("MRR", |s| mean(s.iter().map(|o| reciprocal(o)))),
];

/// Measures for rankings of many: titles, related roles, moves.
pub const RANKINGS: &[(&str, Measure)] = &[
    ("MRR", |s| mean(s.iter().map(|o| reciprocal(o)))),
    ("MAP", |s| mean(s.iter().map(|o| average_precision(o)))),
    ("R@1", |s| mean(s.iter().map(|o| recall(o, 1)))),
    ("R@5", |s| mean(s.iter().map(|o| recall(o, 5)))),
    ("R@10", |s| mean(s.iter().map(|o| recall(o, 10)))),
];

/// Measures for several true answers a case: similar roles, next roles. R@k is the mean over roles of the share found.
pub const PAIRS: &[(&str, Measure)] = &[
    ("MRR", |s| mean(s.iter().map(|o| reciprocal(o)))),
    ("MAP", |s| mean(s.iter().map(|o| average_precision(o)))),
    ("hit@1", |s| mean(s.iter().map(|o| hit(o, 1)))),
    ("hit@5", |s| mean(s.iter().map(|o| hit(o, 5)))),
    ("hit@10", |s| mean(s.iter().map(|o| hit(o, 10)))),
    ("R@5", |s| mean(s.iter().map(|o| recall(o, 5)))),
    ("R@10", |s| mean(s.iter().map(|o| recall(o, 10)))),
];

/// Measures for skills of a text.
pub const SKILLS: &[(&str, Measure)] = &[
    ("RP@5", |s| mean(s.iter().map(|o| r_precision(o, 5)))),
    ("P@10", |s| mean(s.iter().map(|o| precision(o, 10)))),
    ("R@10", |s| mean(s.iter().map(|o| recall(o, 10)))),
    ("MRR", |s| mean(s.iter().map(|o| reciprocal(o)))),
];

/// The figures of one method. The same outcomes give the same intervals.
#[must_use]
pub fn row(method: &str, outcomes: &[Outcome], measures: &[(&str, Measure)]) -> Row {
    let all: Vec<&Outcome> = outcomes.iter().collect();
    let figures = measures.iter().map(|(name, m)| ((*name).to_owned(), bootstrap(&all, *m)));
    Row { method: method.to_owned(), figures: figures.collect() }
}

/// The percentile bootstrap (B. Efron, 1979) over cases.
#[allow(clippy::cast_possible_truncation)]
pub fn bootstrap<T: Copy>(cases: &[T], measure: impl Fn(&[T]) -> f64) -> Interval {
    let value = measure(cases);
    if cases.is_empty() {
        return Interval { value, low: value, high: value };
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut sample = Vec::with_capacity(cases.len());
    let mut values: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            sample.clear();
            sample.extend(cases.iter().map(|_| cases[(rng.next_u64() % cases.len() as u64) as usize]));
            measure(&sample)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |share: usize| values[(RESAMPLES * share / 1000).min(RESAMPLES - 1)];
    Interval { value, low: at(25), high: at(975) }
}

/// An interval for measures of pairs of cases, where a case drawn twice would agree with itself: the jackknife's standard error
/// (B. Efron, 1982), by leaving out one case at a time, 1.96 times to each side, and never beyond the least and the most that the measure can be.
/// Fewer than three cases say nothing: theirs is the whole range.
#[allow(clippy::cast_precision_loss)]
pub fn jackknife<T: Copy>(cases: &[T], (least, most): (f64, f64), measure: impl Fn(&[T]) -> f64) -> Interval {
    let value = measure(cases);
    let n = cases.len();
    if n < 3 {
        return Interval { value, low: least, high: most };
    }
    let mut rest = Vec::with_capacity(n);
    let without: Vec<f64> = (0..n)
        .map(|out| {
            rest.clear();
            rest.extend(cases.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, c)| *c));
            measure(&rest)
        })
        .collect();
    let centre = mean(without.iter().copied());
    let spread = without.iter().map(|v| (v - centre).powi(2)).sum::<f64>();
    let apart = 1.96 * (spread * (n - 1) as f64 / n as f64).sqrt();
    Interval { value, low: (value - apart).max(least), high: (value + apart).min(most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(class: u32, ranks: &[usize], truths: usize) -> Outcome {
        Outcome { class, ranks: ranks.to_vec(), truths }
    }

    #[test]
    fn figures_by_hand() {
        let cases = [outcome(0, &[0], 1), outcome(0, &[6], 1), outcome(1, &[3], 1), outcome(1, &[], 1)];
        let r = row("x", &cases, CLASSES);
        let values: Vec<f64> = r.figures.iter().map(|f| f.1.value).collect();
        assert_eq!(values[..4], [0.25, 0.5, 0.25, 0.5]);
        assert!((values[4] - (1.0 + 1.0 / 7.0 + 0.25) / 4.0).abs() < 1e-12);
        let two = [outcome(0, &[0, 3], 3)];
        assert!((average_precision(&two[0]) - (1.0 + 0.5) / 3.0).abs() < 1e-12);
        assert!((r_precision(&two[0], 5) - 2.0 / 3.0).abs() < 1e-12);
        assert!((r_precision(&two[0], 2) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let cases: Vec<f64> = (0..50).map(|i| f64::from(i % 2)).collect();
        let mean_of = |s: &[f64]| mean(s.iter().copied());
        let interval = jackknife(&cases, (0.0, 1.0), mean_of);
        let error = (0.25 / 49.0f64).sqrt();
        assert!((interval.high - interval.value - 1.96 * error).abs() < 1e-9);
        assert!((interval.value - 0.5).abs() < 1e-12);
        // What the measure cannot be is in no interval, and two cases tell nothing.
        let few = jackknife(&[0.0, 0.0, 1.0], (0.0, 1.0), mean_of);
        assert!(few.low.abs() < 1e-12 && few.high <= 1.0 && few.value > 0.3, "{few:?}");
        let two = jackknife(&[0.0, 1.0], (0.0, 1.0), mean_of);
        assert_eq!((two.low, two.high), (0.0, 1.0));
    }

    #[test]
    fn macro_weighs_classes_alike() {
        let mut cases = vec![outcome(0, &[0], 1); 9];
        cases.push(outcome(1, &[9], 1));
        let all: Vec<&Outcome> = cases.iter().collect();
        assert!((macro_hit(&all, 5) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn intervals_hold_the_value_and_repeat() {
        let cases: Vec<Outcome> = (0..60).map(|i| outcome(0, &[i % 3], 1)).collect();
        let (a, b) = (row("x", &cases, CLASSES), row("x", &cases, CLASSES));
        assert_eq!(a, b);
        let top1 = a.figures[0].1;
        assert!(top1.low < top1.value && top1.value < top1.high);
        assert!(bootstrap(&[] as &[u8], |_| 0.0).value.abs() < 1e-12);
    }
}
