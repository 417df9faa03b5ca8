//! One person as one JSON object: `{"profile_id", "skills": ["Linux:4", {"skill": "Bash", "level": 3}], "current_role"}`. Keys are those of columns, with
//! all their names, and what a column would be read from is read from a key.

use super::header::{
    DATE_COLUMNS, HOURS_COLUMNS, ID_COLUMNS, LAST_USED_COLUMNS, LEVEL_COLUMNS, PLAIN_SKILL_COLUMNS,
    ROLE_COLUMNS, SKILL_COLUMNS, SKILLS_COLUMNS, YEARS_COLUMNS,
};
use super::level::{
    DAY_REMEDY, HOURS_REMEDY, LEVEL_REMEDY, YEARS_REMEDY, parse_day, parse_level, parse_years, shorten,
};
use super::members::{CERTIFICATIONS, KEYWORDS, Members, Value, unfit};
use super::person::{Entry, ProfileRecord, split_level};
use crate::units::fits_a_week;

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

/// Or a flaw, and a sentence about it.
type Flawed<T> = Result<T, (Flaw, String)>;

/// A sentence about an object that is no profile.
fn no_profile(message: String) -> (Flaw, String) {
    (Flaw::Object, message)
}

/// What an object says besides skills.
#[derive(Debug)]
pub struct Head {
    /// Empty where there is none.
    pub id: String,
    /// The present role, if said.
    pub current_role: Option<String>,
    /// Hours a week for learning, if said, or what is wrong with them: nothing to who does not ask.
    pub weekly_hours: Flawed<Option<f64>>,
}

