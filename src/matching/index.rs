//! Who asks what, by column: the postings that the kernel adds. They hold level satisfaction and related-skill credit already; what they are worth is in
//! [`super::worth`].

use std::ops::Range;
use std::sync::OnceLock;

use super::postings::{PAGE, Postings};
use super::worth::{
    credited, is_technology, length, level_share, price, rarities, shares, step, stepped, weight_of, worth,
};
use crate::catalog::Catalog;
use crate::model::Incumbents;
use crate::units::{Level, SkillRow};
use crate::vector::{Link, Links, RoleVector};

/// The level from which on a skill speaks in full for a field. What a role asks beyond is judged by readiness: most people say no level, and
/// taking "working" for them must not speak against the roles that ask more.
const FIELD_LEVEL: Level = Level::WORKING;

/// How many levels speak differently.
const FIELD_LEVELS: usize = FIELD_LEVEL.get() as usize;

/// A requirement as the index keeps it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    role: u32,
    /// What the skill is worth at the level asked.
    full: u16,
    level: Level,
}

/// Who asks what, by column. Immutable to its users; the postings of a skill at a level are made when they are first asked for, so that
/// one match need not wait for all of them.
#[derive(Debug)]
pub struct Index<'m> {
    links: &'m Links,
    /// Roles that ask a skill: `asked[starts[s]..starts[s + 1]]`, by role.
    asked: Vec<Asked>,
    starts: Vec<u32>,
    /// For each skill: (role, learned from incumbents), by role; empty without them.
    learned: Vec<Vec<(u32, i16)>>,
    /// By page, skill and level, [`FIELD_LEVELS`] a skill.
    postings: Vec<OnceLock<Postings>>,
    /// By page and certification.
    wished: Vec<Postings>,
    /// Worths are multiples of so many units.
    step: i32,
    /// What each column could say at most: skills, then certifications.
    most: Vec<u16>,
    /// Whether a technology held has a price.
    priced: Vec<bool>,
    /// For each role: the price of a technology held.
    prices: Vec<u16>,
    /// For each role: learned from incumbents, 0 without them.
    bias: Vec<i32>,
}

