//! Roles in the plane: the two directions in which fields of work differ most, by linfa's principal component analysis.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_reduction::Pca;
use ndarray::Array2;

use super::Model;
use super::field::fields;

/// A place for every role, by role row. Roles of like fields are near each other; the unit is arbitrary.
///
/// The same model gives the same places. Where a catalog is too small for two directions (fewer than four roles), roles stand in a row.
/// Cost: as [`crate::vector::reduce`], then O(roles × dimensions²).
#[must_use]
pub fn plane(model: &Model) -> Vec<[f64; 2]> {
    let d = &model.data;
    project(fields(&d.catalog, &d.roles, &d.rarity, &d.params).points)
}

fn project(points: Array2<f64>) -> Vec<[f64; 2]> {
    let n = points.nrows();
    if n < 4 || points.ncols() < 3 {
        #[allow(clippy::cast_precision_loss)]
        return (0..n).map(|i| [i as f64, 0.0]).collect();
    }
    let dataset = DatasetBase::from(points);
    // Fitting fails only where the points have no variance: then one place is as good as another.
    let Ok(fitted) = Pca::params(2).fit(&dataset) else { return vec![[0.0; 2]; n] };
    let mut flat: Array2<f64> = fitted.predict(&dataset);
    for mut axis in flat.columns_mut() {
        // The sign of a component is arbitrary; the largest coordinate is made positive so that maps do not flip.
        let largest = axis.iter().fold(0.0f64, |best, x| if x.abs() > best.abs() + 1e-9 { *x } else { best });
        let sign = if largest < 0.0 { -1.0 } else { 1.0 };
        axis.mapv_inplace(|x| if x.is_finite() { (x * sign * 1e6).round() / 1e6 } else { 0.0 });
    }
    flat.rows()
        .into_iter()
        .map(|r| [r.get(0).copied().unwrap_or(0.0), r.get(1).copied().unwrap_or(0.0)])
        .collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::project;

    #[test]
    fn two_fields_stand_apart() {
        let points = Array2::from_shape_fn((12, 4), |(i, j)| {
            let side = if i < 6 { 0 } else { 1 };
            if j == side { 1.0 } else { 0.01 * ((i * 7 + j * 3) % 5) as f64 }
        });
        let flat = project(points);
        let mean = |from: usize| flat[from..from + 6].iter().map(|p| p[0]).sum::<f64>() / 6.0;
        assert!((mean(0) - mean(6)).abs() > 1.0, "{flat:?}");
    }

    #[test]
    fn few_or_equal_roles_are_no_failure() {
        assert_eq!(project(Array2::zeros((2, 5))).len(), 2);
        let flat = project(Array2::from_elem((9, 5), 0.3));
        assert!(flat.len() == 9 && flat.iter().flatten().all(|x| x.is_finite()));
    }
}
