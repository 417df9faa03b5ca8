//! The scoring kernel: skills at levels → the best roles by fit, exactly.
//!
//! All in integers: sums start from what each role expects, negated, and postings are added; that orders the roles, because fit rises with the sum.
//! How they are added is in `sums`, how a floor under the k-th best is found without branches in `lanes`; only roles at the floor or above are ordered.

use super::index::Index;
use super::lanes::LANES;
use super::postings::Columns;
use super::sums::{Ranked, Sums, sum_and_role};
use super::top::RankedRole;
use super::worth::fit;
use crate::units::{Level, SkillRow};

/// Ranks profiles against one index; one per thread. Results depend on nothing that was ranked before.
#[derive(Clone, Debug)]
pub struct Kernel<'i, 'm> {
    index: &'i Index<'m>,
    /// For profiles whose sums fit into 16 bits, and for all others.
    narrow: Sums<i16>,
    wide: Sums<i32>,
    /// The largest price of a technology and the largest that incumbents taught, either way.
    most_price: i64,
    most_bias: i64,
    /// By role, all bits set where it is not considered; `None` where all are.
    left_out: Option<Vec<i32>>,
    /// What the profile in hand says on a page.
    columns: Columns<'i>,
    best: Vec<RankedRole>,
    order: Vec<Ranked>,
}

impl<'i, 'm> Kernel<'i, 'm> {
    /// A kernel that considers the roles for which `considers` says so.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(index: &'i Index<'m>, considers: impl Fn(u32) -> bool) -> Kernel<'i, 'm> {
        let roles = index.roles();
        let mut left_out = vec![0; roles.next_multiple_of(LANES)];
        for (role, left_out) in left_out.iter_mut().enumerate().take(roles) {
            *left_out = -i32::from(!considers(role as u32));
        }
        let terms = || (0..roles).map(|role| index.terms(role as u32));
        Kernel {
            index,
            narrow: Sums::new(index),
            wide: Sums::new(index),
            most_price: terms().map(|t| i64::from(t.0).abs()).max().unwrap_or(0),
            most_bias: terms().map(|t| i64::from(t.1).abs()).max().unwrap_or(0),
            left_out: left_out.contains(&-1).then_some(left_out),
            columns: Columns::default(),
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
    ) -> &[RankedRole] {
        let (skills, certifications) = (skills.into_iter(), certifications.into_iter());
        let (technologies, most) = self.says(skills.clone(), certifications.clone());
        self.best.clear();
        if most == 0 || top == 0 {
            return &self.best;
        }
        let (index, roles) = (self.index, self.index.roles());
        self.gather(0, skills.clone(), certifications.clone());
        let bound = self.columns.most() + self.most_bias + self.most_price * i64::from(technologies);
        if bound < i64::from(i16::MAX) && index.pages() == 1 {
            self.narrow.start(index, technologies);
            self.narrow.add(0, roles, &self.columns);
            self.left_out.iter().for_each(|l| self.narrow.leave_out(l));
            self.narrow.best(roles, top, &mut self.order);
        } else {
            self.wide.start(index, technologies);
            self.add_wide(skills, certifications);
            self.left_out.iter().for_each(|l| self.wide.leave_out(l));
            self.wide.best(roles, top, &mut self.order);
        }
        let scored = |&r: &Ranked| {
            let (sum, role) = sum_and_role(r);
            RankedRole { role, fit: fit(sum, 0, most) }
        };
        self.best.extend(self.order.iter().map(scored));
        &self.best
    }

    /// Looks up what a profile says on a page.
    #[inline]
    fn gather(
        &mut self,
        page: usize,
        skills: impl Iterator<Item = (SkillRow, Level)>,
        certifications: impl Iterator<Item = usize>,
    ) {
        let index = self.index;
        let skills = skills.map(|(skill, level)| index.postings(page, skill, level));
        self.columns.set(skills.chain(certifications.map(|row| index.wishes(page, row))));
    }

    /// Adds all that a profile says, in 32 bits.
    fn add_wide(
        &mut self,
        skills: impl Iterator<Item = (SkillRow, Level)> + Clone,
        certifications: impl Iterator<Item = usize> + Clone,
    ) {
        for page in 0..self.index.pages() {
            self.gather(page, skills.clone(), certifications.clone());
            self.wide.add(page, self.index.on_page(page), &self.columns);
        }
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
        for page in 0..self.index.pages() {
            self.wide.zero(page, self.index.on_page(page));
        }
        self.add_wide(skills, certifications);
        let of =
            |role: usize| self.wide.of(role).saturating_sub(self.index.expected(role as u32, technologies));
        (0..self.index.roles()).map(of).collect()
    }

