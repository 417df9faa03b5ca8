//! The sums of all roles for the profile in hand: what they start from, and which are the largest.

use super::index::Index;
use super::postings::{BLOCK, PAGE, Postings, Sum, add};

/// Lanes of running maxima: their k-th largest is a floor under the k-th best role, for k up to this many.
pub(super) const LANES: usize = BLOCK / 2;

/// Values that are kept to start sums from: 4 MB at most.
const KEPT: usize = 1 << 20;

/// Profiles that hold more technologies than this start from values of their own.
const MOST_KEPT: usize = 64;

/// A role with its sum in one number: a greater one is better, ties are broken by row.
pub(super) type Ranked = u64;

fn ranked(sum: i32, role: u32) -> Ranked {
    u64::from(sum.cast_unsigned() ^ (1 << 31)) << 32 | u64::from(!role)
}

/// The sum and the role.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn sum_and_role(ranked: Ranked) -> (i32, u32) {
    (((ranked >> 32) as u32 ^ (1 << 31)).cast_signed(), !(ranked as u32))
}

/// Sums of a kind; one per thread.
#[derive(Clone, Debug)]
pub(super) struct Sums<T> {
    /// By page, the sum of each role's postings and what it started from. Only whole blocks of roles that there are get touched.
    pages: Vec<Box<[T; PAGE]>>,
    /// By number of technologies held, what roles start from; made when first needed. The last is for all greater numbers, made each time.
    starts: Vec<Vec<T>>,
}

impl<T: Sum> Sums<T> {
    pub fn new(index: &Index) -> Sums<T> {
        let padded = index.roles().next_multiple_of(LANES);
        Sums {
            pages: (0..index.pages()).map(|_| page()).collect(),
            starts: vec![Vec::new(); (KEPT / padded.max(1)).min(MOST_KEPT) + 1],
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
    pub fn add(&mut self, page: usize, roles: usize, columns: &[&Postings]) {
        add(columns, roles, &mut self.pages[page]);
    }

    /// The sum of one role.
    pub fn of(&self, role: usize) -> i32 {
        self.pages[role / PAGE][role % PAGE].into()
    }

    /// Takes away all evidence of roles that are not considered: where all bits are set.
    pub fn leave_out(&mut self, left_out: &[i32]) {
        let sums = self.pages.iter_mut().flat_map(|page| page.iter_mut());
        for (sum, left_out) in sums.zip(left_out) {
            *sum = if *left_out == 0 { *sum } else { T::LEAST };
        }
    }

    /// Blocks of so many roles.
    fn blocks(&self, roles: usize) -> impl Iterator<Item = &[T; LANES]> {
        self.pages.iter().flat_map(|page| page.as_chunks::<LANES>().0).take(roles.div_ceil(LANES))
    }

    /// The `top` best of so many roles, best first.
    #[allow(clippy::cast_possible_truncation)]
    pub fn best(&self, roles: usize, top: usize, out: &mut Vec<Ranked>) {
        let floor = self.floor(roles, top);
        out.clear();
        for (number, block) in self.blocks(roles).enumerate() {
            // Most blocks hold nothing: one look at all lanes together.
            if !block.iter().fold(false, |any, sum| any | (*sum >= floor)) {
                continue;
            }
            for (eighth, sums) in block.as_chunks::<8>().0.iter().enumerate() {
                if !sums.iter().fold(false, |any, sum| any | (*sum >= floor)) {
                    continue;
                }
                for (lane, sum) in sums.iter().enumerate() {
                    if *sum >= floor && *sum > T::LEAST {
                        out.push(ranked((*sum).into(), (number * LANES + eighth * 8 + lane) as u32));
                    }
                }
            }
        }
        if out.len() > 4 * top {
            out.select_nth_unstable_by(top, |a, b| b.cmp(a));
            out.truncate(top);
        }
        out.sort_unstable_by(|a, b| b.cmp(a));
        out.truncate(top);
    }

    /// A floor that the `top` best reach.
    fn floor(&self, roles: usize, top: usize) -> T {
        if top > LANES {
            return T::LEAST;
        }
        let mut maxima = [T::LEAST; LANES];
        for block in self.blocks(roles) {
            for (maximum, sum) in maxima.iter_mut().zip(block) {
                *maximum = (*maximum).max(*sum);
            }
        }
        // The least of those that fewer than `top` exceed: each is compared with all, which is shorter than a sort.
        let exceed = |sum: &T| maxima.iter().map(|m| i16::from(m > sum)).sum::<i16>();
        let floor = maxima.iter().filter(|m| usize::from(exceed(m).unsigned_abs()) < top).min();
        floor.copied().unwrap_or(T::LEAST)
    }
}

/// A page of zeros.
fn page<T: Sum>() -> Box<[T; PAGE]> {
    // Made as a vector, because an array would be built on the stack first.
    vec![T::default(); PAGE].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([T::default(); PAGE]))
}
