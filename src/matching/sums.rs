//! The sums of all roles for the profile in hand: what they start from, and which are the largest.
//!
//! Loops are plain; where the processor has wider registers than the target promises, they are run as compiled for those ([`Arch`]): same results,
//! since all is in integers.

use pulp::{Arch, Simd, WithSimd};

use super::index::Index;
use super::lanes::{LANES, Lanes, TakeIn};
use super::postings::{Added, Columns, PAGE, Sum, add};
use crate::few;

/// Start values that are kept for a kind of sum, besides the last: 2 MB at most in 16 bits, 4 MB in 32.
const KEPT: usize = 1 << 20;

/// Profiles that hold so many technologies or more start from values made for them alone.
const MOST_KEPT: usize = 64;

/// A role with its sum in one number: a smaller one is better, ties are broken by row.
pub(super) type Ranked = u64;

#[inline(always)]
fn ranked(sum: i32, role: u32) -> Ranked {
    u64::from(!(sum.cast_unsigned() ^ (1 << 31))) << 32 | u64::from(role)
}

/// The sum and the role.
#[inline]
#[allow(clippy::cast_possible_truncation)]
pub(super) fn sum_and_role(ranked: Ranked) -> (i32, u32) {
    ((!((ranked >> 32) as u32) ^ (1 << 31)).cast_signed(), ranked as u32)
}

/// Sums of a kind; one per thread.
#[derive(Clone, Debug)]
pub(super) struct Sums<T> {
    /// By page, the sum of each role's postings and what it started from. Only blocks that hold roles are touched, and a page's last sums, by padding.
    pages: Vec<Box<[T; PAGE]>>,
    /// Start values by technologies held, made on first use; the last serves its number and all greater, and is remade each time.
    starts: Vec<Vec<T>>,
    /// Steps of dense columns are of so many units.
    step: i32,
    added: Box<Added>,
    arch: Arch,
}

impl<T: Sum> Sums<T> {
    pub fn new(index: &Index) -> Sums<T> {
        let padded = index.roles().next_multiple_of(LANES);
        Sums {
            pages: (0..index.pages()).map(|_| page()).collect(),
            starts: vec![Vec::new(); (KEPT / padded.max(1)).min(MOST_KEPT) + 1],
            step: index.step(),
            added: Box::default(),
            arch: Arch::new(),
        }
    }

    /// Lets all sums start from what incumbents taught less what roles expect of so many technologies.
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
    pub fn start(&mut self, index: &Index, technologies: u32) {
        let last = self.starts.len() - 1;
        let at = last.min(technologies as usize);
        let start = &mut self.starts[at];
        if start.is_empty() || at == last {
            let technologies = technologies.min(1 << 18) as i32;
            let of = |role: usize| {
                let (price, bias) = index.terms(role as u32);
                T::of(bias.wrapping_sub(price.wrapping_mul(technologies)))
            };
            start.clear();
            start.extend((0..index.roles()).map(of));
            start.resize(index.roles().next_multiple_of(LANES), T::LEAST);
        }
        for (page, start) in self.pages.iter_mut().zip(start.chunks(PAGE)) {
            page[..start.len()].copy_from_slice(start);
        }
    }

    /// Lets the sums of a page start from nothing.
    pub fn zero(&mut self, page: usize, roles: usize) {
        self.pages[page][..roles].fill(T::default());
    }

    /// Adds columns to the roles of a page.
    pub fn add(&mut self, page: usize, roles: usize, columns: &Columns) {
        let (sums, added) = (&mut self.pages[page], &mut self.added);
        self.arch.dispatch(Adding { columns, roles, step: self.step, added, sums });
    }

    /// The sum of one role.
    pub fn of(&self, role: usize) -> i32 {
        self.pages[role / PAGE][role % PAGE].into()
    }

    /// Gives the least sum to roles that are not considered: those with all bits set.
    pub fn leave_out(&mut self, left_out: &[i32]) {
        let sums = self.pages.iter_mut().flat_map(|page| page.iter_mut());
        for (sum, left_out) in sums.zip(left_out) {
            *sum = if *left_out == 0 { *sum } else { T::LEAST };
        }
    }

