//! A file of a public taxonomy's release → rows by column name, one at a time. Strict, unlike [`super::table`]: a row that does
//! not fit its header means that the file was cut or changed, and half a taxonomy must not pass for a whole one.
//!
//! Memory: one record. A record of more than [`LONGEST_RECORD`] bytes ends in an error, so a damaged quote cannot swallow a file.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use serde::Serialize;

use super::level::shorten;
use super::table::{column_key, separator};
use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// The longest records of the known releases are below 30 kB.
pub const LONGEST_RECORD: u64 = 4 << 20;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in the catalog.
    Used,
    /// It is not, for this reason.
    Left(&'static str),
}

/// What was read, used and left of one file. `rows` = `used` + the sum of `left`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FileAccount {
    /// Its name in the folder.
    pub file: String,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that are in the catalog.
    pub used: u64,
    /// Rows that are not, by reason.
    pub left: BTreeMap<String, u64>,
    /// What was changed in rows that are used, by kind of change.
    pub changed: BTreeMap<String, u64>,
}

impl FileAccount {
    /// Counts a change in a row that is used.
    pub fn change(&mut self, what: &str) {
        *self.changed.entry(what.to_owned()).or_default() += 1;
    }
}

/// One row: cells by the names that were asked for.
#[derive(Debug)]
pub struct ReleaseRow<'a> {
    file: &'a str,
    record: &'a ByteRecord,
    columns: &'a [(&'a str, Option<usize>)],
    plain: bool,
    line: u64,
}

impl ReleaseRow<'_> {
    /// The trimmed text of a column; empty where an optional column is not there.
    ///
    /// Bytes that are not UTF-8 are read as Windows-1252.
    #[must_use]
    pub fn cell(&self, column: &str) -> Cow<'_, str> {
        let at = self.columns.iter().find(|(name, _)| *name == column).and_then(|(_, at)| *at);
        let bytes = at.and_then(|at| self.record.get(at)).unwrap_or(b"").trim_ascii();
        let text = std::str::from_utf8(bytes)
            .map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0, Cow::Borrowed);
        if self.plain && text.len() >= 2 && text.starts_with('"') && text.ends_with('"') {
            // Spreadsheets quote cells even where tabs separate them.
            return Cow::Owned(text[1..text.len() - 1].replace("\"\"", "\""));
        }
        text
    }

    /// The row's place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::line(self.file, self.line)
    }

    /// An error about a cell.
    #[must_use]
    pub fn wrong(&self, column: &str, message: String, remedy: &str) -> Error {
        let at = self.columns.iter().find(|(name, _)| *name == column).and_then(|(_, at)| *at);
        let place = Place { column: at.map_or(0, |c| c as u64 + 1), ..self.place() };
        Error::Input { place, message, remedy: remedy.to_owned() }
    }

    /// A cell that must not be empty.
    ///
    /// # Errors
    /// It is empty.
    pub fn needed(&self, column: &str) -> Result<Cow<'_, str>> {
        let text = self.cell(column);
        if text.is_empty() {
            return Err(self.wrong(column, format!("`{column}` is empty."), AGAIN));
        }
        Ok(text)
    }

    /// A cell that must be a number.
    ///
    /// # Errors
    /// It is empty or no finite number.
    pub fn number(&self, column: &str) -> Result<f64> {
        let text = self.cell(column);
        text.parse::<f64>().ok().filter(|n| n.is_finite()).ok_or_else(|| {
            self.wrong(column, format!("`{column}` is “{}”, not a number.", shorten(&text)), AGAIN)
        })
    }
}

/// The way out of damage.
const AGAIN: &str =
    "Download the release again, or export the file again as UTF-8 with its columns unchanged.";

/// Reads a file row by row. `required` columns must be in its header; `optional` ones may be.
///
/// Separators (comma, semicolon, tab, bar) are told by the header. Cells of tab-separated files are read as they are.
///
/// # Errors
/// The file cannot be read; a required column is missing; a row has more or fewer cells than the header; a record is too long;
/// whatever `read` returns.
pub fn read_rows(
    path: &Path,
    required: &[&str],
    optional: &[&str],
    read: impl FnMut(&ReleaseRow, &mut FileAccount) -> Result<Fate>,
) -> Result<FileAccount> {
    let file = path.display().to_string();
    let source = File::open(path).map_err(Error::io("cannot read", file.clone()))?;
    read_stream(&file, source, required, optional, read)
}

