//! A file or stream → UTF-8 bytes: decompressed and, where its start says UTF-16, transcoded. Compression is told by content.
//!
//! Bytes that are neither are passed on as they are; lines that turn out not to be UTF-8 are read as Windows-1252 later.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use flate2::bufread::GzDecoder;

use crate::error::{Error, Result};
use crate::ingest::bytes::utf16;

/// An input of profiles.
pub struct Input {
    /// As the user named it.
    pub name: String,
    /// Its bytes.
    pub reader: Box<dyn Read + Send>,
    /// How many bytes there are, if known; for progress only.
    pub length: Option<u64>,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("name", &self.name)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Input {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(path: &Path) -> Result<Input> {
        if path == Path::new("-") {
            return Ok(Input { name: "<stdin>".to_owned(), reader: Box::new(io::stdin()), length: None });
        }
        let name = path.display().to_string();
        let file = File::open(path).map_err(Error::io("cannot read", name.clone()))?;
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
        // Parquet is read from its end; a pipe has none to go to.
        if length.is_some() && starts_as_parquet(&file).map_err(Error::io("cannot read", name.clone()))? {
            return parquet(name, file);
        }
        Ok(Input { name, reader: Box::new(file), length })
    }
}

/// Whether a file starts as Parquet does; it is at its start again afterwards.
fn starts_as_parquet(mut file: &File) -> io::Result<bool> {
    let mut start = Vec::with_capacity(PARQUET.len());
    file.take(PARQUET.len() as u64).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start == PARQUET)
}

/// What a Parquet file starts with.
const PARQUET: &[u8] = b"PAR1";

/// The table as text. How long that will be is not known.
#[cfg(feature = "parquet")]
fn parquet(name: String, file: File) -> Result<Input> {
    let rows = crate::ingest::columnar::Rows::open(&name, file)?;
    Ok(Input { name, reader: Box::new(rows), length: None })
}

#[cfg(not(feature = "parquet"))]
fn parquet(name: String, _: File) -> Result<Input> {
    Err(Error::Input {
        place: crate::diagnostics::Place::file(name),
        message: "This build of skillgap reads no Parquet.".to_owned(),
        remedy: "Write CSV or JSON Lines, or build with the feature `parquet`.".to_owned(),
    })
}

/// The bytes as they come: counts them, for progress, and remembers that they could not be read.
struct Raw<R> {
    inner: R,
    read: Arc<AtomicU64>,
    failed: Arc<AtomicBool>,
}

impl<R: Read> Read for Raw<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer);
        if read.as_ref().is_err_and(|e| e.kind() != io::ErrorKind::Interrupted) {
            self.failed.store(true, Ordering::Relaxed);
        }
        let n = read?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// What a decompressor gives. Its own errors say what is wrong in words of its format only; those of the raw bytes pass as they are.
struct Unpacked<R> {
    inner: R,
    raw_failed: Arc<AtomicBool>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|e| {
            if e.kind() == io::ErrorKind::Interrupted || self.raw_failed.load(Ordering::Relaxed) {
                return e;
            }
            if e.to_string().contains(WINDOW) {
                let message = "the .zst was packed with a longer window than is kept in memory: pack it again, without `--long` or with `--long=27`";
                return io::Error::new(io::ErrorKind::InvalidData, message);
            }
            let what = if e.kind() == io::ErrorKind::UnexpectedEof { "cut short" } else { "damaged" };
            let message = format!("the packed file is {what} ({e}): fetch or pack it again");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }
}

/// What zstd says where a frame asks for a window beyond its usual limit of 128 MiB.
const WINDOW: &str = "requires too much memory";

/// All members of gzip, one behind the other. Zeros behind one are padding, as of tapes and some file systems; `gzip` passes over them, too.
struct Members<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let n = member.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let raw = member.get_mut();
            let more = loop {
                let bytes = match raw.fill_buf() {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    bytes => bytes?,
                };
                let zeros = bytes.iter().take_while(|b| **b == 0).count();
                if bytes.get(zeros).is_some_and(|b| *b != GZIP[0]) {
                    let message = "something else stands behind what was packed";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
                if bytes.is_empty() || zeros < bytes.len() {
                    let more = !bytes.is_empty();
                    raw.consume(zeros);
                    break more;
                }
                raw.consume(zeros);
            };
            self.0 = self.0.take().filter(|_| more).map(|member| GzDecoder::new(member.into_inner()));
        }
        Ok(0)
    }
}

