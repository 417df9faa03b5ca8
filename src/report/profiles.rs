//! A profile as CSV, one name a line: `skill,level,years,last_used,date`.

use super::csv::cell;
use crate::ingest::profile::ProfileRecord;

/// The bytes; `match` reads them back.
#[must_use]
pub fn csv(profile: &ProfileRecord) -> Vec<u8> {
    let with_role = profile.current_role.is_some();
    let mut out = Vec::new();
    out.extend_from_slice(if with_role {
        b"skill,level,years,last_used,date,current_role\n".as_slice()
    } else {
        b"skill,level,years,last_used,date\n".as_slice()
    });
    for (number, entry) in profile.entries.iter().enumerate() {
        cell(&mut out, &entry.name);
        let cells = [
            entry.level.map(|l| l.to_string()),
            entry.years.map(|y| y.to_string()),
            entry.last_used.map(|d| d.to_string()),
            entry.date.map(|d| d.to_string()),
        ];
        for text in cells {
            out.push(b',');
            cell(&mut out, &text.unwrap_or_default());
        }
        if let Some(role) = &profile.current_role {
            out.push(b',');
            // Once is enough; the reader takes the last one that is not empty.
            cell(&mut out, if number == 0 { role } else { "" });
        }
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Findings;
    use crate::ingest::profile::{Entry, read_one};
    use crate::units::{Level, parse_date};

    #[test]
    fn what_is_written_is_read_back() {
        let entry = Entry {
            name: "Linux, all of it".to_owned(),
            level: Level::new(4),
            years: Some(2.5),
            last_used: parse_date("2024-05-01"),
            date: None,
        };
        let profile = ProfileRecord {
            line: 1,
            entries: vec![entry],
            current_role: Some("Net \"Admin\"".to_owned()),
            ..ProfileRecord::default()
        };
        let mut findings = Findings::new();
        assert_eq!(read_one("x.csv", &csv(&profile), &mut findings), profile);
        assert!(findings.is_empty());
    }
}
