//! Labelled people: profiles with the role that each person has, from one file or from a file and its labels.

use std::collections::BTreeMap;

use super::header::{ID_COLUMNS, ROLE_COLUMNS, find};
use super::person::ProfileRecord;
use super::profile::everyone;
use super::table::Table;
use crate::diagnostics::{Findings, Place, Severity};

/// Reads profiles in wide or long form with a column `role`, or with the labels of a second file (`profile_id,role`).
///
/// People without a label or without a skill are left out with a warning; a level that cannot be read costs the person, not
/// the file. A file without the columns needed is an error among the findings.
#[must_use]
pub fn read_labelled(
    file: &str,
    bytes: &[u8],
    labels: Option<(&str, &[u8])>,
    findings: &mut Findings,
) -> Vec<ProfileRecord> {
    let table = Table::read(file, bytes, findings);
    let mut people = everyone(&table, Severity::Warning, findings);
    if let Some((file, bytes)) = labels {
        let known = read_labels(file, bytes, findings);
        for person in &mut people {
            person.current_role = known.get(&person.id).cloned();
        }
    }
    let all = people.len();
    people.retain(|p| p.current_role.as_ref().is_some_and(|r| !r.is_empty()) && !p.entries.is_empty());
    if people.is_empty() {
        findings.add(
            Severity::Error,
            "no-labelled-person",
            Place::file(file),
            "No profile comes with a role and a skill.",
            "Give a column `role`, or a file `profile_id,role` with --labels.",
        );
    } else if people.len() < all {
        findings.add(
            Severity::Warning,
            "unlabelled",
            Place::file(file),
            format!("{} of {all} profiles have no role or no skill and are left out.", all - people.len()),
            "Label them, or leave them out of the file.",
        );
    }
    people
}

/// Labels by profile id; of an id that comes twice the last.
fn read_labels(file: &str, bytes: &[u8], findings: &mut Findings) -> BTreeMap<String, String> {
    let table = Table::read(file, bytes, findings);
    match (find(&table, ID_COLUMNS), find(&table, ROLE_COLUMNS)) {
        (Some(id), Some(role)) => {
            table.rows.iter().map(|r| (r.cell(Some(id)).to_owned(), r.cell(Some(role)).to_owned())).collect()
        }
        _ => {
            findings.add(
                Severity::Error,
                "no-label-columns",
                Place::line(file, 1),
                format!("The header names {}.", table.header.join(", ")),
                "Labels have the columns `profile_id` and `role`.",
            );
            BTreeMap::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_or_two() {
        let mut findings = Findings::new();
        let one = b"profile_id,skills,role\np1,Linux;Bash,Sysadmin\np2,Java,\n";
        let people = read_labelled("one", one, None, &mut findings);
        assert_eq!(people.len(), 1, "p2 has no label");
        assert_eq!(people[0].current_role.as_deref(), Some("Sysadmin"));
        assert_eq!(people[0].entries.len(), 2);
        let two = b"profile_id,skills\np1,Linux\np2,Java\n";
        let labels = b"profile_id,role\np2,Java developer\np1,Sysadmin\n";
        let people = read_labelled("two", two, Some(("labels", labels)), &mut findings);
        let roles: Vec<_> = people.iter().map(|p| p.current_role.as_deref().unwrap_or("")).collect();
        assert_eq!(roles, ["Sysadmin", "Java developer"]);
        assert!(!findings.has_errors());
        let long = b"profile_id,skill,role\np1,Linux,Sysadmin\np1,Bash,\n";
        let people = read_labelled("long", long, None, &mut findings);
        assert_eq!((people.len(), people[0].entries.len()), (1, 2));
    }

    #[test]
    fn beside_a_column_with_one_skill_a_row_one_with_many_is_not_read() {
        let both = b"profile_id,skill,skills,role\np1,Linux,Java;Go,Sysadmin\np1,Bash,Java,\n";
        let people = read_labelled("both", both, None, &mut Findings::new());
        let names: Vec<_> = people.iter().flat_map(|p| &p.entries).map(|e| e.name.as_str()).collect();
        assert_eq!((people.len(), names), (1, vec!["Linux", "Bash"]));
    }

    #[test]
    fn a_level_that_cannot_be_read_costs_the_person_and_not_the_file() {
        let mut findings = Findings::new();
        let table = b"profile_id,skills,role\np1,Linux:9,a\np2,Git,b\n";
        let people = read_labelled("x", table, None, &mut findings);
        assert_eq!(people.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["p2"]);
        assert_eq!(findings.iter().map(|f| (f.code, f.place.line)).collect::<Vec<_>>(), [("bad-level", 2)]);
        assert!(!findings.has_errors());
    }

    #[test]
    fn no_label_at_all_is_an_error() {
        let mut findings = Findings::new();
        assert!(read_labelled("x", b"profile_id,skills\np1,Linux\n", None, &mut findings).is_empty());
        assert!(findings.has_errors());
    }
}
