//! A profile as CSV, one name a line: `skill,level,years,last_used,date`.

use super::csv::cell;
use crate::ingest::profile::ProfileRecord;

/// The bytes; `match` reads them back.
#[must_use]
pub fn csv(profile: &ProfileRecord) -> Vec<u8> {
    // What is said of the person stands in columns of its own, where anything is.
    let hours = profile.weekly_hours.map(|h| h.to_string());
    let person = [("current_role", profile.current_role.as_deref()), ("weekly_hours", hours.as_deref())];
    let said = || person.iter().filter_map(|(name, text)| text.map(|text| (*name, text)));
    let mut out = b"skill,level,years,last_used,date".to_vec();
    for (name, _) in said() {
        out.push(b',');
        out.extend_from_slice(name.as_bytes());
    }
    out.push(b'\n');
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
        for (_, text) in said() {
            out.push(b',');
            // Once is enough; the reader takes the last one that is not empty.
            cell(&mut out, if number == 0 { text } else { "" });
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
            weekly_hours: Some(4.5),
            ..ProfileRecord::default()
        };
        let mut findings = Findings::new();
        assert_eq!(read_one("x.csv", &csv(&profile), &mut findings), profile);
        assert!(findings.is_empty());
    }
}
