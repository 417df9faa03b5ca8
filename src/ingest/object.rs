//! One person as one JSON object: `{"profile_id", "skills": ["Linux:4", {"skill": "Bash", "level": 3}], "current_role"}`. Keys are those of columns, with
//! all their names, and what a column would be read from is read from a key.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::header::{
    DATE_COLUMNS, HOURS_COLUMNS, ID_COLUMNS, LAST_USED_COLUMNS, LEVEL_COLUMNS, ROLE_COLUMNS, SKILL_COLUMNS,
    SKILLS_COLUMNS, YEARS_COLUMNS,
};
use super::level::{
    DAY_REMEDY, HOURS_REMEDY, LEVEL_REMEDY, YEARS_REMEDY, parse_day, parse_level, parse_years, shorten,
};
use super::person::{Entry, ProfileRecord, split_level, split_wide};
use super::table::column_key;
use crate::units::fits_a_week;

/// Certificates may stand in a list of their own.
const CERTIFICATIONS: &[&str] = &["certifications"];

/// What a JSON object has that a profile cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is no profile at all, or no JSON.
    Object,
    /// A level.
    Level,
    /// Years.
    Years,
    /// A date.
    Date,
    /// Hours a week.
    Hours,
}

impl Flaw {
    /// The stable name of the finding.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Flaw::Object => "bad-json",
            Flaw::Level => "bad-level",
            Flaw::Years => "bad-years",
            Flaw::Date => "bad-date",
            Flaw::Hours => "bad-hours",
        }
    }

    /// What to do about it; for an object that is no profile, `example` shows one.
    #[must_use]
    pub fn remedy(self, example: &'static str) -> &'static str {
        match self {
            Flaw::Object => example,
            Flaw::Level => LEVEL_REMEDY,
            Flaw::Years => YEARS_REMEDY,
            Flaw::Date => DAY_REMEDY,
            Flaw::Hours => HOURS_REMEDY,
        }
    }
}

/// A flaw, and a sentence about it.
type Flawed<T> = Result<T, (Flaw, String)>;

/// The record that a JSON object holds.
///
/// # Errors
/// The object is no profile, or a level, a date, years or hours in it are out of their range: which, and a sentence.
pub fn from_json(text: &str, line: u64) -> Flawed<ProfileRecord> {
    let object: Members = serde_json::from_str(text).map_err(|e| (Flaw::Object, no_profile(&e, line)))?;
    let id = object.one(ID_COLUMNS)?.map_or_else(String::new, |(_, id)| id_text(id));
    let current_role = object.text(ROLE_COLUMNS)?;
    let weekly_hours = hours(&object)?;
    let mut record = ProfileRecord { id, line, entries: Vec::new(), current_role, weekly_hours };
    for names in [SKILLS_COLUMNS, CERTIFICATIONS] {
        if let Some((key, list)) = object.one(names)? {
            read_list(key, list, &mut record.entries)?;
        }
    }
    Ok(record)
}

/// The id of an object that may be no profile otherwise; empty where there is none.
#[must_use]
pub fn id_of(text: &str) -> String {
    let object: Option<Members> = serde_json::from_str(text).ok();
    let id = object.as_ref().and_then(|o| o.one(ID_COLUMNS).ok().flatten());
    id.map_or_else(String::new, |(_, id)| id_text(id))
}

/// An id as text: a string without its quotes, a number digit by digit as it is written; nothing for null.
fn id_text(id: &RawValue) -> String {
    match serde_json::from_str(id.get()) {
        Ok(id) => id,
        Err(_) if id.get() == "null" => String::new(),
        Err(_) => id.get().to_owned(),
    }
}

fn hours(object: &Members) -> Flawed<Option<f64>> {
    let Some(text) = object.text(HOURS_COLUMNS)? else { return Ok(None) };
    match text.trim().parse() {
        _ if text.trim().is_empty() => Ok(None),
        Ok(hours) if fits_a_week(hours) => Ok(Some(hours)),
        Ok(hours) => {
            let said =
                format!("`weekly_hours` is {hours}, but a week has more than 0 and at most 168 hours.");
            Err((Flaw::Hours, said))
        }
        Err(_) => Err((Flaw::Hours, format!("`weekly_hours` is “{}”, and not a number.", shorten(&text)))),
    }
}