/// As [`read_rows`], from a stream; `file` is shown in errors.
///
/// # Errors
/// As [`read_rows`].
pub fn read_stream(
    file: &str,
    mut source: impl Read,
    required: &[&str],
    optional: &[&str],
    mut read: impl FnMut(&ReleaseRow, &mut FileAccount) -> Result<Fate>,
) -> Result<FileAccount> {
    let file = file.to_owned();
    let mut head = Vec::new();
    Read::by_ref(&mut source)
        .take(64 << 10)
        .read_to_end(&mut head)
        .map_err(Error::io("cannot read", file.clone()))?;
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(damaged(&file, 1, "The file is in UTF-16.".to_owned(), "Save it as UTF-8."));
    }
    let start = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let delimiter = separator(&head[start..]);
    let plain = delimiter == b'\t';
    let crlf = head.iter().position(|b| *b == b'\n').is_some_and(|at| at > 0 && head[at - 1] == b'\r');
    let since_record = Rc::new(Cell::new(0u64));
    let bytes = io::Cursor::new(head[start..].to_vec()).chain(source);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(!plain)
        .flexible(true)
        .has_headers(false)
        .from_reader(Capped { inner: bytes, since_record: Rc::clone(&since_record) });
    let mut record = ByteRecord::new();
    let mut account = FileAccount {
        file: Path::new(&file).file_name().map_or_else(|| file.clone(), |n| n.to_string_lossy().into_owned()),
        ..FileAccount::default()
    };
    if !next(&mut reader, &mut record, &since_record, &file)? {
        return Err(damaged(&file, 1, "The file is empty.".to_owned(), AGAIN));
    }
    let header: Vec<String> =
        record.iter().map(|c| String::from_utf8_lossy(c).trim().trim_matches('"').to_owned()).collect();
    let columns = columns(&file, &header, required, optional)?;
    while next(&mut reader, &mut record, &since_record, &file)? {
        // The reader counts a record from the end of the one before, where the second half of a `\r\n` is still to come.
        let line = record.position().map_or(0, csv::Position::line) + u64::from(crlf);
        if record.iter().all(|c| c.trim_ascii().is_empty()) {
            continue;
        }
        if record.len() != header.len() {
            let message = format!(
                "This row has {} cells and the header {}: the file is cut here, or a quote or separator is damaged.",
                record.len(),
                header.len()
            );
            return Err(damaged(&file, line, message, AGAIN));
        }
        account.rows += 1;
        let row = ReleaseRow { file: &file, record: &record, columns: &columns, plain, line };
        match read(&row, &mut account)? {
            Fate::Used => account.used += 1,
            Fate::Left(reason) => *account.left.entry(reason.to_owned()).or_default() += 1,
        }
    }
    Ok(account)
}

fn damaged(file: &str, line: u64, message: String, remedy: &str) -> Error {
    Error::Input { place: Place::line(file, line), message, remedy: remedy.to_owned() }
}

fn next<R: Read>(
    reader: &mut csv::Reader<R>,
    record: &mut ByteRecord,
    since_record: &Cell<u64>,
    file: &str,
) -> Result<bool> {
    since_record.set(0);
    let line = reader.position().line();
    reader.read_byte_record(record).map_err(|e| match e.into_kind() {
        csv::ErrorKind::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
            let message = format!("The record that starts here is longer than {} MB.", LONGEST_RECORD >> 20);
            damaged(
                file,
                line,
                message,
                "Look for a quote that is not closed, or download the release again.",
            )
        }
        csv::ErrorKind::Io(source) => Error::Io { doing: "cannot read", path: file.to_owned(), source },
        other => damaged(file, line, format!("The row cannot be read: {other:?}."), AGAIN),
    })
}

