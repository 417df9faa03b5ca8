//! A stream → chunks cut at record borders; a long table is cut where the profile id changes. Memory stays within the longest record.

use std::io::Read;
use std::sync::atomic::AtomicBool;

use memchr::{memchr, memchr_iter, memchr2, memrchr2};

use super::ahead::Ahead;
use super::borders::{blank, cut_in_front_of_long, early_id, first_cut, id_of, last_cut};
use super::checkpoint::go_on_unless;
use super::records::{lines, quoted_record_end, record_end, unclosed};
use super::reject::{Reason, Reject};
use super::shape::{Shape, shape};
use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// Whole records, in input order.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// The records.
    pub bytes: Vec<u8>,
    /// The line of the first byte, from 1.
    pub line: u64,
    /// A record that could not be read, too long or with a quote that stays open; then there are no bytes.
    pub unread: Option<Reject>,
    /// Where the stream stands behind this chunk.
    pub position: Position,
    /// Whether a later run may resume here. False at the end of an incomplete input (its last row, profile or line break may continue), after anything
    /// derived from that end, and inside a skipped profile.
    pub settled: bool,
}

/// A place between two records of the input, counted in its text (after decompression).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// Bytes before it.
    pub offset: u64,
    /// Lines before it.
    pub lines: u64,
    /// CRC-32 of all bytes before it.
    pub crc: u32,
}

/// Cuts a stream into chunks.
pub struct Chunker<R> {
    name: String,
    reader: R,
    ahead: Ahead,
    eof: bool,
    shape: Shape,
    position: Position,
    crc: crc32fast::Hasher,
    chunk: usize,
    longest: usize,
    /// A long table's profile that went over the limit: its other rows are skipped.
    skipping: Option<String>,
    /// Set once a record was left out because its quote never closes. Wherever a later line ends, that record was inside quotes; so a line that itself ends
    /// inside quotes never closes either, and need not be scanned to the end.
    open: bool,
    /// A record that was left out is known to be inside quotes at the end of every line before this offset. So a line before it that itself ends inside quotes
    /// stays inside them up to here, and is scanned from here on.
    open_until: u64,
    /// Whether the rest of a line is being left out.
    passing: bool,
}

