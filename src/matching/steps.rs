//! The steps of one role side by side: how a profile meets its demands → the certifications and projects that give back most for their hours.
//!
//! A step has a lane, and what it gives back of a demand stands in the demand's row at that lane, so that one addition does eight steps. Sums
//! start from what each step gives to somebody who meets nothing; the rows of the few demands that are met come off. What is left of
//! demands met in part depends on the profile's own level and is added one by one.

use std::cmp::Reverse;

use super::gap::{Demands, Judgement};
use super::order::{Masks, WORD};
use super::reach::Reach;
use super::readiness::MET;
use super::worth::level_share;
use crate::bits::all_together;
use crate::units::Level;

/// Steps kept per role and kind: those that build most of what it asks an hour. More would change no list's head.
pub(super) const KEPT: usize = 32;

/// Lanes of both kinds: certifications, then projects.
const LANES: usize = 2 * KEPT;

/// Thousandths of importance in a point. So a step gives back at most 250 points of a demand, which fit a byte, and those of 64 demands fit 16
/// bits.
const POINT: u32 = 4;

/// What points are worth of each step of a kind, by number.
type Worths = [f32; KEPT];

/// A step that may close gaps of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Certification,
    Project,
}

/// What a step builds of a demand.
#[derive(Clone, Copy, Debug)]
struct Build {
    lane: u8,
    /// The own level that it needs; 0 where none.
    entry: u8,
    /// The share of the level asked that it brings one to, in 1/256.
    share: u16,
}

/// The steps of a role.
#[derive(Debug)]
pub(super) struct Steps {
    /// How many of each kind.
    many: [usize; 2],
    /// By lane.
    rows: [u32; LANES],
    /// By lane, what points are multiplied by; 0 where there is no step.
    factors: [Worths; 2],
    /// By 64 demands and lane, the points given back to somebody who meets none of them.
    all: Vec<[u16; LANES]>,
    /// By demand and lane, the points given back to somebody who does not meet it: a line of the cache for each.
    unmet: Vec<Line>,
    /// What is built of each demand, to the highest level first.
    builds: Vec<Build>,
    /// By demand, where those of it start and end.
    built: Vec<(u32, u32)>,
}

/// Points of one demand, by lane.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line([u8; LANES]);

/// What a step gives back of a demand: 250 at most.
#[inline]
#[allow(clippy::cast_possible_truncation)]
fn gives(importance: u16, share: u16, met: u16) -> u16 {
    (u32::from(importance) * u32::from(share.saturating_sub(met)) / (MET * POINT)) as u16
}

impl Steps {
    /// Without any, for so many demands.
    pub fn new(demands: usize) -> Steps {
        Steps {
            many: [0; 2],
            rows: [0; LANES],
            factors: [[0.0; KEPT]; 2],
            all: Vec::with_capacity(demands.div_ceil(WORD)),
            unmet: Vec::with_capacity(demands),
            builds: Vec::new(),
            built: Vec::with_capacity(demands),
        }
    }

    /// Gives back memory that is not needed: there are thousands of roles.
    pub fn finished(mut self) -> Steps {
        self.builds.shrink_to_fit();
        self
    }

    /// Takes up the next step of a kind, by row, at most [`KEPT`] of each, with what its points are multiplied by; returns its lane.
    #[allow(clippy::cast_possible_truncation)]
    pub fn take(&mut self, kind: Kind, row: u32, factor: f32) -> u8 {
        let number = self.many[kind as usize];
        let lane = kind as usize * KEPT + number;
        self.many[kind as usize] += 1;
        self.rows[lane] = row;
        self.factors[kind as usize][number] = factor;
        lane as u8
    }

    /// Goes on to the next demand, with the steps that build it: lane, own level needed, and level reached; each step once.
    #[allow(clippy::cast_possible_truncation)]
    pub fn demand(&mut self, importance: u16, asked: Level, built: impl Iterator<Item = (u8, u8, Level)>) {
        let mut unmet = Line([0; LANES]);
        let start = self.builds.len() as u32;
        for (lane, entry, level) in built {
            let share = level_share(level, asked) as u16;
            // Who does not meet a demand at all has no level of the skill.
            if entry == 0 {
                unmet.0[usize::from(lane)] = gives(importance, share, 0) as u8;
            }
            self.builds.push(Build { lane, entry, share });
        }
        self.builds[start as usize..].sort_unstable_by_key(|b| (Reverse(b.share), b.lane));
        if self.unmet.len().is_multiple_of(WORD) {
            self.all.push([0; LANES]);
        }
        if let Some(all) = self.all.last_mut() {
            all.iter_mut().zip(unmet.0).for_each(|(all, points)| *all += u16::from(points));
        }
        self.unmet.push(unmet);
        self.built.push((start, self.builds.len() as u32));
    }

