//! The order of gaps: which demands of a role are open, as bits in the order of their importance → runs of demands in the order in which gaps are
//! listed, most points first.
//!
//! What is not met at all keeps its place, so that long pieces of the role's ready-made list stay together; the few demands that are met in
//! part have fewer points than when they are not met, and move back.

use super::readiness::MET;

/// Demands whose bits stand in one word.
pub(super) const WORD: usize = u64::BITS as usize;

/// Of 64 demands, a bit for each that is not met at all, and for each that is met in part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Masks {
    pub unmet: u64,
    pub part: u64,
}

/// Where a run of demands starts and ends.
pub(super) type Run = (u16, u16);

/// A demand met in part, as a number that is the greater the earlier it is listed: points, then requirement from behind, then the demand.
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

    /// The importance that a demand not met at all has for as many points, whole thousandths; a demand of more is listed before.
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    pub fn whole(self) -> u16 {
        (self.points() / MET) as u16
    }

    /// Whether that is so to the point.
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

/// How many demands stand before the end of the first `most` gaps at the latest: what stands behind the last of so many that are not met at all
/// has fewer points than they.
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

/// Lists the first `most` of the demands before `end` that are not met at all, each part before the demand at its place.
#[inline]
pub(super) fn list(
    masks: &[Masks],
    (most, end): (u16, u16),
    mut parts: &[Part],
    place: impl Fn(Part) -> u16,
    gaps: &mut Vec<Run>,
) {
    gaps.clear();
    let mut many = 0;
    for (first, masks) in (0..).step_by(WORD).zip(masks) {
        let mut left = before(masks.unmet, first, end);
        while let Some((part, behind)) = parts.split_first()
            && many < most
        {
            let place = place(*part);
            if usize::from(place - first) >= WORD {
                break;
            }
            let earlier = before(left, first, place);
            many += runs(earlier, first, gaps) + 1;
            left ^= earlier;
            gaps.push((part.demand(), part.demand() + 1));
            parts = behind;
        }
        many += runs(left, first, gaps);
    }
    gaps.extend(parts.iter().map(|part| (part.demand(), part.demand() + 1)));
    if many > most || !parts.is_empty() {
        shorten(gaps, most);
    }
}

/// Lists the runs of bits that are set; returns how many bits.
#[inline]
#[allow(clippy::cast_possible_truncation)]
fn runs(mut bits: u64, first: u16, gaps: &mut Vec<Run>) -> u16 {
    let mut many = 0;
    while bits != 0 {
        let from = bits.trailing_zeros();
        // Adding the lowest bit turns the run into one bit behind it.
        let behind = bits.wrapping_add(bits & bits.wrapping_neg());
        let to = behind.trailing_zeros();
        bits &= behind;
        many += (to - from) as u16;
        gaps.push((first + from as u16, first + to as u16));
    }
    many
}

/// Leaves the first `most` gaps.
fn shorten(gaps: &mut Vec<Run>, most: u16) {
    let mut left = most;
    let many = gaps.iter_mut().position(|(from, to)| {
        *to = (*to).min(from.saturating_add(left));
        left -= *to - *from;
        from == to
    });
    gaps.truncate(many.unwrap_or(gaps.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Demands in order of importance, one as important as the next: parts go where their places say, and nothing else moves.
    #[test]
    fn parts_stand_at_their_places_and_runs_stay_together() {
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
            (vec![], vec![(0, 3), (5, 7), (62, 64), (64, 66), (100, 101)]),
            (vec![(3, 2)], vec![(0, 2), (3, 4), (2, 3), (5, 7), (62, 64), (64, 66), (100, 101)]),
            (
                vec![(3, 64), (4, 65)],
                vec![(0, 3), (5, 7), (62, 64), (3, 4), (64, 65), (4, 5), (65, 66), (100, 101)],
            ),
            (vec![(3, 128)], vec![(0, 3), (5, 7), (62, 64), (64, 66), (100, 101), (3, 4)]),
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
                let one = |runs: &[Run]| runs.iter().flat_map(|(from, to)| *from..*to).collect::<Vec<u16>>();
                assert_eq!(one(&few), one(&gaps).into_iter().take(usize::from(most)).collect::<Vec<_>>());
            }
        }
        for (number, demand) in (1..).zip(unmet) {
            assert_eq!(end(&masks, number), demand + 1);
        }
        assert_eq!(end(&masks, 11), u16::MAX);
    }
}