fn columns<'n>(
    file: &str,
    header: &[String],
    required: &[&'n str],
    optional: &[&'n str],
) -> Result<Vec<(&'n str, Option<usize>)>> {
    let find = |name: &str| header.iter().position(|h| column_key(h) == column_key(name));
    let mut columns = Vec::new();
    for &name in required {
        let at = find(name);
        if at.is_none() {
            let nearest = header
                .iter()
                .enumerate()
                .map(|(n, h)| (strsim::jaro_winkler(&column_key(h), &column_key(name)), n))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                .filter(|(score, _)| *score > 0.85);
            let place =
                Place { file: file.to_owned(), line: 1, column: nearest.map_or(0, |(_, n)| n as u64 + 1) };
            let message =
                format!("There is no column `{name}`; the header names {}.", shorten(&header.join(", ")));
            let remedy = nearest.map_or_else(
                || "Export the file with the columns and separators of the release.".to_owned(),
                |(_, n)| format!("Is “{}” meant? Then rename it.", shorten(&header[n])),
            );
            return Err(Error::Input { place, message, remedy });
        }
        columns.push((name, at));
    }
    columns.extend(optional.iter().map(|name| (*name, find(name))));
    Ok(columns)
}

/// Refuses to go on where no record ended for too long.
struct Capped<R> {
    inner: R,
    since_record: Rc<Cell<u64>>,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_record.get() > LONGEST_RECORD {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "record too long"));
        }
        let n = self.inner.read(buffer)?;
        self.since_record.set(self.since_record.get() + n as u64);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], required: &[&str]) -> Result<(FileAccount, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, bytes).unwrap();
        let mut cells = Vec::new();
        let account = read_rows(&path, required, &[], |row, _| {
            cells.push(row.cell(required[0]).into_owned());
            Ok(if row.cell(required[0]) == "no" { Fate::Left("says no") } else { Fate::Used })
        })?;
        Ok((account, cells))
    }

    #[test]
    fn rows_are_counted_as_used_or_left() {
        let (account, cells) = read(b"\xEF\xBB\xBFa;b\n\"x\ny\";1\nno;2\n", &["a"]).unwrap();
        assert_eq!((account.rows, account.used, account.left["says no"]), (2, 1, 1));
        assert_eq!(cells, ["x\ny", "no"]);
    }

    #[test]
    fn quotes_in_tab_separated_files_are_text() {
        let (_, cells) = read(b"a\tb\n5\" pipe\t1\n\"a \"\"b\"\"\"\t2\n", &["a"]).unwrap();
        assert_eq!(cells, ["5\" pipe", "a \"b\""]);
    }

    #[test]
    fn damage_has_a_place_and_a_remedy() {
        let cases: [(&[u8], &str); 5] = [
            (b"a,b\n1,2\n3", "x.csv:3: This row has 1 cells and the header 2"),
            (b"aa,b\n1,2\n", "There is no column `aaa`; the header names aa, b. Is “aa” meant?"),
            (b"", "x.csv:1: The file is empty."),
            (b"aaa b\n1 2\n", "There is no column `aaa`"),
            (b"\xFF\xFEa\0", "UTF-16"),
        ];
        for (bytes, want) in cases {
            let error = read(bytes, if want.contains("aaa") { &["aaa"] } else { &["a"] }).unwrap_err();
            assert!(error.to_string().contains(want), "{error}");
        }
    }

    #[test]
    fn lines_are_counted_the_same_with_either_line_end() {
        for bytes in [b"a,b\n1,2\n3\n".as_slice(), b"a,b\r\n1,2\r\n3\r\n"] {
            let error = read(bytes, &["a"]).unwrap_err().to_string();
            assert!(error.contains("x.csv:3: This row has 1 cells"), "{error}");
        }
    }

    #[test]
    fn an_endless_record_ends_in_an_error() {
        let mut bytes = b"a,b\n\"".to_vec();
        bytes.resize(bytes.len() + 6 * (1 << 20), b'x');
        let error = read(&bytes, &["a"]).unwrap_err().to_string();
        assert!(error.contains("x.csv:2: The record that starts here is longer than 4 MB."), "{error}");
    }
}
