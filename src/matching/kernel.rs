//! The scoring kernel: skills at levels → the best roles by fit, exactly.
//!
//! All in integers: sums start from what each role expects, below zero, postings are added, and that orders the roles, because fit rises with it.
//! A first pass without branches finds a floor under the k-th best; only roles at the floor or above are ordered.

use super::index::{DENSE_SUMMED, Index, PAGE, Postings, add_dense, add_sparse, fit};
use super::top::Scored;
use crate::units::{Level, SkillRow};

/// Lanes of running maxima: their k-th largest is a floor under the k-th best role, for k up to this many.
const LANES: usize = super::index::BLOCK / 2;

/// The evidence of roles that are not considered.
const NOWHERE: i32 = i32::MIN;

/// Values that a kernel keeps to start sums from: 4 MB at most.
const KEPT: usize = 1 << 20;

/// Profiles that hold more technologies than this start from values of their own.
const MOST_KEPT: usize = 64;

/// Ranks profiles against one index; one per thread. Results depend on nothing that was ranked before.
#[derive(Clone, Debug)]
pub struct Kernel<'i, 'm> {
    index: &'i Index<'m>,
    /// By page, the sum of each role's postings and what it started from. Only whole lanes of roles that there are get touched.
    evidence: Vec<Box<[i32; PAGE]>>,
    /// By number of technologies held, what roles start from; made when first needed. The last is for all greater numbers, made each time.
    starts: Vec<Vec<i32>>,
    /// By lane, all bits set where a role is not considered; `None` where all are.
    left_out: Option<Vec<i32>>,
    best: Vec<Scored>,
    order: Vec<(i32, u32)>,
}

