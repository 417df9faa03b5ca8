//! Counts of people that may be told: no group smaller than the least that is asked, and none that could be told by subtraction.
//!
//! A row of counts is a partition: its parts add up to a number that is known. The rules are those of cell suppression in official statistics
//! (Hundepool and others 2012, *Statistical Disclosure Control*, chapter 4), for somebody who knows the parts' sum and these rules:
//! - a part below the least, and above 0, is hidden;
//! - the hidden parts together are no smaller group than the least: their sum is what subtraction gives;
//! - a hidden part is never alone, and hidden parts are never known to be one person each;
//! - what is told is 0, or no smaller than the hidden parts together;
//! - a row of few people is told only where one part holds them all: zeros beside hidden parts would narrow these down too far.
//!
//! Where steps include each other (who is raised by a certificate is raised by one that shows the same and more), the counts of both
//! would give the difference: [`hide_differences`] hides the larger one where that difference is a small group.

/// A number of people; `None` where telling it would break out too small a group.
pub type Count = Option<usize>;

/// The parts of a row that may be told.
#[must_use]
pub fn guarded(parts: &[usize], min_group: usize) -> Vec<Count> {
    let whole: usize = parts.iter().sum();
    let few = whole < 2 * min_group || whole <= parts.len();
    if min_group > 1 && few && !parts.contains(&whole) {
        return vec![None; parts.len()];
    }
    let mut out: Vec<Count> = parts.iter().map(|p| Some(*p).filter(|p| *p == 0 || *p >= min_group)).collect();
    loop {
        let hidden = || parts.iter().zip(&out).filter(|(_, told)| told.is_none()).map(|(p, _)| *p);
        let (many, sum) = (hidden().count(), hidden().sum::<usize>());
        // A part that is told and smaller than the hidden ones together would narrow these down: none of them could be larger, or it would be told too.
        let narrows = || out.iter().flatten().any(|c| *c > 0 && *c < sum);
        if many == 0 || many > 1 && sum >= min_group && sum > many && !narrows() {
            return out;
        }
        // The smallest of the others goes as well; the first where several are.
        let others = out.iter().enumerate().filter_map(|(at, c)| c.filter(|c| *c > 0).map(|c| (c, at)));
        match others.min() {
            Some((_, at)) => out[at] = None,
            None => return out,
        }
    }
}

/// Hides counts whose difference from the count of a part of the same people would be a small group. `within(a, b)` says whether all people
/// of entry `a` are known to be people of entry `b`; entries come in the order of the list.
pub fn hide_differences(counts: &mut [Count], min_group: usize, within: impl Fn(usize, usize) -> bool) {
    for whole in 0..counts.len() {
        for part in 0..counts.len() {
            if let (Some(all), Some(some)) = (counts[whole], counts[part])
                && part != whole
                && all > some
                && all - some < min_group
                && within(part, whole)
            {
                counts[whole] = None;
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_groups_cannot_be_told() {
        assert_eq!(guarded(&[7, 0, 9], 5), [Some(7), Some(0), Some(9)]);
        assert_eq!(guarded(&[7, 2, 9], 5), [None, None, Some(9)]);
        assert_eq!(guarded(&[2, 3, 9], 5), [None, None, Some(9)]);
        // Two hidden people would be what nine leave of eleven.
        assert_eq!(guarded(&[1, 1, 9], 5), [None, None, None]);
        assert_eq!(guarded(&[4, 3, 0], 5), [None, None, None]);
        assert_eq!(guarded(&[0, 5, 0], 5), [Some(0), Some(5), Some(0)]);
        assert_eq!(guarded(&[1, 1, 0], 1), [Some(1), Some(1), Some(0)]);
        assert_eq!(guarded(&[1, 1, 9, 20], 5), [None, None, None, Some(20)]);
        assert_eq!(guarded(&[1, 12], 5), [None, None]);
        assert_eq!(guarded(&[12, 0], 5), [Some(12), Some(0)]);
    }

    #[test]
    fn a_difference_of_groups_within_each_other_is_hidden() {
        let mut counts = [Some(9), Some(7), Some(20), Some(7), None];
        hide_differences(&mut counts, 5, |a, b| a == 1 && b != 4);
        assert_eq!(counts, [None, Some(7), Some(20), Some(7), None]);
    }

    /// All values that each hidden part can have for somebody who knows the sum and the rules.
    fn possible(told: &[Count], sum: usize, min_group: usize) -> Vec<std::collections::BTreeSet<usize>> {
        fn go(
            told: &[Count],
            left: usize,
            parts: &mut Vec<usize>,
            min_group: usize,
            all: &mut Vec<std::collections::BTreeSet<usize>>,
        ) {
            if parts.len() == told.len() {
                if left == 0 && guarded(parts, min_group) == told {
                    all.iter_mut().zip(parts).for_each(|(set, p)| {
                        set.insert(*p);
                    });
                }
                return;
            }
            let range = match told[parts.len()] {
                Some(known) => known..=known,
                None => 0..=left,
            };
            for value in range.filter(|v| *v <= left) {
                parts.push(value);
                go(told, left - value, parts, min_group, all);
                parts.pop();
            }
        }
        let mut all = vec![std::collections::BTreeSet::new(); told.len()];
        go(told, sum, &mut Vec::new(), min_group, &mut all);
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        /// An attacker who knows the sum and this very code learns the size of no small group, alone or together.
        #[test]
        fn no_small_group_is_told_even_by_subtraction(
            parts in proptest::collection::vec(0usize..14, 2..5),
            min_group in 1usize..7,
        ) {
            let sum: usize = parts.iter().sum();
            // Of two people, each knows the other by knowing themselves.
            prop_assume!(sum >= min_group && sum > 2);
            let told = guarded(&parts, min_group);
            let hidden: usize = parts.iter().zip(&told).filter(|(_, t)| t.is_none()).map(|(p, _)| *p).sum();
            prop_assert!(hidden == 0 || hidden >= min_group);
            for (part, count) in parts.iter().zip(&told) {
                prop_assert!(count.is_none_or(|c| c == *part && (c == 0 || c >= min_group)));
            }
            for (count, values) in told.iter().zip(possible(&told, sum, min_group)) {
                if count.is_none() {
                    prop_assert!(values.len() > 1, "{parts:?} is told as {told:?}: {values:?}");
                }
            }
        }
    }
}
