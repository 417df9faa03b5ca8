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

/// Counts lines up to places that lie one behind the other. Lines end with `\n`, `\r` or both; the reader counts the first only.
#[derive(Default)]
struct Lines {
    to: usize,
    ended: u64,
}

impl Lines {
    /// The line on which a record's first cell stands. The reader counts a record from the end of the one before: blank lines, and the
    /// second half of a `\r\n`, are still in front of it.
    fn start(&mut self, text: &[u8], at: &csv::Position) -> u64 {
        let from = usize::try_from(at.byte()).unwrap_or(usize::MAX).min(text.len());
        let blank = text[from..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let ends = |n: &usize| text[*n] == b'\n' || text[*n] == b'\r' && text.get(n + 1) != Some(&b'\n');
        let start = (from + blank).max(self.to);
        self.ended += (self.to..start).filter(ends).count() as u64;
        self.to = start;
        self.ended + 1
    }
}

/// Whether a quote that opens in this record is still open at its end. The reader takes the end of the file for the closing quote.
fn ends_in_quotes(record: &[u8], delimiter: u8) -> bool {
    /// Where a byte stands: at the start of a cell, in one without quotes, within quotes, or behind a quote that may close or be doubled.
    enum At {
        Start,
        Plain,
        Quoted,
        Behind,
    }
    let mut at = At::Start;
    for &byte in record {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Behind,
            (At::Quoted, _) | (At::Start | At::Behind, b'"') => At::Quoted,
            (_, b'\r' | b'\n') => At::Start,
            (_, byte) if byte == delimiter => At::Start,
            _ => At::Plain,
        };
    }
    matches!(at, At::Quoted)
}

/// The line `sep=;` that spreadsheets write in front of a table, with its end, and the separator that it names.
#[must_use]
pub fn named_separator(text: &[u8]) -> Option<(usize, u8)> {
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, rest @ ..] = text else { return None };
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    SEPARATORS.contains(separator).then_some((5 + end, *separator))
}

/// The bytes of lines in front of a header that hold nothing but white space and separators.
fn blank_lines(text: &[u8]) -> usize {
    let nothing = |b: &u8| b.is_ascii_whitespace() || SEPARATORS.contains(b);
    let blank = text.iter().take_while(|b| nothing(b)).count();
    // The header may begin with an empty cell.
    text[..blank].iter().rposition(|b| matches!(b, b'\r' | b'\n')).map_or(0, |at| at + 1)
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
        let (named, separator_named) =
            named_separator(text.as_bytes()).map_or((0, None), |(end, s)| (end, Some(s)));
        let header_at = named + blank_lines(&text.as_bytes()[named..]);
        let delimiter = separator_named.unwrap_or_else(|| separator(&text.as_bytes()[header_at..]));
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(&text.as_bytes()[header_at..]);
        let text = text.as_bytes();
        let mut lines = Lines::default();
        let mut table = Table { file: file.to_owned(), header: Vec::new(), rows: Vec::new() };
        let mut record = StringRecord::new();
        let mut last = (0, 0);
        // The source is valid UTF-8 and the reader flexible, so reading cannot fail; if it does, the rest is lost and said.
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(e) => {
                    let line = e.position().map_or(0, |at| lines.start(text, at));
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
            let mut at = record.position().cloned().unwrap_or_else(csv::Position::new);
            at.set_byte(at.byte() + header_at as u64);
            let line = lines.start(text, &at);
            last = (at.byte(), line);
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
        let rest = usize::try_from(last.0).ok().and_then(|from| text.get(from..));
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
        for text in [
            "a,b\nSupport of 19\"\" monitors,4\n",
            "a,b\n\"x\"y \"z,1\n",
            "a,b\n\"x, \"\"y\"\"\",2\n",
            "a,b\n5\" disk,2\n",
            "a\n\"\"\n",
            "a\n\"x\"",
        ] {
            let mut findings = Findings::new();
            let _ = Table::read("x.csv", text.as_bytes(), &mut findings);
            assert!(!findings.has_errors(), "{text}");
        }
    }

    #[test]
    fn what_stands_in_front_of_a_header_is_passed_over() {
        for (text, line) in [
            ("\nskill;level\nLinux;4\n", 3),
            ("\r\n,,\r\nskill,level,\r\nLinux,4,\r\n", 4),
            ("sep=;\r\nskill;level\r\nLinux;4\r\n", 3),
            ("sep=|\n\nskill|level\nLinux|4\n", 4),
            ("skill,level\rLinux,4\r", 2),
        ] {
            let mut findings = Findings::new();
            let table = Table::read("x.csv", text.as_bytes(), &mut findings);
            let row = &table.rows[0];
            assert_eq!(
                (row.cell(table.column("skill")), row.cell(table.column("level"))),
                ("Linux", "4"),
                "{text:?}"
            );
            assert_eq!((row.line, table.rows.len(), findings.has_errors()), (line, 1, false), "{text:?}");
        }
        // A header may begin with a cell that has no name.
        assert_eq!(Table::read("x.csv", b",skill\n1,Linux\n", &mut Findings::new()).column("skill"), Some(1));
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
