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

/// A piece of at most 31 bytes with its length behind: copied as one block, of which only the piece counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece([u8; BLOCK]);

impl Piece {
    /// `None` for what is too long.
    pub fn new(bytes: &[u8]) -> Option<Piece> {
        let length = u8::try_from(bytes.len()).ok().filter(|l| usize::from(*l) < BLOCK)?;
        let mut block = [0; BLOCK];
        block[..bytes.len()].copy_from_slice(bytes);
        block[BLOCK - 1] = length;
        Some(Piece(block))
    }
}

/// Text with a block of zeros behind, so that any part of it can be copied in whole blocks.
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
        self.0.extend_from_slice(&[0; BLOCK]);
    }

    /// Bytes of the text.
    pub fn len(&self) -> usize {
        self.0.len().saturating_sub(BLOCK)
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

    /// Makes room for `more` bytes and a block.
    pub fn reserve(&mut self, more: usize) {
        let want = self.length + more + BLOCK;
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

    /// Appends a piece. There must be room: see [`Buffer::reserve`].
    #[inline]
    pub(super) fn piece(&mut self, piece: &Piece) {
        self.bytes[self.length..self.length + BLOCK].copy_from_slice(&piece.0);
        self.length += usize::from(piece.0[BLOCK - 1]);
    }

    /// Appends the first bytes of a word, which says in its last byte how many. There must be room: see [`Buffer::reserve`].
    #[inline]
    pub(super) fn word(&mut self, word: [u8; 8]) {
        self.bytes[self.length..self.length + word.len()].copy_from_slice(&word);
        self.length += usize::from(word[7]);
    }

    /// Appends the bytes `from..to` of a text, in blocks. There must be room: see [`Buffer::reserve`].
    #[inline]
    pub(super) fn part(&mut self, text: &Padded, from: usize, to: usize) {
        let (mut at, mut into) = (from, self.length);
        loop {
            self.bytes[into..into + BLOCK].copy_from_slice(&text.0[at..at + BLOCK]);
            (at, into) = (at + BLOCK, into + BLOCK);
            if at >= to {
                break;
            }
        }
        self.length += to - from;
    }

    /// Takes back the last byte.
    pub fn pop(&mut self) {
        self.length = self.length.saturating_sub(1);
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
