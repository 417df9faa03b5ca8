//! A table of the catalog: its rows in memory, or as the model in the program holds them, each read when it is first asked for.
//!
//! A match asks for some hundred and forty of the 5,000 rows of the shipped catalog; to read the others takes longer than all else that it does.
//!
//! | bytes of a table | what |
//! |---|---|
//! | number | how many rows there are |
//! | a byte for each row | its mark |
//! | a number for each row | how many bytes it has |
//! | the rows | each in postcard's encoding |
//!
//! Numbers are those of [`crate::varint`].

use std::ops::{Index, IndexMut, Range};
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use crate::varint;

/// What a table can hold.
pub trait Row: Clone + Serialize + DeserializeOwned {
    /// What is asked of every row in every run, and so stands outside of it.
    fn mark(&self) -> u8 {
        0
    }
}

impl Row for String {}

/// Bytes of a model file.
#[derive(Clone, Copy, Debug)]
pub enum Bytes<'b> {
    /// From outside: all of it is read and checked at once, and nothing stays behind.
    Read(&'b [u8]),
    /// Of the program itself: tests have read and checked them.
    Kept(&'static [u8]),
}

impl<'b> Bytes<'b> {
    /// The bytes.
    #[must_use]
    pub fn all(self) -> &'b [u8] {
        match self {
            Bytes::Read(bytes) => bytes,
            Bytes::Kept(bytes) => bytes,
        }
    }

    /// A part of them, which must be there.
    #[must_use]
    pub fn part(self, part: Range<usize>) -> Bytes<'b> {
        match self {
            Bytes::Read(bytes) => Bytes::Read(&bytes[part]),
            Bytes::Kept(bytes) => Bytes::Kept(&bytes[part]),
        }
    }
}

/// Rows by number.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Rows<T>,
}

#[derive(Clone, Debug)]
enum Rows<T> {
    Read(Vec<T>),
    Kept(Kept<T>),
}

/// Rows of which some are read.
#[derive(Clone, Debug)]
struct Kept<T> {
    encoded: Encoded<'static>,
    read: Box<[OnceLock<Box<T>>]>,
}

/// A table as a file has it.
#[derive(Clone, Debug)]
struct Encoded<'b> {
    marks: &'b [u8],
    /// Where each row starts, and the end.
    starts: Vec<u32>,
    rows: &'b [u8],
}

impl<'b> Encoded<'b> {
    /// `None` where the numbers do not fit the bytes.
    fn new(mut bytes: &'b [u8]) -> Option<Encoded<'b>> {
        let many = varint::take(&mut bytes)? as usize;
        let (marks, mut rest) = bytes.split_at_checked(many)?;
        let starts = varint::take_spans(&mut rest, many)?;
        (*starts.last()? as usize == rest.len()).then_some(Encoded { marks, starts, rows: rest })
    }

    fn row<T: Row>(&self, at: usize) -> Result<T, postcard::Error> {
        match postcard::take_from_bytes(&self.rows[self.starts[at] as usize..self.starts[at + 1] as usize])? {
            (row, []) => Ok(row),
            _ => Err(postcard::Error::DeserializeBadEncoding),
        }
    }
}

impl<T: Row> Kept<T> {
    fn row(&self, at: usize) -> &T {
        self.read[at].get_or_init(|| match self.encoded.row(at) {
            Ok(row) => Box::new(row),
            Err(e) => panic!("row {at} of a table in the program cannot be read ({e}): see tests/model.rs"),
        })
    }
}

impl<T: Row> Table<T> {
    /// The table of some bytes; `None` where they are no such table.
    #[must_use]
    pub fn from_bytes(bytes: Bytes) -> Option<Table<T>> {
        let rows = match bytes {
            Bytes::Read(bytes) => {
                let encoded = Encoded::new(bytes)?;
                let mut rows: Vec<T> = Vec::with_capacity(encoded.marks.len());
                for (at, mark) in encoded.marks.iter().enumerate() {
                    rows.push(encoded.row(at).ok().filter(|row: &T| row.mark() == *mark)?);
                }
                Rows::Read(rows)
            }
            Bytes::Kept(bytes) => {
                let encoded = Encoded::new(bytes)?;
                let read = encoded.marks.iter().map(|_| OnceLock::new()).collect();
                Rows::Kept(Kept { encoded, read })
            }
        };
        Some(Table { rows })
    }

    /// The table as bytes.
    ///
    /// # Errors
    /// A row cannot be encoded; only running out of memory leads there.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut out = Vec::new();
        varint::put(varint::short(self.len()), &mut out);
        out.extend(self.iter().map(Row::mark));
        let (mut rows, mut starts) = (Vec::new(), vec![0]);
        for row in self {
            rows = postcard::to_extend(row, rows)?;
            starts.push(varint::short(rows.len()));
        }
        varint::put_spans(&starts, &mut out);
        out.append(&mut rows);
        Ok(out)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Read(rows) => rows.len(),
            Rows::Kept(kept) => kept.read.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row, if there are so many.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&T> {
        (at < self.len()).then(|| &self[at])
    }

