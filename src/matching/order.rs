//! The order of gaps: which demands of a role are open, as bits in the order of their importance → demands in the order in which gaps are
//! listed, most points first.
//!
//! What is not met at all keeps its place; the few demands that are met in part have fewer points than when they are not met, and move back.

use super::readiness::MET;

/// Demands whose bits stand in one word.
pub(super) const WORD: usize = u64::BITS as usize;

/// Of 64 demands, a bit for each that is not met at all, and for each that is met in part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Masks {
    pub unmet: u64,
    pub part: u64,
}

/// A demand met in part as a sort key, greater = listed earlier: points, then the requirement with all bits flipped, then the demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part(u64);

impl Part {
    #[inline]
    pub fn new(points: u32, requirement: u16, demand: u16) -> Part {
        Part((u64::from(points) << 32) | (u64::from(!requirement) << 16) | u64::from(demand))
    }

    fn points(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The importance, rounded down, at which a wholly unmet demand has as many points; one of more is listed before.
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    pub fn whole(self) -> u16 {
        (self.points() / MET) as u16
    }

    /// Whether [`Part::whole`] is exact.
    #[inline]
    pub fn is_whole(self) -> bool {
        self.points().is_multiple_of(MET)
    }

    /// Index into the role's requirements.
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    pub fn requirement(self) -> u16 {
        !((self.0 >> 16) as u16)
    }

    #[allow(clippy::cast_possible_truncation)]
    fn demand(self) -> u16 {
        self.0 as u16
    }
}

/// A bound on where the first `most` gaps end: what stands behind so many wholly unmet demands is listed after them.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn end(masks: &[Masks], most: u16) -> u16 {
    let mut left = most;
    for (first, masks) in (0..).step_by(WORD).zip(masks) {
        if usize::from(left) <= WORD {
            let mut word = masks.unmet;
            for _ in 1..left {
                word &= word.wrapping_sub(1);
            }
            if word != 0 {
                return first + word.trailing_zeros() as u16 + 1;
            }
        }
        left = left.saturating_sub(masks.unmet.count_ones() as u16);
    }
    u16::MAX
}

/// Of the 64 demands from `first` on, those before `end`.
#[inline]
pub(super) fn before(bits: u64, first: u16, end: u16) -> u64 {
    let many = end.saturating_sub(first);
    if usize::from(many) < WORD { bits & !(u64::MAX << many) } else { bits }
}

/// Puts the greatest first. There are few, mostly in order already.
#[inline]
pub(super) fn sort(parts: &mut [Part]) {
    for many in 1..parts.len() {
        let sorted = &mut parts[..=many];
        let mut place = many;
        while place > 0 && sorted[place - 1] < sorted[place] {
            sorted.swap(place - 1, place);
            place -= 1;
        }
    }
}

/// Lists the first `most` gaps: demands before `end` that are wholly unmet, and each part before the demand at its place.
#[inline]
pub(super) fn list(
    masks: &[Masks],
    (most, end): (u16, u16),
    mut parts: &[Part],
    place: impl Fn(Part) -> u16,
    gaps: &mut Vec<u16>,
) {
    gaps.clear();
    for (first, masks) in (0..).step_by(WORD).zip(masks) {
        let mut left = before(masks.unmet, first, end);
        while let Some((part, behind)) = parts.split_first()
            && gaps.len() < most.into()
        {
            let place = place(*part);
            if usize::from(place - first) >= WORD {
                break;
            }
            let earlier = before(left, first, place);
            push(earlier, first, gaps);
            left ^= earlier;
            gaps.push(part.demand());
            parts = behind;
        }
        push(left, first, gaps);
    }
    gaps.extend(parts.iter().map(|part| part.demand()));
    gaps.truncate(most.into());
}

/// Lists the bits that are set.
#[inline]
#[allow(clippy::cast_possible_truncation)]
fn push(mut bits: u64, first: u16, gaps: &mut Vec<u16>) {
    while bits != 0 {
        gaps.push(first + bits.trailing_zeros() as u16);
        bits &= bits - 1;
    }
}

