//! A file of many people, read whole: for cohorts, which are small. Batches of any size stream instead.

use super::header::{ID_COLUMNS, LEVEL_COLUMNS, ROLE_COLUMNS, SKILLS_COLUMNS, protected_columns};
use super::person::{ProfileRecord, split_wide};
use super::profile::{from_json, group_long};
use super::table::Table;
use crate::diagnostics::{Findings, Place, Severity};

/// Whether a file holds many people: JSON Lines of more than one object, or a table with a column of ids.
#[must_use]
pub fn holds_many(file: &str, bytes: &[u8]) -> bool {
    let (text, _) = super::bytes::decode(bytes);
    let first = text.trim_start();
    if first.starts_with('{') {
        return first.lines().filter(|l| !l.trim().is_empty()).take(2).all(is_object)
            && first.lines().filter(|l| !l.trim().is_empty()).count() > 1;
    }
    let table = Table::read(file, bytes, &mut Findings::new());
    ID_COLUMNS.iter().any(|n| table.column(n).is_some())
}

fn is_object(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('{') && line.ends_with('}')
}

/// Everyone in a file: long or wide CSV, or JSON Lines; in input order. People whose row cannot be read are left out, each
/// with an error among the findings.
#[must_use]
pub fn read_many(file: &str, bytes: &[u8], findings: &mut Findings) -> Vec<ProfileRecord> {
    let (text, _) = super::bytes::decode(bytes);
    if text.trim_start().starts_with('{') {
        return json_lines(file, &text, findings);
    }
    let table = Table::read(file, bytes, findings);
    protected_columns(&table, findings);
    let skills = SKILLS_COLUMNS.iter().find_map(|n| table.column(n));
    let id = ID_COLUMNS.iter().find_map(|n| table.column(n));
    if id.is_none() {
        findings.add(
            Severity::Error,
            "no-id-column",
            Place::line(file, 1),
            "The header names no column that tells people apart.",
            "Name it `profile_id`; one person a file is for `match` and `plan`.",
        );
        return Vec::new();
    }
    let Some(skills) = skills else { return group_long(&table, findings) };
    let levels = LEVEL_COLUMNS.iter().find_map(|n| table.column(n));
    let role = ROLE_COLUMNS.iter().find_map(|n| table.column(n));
    let mut people = Vec::new();
    for row in &table.rows {
        match split_wide(row.cell(Some(skills)), row.cell(levels)) {
            Ok(entries) => people.push(ProfileRecord {
                id: row.cell(id).to_owned(),
                line: row.line,
                entries,
                current_role: Some(row.cell(role).to_owned()).filter(|r| !r.is_empty()),
                ..ProfileRecord::default()
            }),
            Err((flaw, message)) => {
                findings.add(Severity::Error, flaw.code(), table.place(row), message, flaw.remedy(""))
            }
        }
    }
    people
}

fn json_lines(file: &str, text: &str, findings: &mut Findings) -> Vec<ProfileRecord> {
    let mut people = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, t)| !t.trim().is_empty()) {
        match from_json(text, line) {
            Ok(record) => people.push(record),
            Err((flaw, message)) => {
                let example = "Write {\"profile_id\": \"ana\", \"skills\": [\"Linux\"]}, one object a line.";
                let place = Place::line(file, line);
                findings.add(Severity::Error, flaw.code(), place, message, flaw.remedy(example));
            }
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_people_in_each_shape() {
        let long = b"profile_id,skill,level\na,Linux,3\nb,Git,2\na,Bash,2\n";
        let wide = b"profile_id,skills\na,Linux:3;Bash:2\nb,Git:2\n";
        let json = b"{\"profile_id\":\"a\",\"skills\":[\"Linux:3\",\"Bash:2\"]}\n{\"profile_id\":\"b\",\"skills\":[\"Git:2\"]}\n";
        for bytes in [&long[..], &wide[..], &json[..]] {
            assert!(holds_many("x", bytes));
            let mut findings = Findings::new();
            let people = read_many("x", bytes, &mut findings);
            assert!(findings.is_empty(), "{findings:?}");
            let shape: Vec<(&str, usize)> = people.iter().map(|p| (p.id.as_str(), p.entries.len())).collect();
            assert_eq!(shape, [("a", 2), ("b", 1)]);
        }
        assert!(!holds_many("x", b"skill,level\nLinux,3\n"));
        assert!(!holds_many("x", b"{\"skills\":[\"Linux\"]}"));
    }

    #[test]
    fn a_bad_row_is_told_and_the_others_stay() {
        let mut findings = Findings::new();
        let people = read_many("x", b"profile_id,skills\na,Linux:9\nb,Git:2\n", &mut findings);
        assert_eq!(people.len(), 1);
        assert_eq!(findings.iter().map(|f| f.place.line).collect::<Vec<_>>(), [2]);
    }
}
