//! Where output goes: a file that appears whole at the end, or a stream.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::compress::compress;
#[cfg(feature = "parquet")]
use super::parquet_out::as_parquet;
use super::settings::{Finish, OutputFormat, Target};
use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// What a run does with outputs and states, for errors.
pub(super) const WRITING: &str = "cannot write";

/// Where the output is collected until it is whole: beside the target, `.part` behind its name.
#[must_use]
pub fn part_path(target: &Path) -> PathBuf {
    beside(target, ".part")
}

/// Where a run keeps how far it is: beside the target, `.resume` behind its name.
#[must_use]
pub fn resume_path(target: &Path) -> PathBuf {
    beside(target, ".resume")
}

/// Where the output is made of what was collected, if it is something else: beside the target, `.unfinished` behind its name.
#[must_use]
pub fn unfinished_path(target: &Path) -> PathBuf {
    beside(target, ".unfinished")
}

pub(super) fn beside(target: &Path, suffix: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// How much has been written, and its checksum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Written {
    /// Bytes.
    pub length: u64,
    /// CRC-32 of all of them.
    pub crc: u32,
}

/// A file in the making.
#[derive(Debug)]
pub(super) struct PartFile {
    target: PathBuf,
    part: PathBuf,
    file: File,
    length: u64,
    crc: crc32fast::Hasher,
}

impl PartFile {
    /// A new part, which still holds what an earlier run left: see [`PartFile::empty`].
    fn create(target: &Path) -> Result<PartFile> {
        let part = part_path(target);
        let shown = part.display().to_string();
        if target.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::IsADirectory);
            return Err(Error::Io { doing: WRITING, path: target.display().to_string(), source });
        }
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(&part);
        let file = file.map_err(Error::io(WRITING, shown.clone()))?;
        lock(&file, &shown)?;
        Ok(PartFile { target: target.to_owned(), part, file, length: 0, crc: crc32fast::Hasher::new() })
    }

    /// Gives up what an earlier run left.
    fn empty(&self) -> Result<()> {
        self.file.set_len(0).map_err(self.error())
    }

    /// The part of an earlier run, cut to what its checkpoint vouches for.
    ///
    /// # Errors
    /// It is gone, shorter, or holds something else.
    pub fn reopen(target: &Path, written: Written) -> Result<PartFile> {
        let part = part_path(target);
        let shown = part.display().to_string();
        let wrong = |message: String| Error::Input {
            place: Place::file(shown.clone()),
            message,
            remedy: "Start over without --resume.".to_owned(),
        };
        let mut file = match OpenOptions::new().read(true).write(true).open(&part) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(wrong("The output of the interrupted run is gone.".to_owned()));
            }
            Err(e) => return Err(Error::io(WRITING, shown)(e)),
        };
        lock(&file, &shown)?;
        let mut crc = crc32fast::Hasher::new();
        let mut buffer = vec![0; 1 << 18];
        let mut left = written.length;
        while left > 0 {
            let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let n = file.read(&mut buffer[..most]).map_err(Error::io("cannot read", shown.clone()))?;
            if n == 0 {
                return Err(wrong(format!("The output of the interrupted run lacks {left} bytes.")));
            }
            crc.update(&buffer[..n]);
            left -= n as u64;
        }
        if crc.clone().finalize() != written.crc {
            return Err(wrong("The output of the interrupted run was changed.".to_owned()));
        }
        file.set_len(written.length).map_err(Error::io(WRITING, shown.clone()))?;
        file.seek(SeekFrom::Start(written.length)).map_err(Error::io(WRITING, shown))?;
        Ok(PartFile { target: target.to_owned(), part, file, length: written.length, crc })
    }

    fn error(&self) -> impl FnOnce(std::io::Error) -> Error {
        Error::io(WRITING, self.target.display().to_string())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Err(e) = self.file.write_all(bytes) {
            // A part of them is of no use, and on a full disk it takes the room that a checkpoint needs.
            let _ = self.file.set_len(self.length);
            return Err(self.error()(e));
        }
        self.length += bytes.len() as u64;
        self.crc.update(bytes);
        Ok(())
    }

    fn sync(&mut self) -> Result<()> {
        self.file.sync_data().map_err(self.error())
    }

    fn written(&self) -> Written {
        Written { length: self.length, crc: self.crc.clone().finalize() }
    }

    pub fn publish(&self, finish: Finish) -> Result<()> {
        publish_as(finish, &self.part, &self.target)
    }
}

