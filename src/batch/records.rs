//! CSV records in memory: where each ends, and its cells, without copying what needs no unquoting.
//!
//! The rules are those of the csv crate (a property test compares): a quote opens only at the start of a cell, `""` inside quotes is one
//! quote, what follows the closing quote is taken as it is, and `\n`, `\r` and `\r\n` all end a record. Blank lines are no records.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

/// One past the end of the record (terminator included) that starts at `from`; `None` if it is not whole.
///
/// With `eof`, the end of the bytes ends any record.
pub(super) fn record_end(bytes: &[u8], from: usize, separator: u8, eof: bool) -> Option<usize> {
    end_from(bytes, from, false, separator, eof)
}

/// The same for a record that is within quotes at `from`.
pub(super) fn quoted_record_end(bytes: &[u8], from: usize, separator: u8, eof: bool) -> Option<usize> {
    end_from(bytes, from, true, separator, eof)
}

#[inline(always)]
fn end_from(bytes: &[u8], from: usize, mut quoted: bool, separator: u8, eof: bool) -> Option<usize> {
    let whole = |at: usize| (eof && at >= bytes.len()).then_some(bytes.len());
    let mut at = from;
    loop {
        // At the start of a cell.
        let opens = !quoted && bytes.get(at) == Some(&b'"');
        if std::mem::take(&mut quoted) || opens {
            at += usize::from(opens);
            loop {
                let Some(quote) = memchr(b'"', bytes.get(at..)?) else { return whole(bytes.len()) };
                at += quote + 1;
                match bytes.get(at) {
                    Some(b'"') => at += 1,
                    // A quote at the very end may be the first of two.
                    None if !eof => return None,
                    _ => break,
                }
            }
        }
        let Some(n) = memchr3(separator, b'\n', b'\r', &bytes[at..]) else { return whole(bytes.len()) };
        at += n + 1;
        match bytes[at - 1] {
            b'\n' => return Some(at),
            b'\r' => {
                return match bytes.get(at) {
                    Some(b'\n') => Some(at + 1),
                    None if !eof => None,
                    _ => Some(at),
                };
            }
            _ => {}
        }
    }
}

/// Where the last record starts, if a quote that it opens is never closed. The bytes are the end of the input.
pub(super) fn unclosed(bytes: &[u8], separator: u8) -> Option<usize> {
    let mut start = 0;
    while let Some(end) = record_end(bytes, start, separator, false) {
        if end >= bytes.len() {
            return None;
        }
        start = end;
    }
    let mut at = start;
    loop {
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(quote) = memchr(b'"', bytes.get(at..)?) else { return Some(start) };
                at += quote + 1;
                if bytes.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
        }
        let n = memchr3(separator, b'\n', b'\r', bytes.get(at..)?)?;
        at += n + 1;
        if bytes[at - 1] != separator {
            return None;
        }
    }
}

/// How many lines end in `bytes`: `\n`, `\r\n`, and `\r` alone.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    (memchr_iter(b'\n', bytes).count() + memchr_iter(b'\r', bytes).filter(alone).count()) as u64
}

/// A cell: a range of the text, or of the unquoted copies.
#[derive(Clone, Copy, Debug)]
struct Cell {
    start: usize,
    end: usize,
    copied: bool,
}

/// Splits records into cells; reuses its memory.
#[derive(Clone, Debug)]
pub(super) struct Splitter {
    separator: u8,
    cells: Vec<Cell>,
    copies: String,
    /// Whether a cell of the record may hold the end of a line.
    breaks: bool,
}

/// A record. Cells come trimmed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'r> {
    /// Line on which it starts.
    pub line: u64,
    text: &'r str,
    cells: &'r [Cell],
    copies: &'r str,
}

impl<'r> Row<'r> {
    /// The trimmed text of a cell; empty where the column or the cell is not there.
    pub fn cell(&self, column: Option<usize>) -> &'r str {
        column.and_then(|c| self.cells.get(c)).map_or("", |c| trim(self.raw(*c)))
    }

    /// All cells, not trimmed.
    pub fn cells(&self) -> impl Iterator<Item = &'r str> {
        let row = *self;
        self.cells.iter().map(move |c| row.raw(*c))
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    fn raw(&self, cell: Cell) -> &'r str {
        let from = if cell.copied { self.copies } else { self.text };
        &from[cell.start..cell.end]
    }
}

impl Splitter {
    /// A splitter for a separator, which is an ASCII character.
    pub fn new(separator: u8) -> Splitter {
        Splitter { separator, cells: Vec::new(), copies: String::new(), breaks: false }
    }

