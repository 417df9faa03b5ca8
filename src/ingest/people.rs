//! A file of many people, read whole: for cohorts, which are small. Batches of any size stream instead.

use super::foreign;
use super::header::{ID_COLUMNS, columns_passed_over, find, protected_columns};
use super::person::ProfileRecord;
use super::profile::{everyone, from_json};
use super::table::Table;
use crate::diagnostics::{Findings, Place, Severity};

/// Whether a file holds many people: JSON Lines of more than one object, or a table with a column of ids.
#[must_use]
pub fn holds_many(file: &str, bytes: &[u8]) -> bool {
    if let Some(table) = foreign::table(file, bytes) {
        return table.is_ok_and(|csv| holds_many(file, &csv));
    }
    let (text, _) = super::bytes::decode(bytes);
    let first = text.trim_start();
    if first.starts_with('{') {
        return first.lines().filter(|l| !l.trim().is_empty()).take(2).all(is_object)
            && first.lines().filter(|l| !l.trim().is_empty()).count() > 1;
    }
    let table = Table::read(file, bytes, &mut Findings::new());
    find(&table, ID_COLUMNS).is_some()
}

fn is_object(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('{') && line.ends_with('}')
}

/// Everyone in a file: long or wide CSV, a spreadsheet or Parquet, or JSON Lines; in input order. People whose row cannot be read are left out, each
/// with an error among the findings.
#[must_use]
pub fn read_many(file: &str, bytes: &[u8], findings: &mut Findings) -> Vec<ProfileRecord> {
    let mut refuse = |place, message: String, remedy: String| {
        findings.add(Severity::Error, "unreadable-format", place, message, remedy);
        Vec::new()
    };
    match foreign::table(file, bytes) {
        Some(Ok(csv)) => return read_many(file, &csv, findings),
        Some(Err((place, message, remedy))) => return refuse(place, message, remedy),
        None => {}
    }
    let (text, _) = super::bytes::decode(bytes);
    if super::bytes::is_binary(&text) {
        let remedy = "Unpack it, or write CSV with `profile_id,skills`.".to_owned();
        return refuse(Place::file(file), "The file holds no text.".to_owned(), remedy);
    }
    if text.trim_start().starts_with('[') {
        let message = "The file is one JSON array; one object a line is read.".to_owned();
        return refuse(
            Place::line(file, 1),
            message,
            "Write JSON Lines, for instance with `jq -c '.[]'`.".to_owned(),
        );
    }
    if text.trim_start().starts_with('{') {
        return json_lines(file, &text, findings);
    }
    let table = Table::read(file, bytes, findings);
    protected_columns(&table, findings);
    columns_passed_over(&table, findings);
    if find(&table, ID_COLUMNS).is_none() {
        findings.add(
            Severity::Error,
            "no-id-column",
            Place::line(file, 1),
            "The header names no column that tells people apart.",
            "Name it `profile_id`; one person a file is for `match` and `plan`.",
        );
        return Vec::new();
    }
    everyone(&table, Severity::Error, findings)
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
    fn beside_a_column_with_one_skill_a_row_one_with_many_is_not_read() {
        let both = b"profile_id,skill,level,skills\na,Linux,3,Java;Go\nb,Git,2,\na,Bash,2,Java\n";
        let named = b"profile_id,name,skills\na,Ana,Linux;Bash\nb,Bo,Git\n";
        for bytes in [&both[..], &named[..]] {
            let people = read_many("x", bytes, &mut Findings::new());
            let names = |p: &ProfileRecord| p.entries.iter().map(|e| e.name.clone()).collect::<Vec<_>>();
            assert_eq!(people.iter().map(names).collect::<Vec<_>>(), [vec!["Linux", "Bash"], vec!["Git"]]);
        }
    }

    #[test]
    fn a_row_says_the_role_and_the_hours_in_either_shape() {
        for table in [
            "profile_id,skill,current_role,weekly_hours\na,Linux,Sysadmin,6\na,Bash,,\n",
            "profile_id,skills,current_role,weekly_hours\na,Linux;Bash,Sysadmin,6\n",
        ] {
            let mut findings = Findings::new();
            let people = read_many("x", table.as_bytes(), &mut findings);
            assert!(findings.is_empty(), "{findings:?}");
            assert_eq!(people.len(), 1);
            let (a, role) = (&people[0], people[0].current_role.as_deref());
            assert_eq!((a.id.as_str(), a.line, a.entries.len()), ("a", 2, 2));
            assert_eq!((role, a.weekly_hours), (Some("Sysadmin"), Some(6.0)));
        }
    }

    #[test]
    fn a_bad_row_is_told_and_the_others_stay() {
        let mut findings = Findings::new();
        let people = read_many("x", b"profile_id,skills\na,Linux:9\nb,Git:2\n", &mut findings);
        assert_eq!(people.len(), 1);
        assert_eq!(findings.iter().map(|f| f.place.line).collect::<Vec<_>>(), [2]);
    }
}
