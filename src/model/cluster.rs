//! Points → clusters, by linfa's k-means from own starts, and the number of clusters by silhouette and stability.
//!
//! Own k-means++ starts are handed to linfa one at a time: its own runs report the cluster count of the last run, not of the
//! best, and its k-means++ costs O(k² n d). The silhouette is our own, by the usual definition (P. J. Rousseeuw, "Silhouettes",
//! 1987; 0 for a point alone in its cluster): linfa's gives 1 to such points.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array1, Array2, ArrayView1, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// Starts per number of clusters; the one with the least inertia is kept.
const STARTS: usize = 6;

/// Points times starts that each number of clusters may cost while the number is chosen: a few hundred points get all
/// [`STARTS`], thousands get one. Measured on 3,007 occupations: with all starts throughout, two thirds of training went here.
const CHOICE_EFFORT: usize = 2000;

/// Silhouettes are measured on at most this many points, evenly spaced: the full measure is quadratic.
const SILHOUETTE_SAMPLE: usize = 1200;

/// A partition of the points.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The cluster of each point, 0 to `count` − 1, numbered by first occurrence.
    pub of: Vec<usize>,
    /// How many clusters there are.
    pub count: usize,
    /// Sum of squared distances to the cluster means.
    pub inertia: f64,
}

/// Clusters `points` (one a row, finite) into `k` clusters or fewer where points coincide.
#[must_use]
pub fn cluster(points: &Array2<f64>, k: usize, seed: u64) -> Partition {
    best_of(points, k, seed, STARTS)
}

fn best_of(points: &Array2<f64>, k: usize, seed: u64, starts: usize) -> Partition {
    (0..starts)
        .map(|start| one_start(points, k, seed.wrapping_add(start as u64)))
        .min_by(|a, b| a.inertia.total_cmp(&b.inertia))
        .unwrap_or_else(|| together(points.nrows()))
}

fn together(n: usize) -> Partition {
    Partition { of: vec![0; n], count: usize::from(n > 0), inertia: 0.0 }
}

