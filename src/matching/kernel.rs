//! The scoring kernel: skills at levels → the best roles by fit, exactly.
//!
//! Sums are integers over packed postings. A first pass computes all fits in single precision without branches and finds a floor under the k-th
//! best; only roles above the floor, less a margin far wider than the rounding, are computed in double precision and ordered.

use super::index::{Index, Posting, asks, fit, single};
use super::top::Scored;
use crate::units::{Level, SkillRow};

/// Lanes of running maxima: their k-th largest is a floor under the k-th best role, for k up to this many.
const LANES: usize = 32;

/// The floor is lowered by this share: single precision is off by less than 1e-6.
const MARGIN: f32 = 1e-4;

/// Ranks profiles against one index; one per thread. Results depend on nothing that was ranked before.
#[derive(Clone, Debug)]
pub struct Kernel<'i, 'm> {
    index: &'i Index<'m>,
    /// A of each role, padded to whole lanes.
    overlap: Vec<i32>,
    /// What each role asks, for [`single`]; padding asks infinitely much.
    reach: Vec<f32>,
    fits: Vec<f32>,
    best: Vec<Scored>,
}

impl<'i, 'm> Kernel<'i, 'm> {
    /// A kernel that considers the roles for which `considers` says so.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    pub fn new(index: &'i Index<'m>, considers: impl Fn(u32) -> bool) -> Kernel<'i, 'm> {
        let roles = index.roles();
        let padded = roles.next_multiple_of(LANES);
        let mut reach = vec![f32::INFINITY; padded];
        for (role, reach) in reach.iter_mut().enumerate().take(roles) {
            *reach = asks(index.role_weight(role as u32), considers(role as u32));
        }
        Kernel { index, overlap: vec![0; padded], reach, fits: vec![0.0; padded], best: Vec::new() }
    }

    /// The best `top` roles for skills at levels and valid certifications (rows), best first, ties by role; fewer where fewer share anything.
    pub fn top(
        &mut self,
        skills: impl IntoIterator<Item = (SkillRow, Level)>,
        certifications: impl IntoIterator<Item = (usize, u32)>,
        top: usize,
    ) -> &[Scored] {
        self.overlap.fill(0);
        let mut weight = 0;
        for (skill, level) in skills {
            weight += self.index.weight(skill);
            add(&mut self.overlap, self.index.postings(skill, level));
        }
        for (row, rare) in certifications {
            weight += rare;
            add(&mut self.overlap, self.index.wishes(row));
        }
        self.select(weight, top);
        &self.best
    }

    /// The last result of [`Kernel::top`].
    #[must_use]
    pub fn last(&self) -> &[Scored] {
        &self.best
    }

    /// Orders the roles by their overlaps.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    fn select(&mut self, weight: u32, top: usize) {
        let floor = self.first_pass(weight, top);
        self.best.clear();
        for (block, fits) in self.fits.chunks_exact(LANES).enumerate() {
            // Most blocks hold nothing: one look at all lanes together.
            if !fits.iter().fold(false, |any, f| any | (*f >= floor)) {
                continue;
            }
            for (lane, single) in fits.iter().enumerate() {
                if *single >= floor {
                    let role = block * LANES + lane;
                    let exact = fit(self.overlap[role] as u32, weight, self.index.role_weight(role as u32));
                    self.best.push(Scored { role: role as u32, fit: exact });
                }
            }
        }
        let order = |a: &Scored, b: &Scored| b.fit.total_cmp(&a.fit).then(a.role.cmp(&b.role));
        if self.best.len() > 4 * top {
            self.best.select_nth_unstable_by(top, order);
            self.best.truncate(top);
        }
        self.best.sort_unstable_by(order);
        self.best.truncate(top);
    }

    /// All fits in single precision, and a floor that the `top` best exceed: above 0, so that roles sharing nothing stay out.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    fn first_pass(&mut self, weight: u32, top: usize) -> f32 {
        let p = weight as f32;
        let mut maxima = [0f32; LANES];
        let roles = self.overlap.chunks_exact(LANES).zip(self.reach.chunks_exact(LANES));
        for ((overlap, reach), fits) in roles.zip(self.fits.chunks_exact_mut(LANES)) {
            for lane in 0..LANES {
                let single = single(overlap[lane] as f32, p, reach[lane]);
                fits[lane] = single;
                maxima[lane] = if single > maxima[lane] { single } else { maxima[lane] };
            }
        }
        let floor = if top < LANES {
            maxima.sort_unstable_by(f32::total_cmp);
            maxima[LANES - top.max(1)]
        } else {
            0.0
        };
        (floor * (1.0 - MARGIN)).max(f32::MIN_POSITIVE)
    }
}

fn add(overlap: &mut [i32], postings: &[Posting]) {
    for p in postings {
        #[allow(clippy::cast_possible_wrap)]
        let worth = p.worth() as i32;
        overlap[p.role() as usize] += worth;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::SkillRow;
    use crate::vector::{Links, Origin, Requirement, RoleVector};
    use proptest::prelude::*;

    fn roles(asks: &[Vec<(u32, u16, u8)>]) -> Vec<RoleVector> {
        let one = |asks: &Vec<(u32, u16, u8)>| {
            let mut requirements: Vec<Requirement> = asks
                .iter()
                .map(|&(skill, importance, level)| Requirement {
                    skill: SkillRow(skill),
                    importance,
                    level: Level::new(level).unwrap(),
                    essential: false,
                    origin: Origin::Text,
                })
                .collect();
            requirements.sort_by_key(|r| r.skill);
            requirements.dedup_by_key(|r| r.skill);
            RoleVector { requirements, certifications: Vec::new() }
        };
        asks.iter().map(one).collect()
    }

    proptest! {
        #[test]
        fn equals_a_full_sort(
            asks in proptest::collection::vec(proptest::collection::vec((0u32..12, 1u16..=1000, 1u8..=5), 0..6), 0..150),
            has in proptest::collection::btree_map(0u32..12, 1u8..=5, 0..8),
            k in 1usize..40,
        ) {
            let roles = roles(&asks);
            let rarity: Vec<u16> = (0..12).map(|s| 40 * s + 7).collect();
            let links = Links::default();
            let index = Index::build(&roles, &rarity, &links, 12);
            let held: Vec<(SkillRow, Level)> = has.iter().map(|(s, l)| (SkillRow(*s), Level::new(*l).unwrap())).collect();
            let considers = |role: u32| role % 7 != 3;
            let mut kernel = Kernel::new(&index, considers);
            let got = kernel.top(held.iter().copied(), [], k).to_vec();
            let weight: u32 = held.iter().map(|h| index.weight(h.0)).sum();
            let mut all: Vec<Scored> = (0..roles.len() as u32).filter(|r| considers(*r)).filter_map(|role| {
                let worths = held.iter().flat_map(|h| index.postings(h.0, h.1)).filter(|p| p.role() == role);
                let overlap: u32 = worths.map(|p| p.worth()).sum();
                (overlap > 0).then(|| Scored { role, fit: fit(overlap, weight, index.role_weight(role)) })
            }).collect();
            all.sort_by(|a, b| b.fit.total_cmp(&a.fit).then(a.role.cmp(&b.role)));
            all.truncate(k);
            prop_assert_eq!(got, all);
        }
    }
}
