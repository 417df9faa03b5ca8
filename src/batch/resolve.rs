//! What a name in a profile means, looked up once a thread: the same few thousand names come again and again.

use rustc_hash::FxHashMap;

use super::table::Table;
use crate::ingest::profile::split_level;
use crate::text::Subject;
use crate::text::names::NameMatch;
use crate::units::{Level, SkillRow};
use crate::vector::ProfileBuilder;

/// A name with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Something of the catalog; the level stood behind the name.
    Named(Subject, NameMatch, Option<Level>),
    /// Nothing known; a number for counting.
    Unknown(u32),
    /// Nothing at all.
    Empty,
    /// The level behind the name is wrong.
    BadLevel,
}

/// Answers by the bytes of a cell or item. One per thread; never changes an answer.
#[derive(Debug, Default)]
pub(super) struct NameCache {
    items: Table,
    names: Table,
    held: usize,
    /// Unknown names as shown, by number, and how many profiles name each.
    unknown: Vec<(Box<str>, u64)>,
    unknown_numbers: FxHashMap<Box<str>, u32>,
    /// Mentions of unknown names beyond the table.
    pub unknown_beyond: u64,
}

/// Bytes of names that a cache keeps, beside some four times as much of its table; later names are looked up each time.
const HELD: usize = 8 << 20;

/// Unknown names that are counted one by one.
pub(super) const COUNTED: usize = 50_000;

/// Longer names are not kept.
pub(super) const LONGEST_KEPT: usize = 200;

/// Bytes of a colon and a digit.
const LEVEL: usize = 2;

/// The level of an item that ends in a colon and a digit.
#[inline]
fn level_behind(item: &[u8]) -> Option<Level> {
    let [.., b':', digit @ b'1'..=b'5'] = item else { return None };
    Level::new(digit - b'0')
}

/// The name in front of a colon and a digit, as `split_level` tells it: five items share an entry.
#[inline]
fn before_digit(item: &str) -> Option<(&str, Level)> {
    let level = level_behind(item.as_bytes())?;
    Some((&item[..item.len() - LEVEL], level))
}

impl NameCache {
    /// The skill at `from..to` of a list if it is written `name:digit`, as nearly all are, and its name is cached; else `None`.
    #[inline]
    pub fn skill_within(&self, list: &[u8], from: usize, to: usize) -> Option<(SkillRow, NameMatch, Level)> {
        let level = level_behind(list.get(from..to)?)?;
        match self.names.get_within(list, from, to - LEVEL)? {
            Known::Named(Subject::Skill(skill), how, _) => Some((skill, how, level)),
            _ => None,
        }
    }

    /// An item of a wide list or of JSON: a name with or without `:level` behind it. It comes trimmed.
    pub fn item(&mut self, item: &str, builder: &mut ProfileBuilder) -> Known {
        if let Some((name, level)) = before_digit(item) {
            return match self.name(name, builder) {
                Known::Named(subject, how, _) => Known::Named(subject, how, Some(level)),
                other => other,
            };
        }
        if let Some(known) = self.items.get(item) {
            return known;
        }
        let known = match split_level(item) {
            Err(_) => Known::BadLevel,
            Ok((name, level)) => self.look_up(name, level, builder),
        };
        if self.room(item) {
            self.items.insert(item, known);
        }
        known
    }

    /// A name that stands alone in its cell.
    pub fn name(&mut self, name: &str, builder: &mut ProfileBuilder) -> Known {
        if let Some(known) = self.names.get(name) {
            return known;
        }
        let known = self.look_up(name, None, builder);
        if self.room(name) {
            self.names.insert(name, known);
        }
        known
    }

    fn room(&mut self, name: &str) -> bool {
        let fits = name.len() <= LONGEST_KEPT && self.held < HELD;
        if fits {
            self.held += name.len() + 48;
        }
        fits
    }

    fn look_up(&mut self, name: &str, level: Option<Level>, builder: &mut ProfileBuilder) -> Known {
        if name.trim().is_empty() {
            return Known::Empty;
        }
        match builder.resolve(name) {
            Some((subject, how)) => Known::Named(subject, how, level),
            None => Known::Unknown(self.number(name.trim())),
        }
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.unknown_numbers.get(name) {
            return *number;
        }
        if self.unknown.len() >= COUNTED || name.len() > LONGEST_KEPT {
            return u32::MAX;
        }
        let number = u32::try_from(self.unknown.len()).unwrap_or(u32::MAX);
        self.unknown.push((name.into(), 0));
        self.unknown_numbers.insert(name.into(), number);
        number
    }

    /// Counts a profile that names something unknown.
    pub fn count(&mut self, number: u32) {
        match self.unknown.get_mut(number as usize) {
            Some((_, count)) => *count += 1,
            None => self.unknown_beyond += 1,
        }
    }

    /// Unknown names with their counts, in no particular order.
    pub fn unknown(&self) -> &[(Box<str>, u64)] {
        &self.unknown
    }
}
