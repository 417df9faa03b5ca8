//! One column of a record batch as trimmed text, cell by cell: without a copy where the column holds strings.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, LargeStringArray, OffsetSizeTrait, StringArray, StringViewArray,
};
use arrow_schema::DataType;
use memchr::{memchr2, memchr3};

use crate::batch::records::trim;
use crate::ingest::columnar::cell;

/// The bytes of the strings in a range.
fn within<'b, O: OffsetSizeTrait>(offsets: &[O], bytes: &'b [u8], range: Range<usize>) -> Option<&'b [u8]> {
    bytes.get(offsets.get(range.start)?.as_usize()..offsets.get(range.end)?.as_usize())
}

/// A column, or the values of a column of lists.
#[derive(Debug)]
pub(super) enum Strings<'b> {
    Short(&'b StringArray),
    Large(&'b LargeStringArray),
    View(&'b StringViewArray),
    Words(&'b DictionaryArray<Int32Type>, &'b StringArray),
    /// Written out value by value.
    Other(&'b dyn Array),
}

impl<'b> Strings<'b> {
    pub fn of(array: &'b ArrayRef) -> Strings<'b> {
        match array.data_type() {
            DataType::Utf8 => Strings::Short(array.as_string()),
            DataType::LargeUtf8 => Strings::Large(array.as_string()),
            DataType::Utf8View => Strings::View(array.as_string_view()),
            DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
                let words = array.as_dictionary::<Int32Type>();
                Strings::Words(words, words.values().as_string())
            }
            _ => Strings::Other(array.as_ref()),
        }
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Strings::Short(a) => a.is_null(row),
            Strings::Large(a) => a.is_null(row),
            Strings::View(a) => a.is_null(row),
            Strings::Words(a, _) => a.is_null(row),
            Strings::Other(a) => a.is_null(row),
        }
    }

    /// The string as it is kept; `None` where it has to be written out.
    fn whole(&self, row: usize) -> Option<&'b str> {
        match self {
            Strings::Short(a) => Some(a.value(row)),
            Strings::Large(a) => Some(a.value(row)),
            Strings::View(a) => Some(a.value(row)),
            Strings::Words(a, values) => {
                let key = usize::try_from(a.keys().value(row)).ok()?;
                (key < values.len() && !values.is_null(key)).then(|| values.value(key))
            }
            Strings::Other(_) => None,
        }
    }

    fn array(&self) -> &dyn Array {
        match self {
            Strings::Short(a) => *a,
            Strings::Large(a) => *a,
            Strings::View(a) => *a,
            Strings::Words(a, _) => *a,
            Strings::Other(a) => *a,
        }
    }

    /// The text of a cell; line breaks become spaces, as in the CSV of the table.
    pub fn cell<'s>(&'s self, row: usize, scratch: &'s mut Vec<u8>) -> &'s str {
        if self.is_null(row) {
            return "";
        }
        match self.whole(row) {
            Some(text) if memchr2(b'\n', b'\r', text.as_bytes()).is_none() => trim(text),
            _ => {
                cell(self.array(), row, scratch);
                trim(std::str::from_utf8(scratch).unwrap_or_default())
            }
        }
    }

    /// Whether items in this range surely hold neither `;` nor line breaks: seen at one look where they stand one behind the other.
    pub fn surely_plain(&self, range: Range<usize>) -> bool {
        let bytes = match self {
            Strings::Short(a) => within(a.value_offsets(), a.value_data(), range),
            Strings::Large(a) => within(a.value_offsets(), a.value_data(), range),
            _ => None,
        };
        bytes.is_some_and(|bytes| memchr3(b';', b'\n', b'\r', bytes).is_none())
    }

    /// The text of an item of a list: as a cell, and a `;` becomes a comma. `plain` is what [`Strings::surely_plain`] said.
    pub fn item<'s>(&'s self, at: usize, plain: bool, scratch: &'s mut Vec<u8>) -> &'s str {
        if self.is_null(at) {
            return "";
        }
        match self.whole(at) {
            Some(text) if plain || memchr3(b';', b'\n', b'\r', text.as_bytes()).is_none() => trim(text),
            _ => {
                cell(self.array(), at, scratch);
                scratch.iter_mut().filter(|b| **b == b';').for_each(|b| *b = b',');
                trim(std::str::from_utf8(scratch).unwrap_or_default())
            }
        }
    }
}
