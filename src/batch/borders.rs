//! Where bytes of CSV may be cut: between records, and in a long table between profiles, told by their ids.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memrchr};

use super::records::{Splitter, record_end};
use super::shape::{Columns, Shape};
use crate::ingest::bytes::by_line;

/// The last place to cut in bytes that more follow: behind the last whole record, or in front of the last profile of a long table.
pub(super) fn last_cut(bytes: &[u8], shape: &Shape) -> Option<usize> {
    match shape {
        Shape::JsonLines => memrchr(b'\n', bytes).map(|n| n + 1),
        Shape::Wide(_) if memchr(b'"', bytes).is_none() => last_line(bytes),
        Shape::Long(c) if memchr(b'"', bytes).is_none() => last_change(bytes, c),
        Shape::Wide(_) | Shape::Long(_) => {
            let mut last = None;
            each_cut(bytes, shape, |cut| {
                last = Some(cut);
                true
            });
            last
        }
    }
}

/// As [`last_cut`], but where that is far behind the end of a chunk, since something long is there, the first one behind it.
pub(super) fn first_cut(bytes: &[u8], shape: &Shape, chunk: usize) -> Option<usize> {
    let last = last_cut(bytes, shape)?;
    if last <= 2 * chunk {
        return Some(last);
    }
    let mut first = None;
    each_cut(bytes, shape, |cut| {
        first = (cut >= chunk).then_some(cut);
        first.is_none()
    });
    first.or(Some(last))
}

/// Where a long table's next profile starts, if that is a record that is not whole.
pub(super) fn cut_in_front_of_long(bytes: &[u8], shape: &Shape) -> Option<usize> {
    let Shape::Long(c) = shape else { return None };
    let (mut whole, mut id) = (0, None);
    each_record(bytes, c.separator, |start, end| {
        let record = &bytes[start..end];
        if !blank(record, c.separator) {
            id = Some(id_of(record, c));
        }
        whole = end;
        true
    });
    let next = early_id(&bytes[whole..], c);
    id.filter(|id| !next.is_empty() && next != *id).map(|_| whole)
}

/// Whether rows of these ids, one behind the other, are two profiles: rows without an id are one each.
fn are_two(id: &str, next: &str) -> bool {
    id != next || id.is_empty()
}

/// Calls `each` with every place to cut, until it returns `false`.
fn each_cut(bytes: &[u8], shape: &Shape, mut each: impl FnMut(usize) -> bool) {
    match shape {
        Shape::JsonLines => {
            let _ = memchr_iter(b'\n', bytes).all(|n| each(n + 1));
        }
        Shape::Wide(c) => each_record(bytes, c.separator, |_, end| each(end)),
        Shape::Long(c) => {
            let mut last: Option<String> = None;
            let mut blanks = 0;
            each_record(bytes, c.separator, |start, end| {
                let record = &bytes[start..end];
                if blank(record, c.separator) {
                    blanks = end;
                    return true;
                }
                let id = id_of(record, c);
                // Blank rows in front of a profile are nobody's.
                let changed = last.as_ref().map_or(start > 0, |last| are_two(last, &id));
                last = Some(id);
                !changed || each(start)
            });
            if last.is_none() && blanks > 0 {
                each(blanks);
            }
        }
    }
}

/// Calls `each` with the start and end of every whole record, until it returns `false`.
fn each_record(bytes: &[u8], separator: u8, mut each: impl FnMut(usize, usize) -> bool) {
    let mut at = 0;
    while at < bytes.len() {
        let Some(end) = record_end(bytes, at, separator, false) else { return };
        if !each(at, end) {
            return;
        }
        at = end;
    }
}

/// Behind the last line that is surely whole, in bytes without quotes.
fn last_line(bytes: &[u8]) -> Option<usize> {
    if let Some(n) = memrchr(b'\n', bytes) {
        return Some(n + 1);
    }
    // Old files end lines with `\r` alone; one at the very end may have its `\n` still to come.
    memrchr(b'\r', bytes.get(..bytes.len().checked_sub(1)?)?).map(|n| n + 1)
}

