//! How far one profile meets every skill that roles ask, at every level asked: readiness is then one look-up a requirement.
//!
//! A skill asked has a row of 16 bytes: the shares by the level asked in places 0 to 4, the profile's own level in place 7. Shares are
//! in 1/256, with 255 for all of it: none else can be that, since credits stay below. Skills that no role asks have no row.

use super::readiness::{MET, linked_share};
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Held, Links, RoleVector};

/// A share as a byte: all of what is asked. Others stand for themselves.
pub(super) const FULL: u8 = u8::MAX;

/// A share in 1/256, of its byte.
#[inline]
pub(super) fn share_of(byte: u8) -> u32 {
    u32::from(byte) + u32::from(byte == FULL)
}

/// Bytes of a row: as many as one instruction takes the greater of. Half would hold all, but a row that is read right after its half of a wider
/// store waits for the memory.
const ROW: usize = 16;

type Row = [u8; ROW];

/// The place of the own level in a row.
const OWN: usize = 7;

/// Where the row of a skill starts that nobody asks.
const NOWHERE: u32 = u32::MAX;

/// The number of the credit that a skill has for itself.
const SELF: u8 = u8::MAX;

/// What each skill meets. There are few different credits, so that those in use stay in the nearest cache.
#[derive(Debug)]
pub struct Reaches {
    /// By skill, the number of its row, [`NOWHERE`] where no role asks it.
    rows: Vec<u32>,
    /// How many skills are asked.
    asked: usize,
    /// By skill, where what it counts for starts, and the end.
    starts: Vec<u32>,
    /// The rows that skills count for, and beside each the credit; [`SELF`] for the skill itself.
    counted: Vec<u32>,
    counts: Vec<u8>,
    /// By level held and credit.
    credits: Vec<[Row; 256]>,
}

/// The number of a slot's skill among all that are asked.
#[inline]
pub(super) fn number_of(slot: u32) -> usize {
    slot as usize / ROW
}

#[allow(clippy::cast_possible_truncation)]
fn row(credit: u8, have: Level) -> Row {
    let of = if credit == SELF { CREDIT_ONE } else { u16::from(credit) };
    let mut row = [0; ROW];
    for (want, share) in (1..=5).filter_map(Level::new).zip(row.iter_mut()) {
        *share = linked_share(of, have, want).min(u32::from(FULL)) as u8;
    }
    row[OWN] = if credit == SELF { have.get() } else { 0 };
    row
}

impl Reaches {
    /// For so many skills, of which some are asked.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(links: &Links, skills: usize, roles: &[RoleVector]) -> Reaches {
        let mut rows = vec![NOWHERE; skills];
        for r in roles.iter().flat_map(|v| &v.requirements) {
            rows[r.skill.at()] = 0;
        }
        let mut asked = 0;
        for row in rows.iter_mut().filter(|r| **r != NOWHERE) {
            *row = asked;
            asked += 1;
        }
        let mut starts = vec![0];
        let (mut counted, mut counts) = (Vec::with_capacity(skills * 4), Vec::with_capacity(skills * 4));
        let mut in_use = [false; 256];
        for skill in (0..skills).map(SkillRow::of) {
            // Credits stay below that of the skill itself: see `Links::within`.
            let links = links.from(skill).iter().map(|l| (rows[l.to.at()], l.credit.min(254) as u8));
            for (row, credit) in [(rows[skill.at()], SELF)].into_iter().chain(links) {
                if row != NOWHERE {
                    counted.push(row);
                    counts.push(credit);
                    in_use[usize::from(credit)] = true;
                }
            }
            starts.push(counted.len() as u32);
        }
        let of = |have: Level| {
            std::array::from_fn(|credit| if in_use[credit] { row(credit as u8, have) } else { [0; ROW] })
        };
        let credits = (1..=5).filter_map(Level::new).map(of).collect();
        Reaches { rows, asked: asked as usize, starts, counted, counts, credits }
    }

    /// Where the share of a skill asked at a level stands in what a profile reaches.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn slot(&self, skill: SkillRow, level: Level) -> u32 {
        match self.rows[skill.at()] {
            NOWHERE => self.full(),
            row => row * ROW as u32 + u32::from(level.get() - 1),
        }
    }

    /// A slot that is always met in full.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn full(&self) -> u32 {
        (self.asked * ROW) as u32
    }

    /// The skills that are asked, by number.
    pub(crate) fn asked(&self) -> impl Iterator<Item = SkillRow> + '_ {
        (0..).map(SkillRow::of).zip(&self.rows).filter(|(_, row)| **row != NOWHERE).map(|(skill, _)| skill)
    }

    /// The rows that a skill counts for, and beside each the credit.
    #[inline]
    fn of(&self, skill: SkillRow) -> (&[u32], &[u8]) {
        let span = self.starts[skill.at()] as usize..self.starts[skill.at() + 1] as usize;
        (&self.counted[span.clone()], &self.counts[span])
    }
}

/// The greater byte of each place.
#[inline]
fn greater(mut row: Row, other: &Row) -> Row {
    row.iter_mut().zip(other).for_each(|(byte, other)| *byte = (*byte).max(*other));
    row
}

/// How far the profile in hand meets each skill. One per thread.
#[derive(Debug)]
pub struct Reach<'w> {
    on: &'w Reaches,
    /// By number, then one that is met in full.
    rows: Vec<Row>,
    /// The rows that the profile in hand reaches.
    touched: Vec<u32>,
}

impl<'w> Reach<'w> {
    /// With nothing in hand.
    #[must_use]
    pub fn new(on: &'w Reaches) -> Reach<'w> {
        let mut rows = vec![[0; ROW]; on.asked];
        rows.push([FULL; ROW]);
        Reach { on, rows, touched: Vec::new() }
    }

    /// Takes a profile in hand; the one before is forgotten.
    pub fn fill(&mut self, held: &[Held]) {
        for row in self.touched.drain(..) {
            self.rows[row as usize] = [0; ROW];
        }
        let rows = self.rows.as_mut_slice();
        for h in held {
            let credits = &self.on.credits[usize::from(h.level.get() - 1)];
            let (counted, counts) = self.on.of(h.skill);
            for (row, credit) in counted.iter().zip(counts) {
                let row = &mut rows[*row as usize];
                *row = greater(*row, &credits[usize::from(*credit)]);
            }
            self.touched.extend_from_slice(counted);
        }
    }

    /// The byte of each slot.
    #[must_use]
    #[inline]
    pub(super) fn slots(&self) -> &[u8] {
        self.rows.as_flattened()
    }

    /// The own level of the skill of a slot, 0 for none.
    #[inline]
    pub(super) fn own(&self, slot: u32) -> u8 {
        self.slots()[slot as usize | OWN]
    }

    /// The profile's own level of a skill that is asked.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn level(&self, skill: SkillRow) -> Option<Level> {
        let row = self.on.rows[skill.at()];
        (row != NOWHERE).then(|| self.own(row * ROW as u32)).and_then(Level::new)
    }
}

const _: () = assert!(MET == FULL as u32 + 1);
