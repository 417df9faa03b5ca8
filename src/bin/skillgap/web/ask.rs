//! What the JSON interface is asked. Names and meanings are those of the command line's options.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use skillgap::ingest::profile::{ProfileRecord, from_json};
use skillgap::model::Model;
use skillgap::units::Seniority;
use skillgap::vector::Profile;

use super::engine::Engine;
use super::person;
use super::problem::Problem;

/// A profile: an object, or a file as text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ProfileAsk {
    /// The text of a file: CSV with a column `skill`, or names one a line.
    File(String),
    /// What one person has.
    Object(PersonAsk),
}

/// What one person has.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonAsk {
    /// Skills, and certifications too: names are told apart by the catalog.
    #[serde(default)]
    pub skills: Vec<SkillAsk>,
    /// Certifications.
    #[serde(default)]
    pub certifications: Vec<SkillAsk>,
    /// The role held today: an id or title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_role: Option<String>,
    /// Hours a week for learning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.02, max = 168.0))]
    pub weekly_hours: Option<f64>,
}

/// A skill or certification: its name, or its name with what is said of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SkillAsk {
    /// A name, or `name:level`.
    Name(String),
    /// A name with what is said of it.
    Full(FullAsk),
}

/// A name with what is said of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FullAsk {
    /// The name.
    pub skill: String,
    /// 1 to 5, or a word such as `working`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelAsk>,
    /// Years of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 80.0))]
    pub years: Option<f64>,
    /// When it was last used: YYYY-MM-DD, YYYY-MM or YYYY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<String>,
    /// When a certificate was earned: YYYY-MM-DD, YYYY-MM or YYYY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A level.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged, expecting = "a level is a number from 1 to 5 or a word")]
pub enum LevelAsk {
    /// 1 (aware) to 5 (expert).
    Number(#[schemars(range(min = 1, max = 5))] u8),
    /// A word: aware, basic, working, advanced, expert and their like.
    Word(String),
}

/// What is a text or an object: an object's complaint is told as it is, where one of all ways together would say nothing.
struct TextOrObject<T, O> {
    expecting: &'static str,
    text: fn(String) -> T,
    object: fn(O) -> T,
}

impl<'de, T, O: Deserialize<'de>> Visitor<'de> for TextOrObject<T, O> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Ok((self.text)(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        O::deserialize(MapAccessDeserializer::new(map)).map(self.object)
    }
}

impl<'de> Deserialize<'de> for ProfileAsk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ProfileAsk, D::Error> {
        deserializer.deserialize_any(TextOrObject {
            expecting: "an object with `skills`, or the text of a profile's file",
            text: ProfileAsk::File,
            object: ProfileAsk::Object,
        })
    }
}

impl<'de> Deserialize<'de> for SkillAsk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SkillAsk, D::Error> {
        deserializer.deserialize_any(TextOrObject {
            expecting: "the name of a skill, or an object with `skill`",
            text: SkillAsk::Name,
            object: SkillAsk::Full,
        })
    }
}

impl ProfileAsk {
    /// The profile in the model's terms.
    pub fn profile(&self, engine: &Engine, model: &Model, on: jiff::civil::Date) -> Result<Profile, Problem> {
        let most = engine.limits.entries;
        match self {
            ProfileAsk::File(text) => Ok(person::read(model, text.as_bytes(), None, on, most)?.0),
            ProfileAsk::Object(object) => person::build(model, &record(object)?, on, most),
        }
    }
}

fn record(object: &PersonAsk) -> Result<ProfileRecord, Problem> {
    // One reader for levels, words and dates, that of JSON Lines, so that an interface never reads them in another way.
    let text = serde_json::to_string(object).map_err(|_| Problem::ours())?;
    let record = from_json(&text, 1)
        .map_err(|(flaw, message)| Problem::unusable("unusable-profile", message, flaw.remedy("")))?;
    if record.entries.is_empty() {
        let message = "The profile names no skill.";
        return Err(Problem::unusable("unusable-profile", message, "Name at least one in `skills`."));
    }
    Ok(record)
}

/// `POST /api/v1/match`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchAsk {
    /// The person.
    pub profile: ProfileAsk,
    /// How many roles, 1 to 100; 5 where not given.
    #[schemars(range(min = 1, max = 100))]
    pub top: Option<usize>,
    /// Only roles of this rung.
    pub seniority: Option<Seniority>,
    /// Only these roles: ids or titles.
    pub among: Option<Vec<String>>,
    /// Whether to give the evidence and the parts that add up to each score.
    #[serde(default)]
    pub explain: bool,
    /// The day on which certificates must be valid, YYYY-MM-DD; today where not given.
    pub on: Option<String>,
}

