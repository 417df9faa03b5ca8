//! The finished text of a run → the same text, compressed by gzip or zstd.
//!
//! As with Parquet, a run keeps plain text beside the target, so that it can be killed at any moment and gone on with; it is compressed when the last
//! row is there.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::pack::Packing;
use super::settings::Compression;
use crate::error::Result;

/// Bytes that are read at a time.
const READ: usize = 1 << 18;

/// How hard zstd tries: its own default.
const ZSTD_LEVEL: i32 = 3;

/// Writes the rows, compressed, to their file, and makes it durable; `false` where someone said stop before the last of them.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn compress(compression: Compression, packing: &Packing) -> Result<bool> {
    let (text, file) = (packing.text()?, packing.create()?);
    let file = match compressed(compression, text, file, || packing.is_stopped()) {
        Ok(file) => file,
        Err(Failed::Read(e)) => return Err(packing.unread(e)),
        Err(Failed::Write(e)) => return Err(packing.unwritten(e)),
        Err(Failed::Stopped) => return Ok(false),
    };
    file.sync_all().map_err(|e| packing.unwritten(e))?;
    Ok(true)
}

/// Which side failed, or that someone said stop.
#[derive(Debug)]
enum Failed {
    Read(io::Error),
    Write(io::Error),
    Stopped,
}

impl From<io::Error> for Failed {
    fn from(e: io::Error) -> Failed {
        Failed::Write(e)
    }
}

/// Everything that `text` gives, compressed into `out`, unless it is stopped.
fn compressed<W: Write>(
    compression: Compression,
    text: impl Read,
    out: W,
    stopped: impl Fn() -> bool,
) -> std::result::Result<W, Failed> {
    match compression {
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            pour(text, &mut encoder, stopped)?;
            Ok(encoder.finish()?)
        }
        Compression::Zstd => {
            let mut encoder = zstd::stream::write::Encoder::new(out, ZSTD_LEVEL)?;
            // So that a file that was damaged on its way is told when it is read.
            encoder.include_checksum(true)?;
            pour(text, &mut encoder, stopped)?;
            Ok(encoder.finish()?)
        }
    }
}

/// As [`io::copy`], telling which side failed, and asking before each read whether it is stopped.
fn pour(text: impl Read, mut to: impl Write, stopped: impl Fn() -> bool) -> std::result::Result<(), Failed> {
    let mut text = BufReader::with_capacity(READ, text);
    loop {
        if stopped() {
            return Err(Failed::Stopped);
        }
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
    use std::cell::Cell;
    use std::fs::File;
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        for text in [String::new(), (0..20_000).map(|i| format!("p{i},1,systems-administrator\n")).collect()]
        {
            let gz = compressed(Compression::Gzip, text.as_bytes(), Vec::new(), || false).unwrap();
            let mut back = String::new();
            flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut back).unwrap();
            assert_eq!(back, text);
            let zst = compressed(Compression::Zstd, text.as_bytes(), Vec::new(), || false).unwrap();
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
            let read = compressed(compression, Broken, Vec::new(), || false).unwrap_err();
            assert!(matches!(&read, Failed::Read(e) if e.to_string() == "gone"), "{read:?}");
            let text = vec![0; 3 << 20];
            let write = compressed(compression, text.as_slice(), Broken, || false).err().unwrap();
            assert!(matches!(&write, Failed::Write(e) if e.to_string() == "full"), "{write:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        // A handle that can only be written to.
        let (rows, part, unfinished) = (File::create(file("rows")).unwrap(), file("rows"), file("out"));
        let (target, stop) = (Path::new("o.csv.gz"), &AtomicBool::new(false));
        let packing = Packing { rows: &rows, part: &part, unfinished: &unfinished, target, stop };
        let error = compress(Compression::Gzip, &packing).unwrap_err().to_string();
        assert!(error.contains("cannot read") && !error.contains("o.csv.gz"), "{error}");
        let unfinished = folder.path();
        let packing = Packing { rows: &File::open(&part).unwrap(), unfinished, ..packing };
        let error = compress(Compression::Gzip, &packing).unwrap_err().to_string();
        // What is in the way is the folder.
        assert!(error.contains(&format!("cannot write {}", unfinished.display())), "{error}");
    }

    #[test]
    fn stop_is_heard_between_two_reads() {
        let text = vec![0; 10 * READ];
        for compression in [Compression::Gzip, Compression::Zstd] {
            let (mut rest, asked) = (text.as_slice(), Cell::new(0));
            let stopped = || asked.replace(asked.get() + 1) == 3;
            let ended = compressed(compression, &mut rest, Vec::new(), stopped);
            assert!(matches!(ended, Err(Failed::Stopped)), "{ended:?}");
            assert_eq!(rest.len(), 7 * READ);
        }
    }
}
