//! The records of a chunk → one profile after the other, in the model's terms. Rows that cannot be used come out as rejects.

use rustc_hash::FxHashMap;

use super::chunk::Chunk;
use super::records::{Row, Splitter, trim};
use super::reject::{Reason, Reject};
use super::resolve::{Known, LONGEST_KEPT, NameCache};
use super::shape::{Columns, Shape};
use super::signs::Signs;
use crate::ingest::bytes::by_line;
use crate::ingest::level::{parse_day, parse_hours, parse_level, parse_years, shorten};
use crate::ingest::profile::{Flaw, Item, each_skill, id_of, split_level, values};
use crate::model::Model;
use crate::units::{Level, RoleRow};
use crate::vector::{Profile, ProfileBuilder, Said};

/// What a record gave.
#[derive(Debug)]
pub enum Parsed<'p> {
    /// A profile with its id. Another may be left in its place, for its memory.
    Profile(&'p str, &'p mut Profile),
    /// A row that cannot be used.
    Reject(Reject),
}

/// Turns chunks into profiles; one per thread.
#[derive(Debug)]
pub struct Parser<'m> {
    model: &'m Model,
    builder: ProfileBuilder<'m>,
    pub(super) cache: NameCache,
    levels: FxHashMap<Box<str>, Option<Level>>,
    roles: FxHashMap<Box<str>, Option<RoleRow>>,
    splitter: Splitter,
    shape: Shape,
    /// Rows with more cells than the header, whose other cells were ignored.
    pub extra_cells: u64,
    /// Names added to the profile, and what is wrong with it.
    named: usize,
    wrong: Option<(Reason, String)>,
    /// Numbers of the unknown names met in the profile.
    seen_unknown: Vec<u32>,
}

/// What a row of a long table says of its person; cells come trimmed, those of columns that are not there are empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cells<'r> {
    pub role: &'r str,
    pub hours: &'r str,
    pub skill: &'r str,
    pub level: &'r str,
    pub years: &'r str,
    pub last_used: &'r str,
    pub date: &'r str,
}

/// Entries of the small caches.
const FEW: usize = 4096;