fn one_start(points: &Array2<f64>, k: usize, seed: u64) -> Partition {
    let n = points.nrows();
    if n == 0 || points.ncols() == 0 {
        return together(n);
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let centroids = plus_plus(points, k.clamp(1, n), &mut rng);
    let k = centroids.nrows();
    let dataset = DatasetBase::from(points.clone());
    let fitted = KMeans::params_with_rng(k, rng)
        .init_method(KMeansInit::Precomputed(centroids))
        .n_runs(1)
        .max_n_iterations(100)
        .tolerance(1e-6)
        .fit(&dataset);
    // Fitting fails only for parameters out of range or points that are not finite, which the caller rules out.
    let Ok(model) = fitted else { return together(n) };
    let labels: Array1<usize> = model.predict(points);
    renumber(points, &labels)
}

/// Clusters numbered by first occurrence, empty ones gone, the inertia recounted.
fn renumber(points: &Array2<f64>, labels: &Array1<usize>) -> Partition {
    let mut number: Vec<Option<usize>> = Vec::new();
    let mut count = 0;
    let mut of = Vec::with_capacity(labels.len());
    for &label in labels {
        if number.len() <= label {
            number.resize(label + 1, None);
        }
        let mine = *number[label].get_or_insert_with(|| {
            count += 1;
            count - 1
        });
        of.push(mine);
    }
    let means = means(points, &of, count);
    let inertia = points.axis_iter(Axis(0)).zip(&of).map(|(p, c)| squared(p, means.row(*c))).sum();
    Partition { of, count, inertia }
}

fn means(points: &Array2<f64>, of: &[usize], count: usize) -> Array2<f64> {
    let mut sums = Array2::zeros((count, points.ncols()));
    let mut sizes = vec![0.0f64; count];
    for (p, &c) in points.axis_iter(Axis(0)).zip(of) {
        sums.row_mut(c).scaled_add(1.0, &p);
        sizes[c] += 1.0;
    }
    for (mut row, size) in sums.axis_iter_mut(Axis(0)).zip(sizes) {
        row /= size.max(1.0);
    }
    sums
}

fn squared(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    match (a.as_slice(), b.as_slice()) {
        (Some(a), Some(b)) => squared_slices(a, b),
        _ => a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum(),
    }
}

/// Four sums side by side, always in the same order: the compiler may not reorder one sum, and the result must not depend on it.
fn squared_slices(a: &[f64], b: &[f64]) -> f64 {
    let (a_fours, a_rest) = a.as_chunks::<4>();
    let (b_fours, b_rest) = b.as_chunks::<4>();
    let mut sums = [0.0f64; 4];
    for (x, y) in a_fours.iter().zip(b_fours) {
        for lane in 0..4 {
            let apart = x[lane] - y[lane];
            sums[lane] += apart * apart;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(x, y)| (x - y) * (x - y)).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[allow(clippy::cast_precision_loss)]
fn unit(rng: &mut Xoshiro256PlusPlus) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// D. Arthur, S. Vassilvitskii, "k-means++", 2007: each next start is drawn by squared distance to those before. O(k n d).
fn plus_plus(points: &Array2<f64>, k: usize, rng: &mut Xoshiro256PlusPlus) -> Array2<f64> {
    let n = points.nrows();
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let first = ((unit(rng) * n as f64) as usize).min(n - 1);
    let mut chosen = vec![first];
    let mut nearest: Vec<f64> = points.axis_iter(Axis(0)).map(|p| squared(p, points.row(first))).collect();
    while chosen.len() < k {
        let total: f64 = nearest.iter().sum();
        if total <= 1e-12 {
            break;
        }
        let mut left = unit(rng) * total;
        let mut pick = n - 1;
        for (i, d) in nearest.iter().enumerate() {
            left -= d;
            if left < 0.0 {
                pick = i;
                break;
            }
        }
        chosen.push(pick);
        for (d, p) in nearest.iter_mut().zip(points.axis_iter(Axis(0))) {
            *d = d.min(squared(p, points.row(pick)));
        }
    }
    points.select(Axis(0), &chosen)
}

/// Distances from an evenly spaced sample of the points to all points; they are the same for every partition.
#[derive(Clone, Debug)]
pub struct Distances {
    sample: Vec<usize>,
    /// One row for each of the sample, one column for each point.
    apart: Vec<f32>,
}

impl Distances {
    /// Measures. At most [`SILHOUETTE_SAMPLE`] × points distances are kept: 15 MB for 3,000 points.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn of(points: &Array2<f64>) -> Distances {
        let n = points.nrows();
        let sample: Vec<usize> = (0..n).step_by(n.div_ceil(SILHOUETTE_SAMPLE).max(1)).collect();
        let mut apart = Vec::with_capacity(sample.len() * n);
        for &i in &sample {
            let from = points.row(i);
            apart.extend(points.axis_iter(Axis(0)).map(|to| squared(from, to).sqrt() as f32));
        }
        Distances { sample, apart }
    }

    /// The mean silhouette of a partition, in [−1, 1]; points alone in their cluster count 0.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn silhouette(&self, partition: &Partition) -> f64 {
        let n = partition.of.len();
        if n == 0 || partition.count < 2 || self.sample.is_empty() {
            return 0.0;
        }
        let mut sizes = vec![0usize; partition.count];
        partition.of.iter().for_each(|c| sizes[*c] += 1);
        let mut sums = vec![0.0f64; partition.count];
        let mut total = 0.0;
        for (&i, apart) in self.sample.iter().zip(self.apart.chunks_exact(n)) {
            let own = partition.of[i];
            if sizes[own] < 2 {
                continue;
            }
            sums.fill(0.0);
            for (distance, cluster) in apart.iter().zip(&partition.of) {
                sums[*cluster] += f64::from(*distance);
            }
            // The point itself adds nothing to its own sum, and is not counted.
            let inside = sums[own] / (sizes[own] - 1) as f64;
            let outside = sums
                .iter()
                .zip(&sizes)
                .enumerate()
                .filter(|(c, (_, size))| *c != own && **size > 0)
                .map(|(_, (sum, size))| sum / *size as f64)
                .fold(f64::INFINITY, f64::min);
            let largest = inside.max(outside);
            if largest > 0.0 && outside.is_finite() {
                total += (outside - inside) / largest;
            }
        }
        total / self.sample.len() as f64
    }
}

/// How alike two partitions are beyond chance: the adjusted Rand index (L. Hubert, P. Arabie, 1985), at most 1.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn adjusted_rand(a: &[usize], b: &[usize]) -> f64 {
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let size = |of: &[usize]| of.iter().max().map_or(0, |m| m + 1);
    let (ka, kb) = (size(a), size(b));
    let mut table = vec![0.0; ka * kb];
    for (x, y) in a.iter().zip(b) {
        table[x * kb + y] += 1.0;
    }
    let together: f64 = table.iter().map(|n| pairs(*n)).sum();
    let row = |x: usize| table[x * kb..(x + 1) * kb].iter().sum::<f64>();
    let column = |y: usize| (0..ka).map(|x| table[x * kb + y]).sum::<f64>();
    let in_a: f64 = (0..ka).map(|x| pairs(row(x))).sum();
    let in_b: f64 = (0..kb).map(|y| pairs(column(y))).sum();
    let expected = in_a * in_b / pairs(a.len() as f64).max(1.0);
    let most = f64::midpoint(in_a, in_b);
    if (most - expected).abs() < 1e-12 { 1.0 } else { (together - expected) / (most - expected) }
}

