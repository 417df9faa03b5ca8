//! A small CSV file → named columns, with the line of every row. For catalogs and single profiles, not for batches.

use csv::{ReaderBuilder, StringRecord};

use super::bytes::decode;
use crate::diagnostics::{Findings, Place, Severity};

/// A row with the line it starts on.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: u64,
    cells: StringRecord,
}

/// Rows under a header.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file as the user named it.
    pub file: String,
    /// Column names as written, trimmed.
    pub header: Vec<String>,
    /// The rows in file order; blank lines are left out.
    pub rows: Vec<Row>,
}

/// The separators that are told apart.
pub(super) const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The separator of a header line: the one that occurs most outside quotes; a comma where none occurs.
#[must_use]
pub fn separator(first_line: &[u8]) -> u8 {
    let mut counts = [0usize; SEPARATORS.len()];
    let mut quoted = false;
    for &byte in first_line {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => {
                if let Some(at) = SEPARATORS.iter().position(|s| *s == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    // On a tie the earlier separator of the list wins.
    let best = (0..counts.len()).rev().max_by_key(|i| counts[*i]).unwrap_or(0);
    if counts[best] == 0 { b',' } else { SEPARATORS[best] }
}

/// The line on which a record's first cell stands. The reader counts a record from the end of the one before: blank lines, and the
/// second half of a `\r\n`, are still in front of it.
fn start_line(text: &str, at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let skipped = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    at.line() + skipped.filter(|b| **b == b'\n').count() as u64
}

/// Whether a quote that opens in this record is still open at its end. The reader takes the end of the file for the closing quote.
fn ends_in_quotes(record: &[u8], delimiter: u8) -> bool {
    let (mut quoted, mut at_start) = (false, true);
    for &byte in record {
        // A doubled quote inside quotes closes and opens again, which comes to the same.
        quoted = if quoted { byte != b'"' } else { byte == b'"' && at_start };
        at_start = byte == delimiter || byte == b'"' || matches!(byte, b'\r' | b'\n');
    }
    quoted
}

/// Column names are compared in lower case, with spaces and hyphens as `_`.
#[must_use]
pub fn column_key(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_")
}

impl Table {
    /// Reads a whole file. Rows with too few cells get empty ones (a warning), cells beyond the header are reported.
    #[must_use]
    pub fn read(file: &str, bytes: &[u8], findings: &mut Findings) -> Table {
        let (text, _) = decode(bytes);
        let delimiter = separator(text.as_bytes());
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut table = Table { file: file.to_owned(), header: Vec::new(), rows: Vec::new() };
        let mut record = StringRecord::new();
        let mut last = (0, 0);
        // The source is valid UTF-8 and the reader flexible, so reading cannot fail; if it does, the rest is lost and said.
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(e) => {
                    let line = e.position().map_or(0, csv::Position::line);
                    findings.add(
                        Severity::Error,
                        "unreadable-csv",
                        Place::line(file, line),
                        format!("The file cannot be read as CSV from here on: {e}."),
                        "Check quotes and separators on this line.",
                    );
                    break;
                }
            }
            let line = record.position().map_or(0, |at| start_line(&text, at));
            last = (record.position().map_or(0, csv::Position::byte), line);
            if table.header.is_empty() {
                table.header = record.iter().map(|c| c.trim().trim_matches('"').trim().to_owned()).collect();
                continue;
            }
            if record.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            let (have, want) = (record.len(), table.header.len());
            if have != want && record.iter().skip(want).any(|c| !c.trim().is_empty()) {
                findings.add(
                    Severity::Warning,
                    "extra-cells",
                    Place::line(file, line),
                    format!(
                        "This row has {have} cells and the header {want}; the last {} are ignored.",
                        have - want
                    ),
                    "Quote cells that hold the separator.",
                );
            }
            record.trim();
            table.rows.push(Row { line, cells: record.clone() });
        }
        let rest = usize::try_from(last.0).ok().and_then(|from| text.as_bytes().get(from..));
        if rest.is_some_and(|record| ends_in_quotes(record, delimiter)) {
            findings.add(
                Severity::Error,
                "open-quote",
                Place::line(file, last.1),
                "A quote opens in this record and is never closed.",
                "Close the quote, or remove it.",
            );
        }
        table
    }

    /// The position of a column by its name, in any letter case.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| column_key(h) == name)
    }

    /// A place in this table.
    #[must_use]
    pub fn place(&self, row: &Row) -> Place {
        Place::line(self.file.clone(), row.line)
    }
}

impl Row {
    /// The trimmed text of a cell; empty where the column or the cell is not there.
    #[must_use]
    pub fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|c| self.cells.get(c)).unwrap_or("")
    }

    /// A cell as a list separated by `;`.
    #[must_use]
    pub fn list(&self, column: Option<usize>) -> Vec<String> {
        self.cell(column).split(';').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_told_by_the_header() {
        assert_eq!(separator(b"skill,level\na;b;c;d"), b',');
        assert_eq!(separator(b"skill;level\n"), b';');
        assert_eq!(separator(b"skill\tlevel"), b'\t');
        assert_eq!(separator(b"\"a,b\";c"), b';');
        assert_eq!(separator(b"skill"), b',');
    }

    #[test]
    fn quotes_that_are_never_closed_are_said() {
        for (text, line) in [("skill,level\n\"Linux,2\nBash,3\n", Some(2)), ("a,b\n1,\"x\"\"\n", Some(2))] {
            let mut findings = Findings::new();
            let _ = Table::read("x.csv", text.as_bytes(), &mut findings);
            assert_eq!(
                findings.iter().find(|f| f.code == "open-quote").map(|f| f.place.line),
                line,
                "{text}"
            );
        }
        for text in ["a,b\n\"x, \"\"y\"\"\",2\n", "a,b\n5\" disk,2\n", "a\n\"\"\n", "a\n\"x\""] {
            let mut findings = Findings::new();
            let _ = Table::read("x.csv", text.as_bytes(), &mut findings);
            assert!(!findings.has_errors(), "{text}");
        }
    }

    #[test]
    fn short_and_long_rows_are_read_and_said() {
        let mut findings = Findings::new();
        let table = Table::read("x.csv", b"a,b\r\n1\r\n\r\n1,2,3\r\n", &mut findings);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].cell(table.column("b")), "");
        assert_eq!(table.rows[1].line, 4);
        assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["extra-cells"]);
    }
}
