//! Sorts a few numbers without unpredictable branches: each goes to the place given by how many are smaller. Up to [`FEW`] numbers take less than a
//! sort that compares two at a time, which mispredicts about every other comparison.

use pulp::{Arch, Simd, WithSimd};

/// Numbers that are sorted by counting.
pub(crate) const FEW: usize = 32;

/// Numbers that are looked at together.
const TOGETHER: usize = 8;

/// The highest bit: flipping it maps the order of unsigned numbers to that of signed ones.
const SIGN: u64 = 1 << 63;

/// Sorts numbers, the least first.
pub(crate) fn sort(arch: Arch, numbers: &mut [u64]) {
    if numbers.len() > FEW {
        return numbers.sort_unstable();
    }
    let mut signed = [i64::MAX; FEW];
    for (signed, number) in signed.iter_mut().zip(&*numbers) {
        *signed = (number ^ SIGN).cast_signed();
    }
    let mut ranks = [0; FEW];
    arch.dispatch(Ranking { numbers: &signed, many: numbers.len(), ranks: &mut ranks });
    let many = numbers.len() as u64;
    // Equal numbers share a rank, so that the sum falls short.
    if ranks.iter().take(numbers.len()).sum::<u64>() != many * many.saturating_sub(1) / 2 {
        return numbers.sort_unstable();
    }
    let mut sorted = [0; FEW];
    for (number, rank) in signed.iter().zip(&ranks).take(numbers.len()) {
        #[allow(clippy::cast_possible_truncation)]
        let place = *rank as usize % FEW;
        sorted[place] = number.cast_unsigned() ^ SIGN;
    }
    numbers.copy_from_slice(&sorted[..numbers.len()]);
}

/// Counts for each number how many of the first `many` are smaller, for the registers that there are.
struct Ranking<'a> {
    numbers: &'a [i64; FEW],
    many: usize,
    ranks: &'a mut [u64; FEW],
}

impl WithSimd for Ranking<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (eights, _) = self.numbers.as_chunks::<TOGETHER>();
        let (ranks, _) = self.ranks.as_chunks_mut::<TOGETHER>();
        // The padding behind the last number is not smaller than any.
        let others = &eights[..self.many.div_ceil(TOGETHER)];
        for (ranks, numbers) in ranks.iter_mut().zip(others) {
            let mut smaller = [0; TOGETHER];
            for other in others.as_flattened() {
                for (smaller, number) in smaller.iter_mut().zip(numbers) {
                    *smaller += u64::from(other < number);
                }
            }
            *ranks = smaller;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::Scalar;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{RngCore, SeedableRng};

    #[test]
    fn numbers_come_out_as_any_sort_has_them() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        for many in 0..=FEW + 3 {
            // Of few different ones some are equal; of all there are, some have the highest bit.
            for below in [3, 1000, u64::MAX] {
                let mut numbers: Vec<u64> = (0..many).map(|_| rng.next_u64() % below).collect();
                let mut want = numbers.clone();
                want.sort_unstable();
                sort(Arch::new(), &mut numbers);
                assert_eq!(numbers, want);
            }
        }
        let mut ends = [u64::MAX, 0, SIGN, SIGN - 1, 1];
        sort(Arch::new(), &mut ends);
        assert_eq!(ends, [0, 1, SIGN - 1, SIGN, u64::MAX]);
    }

    #[test]
    fn any_registers_give_the_same() {
        let numbers = std::array::from_fn(|at| (at as i64 * 37) % 32 - 16);
        for many in 0..=FEW {
            let (mut plain, mut wide) = ([0; FEW], [0; FEW]);
            Ranking { numbers: &numbers, many, ranks: &mut plain }.with_simd(Scalar);
            Arch::new().dispatch(Ranking { numbers: &numbers, many, ranks: &mut wide });
            assert_eq!(plain, wide);
        }
    }
}