/// Two runs must not write the same part; the lock goes with the process.
fn lock(file: &File, shown: &str) -> Result<()> {
    match file.try_lock() {
        // Some file systems know no locks; that is no reason to refuse to work.
        Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(()),
        Err(std::fs::TryLockError::WouldBlock) => {
            let source = std::io::Error::other("another run is writing it");
            Err(Error::Io { doing: WRITING, path: shown.to_owned(), source })
        }
    }
}

/// Lets a finished part appear under its name, whole, as what was asked for.
fn publish_as(finish: Finish, part: &Path, target: &Path) -> Result<()> {
    let unfinished = unfinished_path(target);
    let made = match (finish.format, finish.compression) {
        #[cfg(feature = "parquet")]
        (OutputFormat::Parquet, _) => as_parquet(part, &unfinished, target),
        (_, Some(compression)) => compress(compression, part, &unfinished, target),
        (_, None) => return publish(part, target),
    };
    if made.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    made?;
    publish(&unfinished, target)?;
    std::fs::remove_file(part).map_err(Error::io(WRITING, part.display().to_string()))
}

/// Gives a finished file its name.
fn publish(part: &Path, target: &Path) -> Result<()> {
    std::fs::rename(part, target).map_err(Error::io(WRITING, target.display().to_string()))?;
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The rename is durable once the folder is; not every file system can do this, and the file is whole anyway.
    let _ = File::open(folder).and_then(|f| f.sync_all());
    Ok(())
}

/// Whether a path names something that cannot be replaced or gone on with: a device or a pipe.
pub(super) fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// A file or a stream.
pub(super) enum Sink {
    /// A file in the making.
    Part(PartFile),
    /// A stream, with its name and the bytes written.
    Stream(String, Box<dyn Write + Send>, u64),
    /// Nowhere.
    Nowhere,
}

impl Sink {
    /// Opens a target. Devices and pipes are written to as streams; what an earlier run left in a file is there until [`Sink::empty`].
    pub fn create(target: Target) -> Result<Sink> {
        match target {
            Target::Stream(name, stream) => Ok(Sink::Stream(name, stream, 0)),
            Target::File(path) if is_device(&path) => {
                let shown = path.display().to_string();
                let file = OpenOptions::new().write(true).open(&path);
                let file = file.map_err(Error::io(WRITING, shown.clone()))?;
                Ok(Sink::Stream(shown, Box::new(file), 0))
            }
            Target::File(path) => Ok(Sink::Part(PartFile::create(&path)?)),
        }
    }

    /// Gives up what an earlier run left.
    pub fn empty(&self) -> Result<()> {
        match self {
            Sink::Part(part) => part.empty(),
            Sink::Stream(..) | Sink::Nowhere => Ok(()),
        }
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        match self {
            Sink::Part(part) => part.write(bytes),
            Sink::Stream(name, stream, length) => {
                *length += bytes.len() as u64;
                stream.write_all(bytes).map_err(Error::io(WRITING, name.clone()))
            }
            Sink::Nowhere => Ok(()),
        }
    }

    /// Makes everything written durable.
    pub fn sync(&mut self) -> Result<()> {
        match self {
            Sink::Part(part) => part.sync(),
            Sink::Stream(name, stream, _) => stream.flush().map_err(Error::io(WRITING, name.clone())),
            Sink::Nowhere => Ok(()),
        }
    }

    /// How much has been written; streams keep no checksum.
    pub fn written(&self) -> Written {
        match self {
            Sink::Part(part) => part.written(),
            Sink::Stream(..) | Sink::Nowhere => Written { length: self.length(), crc: 0 },
        }
    }

    /// Bytes written.
    pub fn length(&self) -> u64 {
        match self {
            Sink::Part(part) => part.length,
            Sink::Stream(_, _, length) => *length,
            Sink::Nowhere => 0,
        }
    }

    /// Lets the whole output appear under its name. Everything must be durable before.
    pub fn publish(&mut self, finish: Finish) -> Result<()> {
        match self {
            Sink::Part(part) => part.publish(finish),
            Sink::Stream(..) | Sink::Nowhere => Ok(()),
        }
    }
}