/// A skill that an object names.
#[derive(Debug)]
pub enum Item<'o> {
    /// As in a list: `Linux` or `Linux:4`.
    Text(&'o str),
    /// An object of its own.
    Entry(Entry<&'o str>),
}

/// The record that a JSON object holds.
///
/// # Errors
/// The object is no profile, or a level, a date, years or hours in it are out of their range: which, and a sentence.
pub fn from_json(text: &str, line: u64) -> Flawed<ProfileRecord> {
    let mut entries = Vec::new();
    let head = each_skill(text, line, |item| {
        let entry = match item {
            Item::Entry(entry) => entry,
            Item::Text(text) => {
                let (name, level) = split_level(text).map_err(|m| (Flaw::Level, m))?;
                Entry { name, level, years: None, last_used: None, date: None }
            }
        };
        // As an empty item of a list and a row without a skill in CSV.
        if !entry.name.trim().is_empty() {
            let Entry { name, level, years, last_used, date } = entry;
            entries.push(Entry { name: name.to_owned(), level, years, last_used, date });
        }
        Ok(())
    })?;
    let Head { id, current_role, weekly_hours } = head;
    Ok(ProfileRecord { id, line, entries, current_role, weekly_hours: weekly_hours? })
}

/// Calls `each` for all skills that an object names, in order, and returns what else it says.
///
/// # Errors
/// As [`from_json`], or what `each` says; skills before it were told.
pub fn each_skill(text: &str, line: u64, mut each: impl FnMut(Item) -> Flawed<()>) -> Flawed<Head> {
    let object: Members = serde_json::from_str(text).map_err(|e| no_profile(damage(&e, line)))?;
    let head = Head {
        id: object.id()?,
        current_role: object
            .text(ROLE_COLUMNS)
            .map_err(no_profile)?
            .map(str::trim)
            .filter(|r| !r.is_empty())
            .map(str::to_owned),
        weekly_hours: object.hours(),
    };
    let lists = [SKILLS_COLUMNS, CERTIFICATIONS];
    if let Some((key, _)) = object.one(PLAIN_SKILL_COLUMNS).map_err(no_profile)?
        && !lists.iter().any(|names| matches!(object.one(names), Ok(Some(_))))
    {
        let message = format!(
            "The object has one skill under `{key}`; an object is a person, with all skills in a list `skills`."
        );
        return Err(no_profile(message));
    }
    for names in lists {
        match object.one(names).map_err(no_profile)? {
            None | Some((_, Value::Null)) => {}
            Some((_, Value::Text(list))) => {
                list.split(';').try_for_each(|item| each(Item::Text(item.trim())))?
            }
            Some((_, Value::List(items))) => items.iter().try_for_each(|item| match item {
                Value::Text(text) => each(Item::Text(text.trim())),
                // As an empty cell.
                Value::Null => Ok(()),
                Value::Object(object) => object.entry()?.map_or(Ok(()), |entry| each(Item::Entry(entry))),
                other => Err(no_skill(other)),
            })?,
            Some((key, other)) => return Err(no_profile(unfit(key, other, "a list or a text"))),
        }
    }
    Ok(head)
}

/// The id of an object that may be no profile otherwise; empty where there is none.
#[must_use]
pub fn id_of(text: &str) -> String {
    serde_json::from_str(text).ok().and_then(|object: Members| object.id().ok()).unwrap_or_default()
}

/// What is wrong with JSON that begins on a line, as a sentence.
fn damage(e: &serde_json::Error, first: u64) -> String {
    let message = e.to_string();
    let what = message.strip_suffix(&format!(" at line {} column {}", e.line(), e.column()));
    let line = first + (e.line() as u64).saturating_sub(1);
    format!(
        "This is no profile in JSON: {}, at line {line}, column {}.",
        what.unwrap_or(&message),
        e.column()
    )
}

fn no_skill(value: &Value) -> (Flaw, String) {
    (Flaw::Object, format!("Of the skills, {} is neither a text nor an object with `skill`.", value.shown()))
}

impl Members<'_> {
    fn id(&self) -> Flawed<String> {
        Ok(self.text(ID_COLUMNS).map_err(no_profile)?.unwrap_or_default().to_owned())
    }

    fn hours(&self) -> Flawed<Option<f64>> {
        let text = self.text(HOURS_COLUMNS).map_err(no_profile)?.unwrap_or_default();
        match text.trim().replace(',', ".").parse() {
            _ if text.trim().is_empty() => Ok(None),
            Ok(hours) if fits_a_week(hours) => Ok(Some(hours)),
            Ok(hours) => {
                let said =
                    format!("`weekly_hours` is {hours}, but a week has more than 0 and at most 168 hours.");
                Err((Flaw::Hours, said))
            }
            Err(_) => Err((Flaw::Hours, format!("`weekly_hours` is “{}”, and not a number.", shorten(text)))),
        }
    }

    /// A skill with what is said of it; nothing where its name is empty, as with a row of CSV.
    fn entry(&self) -> Flawed<Option<Entry<&str>>> {
        if self.one(SKILL_COLUMNS).map_err(no_profile)?.is_none() {
            return Err(no_skill(&Value::Object(Members::default())));
        }
        if self.one(KEYWORDS).map_err(no_profile)?.is_some() {
            return Err(no_profile(
                "A skill has `keywords`, as in a JSON Resume. `skillgap convert` makes a profile of one."
                    .to_owned(),
            ));
        }
        let name = self.text(SKILL_COLUMNS).map_err(no_profile)?.unwrap_or_default();
        if name.trim().is_empty() {
            return Ok(None);
        }
        let text = |names| self.text(names).map(Option::unwrap_or_default).map_err(no_profile);
        let level = parse_level(text(LEVEL_COLUMNS)?).map_err(|m| (Flaw::Level, m))?;
        let years = parse_years(text(YEARS_COLUMNS)?).map_err(|m| (Flaw::Years, m))?;
        let day = |names| parse_day(text(names)?).map_err(|m| (Flaw::Date, m));
        let (last_used, date) = (day(LAST_USED_COLUMNS)?, day(DATE_COLUMNS)?);
        Ok(Some(Entry { name, level, years, last_used, date }))
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
        assert_eq!(
            names(r#"{"skills":["SQL",null,{"skill":null,"level":3},{"skill":" ","level":"x","date":"y"}]}"#),
            ["SQL"]
        );
        assert_eq!(names(r#"{"skills":["a\u00e9\"", "C++"]}"#), ["aé\"", "C++"]);
    }

    #[test]
    fn what_is_no_profile_is_told_with_its_key_or_place() {
        for (text, flaw, told) in [
            ("[1]", Flaw::Object, "expected an object, at line 7, column"),
            ("{\"skills\":[\n\"Linux\"", Flaw::Object, "at line 8, column 7"),
            (r#"{"skills":7}"#, Flaw::Object, "`skills` is “7”, and not a list"),
            (
                r#"{"skills":[7]}"#,
                Flaw::Object,
                "Of the skills, “7” is neither a text nor an object with `skill`",
            ),
            (r#"{"skills":[{"level":7}]}"#, Flaw::Object, "nor an object with `skill`"),
            (r#"{"id":["x"],"skills":["Linux"]}"#, Flaw::Object, "`id` is a list, and not a text"),
            (r#"{"id":{},"skills":["Linux"]}"#, Flaw::Object, "`id` is an object, and not a text"),
            (r#"{"skills":[{"name":"Web","keywords":["CSS"]}]}"#, Flaw::Object, "as in a JSON Resume"),
            (r#"{"skills":[{"skill":["x"]}]}"#, Flaw::Object, "`skill` is a list, and not a text"),
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