impl<'m> Parser<'m> {
    /// A parser for one shape of input.
    #[must_use]
    pub fn new(model: &'m Model, shape: &Shape, on: jiff::civil::Date) -> Parser<'m> {
        let separator = match shape {
            Shape::Long(c) | Shape::Wide(c) => c.separator,
            Shape::JsonLines => b',',
        };
        Parser {
            model,
            builder: model.profile_builder(on),
            cache: NameCache::default(),
            levels: FxHashMap::default(),
            roles: FxHashMap::default(),
            splitter: Splitter::new(separator),
            shape: shape.clone(),
            extra_cells: 0,
            named: 0,
            wrong: None,
            seen_unknown: Vec::new(),
        }
    }

    /// Calls `each` for every profile of a chunk, in order.
    pub fn each(&mut self, chunk: &Chunk, mut each: impl FnMut(Parsed)) {
        if let Some(reject) = &chunk.unread {
            each(Parsed::Reject(reject.clone()));
        }
        let text = by_line(&chunk.bytes).0;
        let shape = self.shape.clone();
        match &shape {
            Shape::Wide(c) => self.wide(&text, chunk.line, c, each),
            Shape::Long(c) => self.long(&text, chunk.line, c, each),
            Shape::JsonLines => self.json(&text, chunk.line, each),
        }
    }

    pub(super) fn begin(&mut self) {
        self.builder.begin();
        self.named = 0;
        self.wrong = None;
        self.seen_unknown.clear();
    }

    fn refuse(&mut self, reason: Reason, message: String) {
        if self.wrong.is_none() {
            self.wrong = Some((reason, message));
        }
    }

    /// Ends the profile that was begun.
    pub(super) fn end(&mut self, line: u64, id: &str, each: &mut impl FnMut(Parsed)) {
        if id.is_empty() {
            self.wrong = Some((Reason::NoId, "The row has no profile id.".to_owned()));
        } else if self.named == 0 && self.wrong.is_none() {
            self.wrong = Some((Reason::EmptyProfile, "The profile names no skill.".to_owned()));
        }
        match self.wrong.take() {
            Some((reason, message)) => each(Parsed::Reject(Reject::new(line, id, reason, message))),
            None => {
                // Each name once; those without a number are not told apart.
                self.seen_unknown.sort_unstable();
                self.seen_unknown.dedup_by(|a, b| a == b && *a != u32::MAX);
                self.seen_unknown.iter().for_each(|number| self.cache.count(*number));
                each(Parsed::Profile(id, self.builder.finish()));
            }
        }
    }

    fn add(&mut self, known: Known, name: &str, said: Said) {
        match known {
            Known::Named(subject, how, own) => {
                self.named += 1;
                let level = said.level.or(own);
                self.builder.add_resolved(subject, how, Said { level, ..said });
            }
            Known::Unknown(number) => {
                self.named += 1;
                self.builder.add_unknown(name);
                self.seen_unknown.push(number);
            }
            Known::Empty => {}
            Known::BadLevel => {
                let message = split_level(name).err().unwrap_or_default();
                self.refuse(Reason::BadLevel, message);
            }
        }
    }

    /// An item of a wide list or of JSON, with a level that stands beside it.
    pub(super) fn item(&mut self, item: &str, level: Option<Level>) {
        if level.is_some() || !self.skill(item.as_bytes(), 0, item.len()) {
            self.other_item(item, level);
        }
    }

    /// Adds the item at `from..to` of a list if it is a skill with a digit behind it that was met before.
    #[inline]
    fn skill(&mut self, list: &[u8], from: usize, to: usize) -> bool {
        let found = self.cache.skill_within(list, from, to);
        if let Some((skill, how, level)) = found {
            self.named += 1;
            self.builder.add_skill(skill, how, level);
        }
        found.is_some()
    }

    /// An item that is not of that kind.
    fn other_item(&mut self, item: &str, level: Option<Level>) {
        if let Some([skill, own, years, last_used, date]) = values(item) {
            return self
                .skill_said(level, &Cells { skill, level: own, years, last_used, date, ..Cells::default() });
        }
        self.text_item(item, level);
    }

    /// An item that is a name, perhaps with its level behind a colon, and no more.
    fn text_item(&mut self, item: &str, level: Option<Level>) {
        let known = self.cache.item(item, &mut self.builder);
        let name = match known {
            Known::Unknown(_) => split_level(item).map_or(item, |(name, _)| name),
            _ => item,
        };
        self.add(known, name, Said { level, ..Said::default() });
    }

    fn level(&mut self, text: &str) -> Option<Level> {
        match text.as_bytes() {
            [] => return None,
            [digit @ b'1'..=b'5'] => return Level::new(digit - b'0'),
            _ => {}
        }
        if let Some(level) = self.levels.get(text) {
            return *level;
        }
        match parse_level(text) {
            Ok(level) => {
                if self.levels.len() < FEW {
                    self.levels.insert(text.into(), level);
                }
                level
            }
            Err(message) => {
                self.refuse(Reason::BadLevel, message);
                None
            }
        }
    }

    pub(super) fn role(&mut self, name: &str) {
        if name.is_empty() {
            return;
        }
        let known = match self.roles.get(name) {
            Some(known) => *known,
            None => {
                let found = self.model.role(name).ok();
                if self.roles.len() < FEW && name.len() <= LONGEST_KEPT {
                    self.roles.insert(name.into(), found);
                }
                found
            }
        };
        match known {
            Some(role) => self.builder.set_current_role(role),
            None => {
                let message = format!("No role is called “{}”.", shorten(name));
                self.refuse(Reason::UnknownRole, message);
            }
        }
    }

    /// Hours that no week has (0, or more than 168) are ignored, as they are where one person's table is read.
    pub(super) fn hours(&mut self, text: &str) {
        if let Ok(Some(hours)) = parse_hours(text) {
            self.builder.set_weekly_hours(hours);
        }
    }

    fn wide(&mut self, text: &str, line: u64, c: &Columns, mut each: impl FnMut(Parsed)) {
        let mut splitter = self.splitter.clone();
        splitter.each(text, line, |row| {
            if row.cells().all(|cell| cell.trim().is_empty()) {
                return true;
            }
            self.extra_cells += u64::from(extra(&row, c));
            self.begin();
            self.wide_lists(row.cell(Some(c.skills)), row.cell(c.level));
            self.role(row.cell(c.role));
            self.hours(row.cell(c.hours));
            self.end(row.line, row.cell(Some(c.id)), &mut each);
            true
        });
        self.splitter = splitter;
    }

    pub(super) fn wide_lists(&mut self, skills: &str, levels: &str) {
        if levels.is_empty() {
            let bytes = skills.as_bytes();
            let mut start = 0;
            for end in Signs::new(b';', bytes).chain([bytes.len()]) {
                let from = start + usize::from(bytes.get(start) == Some(&b' '));
                if !self.skill(bytes, from, end) {
                    let item = trim(&skills[start..end]);
                    if !item.is_empty() {
                        self.other_item(item, None);
                    }
                }
                start = end + 1;
            }
            return;
        }
        let mut given = levels.split(';').map(str::trim);
        for item in skills.split(';').map(str::trim) {
            let beside = given.next().unwrap_or("");
            if !item.is_empty() {
                let level = self.level(beside);
                self.item(item, level);
            }
        }
        if given.any(|l| !l.is_empty()) {
            self.refuse(Reason::BadLevel, "There are more levels than skills.".to_owned());
        }
    }

    fn long(&mut self, text: &str, line: u64, c: &Columns, mut each: impl FnMut(Parsed)) {
        let mut splitter = self.splitter.clone();
        let mut id = String::new();
        let mut first_line = 0;
        splitter.each(text, line, |row| {
            if row.cells().all(|cell| cell.trim().is_empty()) {
                return true;
            }
            self.extra_cells += u64::from(extra(&row, c));
            let own = row.cell(Some(c.id));
            if first_line == 0 || own != id || own.is_empty() {
                if first_line > 0 {
                    self.end(first_line, &id, &mut each);
                }
                self.begin();
                first_line = row.line;
                id.clear();
                id.push_str(own);
            }
            self.long_row(&row, c);
            true
        });
        if first_line > 0 {
            self.end(first_line, &id, &mut each);
        }
        self.splitter = splitter;
    }

    fn long_row(&mut self, row: &Row, c: &Columns) {
        let cell = |column| row.cell(column);
        self.entry(&Cells {
            role: cell(c.role),
            hours: cell(c.hours),
            skill: cell(Some(c.skills)),
            level: cell(c.level),
            years: cell(c.years),
            last_used: cell(c.last_used),
            date: cell(c.date),
        });
    }

    /// A row of a long table.
    pub(super) fn entry(&mut self, cells: &Cells) {
        self.role(cells.role);
        self.hours(cells.hours);
        self.skill_said(None, cells);
    }

    /// A skill with what is said of it, and a level that goes before its own.
    fn skill_said(&mut self, level: Option<Level>, cells: &Cells) {
        let name = cells.skill;
        if name.is_empty() {
            return;
        }
        // Its own is looked at in any case: what is no level is said.
        let own = self.level(cells.level);
        let level = level.or(own);
        let years = match cells.years {
            "" => None,
            text => parse_years(text).unwrap_or_else(|message| {
                self.refuse(Reason::BadYears, message);
                None
            }),
        };
        let last_used = self.date(cells.last_used);
        let earned = self.date(cells.date);
        let known = self.cache.name(name, &mut self.builder);
        self.add(known, name, Said { level, years, last_used, earned });
    }

    fn date(&mut self, text: &str) -> Option<jiff::civil::Date> {
        parse_day(text).unwrap_or_else(|message| {
            self.refuse(Reason::BadDate, message);
            None
        })
    }

    fn json(&mut self, text: &str, first: u64, mut each: impl FnMut(Parsed)) {
        for (n, object) in text.split('\n').enumerate() {
            let object = object.trim();
            if object.is_empty() {
                continue;
            }
            let line = first + n as u64;
            self.begin();
            let head = each_skill(object, line, |item| {
                match item {
                    Item::Text("") => {}
                    Item::Text(text) if self.skill(text.as_bytes(), 0, text.len()) => {}
                    Item::Text(text) => self.text_item(text, None),
                    Item::Entry(e) => {
                        let known = self.cache.name(e.name, &mut self.builder);
                        self.add(known, e.name, (&e).into());
                    }
                }
                Ok(())
            });
            match head {
                Ok(head) => {
                    self.role(head.current_role.as_deref().unwrap_or(""));
                    if let Ok(Some(hours)) = head.weekly_hours {
                        self.builder.set_weekly_hours(hours);
                    }
                    self.end(line, head.id.trim(), &mut each);
                }
                Err((flaw, message)) => {
                    let id = id_of(object);
                    let reason = match flaw {
                        // Hours of no week are left out above.
                        Flaw::Object | Flaw::Hours => Reason::BadJson,
                        Flaw::Level => Reason::BadLevel,
                        Flaw::Years => Reason::BadYears,
                        Flaw::Date => Reason::BadDate,
                    };
                    // Of several flaws the first is told.
                    let (reason, message) = self.wrong.take().unwrap_or((reason, message));
                    each(Parsed::Reject(Reject::new(line, id, reason, message)));
                }
            }
        }
    }
}

fn extra(row: &Row, c: &Columns) -> bool {
    row.len() > c.width && row.cells().skip(c.width).any(|cell| !cell.trim().is_empty())
}
