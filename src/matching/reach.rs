//! How far one profile meets every skill that anyone could ask, at every level asked: readiness is then one look-up a requirement.

use super::readiness::linked_share;
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Held, Links};

/// Shares in 1/256 by the level asked, in places 0 to 4, and the profile's own level in [`OWN`]; eight make one register.
pub(super) type Row = [u16; 8];

/// The place of the own level in a [`Row`].
pub(super) const OWN: usize = 7;

/// What a skill counts for: itself or a linked one, with the number of its credit.
#[derive(Clone, Copy, Debug)]
struct Counts {
    to: SkillRow,
    credit: u32,
}

/// What each skill at each level meets. There are few different credits, so that their tables stay in the nearest cache.
#[derive(Debug)]
pub struct Reaches {
    /// By skill: `list[starts[s]..starts[s + 1]]`, the skill itself first.
    starts: Vec<u32>,
    list: Vec<Counts>,
    /// By number of a credit and level held.
    credits: Vec<[Row; 5]>,
}

fn rows(credit: u16, own: bool) -> [Row; 5] {
    let mut rows = [[0; 8]; 5];
    for (have, row) in (1..=5).filter_map(Level::new).zip(&mut rows) {
        for (want, share) in (1..=5).filter_map(Level::new).zip(row.iter_mut()) {
            *share = u16::try_from(linked_share(credit, have, want)).unwrap_or(u16::MAX);
        }
        row[OWN] = if own { u16::from(have.get()) } else { 0 };
    }
    rows
}

impl Reaches {
    /// For so many skills.
    #[must_use]
    pub fn new(links: &Links, skills: usize) -> Reaches {
        let mut known: Vec<u16> = Vec::new();
        let mut credits = vec![rows(CREDIT_ONE, true)];
        let (mut starts, mut list) = (vec![0], Vec::with_capacity(skills * 4));
        for skill in (0..skills).map(SkillRow::of) {
            list.push(Counts { to: skill, credit: 0 });
            for link in links.from(skill) {
                let number = known.iter().position(|c| *c == link.credit).unwrap_or_else(|| {
                    known.push(link.credit);
                    credits.push(rows(link.credit, false));
                    known.len() - 1
                });
                list.push(Counts { to: link.to, credit: u32::try_from(number + 1).unwrap_or(0) });
            }
            starts.push(u32::try_from(list.len()).unwrap_or(u32::MAX));
        }
        Reaches { starts, list, credits }
    }
}

/// How far the profile in hand meets each skill. One per thread.
#[derive(Debug)]
pub struct Reach<'w> {
    on: &'w Reaches,
    rows: Vec<Row>,
    touched: Vec<SkillRow>,
}

impl<'w> Reach<'w> {
    /// With nothing in hand.
    #[must_use]
    pub fn new(on: &'w Reaches) -> Reach<'w> {
        Reach { on, rows: vec![[0; 8]; on.starts.len() - 1], touched: Vec::new() }
    }

    /// Takes a profile in hand; the one before is forgotten.
    pub fn fill(&mut self, held: &[Held]) {
        for skill in self.touched.drain(..) {
            self.rows[skill.at()] = [0; 8];
        }
        for h in held {
            let level = usize::from(h.level.get() - 1);
            let (from, to) = (self.on.starts[h.skill.at()], self.on.starts[h.skill.at() + 1]);
            let counts = &self.on.list[from as usize..to as usize];
            for c in counts {
                let row = &self.on.credits[c.credit as usize][level];
                let best = &mut self.rows[c.to.at()];
                for (best, share) in best.iter_mut().zip(row) {
                    *best = (*best).max(*share);
                }
            }
            self.touched.extend(counts.iter().map(|c| c.to));
        }
    }

    /// The shares of a skill that the profile meets, by itself or over a link, and its own level.
    #[must_use]
    pub(super) fn row(&self, skill: SkillRow) -> &Row {
        &self.rows[skill.at()]
    }

    /// The profile's own level.
    #[must_use]
    pub fn level(&self, skill: SkillRow) -> Option<Level> {
        u8::try_from(self.rows[skill.at()][OWN]).ok().and_then(Level::new)
    }
}