/// Reads a list of names and objects, or a text with `;` between names as CSV has it.
fn read_list(key: &str, list: &RawValue, entries: &mut Vec<Entry>) -> Flawed<()> {
    if let Some(text) = string(list) {
        entries.extend(split_wide(&text, "").map_err(|m| (Flaw::Level, m))?);
        return Ok(());
    }
    let items: Option<Vec<&RawValue>> =
        serde_json::from_str(list.get()).map_err(|_| unfit(key, list, "a list or a text"))?;
    for item in items.into_iter().flatten() {
        let entry = match string(item) {
            Some(text) => {
                let (name, level) = split_level(&text).map_err(|m| (Flaw::Level, m))?;
                Entry { name: name.to_owned(), level, years: None, last_used: None, date: None }
            }
            None => entry(item)?,
        };
        // As an empty item of a list and a row without a skill in CSV.
        if !entry.name.trim().is_empty() {
            entries.push(entry);
        }
    }
    Ok(())
}

/// A skill with what is said of it.
fn entry(item: &RawValue) -> Flawed<Entry> {
    let wrong =
        || (Flaw::Object, format!("“{}” is neither a text nor an object with `skill`.", shorten(item.get())));
    let object: Members = serde_json::from_str(item.get()).map_err(|_| wrong())?;
    let name = object.text(SKILL_COLUMNS)?.ok_or_else(wrong)?;
    let text = |names| object.text(names).map(Option::unwrap_or_default);
    let level = parse_level(&text(LEVEL_COLUMNS)?).map_err(|m| (Flaw::Level, m))?;
    let years = parse_years(&text(YEARS_COLUMNS)?).map_err(|m| (Flaw::Years, m))?;
    let day = |names| parse_day(&text(names)?).map_err(|m| (Flaw::Date, m));
    Ok(Entry { name, level, years, last_used: day(LAST_USED_COLUMNS)?, date: day(DATE_COLUMNS)? })
}

/// The text of a value that is one.
fn string(value: &RawValue) -> Option<Cow<'_, str>> {
    let text: Text = value.get().starts_with('"').then(|| serde_json::from_str(value.get()).ok())??;
    Some(text.0)
}

/// What is wrong with an object that begins on a line, as a sentence.
fn no_profile(e: &serde_json::Error, first: u64) -> String {
    let message = e.to_string();
    let what = message.strip_suffix(&format!(" at line {} column {}", e.line(), e.column()));
    let line = first + (e.line() as u64).saturating_sub(1);
    format!(
        "This is no profile in JSON: {}, at line {line}, column {}.",
        what.unwrap_or(&message),
        e.column()
    )
}

fn unfit(key: &str, value: &RawValue, wanted: &str) -> (Flaw, String) {
    (Flaw::Object, format!("`{key}` is “{}”, and not {wanted}.", shorten(value.get())))
}

/// A text that is copied only where it has escapes.
#[derive(serde::Deserialize)]
struct Text<'o>(#[serde(borrow)] Cow<'o, str>);

/// The members of an object, their keys written as those of columns are.
struct Members<'o>(Vec<(Cow<'o, str>, &'o RawValue)>);

