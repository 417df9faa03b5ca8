//! A file that is read into memory whole, up to a size that no file of its kind has.
//!
//! In: a stream. Out: its bytes, or an error with the place where reading stopped. Streams of any size are `batch`'s.

use std::io::Read;

use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// Most bytes of a profile of one person, a text, a table of a catalog: a hundred times the largest known.
pub const MOST_BYTES: u64 = 128 << 20;

/// The bytes of a stream; `name` is shown in errors.
///
/// # Errors
/// It cannot be read, or has more than `most` bytes.
pub fn read(name: &str, source: impl Read, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::io("cannot read", name))?;
    if let Some(packer) = packed_by(&bytes) {
        return Err(Error::Input {
            place: Place::file(name),
            message: format!("The file is packed by {packer}, which a batch reads at most."),
            remedy: "Unpack it first.".to_owned(),
        });
    }
    if bytes.len() as u64 <= most {
        return Ok(bytes);
    }
    let lines = bytes.iter().filter(|b| **b == b'\n').count() as u64;
    let column = bytes.iter().rev().take_while(|b| **b != b'\n').count() as u64;
    let limit = most >> 20;
    Err(Error::Input {
        place: Place { file: name.to_owned(), line: lines + 1, column },
        message: format!("The file has more than {limit} MB; reading stopped here."),
        remedy: "Files of many people are for `skillgap batch`; in others look for a line break or a closing quote that is missing."
            .to_owned(),
    })
}

/// What packed some bytes, by how they start. Read as text, they would hold words by chance.
fn packed_by(bytes: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 4] =
        [(b"\x1F\x8B\x08", "gzip"), (b"\x28\xB5\x2F\xFD", "zstd"), (b"\xFD7zXZ\0", "xz"), (b"BZh", "bzip2")];
    let start = STARTS.iter().find(|(start, _)| bytes.starts_with(start));
    // Three letters might begin a text; the size and the magic number behind them do not.
    start
        .filter(|(start, _)| *start != b"BZh" || bytes.get(4..10) == Some(b"1AY&SY"))
        .map(|(_, packer)| *packer)
}

/// The bytes of a file.
///
/// # Errors
/// As [`read`], or the file cannot be opened.
pub fn read_file(path: &std::path::Path) -> Result<Vec<u8>> {
    let shown = path.display().to_string();
    let file = std::fs::File::open(path).map_err(Error::io("cannot read", shown.clone()))?;
    read(&shown, file, MOST_BYTES)
}