    /// The blocks of so many roles, by page.
    #[inline(always)]
    fn blocks(&self, roles: usize) -> impl Iterator<Item = &[[T; LANES]]> {
        let pages = self.pages.iter().zip((0..roles).step_by(PAGE));
        pages.map(move |(page, first)| {
            let (blocks, _) = page.as_chunks::<LANES>();
            &blocks[..(roles - first).min(PAGE).div_ceil(LANES)]
        })
    }

    /// The `top` best of so many roles, best first.
    pub fn best(&self, roles: usize, top: usize, out: &mut Vec<Ranked>) {
        out.clear();
        if top > LANES {
            self.everyone(roles, out);
        } else {
            let lanes = self.lanes(roles);
            self.arch.dispatch(Choosing { sums: self, lanes: &lanes, roles, top, out });
        }
        if out.len() > 4 * top {
            out.select_nth_unstable(top);
            out.truncate(top);
        }
        few::sort(self.arch, out);
        out.truncate(top);
    }

    /// All roles that are considered.
    #[allow(clippy::cast_possible_truncation)]
    fn everyone(&self, roles: usize, out: &mut Vec<Ranked>) {
        let sums = self.pages.iter().flat_map(|page| page.iter()).take(roles);
        let considered = sums.enumerate().filter(|(_, sum)| **sum > T::LEAST);
        out.extend(considered.map(|(role, sum)| ranked((*sum).into(), role as u32)));
    }

    /// The `top` best roles, at most as many as there are lanes, and a few more.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    fn candidates(&self, lanes: &Lanes<T>, roles: usize, top: usize, out: &mut Vec<Ranked>) {
        let floor = lanes.floor(top);
        let mut left = lanes.reach(floor);
        while left != 0 {
            let lane = left.trailing_zeros() as usize;
            left &= left - 1;
            let best = lanes.best[lane];
            if lanes.second[lane] < floor {
                let block: i32 = lanes.at[lane].into();
                out.push(ranked(best.into(), (block as usize * LANES + lane) as u32));
                continue;
            }
            for (block, sums) in self.blocks(roles).flatten().enumerate() {
                if sums[lane] >= floor && sums[lane] > T::LEAST {
                    out.push(ranked(sums[lane].into(), (block * LANES + lane) as u32));
                }
            }
        }
    }

    /// What each lane holds.
    fn lanes(&self, roles: usize) -> Lanes<T> {
        let mut lanes = Lanes::new();
        let mut first = 0;
        for blocks in self.blocks(roles) {
            self.arch.dispatch(TakeIn { blocks, first, lanes: &mut lanes });
            first += i32::try_from(blocks.len()).unwrap_or(i32::MAX);
        }
        lanes
    }
}

/// What [`Sums::add`] does, for the registers that there are.
struct Adding<'a, T> {
    columns: &'a Columns<'a>,
    roles: usize,
    step: i32,
    added: &'a mut Added,
    sums: &'a mut [T; PAGE],
}

impl<T: Sum> WithSimd for Adding<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        add(self.columns, self.roles, self.step, self.added, self.sums);
    }
}

/// The part of [`Sums::best`] that compares lanes.
struct Choosing<'a, T> {
    sums: &'a Sums<T>,
    lanes: &'a Lanes<T>,
    roles: usize,
    top: usize,
    out: &'a mut Vec<Ranked>,
}

impl<T: Sum> WithSimd for Choosing<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.sums.candidates(self.lanes, self.roles, self.top, self.out);
    }
}

/// A page of zeros.
fn page<T: Sum>() -> Box<[T; PAGE]> {
    // Made as a vector, because an array would be built on the stack first.
    vec![T::default(); PAGE].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([T::default(); PAGE]))
}

#[cfg(test)]
mod tests {
    use super::super::postings::Postings;
    use super::*;
    use pulp::Scalar;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{RngCore, SeedableRng};

    const STEP: i32 = 6;

