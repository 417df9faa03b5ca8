//! Bytes in the making, whose memory stays initialised so that short pieces can be copied as whole blocks.

use std::io;

/// A growing buffer.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    length: usize,
}

/// Bytes of a block.
pub(super) const BLOCK: usize = 32;

/// Bytes of a long block: nearly every id, and every role's id and title, fits in one, so that the number of blocks is predictable.
const LONG: usize = 64;

/// Text with a long block of zeros behind, so that it can be copied in whole ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Padded(Vec<u8>);

impl Padded {
    /// A text.
    pub fn new(text: &[u8]) -> Padded {
        let mut padded = Padded(Vec::new());
        padded.set(|bytes| bytes.extend_from_slice(text));
        padded
    }

    /// Writes another text.
    pub fn set(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.0.clear();
        write(&mut self.0);
        self.0.extend_from_slice(&[0; LONG]);
    }

    /// Bytes of the text.
    pub fn len(&self) -> usize {
        self.0.len().saturating_sub(LONG)
    }
}

impl Buffer {
    /// What was written.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Makes room for `more` bytes and a long block.
    pub fn reserve(&mut self, more: usize) {
        let want = self.length + more + LONG;
        if self.bytes.len() < want {
            self.bytes.resize(want.max(self.bytes.len() * 2).max(1 << 16), 0);
        }
    }

    /// Appends bytes.
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }

    /// Room for `more` bytes, to be filled from the front.
    pub(super) fn room(&mut self, more: usize) -> Room<'_> {
        self.reserve(more);
        Room { bytes: &mut self.bytes[self.length..], written: 0, length: &mut self.length }
    }
}

/// Space reserved behind the written bytes: one cursor, and no growing while it is filled.
#[derive(Debug)]
pub(super) struct Room<'b> {
    bytes: &'b mut [u8],
    written: usize,
    length: &'b mut usize,
}

impl Room<'_> {
    /// Appends a byte.
    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.bytes[self.written] = byte;
        self.written += 1;
    }

    /// Appends the first bytes of a word, which says in its last byte how many.
    #[inline]
    pub fn word(&mut self, word: [u8; 8]) {
        self.bytes[self.written..][..word.len()].copy_from_slice(&word);
        self.written += usize::from(word[7]);
    }

    /// Appends the first bytes of a block.
    #[inline]
    pub fn block(&mut self, block: &[u8; BLOCK], bytes: usize) {
        self.bytes[self.written..][..BLOCK].copy_from_slice(block);
        self.written += bytes;
    }

    /// Appends a text, in long blocks.
    #[inline]
    pub fn text(&mut self, text: &Padded) {
        for from in (0..text.len()).step_by(LONG) {
            self.bytes[self.written + from..][..LONG].copy_from_slice(&text.0[from..from + LONG]);
        }
        self.written += text.len();
    }

    /// Appends a text that is not ready-made.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes[self.written..][..bytes.len()].copy_from_slice(bytes);
        self.written += bytes.len();
    }

    /// Ends a list whose items each have a separator behind: `end` replaces the last separator, if there is one.
    #[inline]
    pub fn end_list(&mut self, items: usize, end: u8) {
        self.written -= usize::from(items > 0);
        self.byte(end);
    }

    /// Ends writing.
    #[inline]
    pub fn end(self) {
        *self.length += self.written;
    }
}

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