impl<'i, 'm> Kernel<'i, 'm> {
    /// A kernel that considers the roles for which `considers` says so.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(index: &'i Index<'m>, considers: impl Fn(u32) -> bool) -> Kernel<'i, 'm> {
        let roles = index.roles();
        let padded = roles.next_multiple_of(LANES);
        let mut left_out = vec![0; padded];
        for (role, left_out) in left_out.iter_mut().enumerate().take(roles) {
            *left_out = -i32::from(!considers(role as u32));
        }
        Kernel {
            index,
            evidence: (0..index.pages()).map(|_| page()).collect(),
            starts: vec![Vec::new(); (KEPT / padded.max(1)).min(MOST_KEPT) + 1],
            left_out: left_out.contains(&-1).then_some(left_out),
            best: Vec::new(),
            order: Vec::new(),
        }
    }

    /// The best `top` roles for skills at levels and valid certifications (rows), best first, ties by role; none where nothing that is held is
    /// asked anywhere.
    pub fn top(
        &mut self,
        skills: impl IntoIterator<Item = (SkillRow, Level), IntoIter: Clone>,
        certifications: impl IntoIterator<Item = usize, IntoIter: Clone>,
        top: usize,
    ) -> &[Scored] {
        let (skills, certifications) = (skills.into_iter(), certifications.into_iter());
        let (technologies, most) = self.says(skills.clone(), certifications.clone());
        self.best.clear();
        if most > 0 && top > 0 {
            self.start(technologies);
            self.add(skills, certifications);
            self.select(most, top);
        }
        &self.best
    }

    /// The last result of [`Kernel::top`].
    #[must_use]
    pub fn last(&self) -> &[Scored] {
        &self.best
    }

    /// For every role, considered or not, the evidence that a profile gives, in units of evidence.
    #[allow(clippy::cast_possible_truncation)]
    pub fn evidence(
        &mut self,
        skills: impl IntoIterator<Item = (SkillRow, Level), IntoIter: Clone>,
        certifications: impl IntoIterator<Item = usize, IntoIter: Clone>,
    ) -> Vec<i32> {
        let (skills, certifications) = (skills.into_iter(), certifications.into_iter());
        let (technologies, _) = self.says(skills.clone(), certifications.clone());
        for (number, evidence) in self.evidence.iter_mut().enumerate() {
            evidence[..self.index.on_page(number)].fill(0);
        }
        self.add(skills, certifications);
        let of = |role: usize| {
            self.evidence[role / PAGE][role % PAGE]
                .saturating_sub(self.index.expected(role as u32, technologies))
        };
        (0..self.index.roles()).map(of).collect()
    }

    /// The number of technologies held and the most that all columns could say.
    fn says(
        &self,
        skills: impl Iterator<Item = (SkillRow, Level)>,
        certifications: impl Iterator<Item = usize>,
    ) -> (u32, u32) {
        let (mut technologies, mut most) = (0, 0);
        for (skill, _) in skills {
            technologies += u32::from(self.index.is_priced(skill));
            most += self.index.most(skill.at());
        }
        for row in certifications {
            most += self.index.most(self.index.skills() + row);
        }
        (technologies, most)
    }

    /// Lets all sums start from what incumbents taught less what roles expect of so many technologies.
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
    fn start(&mut self, technologies: u32) {
        let last = self.starts.len() - 1;
        let at = last.min(technologies as usize);
        let (start, index) = (&mut self.starts[at], self.index);
        if start.is_empty() || at == last {
            let technologies = technologies.min(1 << 18) as i32;
            let of = |role: usize| {
                let (price, bias) = index.terms(role as u32);
                bias.wrapping_sub(price.wrapping_mul(technologies))
            };
            start.clear();
            start.extend((0..index.roles()).map(of));
            start.resize(index.roles().next_multiple_of(LANES), NOWHERE);
        }
        for (page, start) in self.evidence.iter_mut().zip(start.chunks(PAGE)) {
            page[..start.len()].copy_from_slice(start);
        }
    }

    /// Adds the postings.
    fn add(
        &mut self,
        skills: impl Iterator<Item = (SkillRow, Level)> + Clone,
        certifications: impl Iterator<Item = usize> + Clone,
    ) {
        for (number, evidence) in self.evidence.iter_mut().enumerate() {
            let roles = self.index.on_page(number);
            let columns = skills.clone().map(|(skill, level)| self.index.postings(number, skill, level));
            let columns = columns.chain(certifications.clone().map(|row| self.index.wishes(number, row)));
            let mut dense: [&[i16]; DENSE_SUMMED] = [&[]; DENSE_SUMMED];
            let mut many = 0;
            for column in columns {
                match column {
                    Postings::Sparse(list) => add_sparse(list, evidence),
                    Postings::Dense(all) => {
                        dense[many] = all;
                        many += 1;
                        if many == DENSE_SUMMED {
                            add_dense(&dense, roles, evidence);
                            many = 0;
                        }
                    }
                }
            }
            if many > 0 {
                add_dense(&dense[..many], roles, evidence);
            }
        }
    }

    /// Orders the roles by evidence.
    #[allow(clippy::cast_possible_truncation)]
    fn select(&mut self, most: u32, top: usize) {
        let lanes = self.index.roles().next_multiple_of(LANES);
        self.leave_out();
        let floor = self.floor(lanes, top);
        self.order.clear();
        let blocks = self.evidence.iter().flat_map(|page| page.chunks_exact(LANES));
        for (block, evidence) in blocks.take(lanes / LANES).enumerate() {
            // Most blocks hold nothing: one look at all lanes together.
            if !evidence.iter().fold(false, |any, e| any | (*e >= floor)) {
                continue;
            }
            for (lane, e) in evidence.iter().enumerate() {
                if *e >= floor && *e > NOWHERE {
                    self.order.push((*e, (block * LANES + lane) as u32));
                }
            }
        }
        let order = |a: &(i32, u32), b: &(i32, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        if self.order.len() > 4 * top {
            self.order.select_nth_unstable_by(top, order);
            self.order.truncate(top);
        }
        self.order.sort_unstable_by(order);
        self.order.truncate(top);
        self.best.extend(self.order.iter().map(|&(e, role)| Scored { role, fit: fit(e, 0, most) }));
    }

    /// Takes away all evidence of roles that are not considered.
    fn leave_out(&mut self) {
        let Some(left_out) = &self.left_out else { return };
        let evidence = self.evidence.iter_mut().flat_map(|page| page.iter_mut());
        for (evidence, left_out) in evidence.zip(left_out) {
            *evidence = if *left_out == 0 { *evidence } else { NOWHERE };
        }
    }

    /// A floor that the `top` best reach.
    fn floor(&self, lanes: usize, top: usize) -> i32 {
        if top > LANES {
            return NOWHERE;
        }
        let mut maxima = [NOWHERE; LANES];
        let blocks = self.evidence.iter().flat_map(|page| page.chunks_exact(LANES));
        for evidence in blocks.take(lanes / LANES) {
            for (maximum, evidence) in maxima.iter_mut().zip(evidence) {
                *maximum = (*maximum).max(*evidence);
            }
        }
        maxima.sort_unstable();
        maxima[LANES - top]
    }
}

/// A page of zeros.
fn page() -> Box<[i32; PAGE]> {
    // Made as a vector, because an array would be built on the stack first.
    vec![0; PAGE].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([0; PAGE]))
}
