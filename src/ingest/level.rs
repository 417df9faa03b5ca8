//! Levels, years and dates as people write them in profiles.

use jiff::civil::Date;

use crate::units::{Level, fits_a_week, parse_date};

/// Reads a level: 1 to 5, a word, a share of a scale (`4/5`, `8/10`, `80%`); empty is `Ok(None)`.
///
/// A share s of a scale is level ⌈5·s⌉, so 80 % is 4 and 8/10 is 4.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_level(text: &str) -> Result<Option<Level>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(level) = word(text) {
        return Ok(Some(level));
    }
    let number = |s: &str| s.trim().replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite());
    if let Some(percent) = text.strip_suffix('%').and_then(number) {
        return share(percent / 100.0, text).map(Some);
    }
    if let Some((have, of)) = text.split_once('/')
        && let (Some(have), Some(of)) = (number(have), number(of))
        && of > 0.0
    {
        return share(have / of, text).map(Some);
    }
    match number(text) {
        Some(n) if (1.0..=5.0).contains(&n) => {
            // 3.5 is more than working: halves go up.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let level = n.round() as u8;
            Ok(Level::new(level))
        }
        _ => Err(format!("The level “{}” is not on the scale.", shorten(text))),
    }
}

fn share(share: f64, text: &str) -> Result<Level, String> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let level =
        if share > 0.0 && share <= 1.0 { Level::new((share * 5.0 - 1e-9).ceil() as u8) } else { None };
    level.ok_or_else(|| format!("The level “{}” is not within its scale.", shorten(text)))
}

fn word(text: &str) -> Option<Level> {
    const WORDS: [&[&str]; 5] = [
        &["aware", "awareness", "novice", "exposure", "a1", "a2", "foundation"],
        &["basic", "beginner", "foundational", "elementary", "familiar", "junior", "low", "b1", "basic user"],
        &[
            "working",
            "intermediate",
            "medium",
            "mid",
            "proficient",
            "competent",
            "good",
            "average",
            "b2",
            "independent user",
        ],
        &["advanced", "senior", "strong", "high", "very good", "experienced", "c1", "proficient user"],
        &["expert", "master", "guru", "authority", "excellent", "c2", "highly specialised"],
    ];
    let lower = text.to_lowercase();
    let at = WORDS.iter().position(|words| words.contains(&lower.as_str()))?;
    u8::try_from(at + 1).ok().and_then(Level::new)
}

/// What a remedy says about levels.
pub const LEVEL_REMEDY: &str = "Use 1 to 5, a word (aware, basic, working, advanced, expert), a share such as 4/5 or 80%, or leave it empty.";

/// Reads years of experience, 0 to 70, also where they are said in months; empty is `Ok(None)`.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_years(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '+' || c == ' ' || c == '.');
    let unit = text[digits.len()..].trim_start_matches(['+', ' ', '.']).trim_end_matches('.').to_lowercase();
    let a_year = match unit.as_str() {
        "m" | "mo" | "mos" | "mth" | "mths" => Some(12.0),
        month if ["month", "monat", "mois", "mes", "maand"].iter().any(|m| month.starts_with(m)) => {
            Some(12.0)
        }
        short if ["week", "woche", "day", "tag", "hour"].iter().any(|s| short.starts_with(s)) => None,
        "w" | "wk" | "wks" | "d" | "h" | "hrs" => None,
        _ => Some(1.0),
    };
    match (digits.replace(',', ".").parse::<f64>(), a_year) {
        (Ok(n), Some(a_year)) if (0.0..=70.0).contains(&(n / a_year)) => Ok(Some(n / a_year)),
        _ => Err(format!("“{}” is not a number of years from 0 to 70.", shorten(text))),
    }
}

/// Reads hours a week, above 0 and at most 168; empty is `Ok(None)`.
///
/// # Errors
/// What is wrong with them, as a sentence.
pub fn parse_hours(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.replace(',', ".").parse::<f64>() {
        Ok(hours) if fits_a_week(hours) => Ok(Some(hours)),
        Ok(hours) if hours.is_finite() => Err(format!(
            "“{}” is no number of hours a week: it has more than 0 and at most 168.",
            shorten(text)
        )),
        _ => Err(format!("“{}” is no number of hours a week.", shorten(text))),
    }
}

/// Reads a day, a month or a year; empty is `Ok(None)`.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_day(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    parse_date(text).map(Some).ok_or_else(|| format!("“{}” is not a date.", shorten(text)))
}

/// What a remedy says about days.
pub const DAY_REMEDY: &str = "Write YYYY-MM-DD, YYYY-MM or YYYY.";

/// What to do about years out of their range.
pub const YEARS_REMEDY: &str = "Write a number of years from 0 to 70, or leave it empty.";

/// What to do about hours a week out of their range.
pub const HOURS_REMEDY: &str = "Write a number above 0 and at most 168, or leave it empty.";

/// At most 40 characters, for messages.
#[must_use]
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_hours_as_people_write_them() {
        for (text, want) in [
            ("2", Some(2.0)),
            ("2,5 Jahre", Some(2.5)),
            ("5+ yrs.", Some(5.0)),
            ("18 months", Some(1.5)),
            ("6 mo", Some(0.5)),
            ("3 Monate", Some(0.25)),
            ("900 months", None),
            ("30 weeks", None),
            ("10 d", None),
            ("71", None),
        ] {
            assert_eq!(parse_years(text).ok().flatten(), want, "{text}");
        }
        for (text, want) in
            [("8,5", Some(8.5)), (" 6 ", Some(6.0)), ("0", None), ("169", None), ("inf", None)]
        {
            assert_eq!(parse_hours(text).ok().flatten(), want, "{text}");
        }
    }

    #[test]
    fn levels_as_people_write_them() {
        for (text, want) in [
            ("", Ok(None)),
            ("3", Ok(Some(3))),
            ("expert", Ok(Some(5))),
            ("Beginner", Ok(Some(2))),
            ("4/5", Ok(Some(4))),
            ("8/10", Ok(Some(4))),
            ("80%", Ok(Some(4))),
            ("100 %", Ok(Some(5))),
            ("3.5", Ok(Some(4))),
        ] {
            let got = parse_level(text).map(|l| l.map(Level::get));
            assert_eq!(got, want, "{text}");
        }
        for text in ["-1", "0", "6", "7/5", "120%", "lots", "NaN", "1e9", "0%"] {
            assert!(parse_level(text).is_err(), "{text}");
        }
    }
}