/// `POST /api/v1/plan`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanAsk {
    /// The person.
    pub profile: ProfileAsk,
    /// The role: an id or any title that people use.
    pub to: String,
    /// Readiness to reach, above 0 and at most 1; 0.8 where not given.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub readiness: Option<f64>,
    /// Whether must-haves may stay open if the readiness is reached without them.
    #[serde(default)]
    pub without_musts: bool,
    /// Most hours.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub max_hours: Option<f64>,
    /// Most US dollars.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub max_cost: Option<f64>,
    /// Hours a week; the profile's where not given, and 8 where it says none.
    #[schemars(range(min = 0.02, max = 168.0))]
    pub weekly_hours: Option<f64>,
    /// What to minimise; hours where not given.
    pub minimize: Option<MinimizeAsk>,
    /// The day on which certificates must be valid, YYYY-MM-DD; today where not given.
    pub on: Option<String>,
}

/// `POST /api/v1/path`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathAsk {
    /// The person.
    pub profile: ProfileAsk,
    /// The role at the top of the ladder: an id or any title that people use.
    pub to: String,
    /// How many ladders; 3 where not given.
    #[schemars(range(min = 1, max = 10))]
    pub alternatives: Option<usize>,
    /// Hours a week; the profile's where not given, and 8 where it says none.
    #[schemars(range(min = 0.02, max = 168.0))]
    pub weekly_hours: Option<f64>,
    /// Readiness before each move; each role's own threshold where not given.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub readiness: Option<f64>,
    /// Most moves on a ladder; 6 where not given.
    #[schemars(range(min = 1, max = 10))]
    pub max_moves: Option<usize>,
    /// The day on which certificates must be valid, YYYY-MM-DD; today where not given.
    pub on: Option<String>,
}

/// What to minimise; the other breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MinimizeAsk {
    /// Hours of work.
    Hours,
    /// US dollars.
    Cost,
}

/// `POST /api/v1/unlock`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockAsk {
    /// The person.
    pub profile: ProfileAsk,
    /// How many steps, 1 to 100; 10 where not given.
    #[schemars(range(min = 1, max = 100))]
    pub top: Option<usize>,
    /// Only these roles: ids or titles.
    pub among: Option<Vec<String>>,
    /// The day on which certificates must be valid, YYYY-MM-DD; today where not given.
    pub on: Option<String>,
}

/// `POST /api/v1/batch`: the body is the file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchAsk {
    /// How many roles for each person, 1 to 100; 5 where not given.
    #[schemars(range(min = 1, max = 100))]
    pub top: Option<usize>,
    /// Only roles of this rung.
    pub seniority: Option<Seniority>,
    /// Whether to plan for the best role of each.
    #[serde(default)]
    pub plan: bool,
    /// The day on which certificates must be valid, YYYY-MM-DD; today where not given.
    pub on: Option<String>,
}

/// `POST /api/v1/extract`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtractAsk {
    /// The text of a role or of anything else. Spans in the answer count its bytes in UTF-8.
    pub text: String,
}

/// `GET /api/v1/roles`
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesAsk {
    /// Only roles of this rung.
    pub seniority: Option<Seniority>,
}

/// `GET /api/v1/roles/find` and `GET /api/v1/skills/find`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindAsk {
    /// A title or a part of a name.
    pub text: String,
    /// How many, 1 to 100; 10 where not given.
    #[schemars(range(min = 1, max = 100))]
    pub top: Option<usize>,
}

/// The day of a question.
pub fn day(on: Option<&str>) -> Result<jiff::civil::Date, Problem> {
    let Some(text) = on else { return Ok(crate::input::today()) };
    skillgap::units::parse_date(text).ok_or_else(|| {
        let message = format!("“{}” is not a date.", skillgap::ingest::level::shorten(text));
        Problem::unusable("not-a-date", message, "Write YYYY-MM-DD.")
    })
}

/// How many, within 1 to 100.
pub fn how_many(top: Option<usize>, usual: usize) -> Result<usize, Problem> {
    let top = top.unwrap_or(usual);
    if (1..=super::limits::MOST_ROLES).contains(&top) {
        return Ok(top);
    }
    Err(Problem::unusable("out-of-range", "`top` must be from 1 to 100.", ""))
}
