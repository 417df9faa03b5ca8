//! Role vectors in few dimensions: the leading left singular vectors of the sparse role × skill matrix.
//!
//! Subspace iteration with a final Rayleigh–Ritz step (N. Halko, P. G. Martinsson, J. A. Tropp, "Finding structure with
//! randomness", SIAM Review 53, 2011, algorithms 4.4 and 5.1), on the sparse rows: cost O(iterations · nnz · dimensions). A
//! dense principal component analysis of 3,000 × 14,000 takes seconds and hundreds of megabytes; this takes a fraction of one.

use ndarray::{Array1, Array2, ArrayView1, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// Passes over the matrix; the spectrum of role vectors falls slowly, more passes change no neighbour.
const ITERATIONS: usize = 12;

/// Extra dimensions carried along for accuracy.
const OVERSAMPLING: usize = 8;

/// `rows[i]` holds the (column, value) pairs of row i, values finite. Returns an array of rows × `dimensions`: U·S, the
/// coordinates of each row in the leading singular directions, strongest first. Fewer dimensions come back where the matrix has fewer rows.
///
/// Deterministic for a seed on one kind of processor; the sign of each direction is fixed so that its largest
/// coordinate is positive.
#[must_use]
pub fn reduce(rows: &[Vec<(usize, f64)>], columns: usize, dimensions: usize, seed: u64) -> Array2<f64> {
    let n = rows.len();
    let dimensions = dimensions.min(n).min(columns);
    let width = (dimensions + OVERSAMPLING).min(n);
    if dimensions == 0 {
        return Array2::zeros((n, 0));
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut basis = Array2::from_shape_fn((n, width), |_| unit(&mut rng));
    orthonormalise(&mut basis);
    for _ in 0..ITERATIONS {
        basis = times_gram(rows, columns, &basis);
        orthonormalise(&mut basis);
    }
    // Rayleigh–Ritz: the Gram matrix in the small basis, its eigenvectors turn the basis into singular vectors.
    let image = times_gram(rows, columns, &basis);
    let small = basis.t().dot(&image);
    let (values, vectors) = symmetric_eigen(small);
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
    let mut out = Array2::zeros((n, dimensions));
    for (to, &from) in order.iter().take(dimensions).enumerate() {
        let direction = basis.dot(&vectors.index_axis(Axis(1), from));
        let sign = sign_of_largest(direction.view());
        let scale = values[from].max(0.0).sqrt() * sign;
        out.index_axis_mut(Axis(1), to).assign(&(direction * scale));
    }
    out
}

#[allow(clippy::cast_precision_loss)]
fn unit(rng: &mut Xoshiro256PlusPlus) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64 - 0.5
}

fn sign_of_largest(v: ArrayView1<f64>) -> f64 {
    let largest = v.iter().fold(0.0f64, |best, x| if x.abs() > best.abs() + 1e-12 { *x } else { best });
    if largest < 0.0 { -1.0 } else { 1.0 }
}

/// A·(Aᵀ·B) without forming A·Aᵀ.
fn times_gram(rows: &[Vec<(usize, f64)>], columns: usize, basis: &Array2<f64>) -> Array2<f64> {
    let width = basis.ncols();
    let mut inner: Array2<f64> = Array2::zeros((columns, width));
    for (row, cells) in rows.iter().enumerate() {
        for &(column, value) in cells {
            inner.row_mut(column).scaled_add(value, &basis.row(row));
        }
    }
    let mut out: Array2<f64> = Array2::zeros((rows.len(), width));
    for (row, cells) in rows.iter().enumerate() {
        for &(column, value) in cells {
            out.row_mut(row).scaled_add(value, &inner.row(column));
        }
    }
    out
}

/// Gram–Schmidt, twice for accuracy; columns that vanish become zero.
fn orthonormalise(basis: &mut Array2<f64>) {
    for column in 0..basis.ncols() {
        for _ in 0..2 {
            for before in 0..column {
                let overlap = basis.column(before).dot(&basis.column(column));
                let other = basis.column(before).to_owned();
                basis.column_mut(column).scaled_add(-overlap, &other);
            }
        }
        let norm = basis.column(column).dot(&basis.column(column)).sqrt();
        let scale = if norm > 1e-12 { 1.0 / norm } else { 0.0 };
        basis.column_mut(column).mapv_inplace(|x| x * scale);
    }
}

/// Eigenvalues and eigenvectors (columns) of a small symmetric matrix by cyclic Jacobi rotations.
fn symmetric_eigen(mut a: Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let n = a.nrows();
    let mut v = Array2::eye(n);
    for _ in 0..60 {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[[i, j]] * a[[i, j]]).sum();
        if off < 1e-22 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[[p, q]].abs() < 1e-300 {
                    continue;
                }
                let theta = (a[[q, q]] - a[[p, p]]) / (2.0 * a[[p, q]]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let t = if theta == 0.0 { 1.0 } else { t };
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (akp, akq) = (a[[k, p]], a[[k, q]]);
                    a[[k, p]] = c * akp - s * akq;
                    a[[k, q]] = s * akp + c * akq;
                }
                for k in 0..n {
                    let (apk, aqk) = (a[[p, k]], a[[q, k]]);
                    a[[p, k]] = c * apk - s * aqk;
                    a[[q, k]] = s * apk + c * aqk;
                }
                for k in 0..n {
                    let (vkp, vkq) = (v[[k, p]], v[[k, q]]);
                    v[[k, p]] = c * vkp - s * vkq;
                    v[[k, q]] = s * vkp + c * vkq;
                }
            }
        }
    }
    (a.diag().to_owned(), v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_a_low_rank_matrix_survive() {
        // Rows lie in two directions, so two dimensions hold all distances.
        let rows = vec![
            vec![(0, 3.0), (1, 1.0)],
            vec![(0, 1.0), (1, 3.0)],
            vec![(0, 2.0), (1, 2.0)],
            vec![(0, -1.0)],
        ];
        let reduced = reduce(&rows, 5, 2, 7);
        let dense = |i: usize, c: usize| rows[i].iter().find(|(k, _)| *k == c).map_or(0.0, |p| p.1);
        for i in 0..4 {
            for j in 0..4 {
                let want: f64 = (0..5).map(|c| (dense(i, c) - dense(j, c)).powi(2)).sum();
                let got: f64 = (0..2).map(|c| (reduced[[i, c]] - reduced[[j, c]]).powi(2)).sum();
                assert!((want - got).abs() < 1e-9, "{i} {j}: {want} {got}");
            }
        }
    }
}