impl<'o> Members<'o> {
    /// The member that is called by the first of these names that any is called by.
    fn one<'n>(&self, names: &[&'n str]) -> Flawed<Option<(&'n str, &'o RawValue)>> {
        for name in names {
            let mut found = self.0.iter().filter(|(key, _)| key == name);
            if let Some((_, value)) = found.next() {
                return match found.next() {
                    None => Ok(Some((name, value))),
                    Some(_) => Err((Flaw::Object, format!("The object has `{name}` twice."))),
                };
            }
        }
        Ok(None)
    }

    /// The same as text: a string without its quotes, a number as it is written; nothing for null.
    fn text(&self, names: &[&str]) -> Flawed<Option<String>> {
        let Some((key, value)) = self.one(names)? else { return Ok(None) };
        match value.get() {
            "null" => Ok(None),
            list if list.starts_with(['[', '{']) => Err(unfit(key, value, "a text or a number")),
            plain => Ok(Some(string(value).map_or_else(|| plain.to_owned(), Cow::into_owned))),
        }
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Text(key), value)) = map.next_entry::<Text, &RawValue>()? {
            let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            members.push((if plain { key } else { Cow::Owned(column_key(&key)) }, value));
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Flawed<ProfileRecord> {
        from_json(text, 7)
    }

    #[test]
    fn keys_have_the_names_of_columns_and_the_first_of_several_counts() {
        let want = read(
            r#"{"profile_id":"p","current_role":"x","skills":[{"skill":"Linux","level":4,"years":2,"last_used":"2024"}]}"#,
        )
        .unwrap();
        for text in [
            r#"{"Employee ID":"p","Job Title":"x","technologies":[{"technology":"Linux","rating":"4","experience":"2","lastused":2024}]}"#,
            r#"{"id":9,"role":"y","name":"Ann","profile_id":"p","current_role":"x","skills":[{"name":"GNU","skill":"Linux","level":4.0,"years":2.0,"last_used":"2024","gender":"f"}]}"#,
        ] {
            assert_eq!(read(text).unwrap(), want, "{text}");
        }
        let names = |text| read(text).unwrap().entries.into_iter().map(|e| e.name).collect::<Vec<_>>();
        assert_eq!(
            names(r#"{"skills":"Linux:4; Bash;","certifications":["CCNA"]}"#),
            ["Linux", "Bash", "CCNA"]
        );
        assert_eq!(names(r#"{"weekly_hours":"","skills":["SQL",""]}"#), ["SQL"]);
        assert_eq!(names(r#"{"skills":null,"other":[1,{"skills":2}]}"#), [""; 0]);
        assert_eq!(names(r#"{"skills":["a\u00e9\"", "C++"]}"#), ["aé\"", "C++"]);
    }

    #[test]
    fn what_is_no_profile_is_told_with_its_key_or_place() {
        for (text, flaw, told) in [
            ("[1]", Flaw::Object, "expected an object, at line 7, column"),
            ("{\"skills\":[\n\"Linux\"", Flaw::Object, "at line 8, column 7"),
            (r#"{"skills":7}"#, Flaw::Object, "`skills` is “7”, and not a list"),
            (r#"{"skills":[7]}"#, Flaw::Object, "“7” is neither a text nor an object with `skill`"),
            (r#"{"skills":[{"level":7}]}"#, Flaw::Object, "nor an object with `skill`"),
            (r#"{"skills":[{"skill":["x"]}]}"#, Flaw::Object, "`skill` is “[\"x\"]”, and not a text"),
            (
                r#"{"skills":["Linux"],"weekly_hours":"x"}"#,
                Flaw::Hours,
                "`weekly_hours` is “x”, and not a number",
            ),
            (r#"{"skills":["Linux"],"weekly_hours":169}"#, Flaw::Hours, "at most 168"),
            (r#"{"id":1,"id":2,"skills":["Linux"]}"#, Flaw::Object, "has `id` twice"),
            (r#"{"skills":[{"skill":"Linux","level":9}]}"#, Flaw::Level, "“9” is not on the scale"),
            (r#"{"skills":"Linux:9"}"#, Flaw::Level, "“9” is not on the scale"),
        ] {
            let (got, said) = read(text).unwrap_err();
            assert_eq!(got, flaw, "{text}: {said}");
            assert!(said.contains(told), "{text}: {said}");
        }
        assert_eq!(id_of(r#"{"id":12345678901234567890123,"skills":7}"#), "12345678901234567890123");
        assert_eq!(id_of(r#"{"id":null}"#) + &id_of("{"), "");
    }
}
