//! The k best of many scores, exactly, in one order: score first, then the smaller row.

/// A role with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The role's row.
    pub role: u32,
    /// Fit.
    pub fit: f64,
}

/// Keeps the best `k` of what is offered. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Top {
    k: usize,
    list: Vec<Scored>,
}

impl Top {
    /// Forgets everything and keeps `k` from now on.
    pub fn begin(&mut self, k: usize) {
        self.k = k;
        self.list.clear();
    }

    /// Offers a role; roles must come in ascending row order, so that an equal score never displaces an earlier one.
    pub fn offer(&mut self, role: u32, fit: f64) {
        if self.k == 0 || self.list.len() == self.k && self.list.last().is_none_or(|worst| fit <= worst.fit) {
            return;
        }
        let at = self.list.partition_point(|s| s.fit >= fit);
        if self.list.len() == self.k {
            self.list.pop();
        }
        self.list.insert(at, Scored { role, fit });
    }

    /// The best, best first.
    #[must_use]
    pub fn list(&self) -> &[Scored] {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_a_full_sort(scores in proptest::collection::vec(0u8..20, 0..60), k in 0usize..12) {
            let mut top = Top::default();
            top.begin(k);
            for (role, s) in scores.iter().enumerate() {
                top.offer(role as u32, f64::from(*s));
            }
            let mut all: Vec<(u32, f64)> = scores.iter().enumerate().map(|(r, s)| (r as u32, f64::from(*s))).collect();
            all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            all.truncate(k);
            let got: Vec<(u32, f64)> = top.list().iter().map(|s| (s.role, s.fit)).collect();
            prop_assert_eq!(got, all);
        }
    }
}
