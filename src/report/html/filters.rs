//! Filters of the templates: names made harmless, numbers as people read them.

#![allow(missing_docs, reason = "the macro makes hidden items without docs beside each filter")]

use std::fmt::Display;

use askama::Values;

use crate::report::number;

/// Names longer than this are cut: a page is read by people, and the whole name is in the JSON.
const LONGEST_NAME: usize = 160;

/// Whether a character is shown as itself. Control characters and marks that turn the direction of writing are not: a name could
/// otherwise rearrange the text around it.
fn shown(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c))
}

/// A name without marks that act on the text around it, cut at 160 characters.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let mut out: String = name.chars().map(|c| if shown(c) { c } else { ' ' }).take(LONGEST_NAME).collect();
    if name.chars().nth(LONGEST_NAME).is_some() {
        out.push('…');
    }
    out
}

/// A name, harmless and of bounded length.
#[askama::filter_fn]
pub fn clean(text: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(clean_name(&text.to_string()))
}

/// Longer text: line breaks stay, marks that act on the text around it go.
#[askama::filter_fn]
pub fn prose(text: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(text.to_string().chars().map(|c| if shown(c) || c == '\n' { c } else { ' ' }).collect())
}

/// A share in [0, 1] as a whole per cent.
#[askama::filter_fn]
pub fn percent(share: &f64, _: &dyn Values) -> askama::Result<String> {
    // By way of the two digits that JSON and tables print, so that a page never says 68 % where they say 0.67.
    let hundredths: f64 = format!("{share:.2}").parse().unwrap_or(0.0);
    Ok(format!("{:.0}%", hundredths * 100.0))
}

/// A share in [0, 1] in per cent with one digit: gains are often below one per cent.
#[askama::filter_fn]
pub fn points(share: &f64, _: &dyn Values) -> askama::Result<String> {
    Ok(format!("{:.1}%", share * 100.0))
}

/// A score with two digits.
#[askama::filter_fn]
pub fn score(value: &f64, _: &dyn Values) -> askama::Result<String> {
    Ok(format!("{value:.2}"))
}

/// Hours, weeks or dollars without a needless digit, thousands apart.
#[askama::filter_fn]
pub fn amount(value: &f64, _: &dyn Values) -> askama::Result<String> {
    Ok(grouped(*value))
}

/// A number without a needless digit, thousands apart.
pub(super) fn grouped(value: f64) -> String {
    let plain = number::plain(value);
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), ""), |(w, r)| (w, r));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && digit.is_ascii_digit() && out != "-" {
            out.push(',');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// An identifier of the program as words: `step-down` → `step down`.
#[askama::filter_fn]
pub fn words(text: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(text.to_string().replace(['-', '_'], " "))
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_cannot_turn_or_flood_a_page() {
        assert_eq!(clean_name("a\u{202e}b\u{0}c"), "a b c");
        assert_eq!(clean_name(&"x".repeat(10_000)).chars().count(), 161);
        assert_eq!(clean_name("Güte 名前"), "Güte 名前");
    }
}