impl<'m> Index<'m> {
    /// Inverts role vectors, and adds what incumbents taught where there were any.
    #[must_use]
    pub fn build(
        catalog: &Catalog,
        roles: &[RoleVector],
        links: &'m Links,
        incumbents: Option<&Incumbents>,
    ) -> Index<'m> {
        let skills = catalog.skills.len();
        let shares = shares(catalog, roles);
        let mut starts = vec![0u32; skills + 1];
        for r in roles.iter().flat_map(|v| &v.requirements) {
            starts[r.skill.at() + 1] += 1;
        }
        for s in 0..skills {
            starts[s + 1] += starts[s];
        }
        let blank = Asked { role: 0, full: 0, level: Level::WORKING };
        let mut asked = vec![blank; starts[skills] as usize];
        let mut next = starts.clone();
        let pages = roles.len().div_ceil(PAGE);
        let mut wished: Vec<Vec<(u32, i32)>> = vec![Vec::new(); pages * catalog.certifications.len()];
        let priced: Vec<bool> = (0..skills).map(|s| is_technology(catalog, s)).collect();
        let mut prices = Vec::with_capacity(roles.len());
        let rarity = rarities(skills, roles);
        for (row, role) in roles.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut technologies = 0.0;
            let length = length(role, &rarity);
            for r in &role.requirements {
                let skill = r.skill.at();
                let at = &mut next[skill];
                let part = rarity[skill].powi(2) * f64::from(r.importance) / 1000.0 / length;
                let full = worth(r.importance * weight_of(r), shares[skill], part);
                asked[*at as usize] = Asked { role: row, full, level: r.level };
                *at += 1;
                if priced[skill] {
                    technologies += f64::from(r.importance) / 1000.0;
                }
            }
            for c in &role.certifications {
                let at = c.certification.at();
                let full = worth(c.importance, shares[skills + at], 0.0);
                let page = row as usize / PAGE;
                wished[page * catalog.certifications.len() + at].push((row, i32::from(full)));
            }
            prices.push(price(technologies));
        }
        let mut learned = vec![Vec::new(); skills];
        let mut bias = vec![0; roles.len()];
        if let Some(people) = incumbents {
            for w in &people.weights {
                learned[w.skill.at()].push((w.role.0, w.weight));
            }
            learned.iter_mut().for_each(|roles: &mut Vec<(u32, i16)>| roles.sort_by_key(|l| l.0));
            bias.copy_from_slice(&people.bias);
        }
        let fulls = asked.iter().map(|a| i32::from(a.full)).chain(wished.iter().flatten().map(|w| w.1));
        let step = step(fulls, learned.iter().flatten().map(|l| i32::from(l.1)));
        let mut postings = Vec::new();
        postings.resize_with(pages * skills * FIELD_LEVELS, OnceLock::new);
        let on_page = |at: usize| (roles.len() - at / catalog.certifications.len() * PAGE).min(PAGE);
        let postings_of = |(at, wished): (usize, &mut Vec<(u32, i32)>)| {
            wished.iter_mut().for_each(|w| w.1 = stepped(w.1, step));
            Postings::new(wished, on_page(at), step)
        };
        let wished = wished.iter_mut().enumerate().map(postings_of).collect();
        let most = Vec::new();
        let mut index =
            Index { links, asked, starts, learned, postings, wished, step, most, priced, prices, bias };
        index.most = index.most_of(&shares, skills);
        index
    }

    /// What each column could say at most; a skill that no role asks speaks through what it counts for.
    fn most_of(&self, shares: &[f64], skills: usize) -> Vec<u16> {
        let asked = |column: usize| match column.checked_sub(skills) {
            None => !self.askers(SkillRow::of(column)).is_empty(),
            Some(c) => self.wished.iter().skip(c).step_by(shares.len() - skills).any(|w| !w.is_empty()),
        };
        let said = |column: usize| {
            let askers = if column < skills { self.askers(SkillRow::of(column)) } else { &[] };
            askers.iter().map(|a| a.full).max().unwrap_or(0)
        };
        let own: Vec<u16> = shares
            .iter()
            .enumerate()
            .map(|(c, s)| if asked(c) { worth(1000, *s, 0.0).max(said(c)) } else { 0 })
            .collect();
        let linked = |column: usize| {
            let credits = self.links.from(SkillRow::of(column)).iter();
            let best = credits.map(|l| credited(u32::from(own[l.to.at()]), l)).max();
            u16::try_from(best.unwrap_or(0)).unwrap_or(0)
        };
        let most =
            |(column, own): (usize, &u16)| if column < skills { (*own).max(linked(column)) } else { *own };
        own.iter().enumerate().map(most).collect()
    }

    /// How many roles there are.
    #[must_use]
    pub fn roles(&self) -> usize {
        self.prices.len()
    }

    /// What each worth is a multiple of, in units of evidence.
    #[must_use]
    pub fn step(&self) -> i32 {
        self.step
    }

    /// How many columns are skills; certifications follow behind them.
    #[must_use]
    pub fn skills(&self) -> usize {
        self.learned.len()
    }

    fn askers(&self, skill: SkillRow) -> &[Asked] {
        &self.asked[self.starts[skill.at()] as usize..self.starts[skill.at() + 1] as usize]
    }

    /// How many pages of roles there are.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.roles().div_ceil(PAGE)
    }

    /// How many roles a page has.
    #[must_use]
    pub fn on_page(&self, page: usize) -> usize {
        (self.roles() - page * PAGE).min(PAGE)
    }

    /// What having `skill` at `level` says for or against each role of a page for which it says anything.
    ///
    /// A skill that the role asks is worth its posting × the share of the level, up to `FIELD_LEVEL`; one that it does not ask is worth the best
    /// credit toward any skill that it does ask. What incumbents taught is added.
    #[must_use]
    #[inline]
    pub fn postings(&self, page: usize, skill: SkillRow, level: Level) -> &Postings {
        // Levels beyond say the same, so that they share their postings.
        let level = level.min(FIELD_LEVEL);
        let at = (page * self.skills() + skill.at()) * FIELD_LEVELS + usize::from(level.get() - 1);
        self.postings[at].get_or_init(|| self.make(page, skill, level))
    }

    fn make(&self, page: usize, skill: SkillRow, level: Level) -> Postings {
        let first = u32::try_from(page * PAGE).unwrap_or(u32::MAX);
        let mut all = self.offers(first..first.saturating_add(PAGE as u32), skill, level);
        all.iter_mut().for_each(|p| p.1 = stepped(p.1, self.step));
        all.retain(|p| p.1 != 0);
        Postings::new(&all, self.on_page(page), self.step)
    }

    /// What having `skill` at `level` says for those of some roles for which it says anything, by role.
    fn offers(&self, roles: Range<u32>, skill: SkillRow, level: Level) -> Vec<(u32, i32)> {
        let mut all: Vec<(u32, i32)> = Vec::new();
        let mut offer = |to: SkillRow, link: Option<&Link>| {
            let worths = within(self.askers(to), &roles, |a| a.role).iter().map(|a| {
                let full = link.map_or(u32::from(a.full), |l| credited(u32::from(a.full), l));
                (
                    a.role,
                    i32::try_from(full * level_share(level, a.level.min(FIELD_LEVEL)) / 256).unwrap_or(0),
                )
            });
            all.extend(worths.filter(|(_, w)| *w > 0));
        };
        offer(skill, None);
        for link in self.links.from(skill) {
            offer(link.to, Some(link));
        }
        let learned = within(&self.learned[skill.at()], &roles, |l| l.0);
        let learned = learned.iter().map(|(role, weight)| (*role, i32::from(*weight)));
        let many = (roles.end as usize).min(self.roles()) - roles.start as usize;
        if all.len() * FEW < many { by_role(all, learned) } else { by_place(&all, learned, &roles, many) }
    }

    /// Roles of a page that wish a certification, with what it is worth to each.
    #[must_use]
    pub fn wishes(&self, page: usize, certification: usize) -> &Postings {
        &self.wished[page * (self.most.len() - self.skills()) + certification]
    }

    /// What a skill at a level is worth to one role, if it says anything.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn worth(&self, skill: SkillRow, level: Level, role: u32) -> Option<i32> {
        self.postings(role as usize / PAGE, skill, level).of(role as u16, self.step)
    }

    /// What a certification is worth to one role, if it wishes it.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn wish(&self, certification: usize, role: u32) -> Option<i32> {
        self.wishes(role as usize / PAGE, certification).of(role as u16, self.step)
    }

    /// What a column (skills, then certifications) could say for a role at most.
    #[must_use]
    #[inline]
    pub fn most(&self, column: usize) -> u32 {
        u32::from(self.most[column])
    }

    /// Whether holding a skill has a price.
    #[must_use]
    #[inline]
    pub fn is_priced(&self, skill: SkillRow) -> bool {
        self.priced[skill.at()]
    }

    /// The price of a technology held, and what incumbents taught, for a role.
    #[must_use]
    #[inline]
    pub fn terms(&self, role: u32) -> (i32, i32) {
        (i32::from(self.prices[role as usize]), self.bias[role as usize])
    }

    /// What a role expects of so many technologies held, less its bias: to be taken from the sum of the postings.
    #[must_use]
    pub fn expected(&self, role: u32, technologies: u32) -> i32 {
        let price = i64::from(self.prices[role as usize]) * i64::from(technologies);
        i32::try_from(price).unwrap_or(i32::MAX).saturating_sub(self.bias[role as usize])
    }
}