/// In front of the last profile that may go on, in bytes without quotes, or behind them all where that are blank rows; `None` if there is only one profile
/// and nothing in front of it.
fn last_change(bytes: &[u8], c: &Columns) -> Option<usize> {
    let end = last_line(bytes)?;
    let mut last: Option<Cow<str>> = None;
    let mut upto = end;
    let mut cut = None;
    while upto > 0 {
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..upto - 1]).map_or(0, |n| n + 1);
        let record = &bytes[start..upto];
        if !blank(record, c.separator) {
            let id = plain_id(record, c);
            if last.is_some_and(|l| are_two(&l, &id)) {
                return cut;
            }
            last = Some(id);
            cut = Some(start);
        }
        upto = start;
    }
    // Blank rows in front of a profile are nobody's.
    cut.or(Some(end)).filter(|cut| *cut > 0)
}

/// The trimmed id of a record without quotes.
fn plain_id<'r>(record: &'r [u8], c: &Columns) -> Cow<'r, str> {
    let record = match memchr::memchr2(b'\n', b'\r', record) {
        Some(n) => &record[..n],
        None => record,
    };
    fn id<'r>(record: &'r str, c: &Columns) -> &'r str {
        record.split(char::from(c.separator)).nth(c.id).unwrap_or_default().trim()
    }
    // Decoded as a whole, as the parser does it.
    match by_line(record).0 {
        Cow::Borrowed(record) => Cow::Borrowed(id(record, c)),
        Cow::Owned(record) => Cow::Owned(id(&record, c).to_owned()),
    }
}

/// The trimmed id of any record.
pub(super) fn id_of(record: &[u8], c: &Columns) -> String {
    if memchr(b'"', record).is_none() {
        return plain_id(record, c).into_owned();
    }
    let mut id = String::new();
    Splitter::new(c.separator).each(&by_line(record).0, 1, |row| {
        id = row.cell(Some(c.id)).to_owned();
        false
    });
    id
}

/// The id of a record that is not whole, if it stands in front of what is too long.
pub(super) fn early_id(bytes: &[u8], c: &Columns) -> String {
    let head = &bytes[..bytes.len().min(4096)];
    let first = match memchr::memchr2(b'\n', b'\r', head) {
        Some(n) => &head[..n],
        // The last cell may be cut, within a letter even.
        None => &head[..memrchr(c.separator, head).map_or(0, |n| n + 1)],
    };
    let mut id = String::new();
    Splitter::new(c.separator).each(&by_line(first).0, 1, |row| {
        // Its last cell may go on.
        if c.id + 1 < row.len() {
            id = row.cell(Some(c.id)).to_owned();
        }
        false
    });
    id
}

/// Whether all cells of a record are empty.
pub(super) fn blank(record: &[u8], separator: u8) -> bool {
    // An empty pair of quotes is an empty cell, too; so is any other white space.
    let empty = |b: &u8| *b == separator || b.is_ascii_whitespace();
    if record.iter().all(empty) {
        return true;
    }
    let plain = record.iter().any(|b| b.is_ascii_alphanumeric());
    let mut all = false;
    if !plain {
        Splitter::new(separator).each(&by_line(record).0, 1, |row| {
            all = row.cells().all(|c| c.trim().is_empty());
            false
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::shape::shape;
    use super::*;

    #[test]
    fn an_early_id_is_that_of_the_parser_or_none() {
        for (header, start, id) in [
            ("profile_id,skills", &b"p1,Linux"[..], "p1"),
            ("profile_id,skills", b"\"Roe, Max\",\"Linux:4;Bash", "Roe, Max"),
            ("profile_id,skills", b"\"Roe \"\"M\"\"\", \"Linux", "Roe \"M\""),
            ("profile_id,skills", b"\"Roe, Max", ""),
            ("profile_id,skills", b"\"Roe,\nMax\",Linux", ""),
            ("profile_id,skills", b"Jos\xe9,Linux\n", "José"),
            ("profile_id,skills", "José,Linux\n".as_bytes(), "José"),
            ("profile_id,skills", b"p1", ""),
            ("skills,profile_id,level", b"\"a,b\",p1,\"Linux", "p1"),
            ("skills,profile_id,level", b"\"a,b,p1,\"Linux", ""),
        ] {
            let Some((Shape::Wide(c), _)) = shape("x", format!("{header}\n").as_bytes(), true).unwrap()
            else {
                panic!("{header}")
            };
            assert_eq!(early_id(start, &c), id, "{}", String::from_utf8_lossy(start));
            // Followed by more than is looked at, with a letter across its end.
            let long = [start.split(|b| *b == b'\n').next().unwrap(), "é".repeat(5000).as_bytes()].concat();
            if !id.is_empty() && !start.ends_with(b"\n") {
                assert_eq!(early_id(&long, &c), id, "{}", String::from_utf8_lossy(start));
            }
        }
    }
}