    /// Calls `each` for every record of `text`, which ends with a whole record, until it returns `false`. `line` is that of the first byte.
    pub fn each(&mut self, text: &str, mut line: u64, mut each: impl FnMut(Row) -> bool) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if matches!(bytes[at], b'\n' | b'\r') {
                let end = record_end(bytes, at, self.separator, true).unwrap_or(bytes.len());
                (at, line) = (end, line + 1);
                continue;
            }
            let end = self.split(text, at);
            if !each(Row { line, text, cells: &self.cells, copies: &self.copies }) {
                return;
            }
            line += if self.breaks { lines(&bytes[at..end]) } else { 1 };
            at = end;
        }
    }

    /// Splits the record at `at` and returns where the next one starts.
    fn split(&mut self, text: &str, mut at: usize) -> usize {
        let bytes = text.as_bytes();
        self.cells.clear();
        self.copies.clear();
        self.breaks = false;
        loop {
            let end = if bytes.get(at) == Some(&b'"') {
                self.quoted(text, at + 1)
            } else {
                let end = self.cell_end(bytes, at);
                self.cells.push(Cell { start: at, end, copied: false });
                end
            };
            match bytes.get(end) {
                None => break bytes.len(),
                Some(b'\n') => break end + 1,
                Some(b'\r') => break end + 1 + usize::from(bytes.get(end + 1) == Some(&b'\n')),
                Some(_) => at = end + 1,
            }
        }
    }

    /// Where a cell ends of which no quote is open at `at`.
    fn cell_end(&self, bytes: &[u8], at: usize) -> usize {
        memchr3(self.separator, b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n)
    }

    /// Takes in the quoted cell that starts behind its first quote, at `start`; returns where it ends.
    fn quoted(&mut self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let quote = memchr(b'"', &bytes[start..]).map_or(bytes.len(), |n| start + n);
        self.breaks |= memchr2(b'\n', b'\r', &bytes[start..quote]).is_some();
        let ends = |byte: &u8| *byte == self.separator || matches!(byte, b'\n' | b'\r');
        if bytes.get(quote + 1).is_none_or(ends) {
            // One piece, and nothing behind: it can stay where it is.
            self.cells.push(Cell { start, end: quote, copied: false });
            return bytes.len().min(quote + 1);
        }
        self.breaks = true;
        let first = self.copies.len();
        let closed = self.unquote(text, start);
        let end = self.cell_end(bytes, closed);
        self.copies.push_str(&text[closed..end]);
        self.cells.push(Cell { start: first, end: self.copies.len(), copied: true });
        end
    }

    /// Copies a quoted cell from behind its first quote; returns where its closing quote ends.
    fn unquote(&mut self, text: &str, mut at: usize) -> usize {
        let bytes = text.as_bytes();
        loop {
            let Some(n) = memchr(b'"', &bytes[at..]) else {
                self.copies.push_str(&text[at..]);
                return bytes.len();
            };
            self.copies.push_str(&text[at..at + n]);
            at += n + 1;
            if bytes.get(at) != Some(&b'"') {
                return at;
            }
            self.copies.push('"');
            at += 1;
        }
    }
}

/// As [`str::trim`], at once where ASCII letters, digits or signs stand at both ends.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours(text: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        Splitter::new(b',').each(text, 1, |row| {
            rows.push(row.cells().map(str::to_owned).collect());
            true
        });
        rows
    }

    fn theirs(text: &str) -> Vec<Vec<String>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn cells_are_those_of_the_csv_crate(parts in proptest::collection::vec(
            prop_oneof![Just("a"), Just("\""), Just(","), Just("\n"), Just("\r"), Just("\r\n"), Just(" é"), Just("\"\"")], 0..24)
        ) {
            let text = parts.concat();
            prop_assert_eq!(ours(&text), theirs(&text), "{:?}", text);
        }

        #[test]
        fn records_end_where_the_splitter_goes_on(parts in proptest::collection::vec(
            prop_oneof![Just("a"), Just("\""), Just(","), Just("\n"), Just("\r\n"), Just("\"\"")], 0..24)
        ) {
            let text = parts.concat();
            let mut at = 0;
            let mut rows = Vec::new();
            while at < text.len() {
                let end = record_end(text.as_bytes(), at, b',', true).unwrap();
                prop_assert!(end > at);
                rows.extend(ours(&text[at..end]));
                at = end;
            }
            prop_assert_eq!(rows, ours(&text));
        }
    }

    #[test]
    fn quotes_that_are_never_closed_are_found() {
        for (text, want) in [
            ("a,b\n", None),
            ("a,b", None),
            ("a,\"b", Some(0)),
            ("a,b\n\"c\nd\n", Some(4)),
            ("a,\"b\"\"", Some(0)),
            ("a,\"b\"", None),
            ("a,b\"", None),
            ("", None),
        ] {
            assert_eq!(unclosed(text.as_bytes(), b','), want, "{text:?}");
        }
    }

    #[test]
    fn lines_count_inside_quotes() {
        let mut seen = Vec::new();
        Splitter::new(b',').each("a\n\n\"x\ny\",b\r\nc\rd", 1, |row| {
            seen.push((row.line, row.len()));
            true
        });
        assert_eq!(seen, [(1, 1), (3, 2), (5, 1), (6, 1)]);
        assert_eq!(lines(b"a\n\n\"x\ny\",b\r\nc\rd"), 5);
    }
}