/// Fewer offers than one in so many roles are sorted; else each goes to its role's place.
const FEW: usize = 16;

/// The best offer to each role with what was learned, by role.
fn by_role(mut offers: Vec<(u32, i32)>, learned: impl Iterator<Item = (u32, i32)>) -> Vec<(u32, i32)> {
    // Of equal roles the best worth comes first, and is kept.
    offers.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    offers.dedup_by_key(|p| p.0);
    for (role, weight) in learned {
        match offers.binary_search_by_key(&role, |p| p.0) {
            Ok(at) => offers[at].1 += weight,
            Err(at) => offers.insert(at, (role, weight)),
        }
    }
    offers
}

/// The same with a place for each of so many roles: nothing has to be put in order.
fn by_place(
    offers: &[(u32, i32)],
    learned: impl Iterator<Item = (u32, i32)>,
    roles: &Range<u32>,
    many: usize,
) -> Vec<(u32, i32)> {
    let mut best = vec![0; many];
    for (role, worth) in offers {
        let best = &mut best[(role - roles.start) as usize];
        *best = (*worth).max(*best);
    }
    learned.for_each(|(role, weight)| best[(role - roles.start) as usize] += weight);
    roles.clone().zip(best).filter(|(_, worth)| *worth != 0).collect()
}

/// The part of a list, in the order of roles, that is of these.
fn within<'l, T>(list: &'l [T], roles: &Range<u32>, role: impl Fn(&T) -> u32) -> &'l [T] {
    let from = list.partition_point(|t| role(t) < roles.start);
    &list[from..from + list[from..].partition_point(|t| role(t) < roles.end)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_come_together_in_either_way() {
        let offers = vec![(12, 5), (10, 3), (12, 7), (19, 1), (10, 3), (11, 2)];
        let learned = [(10, -3), (11, 4), (15, -8)];
        // What comes to nothing may be there or not.
        let by_role: Vec<_> =
            by_role(offers.clone(), learned.into_iter()).into_iter().filter(|p| p.1 != 0).collect();
        assert_eq!(by_role, [(11, 6), (12, 7), (15, -8), (19, 1)]);
        assert_eq!(by_place(&offers, learned.into_iter(), &(10..20), 10), by_role);
        let list = [(3, 'a'), (10, 'b'), (19, 'c'), (20, 'd')];
        assert_eq!(within(&list, &(10..20), |l| l.0), [(10, 'b'), (19, 'c')]);
        assert!(within(&list, &(4..9), |l| l.0).is_empty());
    }
}
