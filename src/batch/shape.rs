//! What an input looks like, told by its first record: long or wide CSV, or JSON Lines.

use super::records::{Splitter, record_end, unclosed};
use crate::diagnostics::Place;
use crate::error::{Error, Result};
use crate::ingest::bytes::decode;
use crate::ingest::level::shorten;
use crate::ingest::profile::{
    DATE_COLUMNS, HOURS_COLUMNS, ID_COLUMNS, LAST_USED_COLUMNS, LEVEL_COLUMNS, ROLE_COLUMNS, SKILLS_COLUMNS,
    YEARS_COLUMNS, is_protected, one_skill, passed_over,
};
use crate::ingest::table::{column_key, named_separator, separator};

/// The layout of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One skill a row; consecutive rows of one id are one profile.
    Long(Columns),
    /// One profile a row.
    Wide(Columns),
    /// One JSON object a line.
    JsonLines,
}

/// Where the columns of a CSV are, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The separator.
    pub separator: u8,
    /// How many columns the header names.
    pub width: usize,
    /// The id.
    pub id: usize,
    /// The skill (long) or the skills (wide).
    pub skills: usize,
    /// The level or levels.
    pub level: Option<usize>,
    /// Years (long).
    pub years: Option<usize>,
    /// When it was last used (long).
    pub last_used: Option<usize>,
    /// When a certificate was earned (long).
    pub date: Option<usize>,
    /// The present role.
    pub role: Option<usize>,
    /// Hours a week for learning.
    pub hours: Option<usize>,
    /// Names of the columns that are ignored because they hold protected attributes.
    pub protected: Vec<String>,
    /// Names of the columns that are known and not read; beside each why.
    pub passed_over: Vec<(String, String)>,
}

/// The shape of an input that starts so, and the bytes of its header, which are no data. `None` where more is needed to tell; `whole` says that there
/// is no more.
///
/// # Errors
/// The input is empty, or its header names no id or no skills.
pub fn shape(file: &str, start: &[u8], whole: bool) -> Result<Option<(Shape, usize)>> {
    let wrong = |message: String, remedy: &str| Error::Input {
        place: Place::line(file, 1),
        message,
        remedy: remedy.to_owned(),
    };
    let first = start.iter().find(|b| !b.is_ascii_whitespace());
    if first == Some(&b'{') {
        return Ok(Some((Shape::JsonLines, 0)));
    }
    if first == Some(&b'[') {
        return Err(wrong(
            "The file is one JSON array; a batch reads one object a line.".to_owned(),
            "Write JSON Lines, for instance with `jq -c '.[]'`.",
        ));
    }
    // The header is the first record with anything in it.
    let named = named_separator(start);
    let mut end = named.map_or(0, |(end, _)| end);
    let mut sign = b',';
    let mut header: Vec<String> = Vec::new();
    while end < start.len() && header.is_empty() {
        let from = end;
        sign = named.map_or_else(|| separator(&start[from..]), |(_, sign)| sign);
        let Some(upto) = record_end(start, from, sign, whole) else { return Ok(None) };
        if upto == start.len() && unclosed(&start[from..], sign) == Some(0) {
            return Err(wrong(
                "A quote opens in the header and is never closed.".to_owned(),
                "Close it, or take it out: all rows behind it would belong to the header.",
            ));
        }
        end = upto;
        let record = decode(&start[from..end]).0;
        Splitter::new(sign).each(&record, 1, |row| {
            if row.cells().any(|c| !c.trim().is_empty()) {
                header = row.cells().map(|c| c.trim().trim_matches('"').trim().to_owned()).collect();
            }
            false
        });
    }
    if header.is_empty() && !whole {
        return Ok(None);
    }
    if header.is_empty() {
        return Err(wrong(
            "The file is empty.".to_owned(),
            "Write a header `profile_id,skills` and one profile a line.",
        ));
    }
    let find = |names: &[&str]| {
        names.iter().find_map(|n| header.iter().position(|h| column_key(h) == *n && !is_protected(h)))
    };
    let named = || shorten(&header.join(", "));
    let Some(id) = find(ID_COLUMNS) else {
        return Err(wrong(
            format!("The header names {}, and no column `profile_id`.", named()),
            "Name the column that tells people apart `profile_id`; a file of one person is for `skillgap match`.",
        ));
    };
    let without_id = |names: &[&str]| find(names).filter(|c| *c != id);
    let (skill, skills) = (one_skill(without_id), without_id(SKILLS_COLUMNS));
    let Some(at) = skill.or(skills) else {
        return Err(wrong(
            format!("The header names {}, and neither `skill` nor `skills`.", named()),
            "Name the column with one skill a row `skill`, or the one with many `skills`.",
        ));
    };
    let columns = Columns {
        separator: sign,
        width: header.len(),
        id,
        skills: at,
        level: find(LEVEL_COLUMNS),
        years: find(YEARS_COLUMNS),
        last_used: find(LAST_USED_COLUMNS),
        date: find(DATE_COLUMNS),
        role: find(ROLE_COLUMNS),
        hours: find(HOURS_COLUMNS),
        protected: header.iter().filter(|h| is_protected(h)).cloned().collect(),
        passed_over: passed_over(&header),
    };
    let shape = if skill.is_some() { Shape::Long(columns) } else { Shape::Wide(columns) };
    Ok(Some((shape, end)))
}

impl Shape {
    /// In a word, for messages.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Shape::Long(_) => "long CSV",
            Shape::Wide(_) => "wide CSV",
            Shape::JsonLines => "JSON Lines",
        }
    }

    /// Columns ignored because they hold protected attributes.
    #[must_use]
    pub fn protected(&self) -> &[String] {
        match self {
            Shape::Long(c) | Shape::Wide(c) => &c.protected,
            Shape::JsonLines => &[],
        }
    }

    /// Columns with a known name that are not read; beside each why.
    #[must_use]
    pub fn passed_over(&self) -> &[(String, String)] {
        match self {
            Shape::Long(c) | Shape::Wide(c) => &c.passed_over,
            Shape::JsonLines => &[],
        }
    }
}