    /// Columns from nearly empty to full, with worths of both signs: up to a thousand, and down to minus five hundred.
    fn columns(roles: u32, many: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<Vec<(u32, i32)>> {
        let mut below = |n: u64| rng.next_u64() % n;
        let mut column = || {
            let one_in = [1, 2, 9, 40, 400][below(5) as usize];
            let worth = |n: u64| i32::try_from(n).unwrap() - 500;
            let mut list = Vec::new();
            for role in 0..roles {
                if below(one_in) == 0 {
                    list.push((role, worth(below(1500)) / STEP * STEP));
                }
            }
            list
        };
        (0..many).map(|_| column()).collect()
    }

    /// Runs as compiled for the registers that the target promises, or for wider ones that are not the widest, where the processor has them.
    fn compiled_for<Op: WithSimd>(wider: bool, op: Op) -> Op::Output {
        #[cfg(target_arch = "x86_64")]
        if wider && let Some(v3) = pulp::x86::V3::try_new() {
            return Simd::vectorize(v3, op);
        }
        let _ = wider;
        op.with_simd(Scalar)
    }

    fn sums_and_roles_are_those_of_plain_adding<T: Sum>(numbers: impl Iterator<Item = usize> + Clone) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        for roles in [1, 5, 63, 64, 65, 302, 1000, 3007, 4096, 9000] {
            for many in numbers.clone() {
                let lists = columns(roles, many, &mut rng);
                let postings: Vec<Postings> =
                    lists.iter().map(|l| Postings::new(l, roles as usize, STEP)).collect();
                for (list, postings) in lists.iter().zip(&postings) {
                    let said = |role: u16| postings.of(role, STEP).unwrap_or(0);
                    assert!(list.iter().all(|(role, worth)| said(*role as u16) == *worth));
                    assert_eq!(
                        (0..roles as u16).filter(|r| said(*r) != 0).count(),
                        list.iter().filter(|p| p.1 != 0).count()
                    );
                }
                let mut columns = Columns::default();
                columns.set(postings.iter());
                let roles = roles as usize;
                let mut naive = vec![0i32; roles];
                lists.iter().flatten().for_each(|(role, worth)| naive[*role as usize] += worth);
                let mut sums: Sums<T> = Sums {
                    pages: vec![page()],
                    starts: Vec::new(),
                    step: STEP,
                    added: Box::default(),
                    arch: Arch::new(),
                };
                // What is behind the last role counts as little as it can.
                sums.pages[0][roles..roles.next_multiple_of(LANES)].fill(T::LEAST);
                let plain = [false, true].map(|wider| {
                    let mut plain = sums.clone();
                    let (added, to) = (&mut plain.added, &mut plain.pages[0]);
                    compiled_for(wider, Adding { columns: &columns, roles, step: STEP, added, sums: to });
                    plain
                });
                sums.add(0, roles, &columns);
                assert!(
                    plain.iter().all(|plain| plain.pages[0] == sums.pages[0]),
                    "{roles} roles, {many} columns"
                );
                assert!((0..roles).all(|role| sums.of(role) == naive[role]), "{roles} roles, {many} columns");
                let mut order: Vec<Ranked> =
                    (0..).zip(&naive).map(|(role, sum)| ranked(*sum, role)).collect();
                order.sort_unstable();
                for top in [1, 3, 10, LANES, LANES + 1, 5000] {
                    let mut wide = Vec::new();
                    sums.best(roles, top, &mut wide);
                    for wider in [false, true].into_iter().filter(|_| top <= LANES) {
                        let mut narrow = Vec::new();
                        let mut lanes = Lanes::new();
                        for blocks in sums.blocks(roles) {
                            compiled_for(wider, TakeIn { blocks, first: 0, lanes: &mut lanes });
                        }
                        let lanes = &lanes;
                        compiled_for(wider, Choosing { sums: &sums, lanes, roles, top, out: &mut narrow });
                        narrow.sort_unstable();
                        narrow.truncate(top);
                        assert_eq!(wide, narrow);
                    }
                    assert_eq!(
                        wide,
                        order[..top.min(roles)],
                        "{roles} roles, {many} columns, the best {top}"
                    );
                }
            }
        }
    }

    #[test]
    fn sixteen_bits_and_any_registers_give_the_same() {
        // Fifteen columns of at most a thousand stay within 16 bits.
        sums_and_roles_are_those_of_plain_adding::<i16>(0..15);
    }

    #[test]
    fn so_do_thirty_two() {
        // Of 600 columns, more are dense than are added up in 16 bits.
        sums_and_roles_are_those_of_plain_adding::<i32>((0..40).chain([600]));
    }
}