    /// The mark of a row, without reading it.
    #[must_use]
    pub fn mark(&self, at: usize) -> u8 {
        match &self.rows {
            Rows::Read(rows) => rows[at].mark(),
            Rows::Kept(kept) => kept.encoded.marks[at],
        }
    }

    /// All rows, by number.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { table: self, left: 0..self.len() }
    }

    /// The row that `order` finds in a table sorted so; `None` where there is none.
    pub fn search(&self, order: impl Fn(&T) -> std::cmp::Ordering) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match order(&self[middle]) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// All rows, to be changed.
    pub fn rows_mut(&mut self) -> &mut Vec<T> {
        if let Rows::Kept(_) = self.rows {
            self.rows = Rows::Read(self.iter().cloned().collect());
        }
        match &mut self.rows {
            Rows::Read(rows) => rows,
            Rows::Kept(_) => unreachable!("they were read above"),
        }
    }

    /// Adds a row behind the last.
    pub fn push(&mut self, row: T) {
        self.rows_mut().push(row);
    }
}

/// Rows one by one.
#[derive(Debug)]
pub struct Iter<'t, T> {
    table: &'t Table<T>,
    left: Range<usize>,
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Iter { table: self.table, left: self.left.clone() }
    }
}

impl<'t, T: Row> Iterator for Iter<'t, T> {
    type Item = &'t T;

    fn next(&mut self) -> Option<&'t T> {
        self.left.next().map(|at| &self.table[at])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<&'t T> {
        self.left.nth(n).map(|at| &self.table[at])
    }
}

impl<T: Row> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.left.next_back().map(|at| &self.table[at])
    }
}

impl<T: Row> ExactSizeIterator for Iter<'_, T> {}

impl<'t, T: Row> IntoIterator for &'t Table<T> {
    type Item = &'t T;
    type IntoIter = Iter<'t, T>;

    fn into_iter(self) -> Iter<'t, T> {
        self.iter()
    }
}

impl<'t, T: Row> IntoIterator for &'t mut Table<T> {
    type Item = &'t mut T;
    type IntoIter = std::slice::IterMut<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows_mut().iter_mut()
    }
}

impl<T: Row> Index<usize> for Table<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        match &self.rows {
            Rows::Read(rows) => &rows[at],
            Rows::Kept(kept) => kept.row(at),
        }
    }
}

impl<T: Row> IndexMut<usize> for Table<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.rows_mut()[at]
    }
}

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Table<T> {
        Table { rows: Rows::Read(rows) }
    }
}

impl<T> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Table<T> {
        Vec::from_iter(rows).into()
    }
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Vec::new().into()
    }
}

impl<T: Row + PartialEq> PartialEq for Table<T> {
    fn eq(&self, other: &Table<T>) -> bool {
        self.iter().eq(other)
    }
}

/// As a list of rows.
impl<T: Row> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for (u8, String) {
        fn mark(&self) -> u8 {
            self.0
        }
    }

    fn table() -> Table<(u8, String)> {
        (0..200u8).map(|n| (n % 7, "é".repeat(usize::from(n)))).collect()
    }

    #[test]
    fn rows_come_back_read_at_once_or_one_by_one() {
        let table = table();
        let bytes = table.to_bytes().unwrap();
        let read = Table::from_bytes(Bytes::Read(&bytes)).unwrap();
        let mut kept = Table::<(u8, String)>::from_bytes(Bytes::Kept(bytes.clone().leak())).unwrap();
        assert_eq!(kept[150], table[150]);
        assert_eq!((read.len(), kept.mark(13), read.mark(13)), (200, 6, 6));
        assert!(read == table && kept == table && kept.clone() == table);
        assert_eq!(kept.to_bytes().unwrap(), bytes);
        assert!(kept.iter().rev().eq(table.iter().rev()) && kept.get(200).is_none());
        for at in [0, 1, 99, 199] {
            assert_eq!(kept.search(|row| row.1.len().cmp(&(2 * at))), Some(at));
        }
        assert_eq!(kept.search(|row| row.1.len().cmp(&3)), None);
        kept[3].1.clear();
        kept.push((1, String::new()));
        assert!(kept.len() == 201 && kept[3].1.is_empty() && kept[4] == table[4]);
    }

    #[test]
    fn damaged_tables_are_none() {
        let bytes = table().to_bytes().unwrap();
        for cut in 0..bytes.len() {
            assert!(Table::<(u8, String)>::from_bytes(Bytes::Read(&bytes[..cut])).is_none(), "{cut}");
        }
        // Another count, another mark, another length, another row.
        for at in [0, 3, 203, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 0x80;
            assert!(Table::<(u8, String)>::from_bytes(Bytes::Read(&changed)).is_none(), "{at}");
        }
    }
}
