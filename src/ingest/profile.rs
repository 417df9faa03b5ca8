//! Profiles of one person or many → entries: names with what is said of them. What a name means is not known here.
//!
//! Shapes, told by the header and the first byte: one person (`skill,level,years,last_used,date`), many in long form
//! (`profile_id,skill,…`), many in wide form (`profile_id,skills` with `Linux:4;Bash` inside), JSON Lines.

use std::collections::BTreeMap;

use super::header::{Columns, columns_passed_over, is_known};
pub use super::header::{
    DATE_COLUMNS, HOURS_COLUMNS, ID_COLUMNS, LAST_USED_COLUMNS, LEVEL_COLUMNS, ROLE_COLUMNS, SKILL_COLUMNS,
    SKILLS_COLUMNS, YEARS_COLUMNS, is_protected, one_skill, passed_over, protected_columns,
};
use super::level::{
    DAY_REMEDY, HOURS_REMEDY, LEVEL_REMEDY, YEARS_REMEDY, parse_day, parse_hours, parse_level, parse_years,
    shorten,
};
pub use super::object::{Flaw, Item, each_skill, from_json, id_of};
pub use super::person::{Entry, ProfileRecord, split_level, split_wide, values};
use super::table::{Row, Table};
use crate::diagnostics::{Findings, Place, Severity};

/// Reads the profile of one person: a CSV with a `skill` column, a list of names one a line, or one JSON object.
///
/// An error among the findings means that the profile cannot be used as it is.
#[must_use]
pub fn read_one(file: &str, bytes: &[u8], findings: &mut Findings) -> ProfileRecord {
    if let Some(profile) = super::foreign::read(file, bytes, findings) {
        return profile;
    }
    if super::bytes::decode(bytes).0.trim_start().starts_with('{') {
        // One that names no skill is answered: programs ask for people who said nothing yet.
        return read_json_object(file, bytes, findings);
    }
    let table = Table::read(file, bytes, findings);
    if table.header.is_empty() {
        findings.add(
            Severity::Error,
            "empty-profile",
            Place::file(file),
            "The file is empty.",
            "Write a header `skill,level` and one skill a line.",
        );
        return ProfileRecord::default();
    }
    protected_columns(&table, findings);
    columns_passed_over(&table, findings);
    let columns = Columns::of(&table).of_one_person(&table);
    let mut profile = ProfileRecord { line: 1, ..ProfileRecord::default() };
    if columns.wide() {
        let mut read = |row| ProfileRecord::of_wide_row(&table, row, &columns, Severity::Error, findings);
        if let Some(read) = table.rows.first().and_then(&mut read) {
            // Ids and lines tell people of one file apart; here there is one.
            profile = ProfileRecord { id: profile.id, line: profile.line, ..read };
        }
        if let Some(second) = table.rows.get(1) {
            many_profiles(table.place(second), findings);
        }
    } else if columns.skill.is_some() {
        one_of_many(&table, &mut profile, &columns, findings);
    } else {
        headless(&table, &mut profile, findings);
    }
    if profile.entries.is_empty() && !findings.has_errors() {
        findings.add(
            Severity::Error,
            "empty-profile",
            Place::file(file),
            "The profile names no skill.",
            "Write a header `skill,level` and one skill a line.",
        );
    }
    profile
}

/// The rows of the first person of a long table; those of others are not read, and said to be.
fn one_of_many(table: &Table, profile: &mut ProfileRecord, columns: &Columns, findings: &mut Findings) {
    let mut first: Option<&str> = None;
    let mut others = false;
    for row in &table.rows {
        let id = row.cell(columns.id);
        // Rows without an id are those of the person above.
        if !id.is_empty() && *first.get_or_insert(id) != id {
            if !std::mem::replace(&mut others, true) {
                many_profiles(table.place(row), findings);
            }
        } else if !others || !id.is_empty() {
            profile.read_row(table, row, columns, findings);
        }
    }
}

fn many_profiles(place: Place, findings: &mut Findings) {
    findings.add(
        Severity::Warning,
        "many-profiles",
        place,
        "The file holds more than one person; only the first is read here.",
        "Use `skillgap batch` for files of many.",
    );
}

/// A file without a header that we know: if its first line reads like data, it is data.
fn headless(table: &Table, profile: &mut ProfileRecord, findings: &mut Findings) {
    let place = Place::line(table.file.clone(), 1);
    let second_is_level = table.header.get(1).is_none_or(|l| parse_level(l).is_ok());
    if let [only] = &table.header[..]
        && only.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| is_known(word)).count() > 1
    {
        findings.add(
            Severity::Error,
            "unknown-separator",
            place,
            format!(
                "The header “{}” names several columns with a separator that is not known.",
                shorten(only)
            ),
            "Separate columns by a comma, semicolon, tab or bar.",
        );
        return;
    }
    if table.header.len() > 2 || !second_is_level {
        findings.add(
            Severity::Error,
            "no-skill-column",
            place,
            format!("The header names {}, and no column `skill`.", shorten(&table.header.join(", "))),
            "Name the column with the skills `skill`.",
        );
        return;
    }
    findings.add(
        Severity::Warning,
        "no-header",
        place,
        "There is no header with a column `skill`; the first line is read as a skill, the second column as its level.",
        "Put `skill,level` on the first line.",
    );
    let first =
        (1, table.header.first().map_or("", String::as_str), table.header.get(1).map_or("", String::as_str));
    let rest = table.rows.iter().map(|r| (r.line, r.cell(Some(0)), r.cell(Some(1))));
    for (line, name, level) in std::iter::once(first).chain(rest).filter(|r| !r.1.is_empty()) {
        match parse_level(level) {
            Ok(level) => {
                profile.entries.push(Entry {
                    name: name.to_owned(),
                    level,
                    years: None,
                    last_used: None,
                    date: None,
                });
            }
            Err(message) => {
                let place = Place { file: table.file.clone(), line, column: 2 };
                findings.add(Severity::Error, "bad-level", place, message, LEVEL_REMEDY);
            }
        }
    }
}

