//! The steps of a plan in an order that a person would choose: what others need first, then most readiness an hour.

/// An order of `count` steps in which every step comes after those it waits for.
///
/// Among steps that can be taken, the one with the most `worth` an hour comes first; ties go to the smaller number. `waits[j]`
/// lists, for each need of step j, the steps of the plan that can meet it; one of them must come before, unless it is `there` from the
/// start. `worth(j, done)` gets the steps done so far in order.
#[must_use]
pub fn order(
    count: usize,
    waits: &[Vec<Vec<usize>>],
    there: impl Fn(usize) -> bool,
    mut worth: impl FnMut(usize, &[usize]) -> f64,
) -> Vec<usize> {
    let mut placed = vec![false; count];
    let mut order = Vec::with_capacity(count);
    while order.len() < count {
        let met = |s: &usize| placed[*s] || there(*s);
        let can = |j: &usize| !placed[*j] && waits[*j].iter().all(|group| group.iter().any(met));
        let best = (0..count)
            .filter(can)
            .map(|j| (j, worth(j, &order)))
            // Later maxima win in `max_by`, so equal worth is decided by the number, reversed.
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        // The solver's plans always can be ordered; if not, the rest follows by number so that no step is lost.
        let next = best.map(|b| b.0).or_else(|| (0..count).find(|j| !placed[*j]));
        let Some(next) = next else { break };
        placed[next] = true;
        order.push(next);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn needs_first_then_worth() {
        // 2 needs 0 or 1; 1 is worth most, then 2.
        let waits = vec![vec![], vec![], vec![vec![0, 1]]];
        let none = |_| false;
        assert_eq!(order(3, &waits, none, |j, _| [1.0, 3.0, 2.0][j]), [1, 2, 0]);
        assert_eq!(order(3, &waits, none, |j, _| [2.0, 1.0, 3.0][j]), [0, 2, 1]);
        assert_eq!(order(3, &waits, |j| j == 1, |j, _| [2.0, 1.0, 3.0][j]), [2, 0, 1]);
    }
}