/// The numbers of clusters worth trying for n points: from few to about one for every six points.
fn candidates(n: usize) -> Vec<usize> {
    let most = (n / 6).clamp(2, 120);
    let least = (n / 40).clamp(2, 20);
    let step = ((most - least) / 14).max(1);
    (least..=most).step_by(step).collect()
}

/// The partition whose number of clusters is best by silhouette plus half its stability between seeds; ties go to fewer.
#[must_use]
pub fn choose(points: &Array2<f64>, seed: u64, mut tried: impl FnMut(usize, usize)) -> Partition {
    let all = candidates(points.nrows());
    let starts = (CHOICE_EFFORT / points.nrows().max(1)).clamp(1, STARTS);
    let distances = Distances::of(points);
    let mut best: Option<(f64, usize)> = None;
    for (done, &k) in all.iter().enumerate() {
        let one = best_of(points, k, seed, starts);
        let other = best_of(points, k, seed ^ 0x5EED, starts);
        let score = distances.silhouette(&one) + 0.5 * adjusted_rand(&one.of, &other.of);
        if best.is_none_or(|(s, _)| score > s + 1e-9) {
            best = Some((score, k));
        }
        tried(done + 1, all.len());
    }
    best.map_or_else(|| together(points.nrows()), |(_, k)| cluster(points, k, seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs() -> Array2<f64> {
        Array2::from_shape_fn((60, 2), |(i, d)| {
            let centre = [[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]][i % 3][d];
            centre + ((i * 7 + d * 3) % 5) as f64 * 0.1
        })
    }

    #[test]
    fn finds_what_is_there() {
        let points = blobs();
        let partition = choose(&points, 1, |_, _| {});
        assert_eq!(partition.count, 3);
        assert!(Distances::of(&points).silhouette(&partition) > 0.9);
        let want: Vec<usize> = (0..60).map(|i| i % 3).collect();
        assert!((adjusted_rand(&partition.of, &want) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn silhouette_is_by_the_usual_definition() {
        let points = ndarray::array![[0.0], [1.0], [10.0]];
        let partition = Partition { of: vec![0, 0, 1], count: 2, inertia: 0.0 };
        // (10 − 1)/10, (9 − 1)/9, and 0 for the point alone.
        let want = (0.9 + 8.0 / 9.0) / 3.0;
        assert!((Distances::of(&points).silhouette(&partition) - want).abs() < 1e-6);
    }

    #[test]
    fn coincident_points_and_large_k_end_well() {
        let points = Array2::zeros((5, 2));
        let partition = cluster(&points, 9, 3);
        assert_eq!(partition.count, 1);
        assert!(Distances::of(&points).silhouette(&partition).abs() < 1e-12);
    }
}
