//! The largest sums by lane, from which the best roles are found: roles that are 64 apart share a lane.
//!
//! The k-th largest of the lanes' best sums is a floor under the k-th best role, for k up to the number of lanes.

use pulp::{Simd, WithSimd};

use super::postings::{BLOCK, Sum};
use crate::bits::all_together;

/// How many there are.
pub(super) const LANES: usize = BLOCK;

/// Lanes that are looked at together.
const HALF: usize = LANES / 2;

/// By lane: the largest sum, the next largest, and the number of the block that has the largest (the first of equals).
pub(super) struct Lanes<T> {
    pub best: [T; LANES],
    pub second: [T; LANES],
    pub at: [T; LANES],
}

impl<T: Sum> Lanes<T> {
    /// Of no role.
    pub fn new() -> Lanes<T> {
        Lanes { best: [T::LEAST; LANES], second: [T::LEAST; LANES], at: [T::default(); LANES] }
    }

    /// A floor that at least `top` lanes reach, few more but for ties, so the `top` best roles do too. By bisection, cheaper than sorting.
    #[inline(always)]
    pub fn floor(&self, top: usize) -> T {
        let enough = top..=top + top / 4 + 1;
        let (mut low, mut high) = (self.best[0], self.best[0]);
        for best in &self.best {
            (low, high) = (low.min(*best), high.max(*best));
        }
        let (mut low, mut high): (i64, i64) = (low.into().into(), high.into().into());
        while low < high {
            let middle = low + (high - low + 1) / 2;
            let reached = T::of(i32::try_from(middle).unwrap_or(i32::MAX));
            let reach = self.best.iter().map(|best| i16::from(*best >= reached)).sum::<i16>();
            let reach = usize::from(reach.unsigned_abs());
            if reach >= top {
                low = middle
            } else {
                high = middle - 1
            }
            if enough.contains(&reach) {
                break;
            }
        }
        T::of(i32::try_from(low).unwrap_or(i32::MIN))
    }

    /// The lanes that reach a floor and hold anything, a bit each.
    #[inline(always)]
    pub fn reach(&self, floor: T) -> u64 {
        all_together(&self.best.map(|best| u8::from(best >= floor && best > T::LEAST)))
    }
}

/// Takes blocks with numbers from `first` on into the lanes.
pub(super) struct TakeIn<'a, T> {
    pub blocks: &'a [[T; LANES]],
    pub first: i32,
    pub lanes: &'a mut Lanes<T>,
}

impl<T: Sum> WithSimd for TakeIn<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (best, _) = self.lanes.best.as_chunks_mut::<HALF>();
        let (second, _) = self.lanes.second.as_chunks_mut::<HALF>();
        let (at, _) = self.lanes.at.as_chunks_mut::<HALF>();
        for (half, ((best, second), at)) in best.iter_mut().zip(second).zip(at).enumerate() {
            // Copies of one's own, which can stay in registers.
            let (mut bests, mut seconds, mut ats) = (*best, *second, *at);
            for (number, block) in (self.first..).zip(self.blocks) {
                let here = T::of(number);
                let sums = block.as_chunks::<HALF>().0[half];
                for lane in 0..HALF {
                    let (sum, was) = (sums[lane], bests[lane]);
                    seconds[lane] = seconds[lane].max(was.min(sum));
                    ats[lane] = if sum > was { here } else { ats[lane] };
                    bests[lane] = was.max(sum);
                }
            }
            (*best, *second, *at) = (bests, seconds, ats);
        }
    }
}
