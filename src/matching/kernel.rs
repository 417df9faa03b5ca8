//! The scoring kernel: skills at levels → the best roles by fit, exactly.
//!
//! All in integers: postings are summed, what each role expects is taken off, and what is left orders the roles, because fit rises with it.
//! A first pass without branches finds a floor under the k-th best; only roles at the floor or above are ordered.

use super::index::{DENSE_SUMMED, Index, PAGE, Postings, add_dense, add_sparse, fit};
use super::top::Scored;
use crate::units::{Level, SkillRow};

/// Lanes of running maxima: their k-th largest is a floor under the k-th best role, for k up to this many.
const LANES: usize = super::index::BLOCK / 2;

/// The evidence of roles that are not considered.
const NOWHERE: i32 = i32::MIN;

/// Ranks profiles against one index; one per thread. Results depend on nothing that was ranked before.
#[derive(Clone, Debug)]
pub struct Kernel<'i, 'm> {
    index: &'i Index<'m>,
    /// By page, the sum of each role's postings; less what it expects, once selected. Only whole lanes of roles that there are get touched.
    evidence: Vec<Box<[i32; PAGE]>>,
    /// The price of a technology held, by role.
    price: Vec<i32>,
    /// What incumbents taught, by role.
    bias: Vec<i32>,
    /// All bits set for roles that are considered, none for others and padding.
    considered: Vec<i32>,
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
        let (mut price, mut bias, mut considered) = (vec![0; padded], vec![0; padded], vec![0; padded]);
        for role in 0..roles {
            (price[role], bias[role]) = index.terms(role as u32);
            considered[role] = -i32::from(considers(role as u32));
        }
        Kernel {
            index,
            evidence: (0..index.pages()).map(|_| page()).collect(),
            price,
            bias,
            considered,
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
        let (technologies, most) = self.sum(skills, certifications);
        self.best.clear();
        if most > 0 && top > 0 {
            self.select(technologies, most, top);
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
        let (technologies, _) = self.sum(skills, certifications);
        let of = |role: usize| {
            self.evidence[role / PAGE][role % PAGE]
                .saturating_sub(self.index.expected(role as u32, technologies))
        };
        (0..self.index.roles()).map(of).collect()
    }

    /// Sums the postings; returns the number of technologies held and the most that all columns could say.
    fn sum(
        &mut self,
        skills: impl IntoIterator<Item = (SkillRow, Level), IntoIter: Clone>,
        certifications: impl IntoIterator<Item = usize, IntoIter: Clone>,
    ) -> (u32, u32) {
        let (skills, certifications) = (skills.into_iter(), certifications.into_iter());
        let (mut technologies, mut most) = (0, 0);
        for (skill, _) in skills.clone() {
            technologies += u32::from(self.index.is_priced(skill));
            most += self.index.most(skill.at());
        }
        for row in certifications.clone() {
            most += self.index.most(self.index.skills() + row);
        }
        for (number, evidence) in self.evidence.iter_mut().enumerate() {
            let roles = self.index.on_page(number);
            evidence[..roles.next_multiple_of(LANES)].fill(0);
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
        (technologies, most)
    }

    /// Orders the roles by evidence.
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
    fn select(&mut self, technologies: u32, most: u32, top: usize) {
        let floor = self.first_pass(technologies.min(1 << 18) as i32, top);
        self.order.clear();
        let blocks = self.evidence.iter().flat_map(|page| page.chunks_exact(LANES));
        for (block, evidence) in blocks.take(self.price.len() / LANES).enumerate() {
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

    /// Takes off what roles expect, and finds a floor that the `top` best reach.
    fn first_pass(&mut self, technologies: i32, top: usize) -> i32 {
        let mut maxima = [NOWHERE; LANES];
        let terms = self.price.chunks_exact(LANES).zip(self.bias.chunks_exact(LANES));
        let terms = terms.zip(self.considered.chunks_exact(LANES));
        let blocks = self.evidence.iter_mut().flat_map(|page| page.chunks_exact_mut(LANES));
        for (evidence, ((price, bias), considered)) in blocks.zip(terms) {
            for lane in 0..LANES {
                let left = evidence[lane]
                    .wrapping_sub(price[lane].wrapping_mul(technologies))
                    .wrapping_add(bias[lane]);
                let left = if considered[lane] == 0 { NOWHERE } else { left };
                evidence[lane] = left;
                maxima[lane] = maxima[lane].max(left);
            }
        }
        if top <= LANES {
            maxima.sort_unstable();
            maxima[LANES - top]
        } else {
            NOWHERE
        }
    }
}

/// A page of zeros.
fn page() -> Box<[i32; PAGE]> {
    // Made as a vector, because an array would be built on the stack first.
    vec![0; PAGE].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([0; PAGE]))
}