    /// The number of technologies held and the most that all columns could say.
    pub(super) fn says(
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
}

#[cfg(test)]
mod tests {
    use super::super::postings::PAGE;
    use super::*;
    use crate::model::Model;
    use crate::vector::RoleVector;

    #[test]
    fn roles_of_several_pages_are_ranked_as_one_by_one() {
        let model = Model::shipped().unwrap();
        let d = &model.data;
        let roles: Vec<RoleVector> = d.roles.iter().cycle().take(PAGE + 5000).cloned().collect();
        let index = Index::build(&d.catalog, &roles, &d.links, None);
        assert_eq!(index.pages(), 2);
        let asked = d.roles.iter().step_by(40).flat_map(|role| role.requirements.iter().step_by(5));
        let mut skills: Vec<(SkillRow, Level)> = asked.map(|r| (r.skill, r.level)).collect();
        skills.sort_unstable();
        skills.dedup_by_key(|s| s.0);
        let certifications = [0, 7];
        let sum = |role: u32, technologies: u32| {
            let skills = skills.iter().filter_map(|(skill, level)| index.worth(*skill, *level, role));
            let wishes = certifications.iter().filter_map(|row| index.wish(*row, role));
            skills.chain(wishes).sum::<i32>() - index.expected(role, technologies)
        };
        let border = u32::try_from(PAGE).unwrap();
        let considered: [fn(u32, u32) -> bool; 3] =
            [|_, _| true, |role, border| role + 9 >= border, |role, border| role >= border && role % 3 == 1];
        for considers in considered {
            let mut kernel = Kernel::new(&index, |role| considers(role, border));
            let (technologies, most) = kernel.says(skills.iter().copied(), certifications.into_iter());
            let every = (0..index.roles()).map(|role| u32::try_from(role).unwrap());
            let mut order: Vec<(i32, u32)> =
                every.filter(|r| considers(*r, border)).map(|r| (sum(r, technologies), r)).collect();
            order.sort_unstable_by_key(|(sum, role)| (std::cmp::Reverse(*sum), *role));
            for top in [1, 10, LANES, 700] {
                let want: Vec<RankedRole> = order[..top.min(order.len())]
                    .iter()
                    .map(|(sum, role)| RankedRole { role: *role, fit: fit(*sum, 0, most) })
                    .collect();
                let got = kernel.top(skills.iter().copied(), certifications, top);
                assert_eq!(got, want, "the best {top}");
            }
        }
    }

    /// Hundreds of skills say more than 16 bits hold.
    #[test]
    fn profiles_of_any_length_are_ranked_as_one_by_one() {
        let model = Model::shipped().unwrap();
        let d = &model.data;
        let index = Index::build(&d.catalog, &d.roles, &d.links, None);
        let mut asked: Vec<SkillRow> =
            d.roles.iter().flat_map(|role| role.requirements.iter().map(|r| r.skill)).collect();
        asked.sort_unstable();
        asked.dedup();
        let mut kernel = Kernel::new(&index, |_| true);
        let mut beyond = false;
        for many in [1, 30, 100, 200, 400, 800, asked.len()] {
            let skills = asked.iter().step_by(asked.len() / many).map(|skill| (*skill, Level::EXPERT));
            let (technologies, most) = kernel.says(skills.clone(), std::iter::empty());
            let sum = |role: u32| {
                let worth = skills.clone().filter_map(|(skill, level)| index.worth(skill, level, role));
                worth.sum::<i32>() - index.expected(role, technologies)
            };
            let roles = 0..u32::try_from(index.roles()).unwrap();
            let mut order: Vec<(i32, u32)> = roles.map(|role| (sum(role), role)).collect();
            order.sort_unstable_by_key(|(sum, role)| (std::cmp::Reverse(*sum), *role));
            beyond |= order.iter().any(|(sum, _)| i16::try_from(*sum).is_err());
            let want: Vec<RankedRole> = order[..10]
                .iter()
                .map(|(sum, role)| RankedRole { role: *role, fit: fit(*sum, 0, most) })
                .collect();
            assert_eq!(kernel.top(skills, std::iter::empty(), 10), want, "{many} skills");
        }
        assert!(beyond, "some sums need more than 16 bits");
    }
}