/// Bytes looked at to tell encoding and compression.
const HEAD: usize = 1024;

/// Fills at most `HEAD` bytes; short only at the end.
fn head(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(HEAD);
    reader.take(HEAD as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of an input; `read` counts its raw bytes.
///
/// # Errors
/// The first bytes cannot be read.
pub fn text(reader: Box<dyn Read + Send>, read: Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let raw_failed = Arc::new(AtomicBool::new(false));
    let mut reader = Raw { inner: reader, read, failed: Arc::clone(&raw_failed) };
    let start = head(&mut reader)?;
    let raw = Cursor::new(start.clone()).chain(reader);
    let mut plain: Box<dyn Read + Send> = if start.starts_with(GZIP) {
        let inner = GzDecoder::new(BufReader::with_capacity(1 << 16, raw));
        Box::new(Unpacked { inner: Members(Some(inner)), raw_failed })
    } else if is_zstd(&start) {
        Box::new(Unpacked { inner: zstd::stream::read::Decoder::new(raw)?, raw_failed })
    } else {
        Box::new(raw)
    };
    let start = head(&mut *plain)?;
    if let Some((_, message)) = NOT_READ.iter().find(|(sign, _)| start.starts_with(sign)) {
        return Err(io::Error::other(*message));
    }
    let decoder = |encoding: &'static encoding_rs::Encoding| encoding.new_decoder_with_bom_removal();
    let decoder = match utf16(&start) {
        Some(true) => Some(decoder(UTF_16LE)),
        Some(false) => Some(decoder(UTF_16BE)),
        None => None,
    };
    let skip = if start.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let mut rest = Cursor::new(start);
    rest.set_position(skip);
    let all = rest.chain(plain);
    Ok(match decoder {
        None => Box::new(all),
        Some(decoder) => Box::new(Transcoded {
            inner: BufReader::with_capacity(1 << 16, all),
            decoder,
            ready: String::with_capacity(1 << 17),
            given: 0,
            done: false,
        }),
    })
}

/// How gzip and zstd start.
const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

/// What a text, unpacked, does not start with, and what to do where it does.
const NOT_READ: [(&[u8], &str); 8] = [
    (
        PARQUET,
        "Parquet is read from its end, so it must be a file, neither a pipe nor compressed as a whole; name the file",
    ),
    (b"PK\x03\x04", "it is a workbook or a zip archive; save the table as CSV, or pack it with gzip or zstd"),
    (b"\xFD7zXZ\0", "it is packed by xz; unpack it, or pack it with gzip or zstd"),
    (b"BZh", "it is packed by bzip2; unpack it, or pack it with gzip or zstd"),
    (GZIP, "it is packed twice; unpack it once"),
    (ZSTD, "it is packed twice; unpack it once"),
    (b"\xFF\xFE\0\0", "it is UTF-32; write it in UTF-8"),
    (b"\0\0\xFE\xFF", "it is UTF-32; write it in UTF-8"),
];

/// Whether bytes start as zstd does, or as the skippable frame with which some tools begin (RFC 8878, 3.1).
fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(ZSTD) || matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// UTF-16 as UTF-8. Damaged units become U+FFFD.
struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    ready: String,
    given: usize,
    done: bool,
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.done {
            self.ready.clear();
            self.given = 0;
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            let (result, used, _) = self.decoder.decode_to_string(input, &mut self.ready, last);
            self.inner.consume(used);
            self.done = last && result == CoderResult::InputEmpty;
        }
        let n = buffer.len().min(self.ready.len() - self.given);
        buffer[..n].copy_from_slice(&self.ready.as_bytes()[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: Vec<u8>) -> String {
        let counter = Arc::new(AtomicU64::new(0));
        let mut out = String::new();
        text(Box::new(Cursor::new(bytes)), counter).unwrap().read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn all_ways_to_keep_a_text_give_the_text() {
        let want: String = (0..5000).map(|i| format!("p{i},Línux:4;Bash\n")).collect();
        assert_eq!(read(want.clone().into_bytes()), want);
        assert_eq!(read([b"\xEF\xBB\xBF".to_vec(), want.clone().into_bytes()].concat()), want);
        for little in [true, false] {
            let unit = |u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() };
            let plain: Vec<u8> = want.encode_utf16().flat_map(unit).collect();
            assert_eq!(read([unit(0xFEFF).to_vec(), plain.clone()].concat()), want);
            assert_eq!(read(plain), want);
        }
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(want.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        assert_eq!(read(gz.clone()), want);
        // Members one behind the other, and zeros behind each.
        let zeros = vec![0; 100_000];
        assert_eq!(read([&gz[..], &gz, &zeros, &gz, &zeros[..3]].concat()), want.repeat(3));
        let more = text(Box::new(Cursor::new([&gz[..], b"more\n"].concat())), Arc::default());
        let error = more.unwrap().read_to_string(&mut String::new()).unwrap_err().to_string();
        assert!(error.contains("is damaged (something else stands behind"), "{error}");
        let zst = zstd::encode_all(want.as_bytes(), 1).unwrap();
        assert_eq!(read(zst.clone()), want);
        // A skippable frame of four bytes in front.
        assert_eq!(read([&[0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4][..], &zst].concat()), want);
        assert_eq!(read(Vec::new()), "");
        let twice = zstd::encode_all(gz.as_slice(), 1).unwrap();
        for (bytes, told) in
            [(&b"PK\x03\x04.."[..], "workbook"), (b"\xFF\xFE\0\0p\0\0\0", "UTF-32"), (&twice, "twice")]
        {
            let error =
                text(Box::new(Cursor::new(bytes.to_vec())), Arc::default()).err().unwrap().to_string();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn a_window_that_is_longer_than_memory_for_it_is_told_as_such() {
        // A frame by hand (RFC 8878): no size, a window of 2^28 bytes, and one last block of a byte.
        let frame = b"\x28\xB5\x2F\xFD\x00\x90\x09\x00\x00p";
        let error = text(Box::new(Cursor::new(frame.to_vec())), Arc::default()).err().unwrap().to_string();
        assert!(error.contains("--long=27") && !error.contains("damaged"), "{error}");
    }

    /// A reader that fails.
    struct Away;

    impl Read for Away {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the sender went away"))
        }
    }

    #[test]
    fn a_packed_text_that_is_cut_or_damaged_says_so() {
        let want: String =
            (0..50_000_u32).map(|i| format!("p{i},{}\n", i.wrapping_mul(2_654_435_761))).collect();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(want.as_bytes()).unwrap();
        // Without a checksum, zstd takes damaged bytes for others.
        let mut zst = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        zst.include_checksum(true).unwrap();
        zst.write_all(want.as_bytes()).unwrap();
        for packed in [gz.finish().unwrap(), zst.finish().unwrap()] {
            let error = |bytes: Vec<u8>| {
                let mut reader = text(Box::new(Cursor::new(bytes)), Arc::default()).unwrap();
                reader.read_to_end(&mut Vec::new()).unwrap_err()
            };
            let cut = error(packed[..packed.len() / 2].to_vec());
            assert_eq!(cut.kind(), io::ErrorKind::InvalidData);
            assert!(cut.to_string().starts_with("the packed file is cut short ("), "{cut}");
            let mut damaged = packed.clone();
            damaged[packed.len() / 2..packed.len() / 2 + 64].fill(0xff);
            let damaged = error(damaged);
            assert!(damaged.to_string().starts_with("the packed file is "), "{damaged}");
            // The file is not to blame where its bytes cannot be read.
            let away = Cursor::new(packed[..packed.len() / 2].to_vec()).chain(Away);
            let mut reader = text(Box::new(away), Arc::default()).unwrap();
            let away = reader.read_to_end(&mut Vec::new()).unwrap_err();
            assert_eq!(away.to_string(), "the sender went away");
        }
    }
}
