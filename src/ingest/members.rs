//! The members of JSON objects whose keys mean something, by the names that columns have.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::header::{ID_COLUMNS, READ_COLUMNS};
use super::level::shorten;
use super::table::column_key;

/// A key of JSON alone: certificates may stand in a list of their own.
pub(super) const CERTIFICATIONS: &[&str] = &["certifications"];

/// A key of skills in a JSON Resume: they are lists under a heading.
pub(super) const KEYWORDS: &[&str] = &["keywords"];

/// A value under a key that means something, copied only where it has escapes.
pub(super) enum Value<'o> {
    Null,
    Text(Cow<'o, str>),
    /// A number or a truth value as text.
    Plain(Cow<'o, str>),
    List(Vec<Value<'o>>),
    Object(Members<'o>),
}

impl Value<'_> {
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Value::Null => "null".into(),
            Value::Text(text) | Value::Plain(text) => format!("“{}”", shorten(text)).into(),
            Value::List(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
        }
    }
}

/// The members of an object whose keys mean something, written as those of columns are.
#[derive(Default)]
pub(super) struct Members<'o>(Vec<(Cow<'o, str>, Value<'o>)>);

impl<'o> Members<'o> {
    /// The member that is called by the first of these names that any is called by.
    pub fn one<'n>(&self, names: &[&'n str]) -> Result<Option<(&'n str, &Value<'o>)>, String> {
        for name in names {
            let mut found = self.0.iter().filter(|(key, _)| key == name);
            if let Some((_, value)) = found.next() {
                return match found.next() {
                    None => Ok(Some((name, value))),
                    Some(_) => Err(format!("The object has `{name}` twice.")),
                };
            }
        }
        Ok(None)
    }

    /// The same as text: nothing for null.
    pub fn text(&self, names: &[&str]) -> Result<Option<&str>, String> {
        match self.one(names)? {
            None | Some((_, Value::Null)) => Ok(None),
            Some((_, Value::Text(text) | Value::Plain(text))) => Ok(Some(text)),
            Some((key, other)) => Err(unfit(key, other, "a text or a number")),
        }
    }
}

/// A sentence about a value that is not what it should be.
pub(super) fn unfit(key: &str, value: &Value, wanted: &str) -> String {
    format!("`{key}` is {}, and not {wanted}.", value.shown())
}

/// Whether a key means anything here.
fn is_read(key: &str) -> bool {
    READ_COLUMNS.iter().chain(&[CERTIFICATIONS, KEYWORDS]).any(|names| names.contains(&key))
}

/// A text that is copied only where it has escapes.
#[derive(serde::Deserialize)]
struct Text<'o>(#[serde(borrow)] Cow<'o, str>);

struct ReadMembers;

impl<'de> Visitor<'de> for ReadMembers {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(Text(key)) = map.next_key()? {
            let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let key = if plain { key } else { Cow::Owned(column_key(&key)) };
            if ID_COLUMNS.contains(&key.as_ref()) {
                // Numbers keep all their digits.
                let id: &RawValue = map.next_value()?;
                let value = match id.get() {
                    "null" => Value::Null,
                    text if text.starts_with('"') => {
                        Value::Text(serde_json::from_str::<Text>(text).map_err(A::Error::custom)?.0)
                    }
                    text if text.starts_with('[') => Value::List(Vec::new()),
                    text if text.starts_with('{') => Value::Object(Members::default()),
                    plain => Value::Plain(plain.into()),
                };
                members.push((key, value));
            } else if is_read(&key) {
                members.push((key, map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Members(members))
    }
}

struct ReadValue;

/// Texts that need not be made.
const DIGITS: &str = "0123456789";

impl<'de> Visitor<'de> for ReadValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Plain(value.to_string().into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
        // As nearly all levels are.
        let digit = usize::try_from(value).ok().and_then(|n| DIGITS.get(n..=n));
        Ok(Value::Plain(digit.map_or_else(|| value.to_string().into(), Cow::Borrowed)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Plain(value.to_string().into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Plain(value.to_string().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
        ReadMembers.visit_map(map).map(Value::Object)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ReadMembers)
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadValue)
    }
}
