//! How far one profile meets every skill that roles ask, at every level asked: readiness is then one look-up a requirement.
//!
//! A skill asked has a row of 16 bytes: the shares by the level asked in places 0 to 4, the profile's own level in place 7. Shares are
//! in 1/256, with 255 for all of it: no other share reaches it, since credits stay below. Skills that no role asks have no row.

use super::readiness::{MET, linked_share};
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Held, Links, RoleVector};

/// The byte of a share of all that is asked. Other shares are their own bytes.
pub(super) const FULL: u8 = u8::MAX;

/// A share in 1/256, of its byte.
#[inline]
pub(super) fn share_of(byte: u8) -> u32 {
    u32::from(byte) + u32::from(byte == FULL)
}

/// Bytes of a row. Half would do, but the compiler takes the greater of sixteen bytes in one instruction, of eight one by one, and reading a row
/// just after a store twice as wide stalls.
const ROW: usize = 16;

type Row = [u8; ROW];

/// The place of the own level in a row.
const OWN: usize = 7;

/// The row number of a skill that no role asks.
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
    /// What each skill counts for, by skill; behind them what did not fit.
    counts: Vec<Counts>,
    /// By level held, less one, and credit.
    credits: Box<Credits>,
}

/// By level held, less one, and credit; padded to 8 levels, so that a mask keeps every index in bounds.
type Credits = [Row; 8 * CREDITS];

/// How many credits there are.
const CREDITS: usize = 1 << u8::BITS;

/// Rows that one line holds.
const TOGETHER: usize = 8;

/// Some of what a skill counts for: a line of the cache, which is copied as a whole.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Counts {
    /// The rows.
    rows: [u32; TOGETHER],
    /// The credit for each; [`SELF`] for the skill itself.
    credits: [u8; TOGETHER],
    /// How many there are.
    many: u32,
    /// The line with more of them; 0 where there are no more.
    more: u32,
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
        let mut counts = vec![Counts::default(); skills];
        let mut in_use = [false; CREDITS];
        for skill in 0..skills {
            // Credits stay below that of the skill itself: see `Links::within`.
            let links =
                links.from(SkillRow::of(skill)).iter().map(|l| (rows[l.to.at()], l.credit.min(254) as u8));
            let all = [(rows[skill], SELF)].into_iter().chain(links).filter(|c| c.0 != NOWHERE);
            let mut line = skill;
            for (row, credit) in all {
                if counts[line].many as usize == TOGETHER {
                    counts[line].more = counts.len() as u32;
                    line = counts.len();
                    counts.push(Counts::default());
                }
                in_use[usize::from(credit)] = true;
                let line = &mut counts[line];
                let at = line.many as usize;
                (line.rows[at], line.credits[at]) = (row, credit);
                line.many += 1;
            }
        }
        let mut credits = Box::new([[0; ROW]; 8 * CREDITS]);
        for (have, credits) in (1..=5).filter_map(Level::new).zip(credits.chunks_mut(CREDITS)) {
            let of_level = (0..=u8::MAX).zip(credits).filter(|(credit, _)| in_use[usize::from(*credit)]);
            of_level.for_each(|(credit, to)| *to = row(credit, have));
        }
        Reaches { rows, asked: asked as usize, counts, credits }
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
    /// The rows that the profile in hand reaches, the first `many`, and for each its index in [`Credits`].
    touched: Vec<u32>,
    credits: Vec<u16>,
    many: usize,
}

impl<'w> Reach<'w> {
    /// Empty.
    #[must_use]
    pub fn new(on: &'w Reaches) -> Reach<'w> {
        let mut rows = vec![[0; ROW]; on.asked];
        rows.push([FULL; ROW]);
        Reach { on, rows, touched: Vec::new(), credits: Vec::new(), many: 0 }
    }

    /// Loads a profile, replacing the previous one.
    pub fn fill(&mut self, held: &[Held]) {
        for row in &self.touched[..self.many] {
            self.rows[*row as usize] = [0; ROW];
        }
        self.gather(held);
        let all = self.on.credits.as_ref();
        for (row, credit) in self.touched[..self.many].iter().zip(&self.credits[..self.many]) {
            let row = &mut self.rows[*row as usize];
            *row = greater(*row, &all[usize::from(*credit) % all.len()]);
        }
    }

    /// Lists which rows the skills count for. Whole lines are copied, each over the unused tail of the one before, so no branch depends on a
    /// line's length.
    #[allow(clippy::cast_possible_truncation)]
    fn gather(&mut self, held: &[Held]) {
        let mut many = 0;
        for h in held {
            let level = u16::from(h.level.get() - 1) * CREDITS as u16;
            let mut counts = &self.on.counts[h.skill.at()];
            loop {
                let room = self.touched[many..].first_chunk_mut().zip(self.credits[many..].first_chunk_mut());
                let Some((touched, credits)) = room else {
                    let more = 2 * (self.touched.len() + TOGETHER);
                    self.touched.resize(more, 0);
                    self.credits.resize(more, 0);
                    continue;
                };
                *touched = counts.rows;
                *credits = counts.credits.map(|credit| level + u16::from(credit));
                many += counts.many as usize;
                if counts.more == 0 {
                    break;
                }
                counts = &self.on.counts[counts.more as usize];
            }
        }
        self.many = many;
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