    /// By lane, the points of 64 demands, of this number, that each step gives back.
    #[inline(never)]
    fn points(&self, number: usize, demands: &Demands, judgement: &Judgement, reach: &Reach) -> [u16; LANES] {
        let first = number * WORD;
        let Masks { unmet, mut part } = judgement.masks()[number];
        let rows = &self.unmet[first..self.unmet.len().min(first + WORD)];
        let mut points = without(self.all[number], rows, !unmet);
        while part != 0 {
            let at = first + part.trailing_zeros() as usize;
            part &= part - 1;
            let (demand, built, met) = (demands.get(at), self.built[at], judgement.share(at));
            let level = reach.own(demand.slot);
            let more = self.builds[built.0 as usize..built.1 as usize].iter().take_while(|b| b.share > met);
            for build in more {
                let more = gives(demand.importance, build.share, met);
                points[usize::from(build.lane) % LANES] += if level >= build.entry { more } else { 0 };
            }
        }
        points
    }

    /// What each step is worth to somebody who meets the demands so, by kind and lane. Points of 64 demands are summed in 16 bits, and these
    /// sums in floating point, which is exact: all demands that a role can have give fewer than 2²⁴ points.
    #[inline]
    fn worths(&self, demands: &Demands, judgement: &Judgement, reach: &Reach) -> [Worths; 2] {
        let mut worths = [[0.0; KEPT]; 2];
        if self.all.is_empty() {
            return worths;
        }
        let sums = worths.as_flattened_mut();
        let points = self.points(0, demands, judgement, reach);
        sums.iter_mut().zip(points).for_each(|(sum, points)| *sum = f32::from(points));
        for number in 1..self.all.len() {
            add(sums, &self.points(number, demands, judgement, reach));
        }
        let factors = self.factors.as_flattened();
        sums.iter_mut().zip(factors).for_each(|(worth, factor)| *worth *= factor);
        worths
    }

    /// Puts the `most` steps of each kind that are worth most into the lists, best first, ties by row; none that is worth nothing or is left
    /// out.
    pub fn find(
        &self,
        (demands, judgement, reach): (&Demands, &Judgement, &Reach),
        most: usize,
        left_out: impl Fn(Kind, u32) -> bool,
        mut found: impl FnMut(Kind, u32),
    ) {
        let mut worths = self.worths(demands, judgement, reach);
        for kind in [Kind::Certification, Kind::Project] {
            let first = kind as usize * KEPT;
            let mut left = most;
            while left > 0
                && let Some(lane) = take_best(&mut worths[kind as usize])
            {
                let row = self.rows[first + lane];
                if !left_out(kind, row) {
                    found(kind, row);
                    left -= 1;
                }
            }
        }
    }
}

/// What is left of the sums over all rows without the rows whose bits are set.
#[inline]
fn without(all: [u16; LANES], rows: &[Line], bits: u64) -> [u16; LANES] {
    let mut left = all;
    // Behind the last demand there is no row.
    let mut bits = bits & (u64::MAX >> (WORD - rows.len()));
    while bits != 0 {
        if let Some(row) = rows.get(bits.trailing_zeros() as usize) {
            left.iter_mut().zip(row.0).for_each(|(left, points)| *left -= u16::from(points));
        }
        bits &= bits - 1;
    }
    left
}

/// Adds the points of demands behind the first 64, which few roles have.
#[cold]
fn add(sums: &mut [f32], points: &[u16; LANES]) {
    sums.iter_mut().zip(points).for_each(|(sum, points)| *sum += f32::from(*points));
}

/// The greatest of all. Not inlined, so that four are compared at a time: in a loop around it, the compiler splits them.
#[inline(never)]
fn greatest(worths: &Worths) -> f32 {
    let greater = |a: f32, b: f32| if a > b { a } else { b };
    let (fours, _) = worths.as_chunks::<4>();
    let best = fours.iter().fold([0.0; 4], |best: [f32; 4], four| {
        std::array::from_fn(|column| greater(best[column], four[column]))
    });
    best.into_iter().fold(0.0, greater)
}

/// Takes the step worth most (first of equals) and zeroes it; `None` where none is worth anything.
#[inline]
fn take_best(worths: &mut Worths) -> Option<usize> {
    let most = greatest(worths);
    if most <= 0.0 {
        return None;
    }
    // Equal numbers above 0 have equal bits, which are faster to compare. All are looked at: where the first one stands cannot be foreseen.
    let number =
        all_together(&worths.map(|worth| u8::from(worth.to_bits() == most.to_bits()))).trailing_zeros();
    let number = number as usize % KEPT;
    worths[number] = 0.0;
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_steps_the_one_with_the_lower_number_comes_first() {
        let mut worths: Worths = std::array::from_fn(|number| [2.5, 7.0, 0.0][number % 3]);
        let numbers: Vec<usize> = std::iter::from_fn(|| take_best(&mut worths)).collect();
        let of = |rest| (0..KEPT).filter(move |number| number % 3 == rest);
        assert_eq!(numbers, of(1).chain(of(0)).collect::<Vec<_>>());
    }
}
