//! The finished text of a run → the same text, compressed by gzip or zstd.
//!
//! As with Parquet, a run keeps plain text beside the target, so that it can be killed at any moment and gone on with; it is compressed when the last
//! row is there.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use super::settings::Compression;
use super::sink::WRITING;
use crate::error::Error;

/// Bytes that are read at a time.
const READ: usize = 1 << 18;

/// How hard zstd tries: its own default.
const ZSTD_LEVEL: i32 = 3;

/// Writes the text in `rows`, compressed, to the file `to`, and makes it durable; errors name `target`.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn compress(
    compression: Compression,
    rows: &Path,
    to: &Path,
    target: &Path,
) -> crate::error::Result<()> {
    let unread = Error::io("cannot read", rows.display().to_string());
    let text = match File::open(rows) {
        Ok(text) => text,
        Err(e) => return Err(unread(e)),
    };
    let written = File::create(to).map_err(Failed::Write).and_then(|file| {
        let file = compressed(compression, text, file)?;
        Ok(file.sync_all()?)
    });
    written.map_err(|failed| match failed {
        Failed::Read(e) => unread(e),
        Failed::Write(e) => Error::io(WRITING, target.display().to_string())(e),
    })
}

/// Which side failed.
#[derive(Debug)]
enum Failed {
    Read(io::Error),
    Write(io::Error),
}

impl From<io::Error> for Failed {
    fn from(e: io::Error) -> Failed {
        Failed::Write(e)
    }
}

/// Everything that `text` gives, compressed into `out`.
fn compressed<W: Write>(compression: Compression, text: impl Read, out: W) -> Result<W, Failed> {
    match compression {
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            pour(text, &mut encoder)?;
            Ok(encoder.finish()?)
        }
        Compression::Zstd => {
            let mut encoder = zstd::stream::write::Encoder::new(out, ZSTD_LEVEL)?;
            // So that a file that was damaged on its way is told when it is read.
            encoder.include_checksum(true)?;
            pour(text, &mut encoder)?;
            Ok(encoder.finish()?)
        }
    }
}

/// As [`io::copy`], telling which side failed.
fn pour(text: impl Read, mut to: impl Write) -> Result<(), Failed> {
    let mut text = BufReader::with_capacity(READ, text);
    loop {
        let bytes = match text.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            bytes => bytes.map_err(Failed::Read)?,
        };
        if bytes.is_empty() {
            return Ok(());
        }
        to.write_all(bytes)?;
        let read = bytes.len();
        text.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn which_side_failed_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        impl Write for Broken {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::other("full"))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for compression in [Compression::Gzip, Compression::Zstd] {
            let read = compressed(compression, Broken, Vec::new()).unwrap_err();
            assert!(matches!(&read, Failed::Read(e) if e.to_string() == "gone"), "{read:?}");
            let text = vec![0; 3 << 20];
            let write = compressed(compression, text.as_slice(), Broken).err().unwrap();
            assert!(matches!(&write, Failed::Write(e) if e.to_string() == "full"), "{write:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        let [rows, to] = [folder.path(), &folder.path().join("out")];
        let error = compress(Compression::Gzip, rows, to, Path::new("o.csv.gz")).unwrap_err().to_string();
        assert!(error.contains("cannot read") && !error.contains("o.csv.gz"), "{error}");
    }
}
