//! Strings in the making, one behind the other with their offsets. Names that come again and again are copied in whole blocks, which is most of
//! what results are made of.

use arrow_array::StringArray;
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;

/// Bytes that are copied at once.
const BLOCK: usize = 32;

/// Offsets that are copied at once.
pub(super) const GROUP: usize = 8;

/// A text with room behind it, so that any part of it can be copied in whole blocks.
#[derive(Debug)]
pub(super) struct Name {
    bytes: Box<[u8]>,
    length: usize,
}

impl Name {
    pub fn new(text: &str) -> Name {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(text.len() + BLOCK, 0);
        Name { bytes: bytes.into(), length: text.len() }
    }
}

/// Values in memory that is larger than they are; what is behind them is of no account.
#[derive(Debug)]
struct Roomy<T> {
    values: Vec<T>,
    length: usize,
}

/// Memory beyond so many bytes is given back with the values it was for: an unusual batch must not cost memory for ever.
const HELD: usize = 8 << 20;

impl<T: Copy + Default> Roomy<T> {
    /// Makes room for `more` values and a block or group behind them.
    #[inline]
    fn reserve(&mut self, more: usize) {
        let want = self.length + more + BLOCK;
        if self.values.len() < want {
            self.grow(want);
        }
    }

    #[cold]
    fn grow(&mut self, want: usize) {
        self.values.resize(want.max(self.values.len() * 2).max(1 << 10), T::default());
    }

    /// The values so far, in as much memory as they need.
    fn take(&mut self) -> Vec<T> {
        let values = self.values[..self.length].to_vec();
        self.length = 0;
        if self.values.len() * size_of::<T>() > HELD {
            self.values = Vec::new();
        }
        values
    }
}

/// Strings in the making.
#[derive(Debug)]
pub(super) struct Text {
    bytes: Roomy<u8>,
    /// One more than strings: where each starts, and the end.
    offsets: Roomy<i32>,
    /// Offsets reach 2 GB. Batches are cut long before; what goes beyond all the same is told when they are taken.
    beyond: bool,
}

impl Default for Text {
    fn default() -> Text {
        let bytes = Roomy { values: Vec::new(), length: 0 };
        Text { bytes, offsets: Roomy { values: vec![0], length: 1 }, beyond: false }
    }
}

impl Text {
    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.offsets.length - 1
    }

    /// How many bytes they have.
    pub fn bytes(&self) -> usize {
        self.bytes.length
    }

    /// Makes room for so many bytes and strings; whether offsets reach behind them.
    #[inline]
    fn room(&mut self, bytes: usize, strings: usize) -> bool {
        let fits = i32::try_from(self.bytes.length + bytes).is_ok();
        self.beyond |= !fits;
        self.bytes.reserve(bytes);
        self.offsets.reserve(strings);
        fits
    }

    #[inline]
    fn end(&mut self, offset: i32) {
        self.offsets.values[self.offsets.length] = offset;
        self.offsets.length += 1;
    }

    pub fn push(&mut self, text: &str) {
        if self.room(text.len(), 1) {
            let start = self.bytes.length;
            self.bytes.length += text.len();
            self.bytes.values[start..self.bytes.length].copy_from_slice(text.as_bytes());
            // It was seen to fit.
            self.end(i32::try_from(self.bytes.length).unwrap_or(i32::MAX));
        }
    }

    #[inline]
    fn copy(&mut self, from: &[u8], length: usize) {
        let (start, whole) = (self.bytes.length, length.next_multiple_of(BLOCK));
        let (into, _) = self.bytes.values[start..start + whole].as_chunks_mut::<BLOCK>();
        let (blocks, _) = from[..whole].as_chunks::<BLOCK>();
        into.iter_mut().zip(blocks).for_each(|(into, block)| *into = *block);
        self.bytes.length += length;
    }

    #[inline]
    pub fn push_name(&mut self, name: &Name) {
        if self.room(name.length, 1) {
            self.copy(&name.bytes, name.length);
            self.end(i32::try_from(self.bytes.length).unwrap_or(i32::MAX));
        }
    }

    /// Makes room for any parts of some texts, none of which comes twice; whether they fit.
    #[inline]
    pub fn begin_runs(&mut self, names: &Name, starts: &[i32]) -> bool {
        self.room(names.length, starts.len())
    }

    /// Appends the strings `from..to` of texts that stand one behind the other; `starts` says where, and has a group more than needed. There has
    /// to be room: see [`Text::begin_runs`].
    #[inline]
    pub fn push_run(&mut self, names: &Name, starts: &[i32], from: usize, to: usize) {
        let (first, last) = (starts[from], starts[to]);
        let (at, end) = (usize::try_from(first).unwrap_or(0), usize::try_from(last).unwrap_or(0));
        // It was seen to fit.
        let shift = i32::try_from(self.bytes.length).unwrap_or(i32::MAX) - first;
        self.copy(&names.bytes[at..], end - at);
        let (behind, strings) = (self.offsets.length, to - from);
        let whole = strings.next_multiple_of(GROUP);
        let (into, _) = self.offsets.values[behind..behind + whole].as_chunks_mut::<GROUP>();
        let (given, _) = starts[from + 1..from + 1 + whole].as_chunks::<GROUP>();
        for (into, given) in into.iter_mut().zip(given) {
            *into = given.map(|offset| offset.wrapping_add(shift));
        }
        self.offsets.length += strings;
    }

    /// The strings as an array; none are left.
    ///
    /// # Errors
    /// They are more than 2 GB.
    pub fn take(&mut self, nulls: Option<NullBuffer>) -> Result<StringArray, ArrowError> {
        let (bytes, offsets) = (self.bytes.take(), self.offsets.take());
        self.offsets.reserve(0);
        self.offsets.length = 1;
        if std::mem::take(&mut self.beyond) {
            return Err(ArrowError::OffsetOverflowError(bytes.len()));
        }
        StringArray::try_new(OffsetBuffer::new(ScalarBuffer::from(offsets)), Buffer::from_vec(bytes), nulls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_were_pushed() {
        let words: Vec<String> = (0..40).map(|n| "ä".repeat(n % 23)).collect();
        let mut starts = vec![0];
        for n in 0..words.len() {
            starts.push(i32::try_from(words[..=n].concat().len()).unwrap());
        }
        starts.extend([0; GROUP]);
        let all = Name::new(&words.concat());
        let mut text = Text::default();
        for _ in 0..3 {
            let mut want: Vec<&str> = Vec::new();
            for from in 0..words.len() {
                for to in from..words.len() {
                    assert!(text.begin_runs(&all, &starts));
                    text.push_run(&all, &starts, from, to);
                    want.extend(words[from..to].iter().map(String::as_str));
                    text.push(&words[to]);
                    text.push_name(&Name::new(&words[from]));
                    want.extend([words[to].as_str(), words[from].as_str()]);
                }
            }
            assert_eq!(text.len(), want.len());
            assert_eq!(text.bytes(), want.concat().len());
            let got = text.take(None).unwrap();
            assert!(got.iter().map(|s| s.unwrap()).eq(want));
        }
        assert_eq!(text.take(None).unwrap().iter().count(), 0);
    }
}
