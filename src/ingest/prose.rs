//! Tells a résumé in plain sentences from tables and lists, and gives its text.
//!
//! What such a text names is found by extraction, later; it is inferred, not said, and stays marked so.

use super::bytes::decode;
use super::posting::{is_html, plain_text};

/// A line of so many words is a sentence or part of one.
const SENTENCE: usize = 8;
/// One line of so many words is prose on its own.
const LONG_SENTENCE: usize = 20;

/// The text of a file that is prose; `None` for tables, lists of names and JSON.
#[must_use]
pub fn of(bytes: &[u8]) -> Option<String> {
    // Workbooks, tables in Parquet and PDF are no text, whatever their bytes look like.
    if [&b"PK\x03\x04"[..], b"PAR1", b"%PDF"].iter().any(|start| bytes.starts_with(start)) {
        return None;
    }
    let (text, _) = decode(bytes);
    if is_html(&text) {
        return plain_text(&text).ok();
    }
    let first = text.trim_start();
    if first.starts_with(['{', '[']) || has_known_header(first.lines().next().unwrap_or("")) {
        return None;
    }
    // A row of a table has words, too, but separators between few of them.
    let words =
        |line: &str| if line.matches([';', '\t']).count() > 3 { 0 } else { line.split_whitespace().count() };
    let sentences = text.lines().filter(|l| words(l) >= SENTENCE).count();
    let long = text.lines().any(|l| words(l) >= LONG_SENTENCE);
    (sentences >= 2 || long).then(|| text.into_owned())
}

fn has_known_header(line: &str) -> bool {
    use super::header::{ID_COLUMNS, LEVEL_COLUMNS, SKILL_COLUMNS, SKILLS_COLUMNS};
    use super::table::column_key;
    let known = [SKILL_COLUMNS, SKILLS_COLUMNS, ID_COLUMNS, LEVEL_COLUMNS];
    line.split([',', ';', '\t', '|'])
        .any(|cell| known.iter().any(|names| names.contains(&column_key(cell.trim_matches('"')).as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resumes_are_prose_and_lists_are_not() {
        let resume = "Jane Doe\n\nFive years of supporting Windows desktops and printers in a hospital.\n\
            Administered Active Directory, reset passwords and trained new colleagues on the job.\n";
        assert!(of(resume.as_bytes()).is_some());
        assert!(of(b"<html><body><p>Linux</p></body></html>").is_some());
        for list in [
            "skill,level\nmanage a budget and report on it to the whole of the board every month,3\nx,2",
            "Linux\nBash\nC++",
            "{\"skills\":[]}",
            "profile_id,skills\n1,a;b",
            "",
        ] {
            assert!(of(list.as_bytes()).is_none(), "{list}");
        }
    }
}
