//! How far one profile meets every skill that anyone could ask, at every level asked: readiness is then one look-up a requirement.

use std::sync::OnceLock;

use super::readiness::linked_share;
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Held, Links};

/// Shares in 1/256 by the level asked; only the first five are used, eight make one register.
type Shares = [u16; 8];

/// What one skill at one level meets: of itself and of the skills it is linked to.
#[derive(Debug)]
struct Meets {
    list: Box<[(SkillRow, Shares)]>,
}

/// What each skill at each level meets; made when first asked for.
#[derive(Debug)]
pub struct Reaches<'m> {
    links: &'m Links,
    meets: Vec<OnceLock<Meets>>,
    skills: usize,
}

impl<'m> Reaches<'m> {
    /// For so many skills.
    #[must_use]
    pub fn new(links: &'m Links, skills: usize) -> Reaches<'m> {
        let mut meets = Vec::new();
        meets.resize_with(skills * 5, OnceLock::new);
        Reaches { links, meets, skills }
    }

    fn of(&self, skill: SkillRow, level: Level) -> &Meets {
        self.meets[skill.at() * 5 + usize::from(level.get() - 1)].get_or_init(|| {
            let shares = |credit: u16| {
                let mut shares = [0; 8];
                for want in 1..=5u8 {
                    if let Some(want) = Level::new(want) {
                        let share = linked_share(credit, level, want);
                        shares[usize::from(want.get() - 1)] = u16::try_from(share).unwrap_or(u16::MAX);
                    }
                }
                shares
            };
            let own = std::iter::once((skill, shares(CREDIT_ONE)));
            let linked = self.links.from(skill).iter().map(|l| (l.to, shares(l.credit)));
            Meets { list: own.chain(linked).collect() }
        })
    }
}

/// How far the profile in hand meets each skill. One per thread.
#[derive(Debug)]
pub struct Reach<'w, 'm> {
    on: &'w Reaches<'m>,
    shares: Vec<Shares>,
    /// The profile's own level of each skill; 0 where it does not have it.
    levels: Vec<u8>,
    touched: Vec<SkillRow>,
}

impl<'w, 'm> Reach<'w, 'm> {
    /// With nothing in hand.
    #[must_use]
    pub fn new(on: &'w Reaches<'m>) -> Reach<'w, 'm> {
        Reach { on, shares: vec![[0; 8]; on.skills], levels: vec![0; on.skills], touched: Vec::new() }
    }

    /// Takes a profile in hand; the one before is forgotten.
    pub fn fill(&mut self, held: &[Held]) {
        for skill in self.touched.drain(..) {
            self.shares[skill.at()] = [0; 8];
            self.levels[skill.at()] = 0;
        }
        for h in held {
            self.levels[h.skill.at()] = h.level.get();
            for (to, shares) in &self.on.of(h.skill, h.level).list {
                let best = &mut self.shares[to.at()];
                for (best, share) in best.iter_mut().zip(shares) {
                    *best = (*best).max(*share);
                }
                self.touched.push(*to);
            }
        }
    }

    /// The share in 1/256 of `want` that the profile meets, by itself or over a link.
    #[must_use]
    pub fn share(&self, skill: SkillRow, want: Level) -> u32 {
        u32::from(self.shares[skill.at()][usize::from(want.get() - 1)])
    }

    /// The profile's own level.
    #[must_use]
    pub fn level(&self, skill: SkillRow) -> Option<Level> {
        Level::new(self.levels[skill.at()])
    }
}
