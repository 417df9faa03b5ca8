//! The finished text of a run → the same text, compressed by gzip or zstd.
//!
//! As with Parquet, a run keeps plain text beside the target, so that it can be killed at any moment and gone on with; it is compressed when the last
//! row is there.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use super::settings::Compression;
use super::sink::WRITING;
use crate::error::{Error, Result};

/// Bytes that are read at a time.
const READ: usize = 1 << 18;

/// How hard zstd tries: its own default.
const ZSTD_LEVEL: i32 = 3;

/// Writes the text in `rows`, compressed, to the file `to`, and makes it durable; errors name `target`.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn compress(compression: Compression, rows: &Path, to: &Path, target: &Path) -> Result<()> {
    let text = File::open(rows).map_err(Error::io("cannot read", rows.display().to_string()))?;
    let text = BufReader::with_capacity(READ, text);
    let written = File::create(to).and_then(|file| {
        let file = compressed(compression, text, file)?;
        file.sync_all()
    });
    written.map_err(Error::io(WRITING, target.display().to_string()))
}

/// Everything that `text` gives, compressed into `out`.
fn compressed<W: Write>(compression: Compression, mut text: impl io::Read, out: W) -> io::Result<W> {
    match compression {
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            io::copy(&mut text, &mut encoder)?;
            encoder.finish()
        }
        Compression::Zstd => {
            let mut encoder = zstd::stream::write::Encoder::new(out, ZSTD_LEVEL)?;
            // So that a file that was damaged on its way is told when it is read.
            encoder.include_checksum(true)?;
            io::copy(&mut text, &mut encoder)?;
            encoder.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_comes_back() {
        for text in [String::new(), (0..20_000).map(|i| format!("p{i},1,systems-administrator\n")).collect()]
        {
            let gz = compressed(Compression::Gzip, text.as_bytes(), Vec::new()).unwrap();
            let mut back = String::new();
            flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut back).unwrap();
            assert_eq!(back, text);
            let zst = compressed(Compression::Zstd, text.as_bytes(), Vec::new()).unwrap();
            assert_eq!(zstd::decode_all(zst.as_slice()).unwrap(), text.as_bytes());
            assert!(text.is_empty() || gz.len().max(zst.len()) * 4 < text.len());
        }
    }
}