impl<R> std::fmt::Debug for Chunker<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chunker")
            .field("name", &self.name)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Chunker<R> {
    /// Reads the header of `reader`, named as in error messages. Chunks have about `chunk` bytes, records at most `longest`.
    ///
    /// # Errors
    /// The stream cannot be read, is empty, or has no header that tells what it holds.
    pub fn new(name: &str, reader: R, chunk: usize, longest: usize) -> Result<Chunker<R>> {
        let mut chunker = Chunker {
            name: name.to_owned(),
            reader,
            ahead: Ahead::default(),
            eof: false,
            shape: Shape::JsonLines,
            position: Position::default(),
            crc: crc32fast::Hasher::new(),
            chunk,
            longest: longest.max(chunk),
            skipping: None,
            open: false,
            open_until: 0,
            passing: false,
        };
        let mut want = chunk.max(1 << 16);
        let (found, header) = loop {
            chunker.fill(want)?;
            if let Some(found) = shape(name, &chunker.ahead, chunker.eof)? {
                break found;
            }
            if want >= chunker.longest {
                return Err(Error::Input {
                    place: Place::line(name, 1),
                    message: format!("No header ends within the first {} KiB.", want >> 10),
                    remedy: "Start the file with a header `profile_id,skills`; check for a quote that is never closed.".to_owned(),
                });
            }
            want = (want * 2).min(chunker.longest);
        };
        chunker.shape = found;
        chunker.pass(header);
        Ok(chunker)
    }

    /// What the input looks like.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Where the stream stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Where a later run could go on from when the header was read: at the start, where more of the header may come.
    #[must_use]
    pub fn behind_header(&self) -> Position {
        if self.eof && self.ahead.is_empty() { Position::default() } else { self.position }
    }

    /// Reads until `want` bytes are ahead, or the end.
    fn fill(&mut self, want: usize) -> Result<()> {
        if !self.eof {
            let filled = self.ahead.fill(&mut self.reader, want);
            self.eof = filled.map_err(Error::io("cannot read", self.name.clone()))?;
        }
        Ok(())
    }

    /// Counts the first `bytes` ahead as read and drops them.
    fn pass(&mut self, bytes: usize) {
        self.count(bytes);
        self.ahead.pass(bytes);
    }

    fn count(&mut self, bytes: usize) {
        let passed = &self.ahead[..bytes];
        self.crc.update(passed);
        self.position.offset += bytes as u64;
        self.position.lines += match self.shape {
            Shape::JsonLines => memchr_iter(b'\n', passed).count() as u64,
            Shape::Wide(_) | Shape::Long(_) => lines(passed),
        };
        self.position.crc = self.crc.clone().finalize();
    }

    /// Goes to a position that an earlier run reached, reading all before it again to see that it is the same input.
    ///
    /// # Errors
    /// The stream cannot be read, or holds something else than it did; or someone said stop.
    pub fn advance(&mut self, to: &Position, stop: &AtomicBool) -> Result<()> {
        while self.position.offset < to.offset {
            go_on_unless(stop)?;
            self.fill(self.chunk)?;
            let rest = usize::try_from(to.offset - self.position.offset).unwrap_or(usize::MAX);
            let step = self.ahead.len().min(rest);
            if step == 0 {
                break;
            }
            self.pass(step);
        }
        if (self.position.offset, self.position.crc) != (to.offset, to.crc) {
            return Err(Error::Input {
                place: Place::file(self.name.clone()),
                message: "This is not the input that the interrupted run read: it differs before the place where that run stopped.".to_owned(),
                remedy: "Name the same input, or start over without --resume.".to_owned(),
            });
        }
        // Lines across a step's border may count a `\r\n` twice; what the checkpoint says is right.
        self.position.lines = to.lines;
        Ok(())
    }

    /// Sees that all of the stream was given out.
    ///
    /// # Errors
    /// There is more, or the stream cannot be read.
    pub fn ends(&mut self) -> Result<()> {
        self.fill(1)?;
        if self.ahead.is_empty() {
            return Ok(());
        }
        Err(Error::Input {
            place: Place::file(self.name.clone()),
            message: "The input has grown since the interrupted run came to its end.".to_owned(),
            remedy: "Start over without --resume, or name the input as it was.".to_owned(),
        })
    }

    /// Fills `out` with the next chunk, an empty one where much is left out; `false` at the end.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub fn next(&mut self, out: &mut Chunk) -> Result<bool> {
        let more = self.next_chunk(out)?;
        let by_the_end = self.eof && (self.ahead.is_empty() || self.open);
        out.position = self.position;
        out.settled = self.skipping.is_none() && !self.passing && !by_the_end;
        Ok(more)
    }

    fn next_chunk(&mut self, out: &mut Chunk) -> Result<bool> {
        out.bytes.clear();
        out.unread = None;
        let mut want = self.chunk;
        let began = self.position.offset;
        loop {
            self.fill(want)?;
            if self.ahead.is_empty() {
                return Ok(false);
            }
            out.line = self.position.lines + 1;
            if self.passing || self.skipping.is_some() {
                if self.position.offset - began > LEFT_OUT {
                    // Who waits for the next chunk may want to stop.
                    return Ok(true);
                }
                if self.passing {
                    self.pass_line()?;
                    continue;
                }
                if self.skip_profile()? {
                    continue;
                }
            }
            if let Some(cut) = self.cut() {
                self.take(cut, out);
                return Ok(true);
            }
            if self.eof {
                let id = self.early_id_of_shape();
                self.pass_line()?;
                self.open = true;
                let message = "A quote opens in this record and is never closed.";
                out.unread = Some(Reject::new(out.line, id, Reason::OpenQuote, message));
                return Ok(true);
            }
            if self.ahead.len() >= self.longest {
                let first = self.first_record_end();
                match first.and_then(|_| self.behind_profile()) {
                    Some(cut) => self.take(cut, out),
                    None => out.unread = Some(self.leave_out(first)?),
                }
                return Ok(true);
            }
            want = (self.ahead.len() * 2).max(self.chunk).min(self.longest);
        }
    }

    /// Gives out so many bytes.
    fn take(&mut self, bytes: usize, out: &mut Chunk) {
        out.bytes.extend_from_slice(&self.ahead[..bytes]);
        self.pass(bytes);
    }

    /// Where to cut: behind the last whole record, or in front of the last whole profile of a long table. Where much is ahead, because something
    /// long was read, near the place where a chunk should end. At the end of the stream, `None` means that the first record's quote stays open.
    fn cut(&mut self) -> Option<usize> {
        let known = self.open || self.position.offset < self.open_until;
        match if known { self.open_line(2 * self.chunk) } else { None } {
            // Only lines behind the end of the stream could close it.
            Some(0) if self.open => return None,
            Some(0) if !self.eof && self.first_record_end().is_none() => return None,
            Some(0) | None => {}
            Some(cut) => return Some(cut),
        }
        let all = self.ahead.len();
        let mut within = 2 * self.chunk;
        while within < 2 * all && all > 2 * self.chunk {
            let first = first_cut(&self.ahead[..within.min(all)], &self.shape, self.chunk);
            if first.is_some() {
                return first;
            }
            within *= 2;
        }
        if self.eof {
            // A quote that is never closed must not swallow the rows behind it.
            return Some(self.open_quote().unwrap_or(all)).filter(|cut| *cut > 0);
        }
        let in_front_of_long =
            || (all >= self.longest).then(|| cut_in_front_of_long(&self.ahead, &self.shape)).flatten();
        last_cut(&self.ahead, &self.shape).or_else(in_front_of_long)
    }

    /// Where the first record ends. If it does not end within what is ahead, that is remembered in `open_until`, and the next such record is scanned from there.
    fn first_record_end(&mut self) -> Option<usize> {
        let (Shape::Wide(c) | Shape::Long(c)) = &self.shape else { return None };
        let known = self.open_until.saturating_sub(self.position.offset);
        let known = usize::try_from(known).unwrap_or(usize::MAX).min(self.ahead.len());
        let end = if known > 0 && self.open_line(1).is_some() {
            quoted_record_end(&self.ahead, known, c.separator, self.eof)
        } else {
            record_end(&self.ahead, 0, c.separator, self.eof)
        };
        if end.is_none() {
            // At the very end, a line break or a quote may be the first of two.
            let lines = &self.ahead[..self.ahead.len().saturating_sub(1)];
            let open = memrchr2(b'\n', b'\r', lines).map_or(0, |at| at + 1);
            self.open_until = self.open_until.max(self.position.offset + open as u64);
        }
        end
    }

    /// Where the rows of a long table's profile end, if so many blank ones follow that they are most of what is ahead: more of its rows would be another's.
    fn behind_profile(&self) -> Option<usize> {
        let Shape::Long(c) = &self.shape else { return None };
        let (mut at, mut rows) = (0, 0);
        while let Some(end) = record_end(&self.ahead, at, c.separator, false) {
            if !blank(&self.ahead[at..end], c.separator) {
                rows = end;
            }
            at = end;
        }
        (rows > 0 && at - rows >= self.longest / 2).then_some(rows)
    }

    /// Leaves out the record, or the long table's profile, at the start of what is ahead: it is over the limit. `first` is where its first record ends, if it does.
    fn leave_out(&mut self, first: Option<usize>) -> Result<Reject> {
        let line = self.position.lines + 1;
        let limit = self.longest >> 10;
        let message = format!("The record takes {limit} KiB or more; it was not read.");
        if let Shape::Long(c) = &self.shape {
            let id = first.map_or_else(|| early_id(&self.ahead, c), |end| id_of(&self.ahead[..end], c));
            // Rows without an id are one profile each.
            if !id.is_empty() {
                self.skipping = Some(id.clone());
                let message =
                    format!("The rows of this profile take about {limit} KiB or more; they were not read.");
                return Ok(Reject::new(line, id, Reason::TooLong, message));
            }
        }
        let id = self.early_id_of_shape();
        // A quote that is never closed must not swallow the rest of the file: reading goes on at the next line.
        self.pass_line()?;
        Ok(Reject::new(line, id, Reason::TooLong, message))
    }

    /// Finds, within the first `within` bytes, the start of a line that ends inside quotes that it opened itself.
    fn open_line(&self, within: usize) -> Option<usize> {
        let (Shape::Wide(c) | Shape::Long(c)) = &self.shape else { return None };
        let mut at = 0;
        while at < within.min(self.ahead.len()) {
            let rest = &self.ahead[at..];
            let end = memchr2(b'\n', b'\r', rest).map_or(rest.len(), |n| n + 1);
            if unclosed(&rest[..end], c.separator).is_some() {
                return Some(at);
            }
            at += end;
        }
        None
    }

    /// Where a record starts whose quote is open at the end of the input.
    fn open_quote(&self) -> Option<usize> {
        match &self.shape {
            Shape::Long(c) | Shape::Wide(c) if memchr(b'"', &self.ahead).is_some() => {
                unclosed(&self.ahead, c.separator)
            }
            _ => None,
        }
    }

    /// Drops everything up to the end of the line, or all that is ahead; then the rest of the line is dropped as it comes.
    fn pass_line(&mut self) -> Result<()> {
        let Some(mut end) = self.line_end() else {
            self.pass(self.ahead.len());
            self.passing = !self.eof;
            return Ok(());
        };
        if self.ahead[end..] == *b"\r" && !self.eof {
            // Its `\n` may still come.
            self.pass(end);
            self.fill(2)?;
            end = 0;
        }
        self.pass(end + if self.ahead[end..].starts_with(b"\r\n") { 2 } else { 1 });
        self.passing = false;
        Ok(())
    }

    /// Where the first line that is ahead ends.
    fn line_end(&self) -> Option<usize> {
        match self.shape {
            Shape::JsonLines => memchr(b'\n', &self.ahead),
            Shape::Wide(_) | Shape::Long(_) => memchr2(b'\n', b'\r', &self.ahead),
        }
    }

    fn early_id_of_shape(&self) -> String {
        match &self.shape {
            Shape::Wide(c) | Shape::Long(c) => early_id(&self.ahead, c),
            Shape::JsonLines => String::new(),
        }
    }

    /// Drops rows of a profile that is being skipped; `true` if more must be read.
    fn skip_profile(&mut self) -> Result<bool> {
        let first = self.first_record_end();
        let open = match (self.eof, self.open) {
            (true, true) => self.open_line(self.ahead.len()),
            (true, false) => self.open_quote(),
            (false, _) => None,
        };
        let Some(id) = self.skipping.take() else { return Ok(false) };
        let Shape::Long(c) = &self.shape else { return Ok(false) };
        let (mut upto, mut other) = (0, false);
        let bytes = &self.ahead;
        let mut at = 0;
        while at < bytes.len() && open != Some(at) {
            let end = if at == 0 { first } else { record_end(bytes, at, c.separator, self.eof) };
            let Some(end) = end else { break };
            if !blank(&bytes[at..end], c.separator) && id_of(&bytes[at..end], c) != id {
                other = true;
                break;
            }
            (at, upto) = (end, end);
        }
        let unreadable = open == Some(0) || !self.eof && bytes.len() >= self.longest;
        if !other && upto == 0 && unreadable {
            if early_id(bytes, c) != id {
                // It may belong to another profile, so leave it to the normal path.
                return Ok(false);
            }
            // One of its records is itself too long, or has a quote that stays open.
            self.open |= open == Some(0);
            self.pass_line()?;
            self.skipping = Some(id);
            return Ok(true);
        }
        let done = other || (self.eof && upto == self.ahead.len());
        let grow = upto == 0 && !other;
        self.pass(upto);
        if !done {
            self.skipping = Some(id);
            if grow {
                // Nothing whole is ahead: read more than was asked for.
                let want = (self.ahead.len() * 2).max(self.chunk);
                self.fill(want)?;
            }
        }
        Ok(true)
    }
}

/// Bytes that are left out, at least, before an empty chunk is given out.
const LEFT_OUT: u64 = 1 << 20;