/// Demands that can be ordered without branches: see [`first`].
pub(super) const WINDOW: usize = 8;

/// Sort key for [`first`], greater = listed earlier: points given back, then how early the requirement is in the window, 0 for the last.
/// Met demands come last.
#[inline]
pub(super) fn rank(points: i32, is_met: bool, early: u8) -> i32 {
    let whole = if is_met { -1 } else { points };
    whole * WINDOW as i32 + i32::from(early)
}

/// Lists the first `most` of the demands of a window by their numbers, which are all different: each goes to the place given by how many are greater.
/// Comparing all is cheaper than mispredicting. Only the first `many` of the window are real.
#[inline(never)]
pub(super) fn first(numbers: &[i32; WINDOW], many: usize, most: usize, gaps: &mut Vec<u16>) {
    let mut places = [0; WINDOW];
    // Its length is known only at run time: a loop of fixed length would be unrolled into single comparisons.
    for other in &numbers[..many.min(WINDOW)] {
        for (place, number) in places.iter_mut().zip(numbers) {
            *place += i32::from(other > number);
        }
    }
    let mut order = [0; WINDOW];
    for (demand, place) in (0..).zip(&places) {
        order[place.unsigned_abs() as usize % WINDOW] = demand;
    }
    gaps.clear();
    gaps.extend_from_slice(&order);
    gaps.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Demands in order of importance, one as important as the next: parts go where their places say, and nothing else moves.
    #[test]
    fn parts_stand_at_their_places_and_all_else_stays_in_order() {
        let open = |demands: &[u16], words: usize| -> Vec<Masks> {
            let word = |number: usize| {
                let ours = demands.iter().filter(|d| usize::from(**d) / WORD == number);
                Masks { unmet: ours.fold(0, |word, d| word | 1 << (usize::from(*d) % WORD)), part: 0 }
            };
            (0..words).map(word).collect()
        };
        let unmet = [0, 1, 2, 5, 6, 62, 63, 64, 65, 100];
        let masks = open(&unmet, 2);
        for (places, want) in [
            (vec![], vec![0, 1, 2, 5, 6, 62, 63, 64, 65, 100]),
            (vec![(3, 2)], vec![0, 1, 3, 2, 5, 6, 62, 63, 64, 65, 100]),
            (vec![(3, 64), (4, 65)], vec![0, 1, 2, 5, 6, 62, 63, 3, 64, 4, 65, 100]),
            (vec![(3, 128)], vec![0, 1, 2, 5, 6, 62, 63, 64, 65, 100, 3]),
        ] {
            let parts: Vec<Part> =
                (0..).zip(&places).map(|(n, (demand, _))| Part::new(9 - n, 0, *demand)).collect();
            let place = |part: Part| places.iter().find(|p| p.0 == part.demand()).map_or(0, |p| p.1);
            let mut gaps = Vec::new();
            list(&masks, (u16::MAX, u16::MAX), &parts, place, &mut gaps);
            assert_eq!(gaps, want);
            for most in 0..=12 {
                let mut few = Vec::new();
                list(&masks, (most, u16::MAX), &parts, place, &mut few);
                assert_eq!(few, want[..want.len().min(most.into())]);
            }
        }
        for (number, demand) in (1..).zip(unmet) {
            assert_eq!(end(&masks, number), demand + 1);
        }
        assert_eq!(end(&masks, 11), u16::MAX);
    }

    #[test]
    fn the_first_of_a_window_are_those_with_most_points() {
        let points: [i32; WINDOW] = [900, 7, 0, 0, 256_000, 7, 900, 0];
        let numbers: [i32; WINDOW] =
            std::array::from_fn(|at| rank(points[at], at == 3, (WINDOW - 1 - at) as u8));
        let want = [4, 0, 6, 1, 5, 2, 7, 3];
        let mut gaps = vec![77];
        for most in 0..=WINDOW {
            first(&numbers, WINDOW, most, &mut gaps);
            assert_eq!(gaps, want[..most]);
        }
    }
}