/// The place of a cell.
fn place_of(table: &Table, row: &Row, column: Option<usize>) -> Place {
    let mut place = table.place(row);
    place.column = column.map_or(0, |c| c as u64 + 1);
    place
}

impl ProfileRecord {
    /// The person of one row of a wide table. `None` where what the row has cannot be read; that is told as severely as `bad_row` says.
    fn of_wide_row(
        table: &Table,
        row: &Row,
        columns: &Columns,
        bad_row: Severity,
        findings: &mut Findings,
    ) -> Option<ProfileRecord> {
        match split_wide(row.cell(columns.skills), row.cell(columns.level)) {
            Ok(entries) => {
                let id = row.cell(columns.id).to_owned();
                let mut person = ProfileRecord { id, line: row.line, entries, ..ProfileRecord::default() };
                person.read_person(table, row, columns, findings);
                Some(person)
            }
            Err((flaw, message)) => {
                findings.add(bad_row, flaw.code(), table.place(row), message, flaw.remedy(""));
                None
            }
        }
    }

    /// What a row says of the person and not of a skill.
    fn read_person(&mut self, table: &Table, row: &Row, columns: &Columns, findings: &mut Findings) {
        let cell = |column| row.cell(column);
        if !cell(columns.role).is_empty() {
            self.current_role = Some(cell(columns.role).to_owned());
        }
        match parse_hours(cell(columns.hours)) {
            Ok(hours) => self.weekly_hours = hours.or(self.weekly_hours),
            Err(message) => findings.add(
                Severity::Warning,
                "bad-hours",
                place_of(table, row, columns.hours),
                format!("{message} They are left out."),
                HOURS_REMEDY,
            ),
        }
    }

    fn read_row(&mut self, table: &Table, row: &Row, columns: &Columns, findings: &mut Findings) {
        self.read_person(table, row, columns, findings);
        let cell = |column| row.cell(column);
        if cell(columns.skill).is_empty() {
            return;
        }
        let mut bad = |column, code, message: String, remedy: &str| {
            findings.add(Severity::Error, code, place_of(table, row, column), message, remedy);
        };
        let level = parse_level(cell(columns.level)).unwrap_or_else(|message| {
            bad(columns.level, "bad-level", message, LEVEL_REMEDY);
            None
        });
        let years = parse_years(cell(columns.years)).unwrap_or_else(|message| {
            bad(columns.years, "bad-years", message, YEARS_REMEDY);
            None
        });
        let mut date = |column: Option<usize>| {
            parse_day(cell(column)).unwrap_or_else(|message| {
                bad(column, "bad-date", message, DAY_REMEDY);
                None
            })
        };
        let (last_used, date) = (date(columns.last_used), date(columns.date));
        self.entries.push(Entry { name: cell(columns.skill).to_owned(), level, years, last_used, date });
    }
}

fn read_json_object(file: &str, bytes: &[u8], findings: &mut Findings) -> ProfileRecord {
    let (text, _) = super::bytes::decode(bytes);
    from_json(&text, 1).unwrap_or_else(|(flaw, message)| {
        let remedy = flaw.remedy("Write {\"skills\": [\"Linux\", {\"skill\": \"Bash\", \"level\": 3}]}.");
        findings.add(Severity::Error, flaw.code(), Place::line(file, 1), message, remedy);
        ProfileRecord::default()
    })
}

/// Everyone in a table, long or wide, in the order of their first rows. People of a wide table whose row cannot be read are left out, and told of as
/// severely as `bad_row` says.
pub(super) fn everyone(table: &Table, bad_row: Severity, findings: &mut Findings) -> Vec<ProfileRecord> {
    let columns = Columns::of(table);
    let nobodys = |row: &Row| columns.id.is_some() && row.cell(columns.id).is_empty();
    for row in table.rows.iter().filter(|row| nobodys(row)) {
        let message = "The row has no profile id; it is left out.";
        findings.add(bad_row, "no-id", table.place(row), message, "Give every person an id.");
    }
    let rows = table.rows.iter().filter(|row| !nobodys(row));
    if !columns.wide() {
        return group_long(table, rows, &columns, findings);
    }
    rows.filter_map(|row| ProfileRecord::of_wide_row(table, row, &columns, bad_row, findings)).collect()
}

/// Groups the rows of a long table by person, in order of first appearance.
fn group_long<'t>(
    table: &Table,
    rows: impl Iterator<Item = &'t Row>,
    columns: &Columns,
    findings: &mut Findings,
) -> Vec<ProfileRecord> {
    let mut order: BTreeMap<String, usize> = BTreeMap::new();
    let mut profiles: Vec<ProfileRecord> = Vec::new();
    for row in rows {
        let key = row.cell(columns.id).to_owned();
        let at = *order.entry(key.clone()).or_insert_with(|| {
            profiles.push(ProfileRecord { id: key, line: row.line, ..ProfileRecord::default() });
            profiles.len() - 1
        });
        profiles[at].read_row(table, row, columns, findings);
    }
    profiles
}
