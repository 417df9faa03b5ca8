//! Where output goes: a file that appears whole at the end, or a stream.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::checkpoint::go_on_unless;
use super::compress::compress;
use super::pack::Packing;
#[cfg(feature = "parquet")]
use super::parquet_out::as_parquet;
#[cfg(feature = "parquet")]
use super::settings::OutputFormat;
use super::settings::{Finish, Target};
use crate::diagnostics::Place;
use crate::error::{Error, Result, WRITING};

/// Where the output is collected until it is whole: beside the target, `.part` behind its name.
#[must_use]
pub fn part_path(target: &Path) -> PathBuf {
    beside(&followed(target), ".part")
}

/// Where a run records its progress: beside the target, `.resume` behind its name.
#[must_use]
pub fn resume_path(target: &Path) -> PathBuf {
    beside(&followed(target), ".resume")
}

/// Where the final file is built if it differs from the collected rows (Parquet, compressed): beside the target, `.unfinished` behind its name.
#[must_use]
pub fn unfinished_path(target: &Path) -> PathBuf {
    beside(&followed(target), ".unfinished")
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
        if target.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::IsADirectory);
            return Err(Error::Io { doing: WRITING, path: target.display().to_string(), source });
        }
        let file = locked(&part, OpenOptions::new().read(true).write(true).create(true).truncate(false))?;
        as_who_may_read(&file, target);
        Ok(PartFile { target: followed(target), part, file, length: 0, crc: crc32fast::Hasher::new() })
    }

    /// Gives up what an earlier run left.
    fn empty(&self) -> Result<()> {
        self.file.set_len(0).map_err(self.error())
    }

    /// The part of an earlier run, cut to what its checkpoint vouches for.
    ///
    /// # Errors
    /// It is gone, shorter, or holds something else; or someone said stop.
    pub fn reopen(target: &Path, written: Written, stop: &AtomicBool) -> Result<PartFile> {
        let part = part_path(target);
        let shown = part.display().to_string();
        let wrong = |message: String| other_output(&shown, message);
        let mut file = match locked(&part, OpenOptions::new().read(true).write(true)) {
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(wrong("The output of the interrupted run is gone.".to_owned()));
            }
            file => file?,
        };
        let crc = checked(&mut file, written, &shown, stop)?;
        file.set_len(written.length).map_err(Error::io(WRITING, shown.clone()))?;
        file.seek(SeekFrom::Start(written.length)).map_err(Error::io(WRITING, shown))?;
        Ok(PartFile { target: followed(target), part, file, length: written.length, crc })
    }

    /// The part of a finished run; `None` if it was already renamed and the target is that file.
    ///
    /// # Errors
    /// Neither is there, or it holds something else; or someone said stop.
    pub fn of(
        target: &Path,
        written: Written,
        finish: Finish,
        stop: &AtomicBool,
    ) -> Result<Option<PartFile>> {
        let part = part_path(target);
        if finish.changes() || part.exists() || !target.exists() {
            return PartFile::reopen(target, written, stop).map(Some);
        }
        let shown = target.display().to_string();
        let mut file = File::open(target).map_err(Error::io("cannot read", shown.clone()))?;
        let longer = file.metadata().is_ok_and(|m| m.len() > written.length);
        checked(&mut file, written, &shown, stop)?;
        if longer { Err(changed(&shown)) } else { Ok(None) }
    }

    /// Deletes the part if the output was built from it. If the part itself was renamed, a new one in its place belongs to another run.
    pub fn clear_up(&self, finish: Finish) -> Result<()> {
        if finish.changes() { remove(&self.part) } else { Ok(()) }
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

    /// Publishes the finished output under its final name; `false` if stopped before that.
    pub fn publish(&self, finish: Finish, stop: &AtomicBool) -> Result<bool> {
        let (part, target, unfinished) = (&self.part, &self.target, &unfinished_path(&self.target));
        let packing = Packing { rows: &self.file, part, unfinished, target, stop };
        let whole = match (finish.format, finish.compression) {
            #[cfg(feature = "parquet")]
            (OutputFormat::Parquet, _) => packing.make(|| as_parquet(&packing))?,
            (_, Some(compression)) => packing.make(|| compress(compression, &packing))?,
            (_, None) if is_at(&self.file, part) => return named(part, target).map(|()| true),
            (_, None) => {
                let source =
                    std::io::Error::other("another program took it away or put something else in its place");
                return Err(Error::Io { doing: WRITING, path: part.display().to_string(), source });
            }
        };
        if whole {
            // The part stays until the state is gone: without the one the other is of no use.
            named(unfinished, target)?;
        }
        Ok(whole)
    }
}

/// Removes a file; it need not be there.
pub(super) fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(WRITING, path.display().to_string())(e))
        }
        _ => Ok(()),
    }
}

/// Opens a part and locks it: two runs must not write the same. The lock goes with the process.
fn locked(part: &Path, options: &OpenOptions) -> Result<File> {
    let error = |source| Error::Io { doing: WRITING, path: part.display().to_string(), source };
    if part.is_symlink() {
        return Err(error(std::io::Error::other("it is a link; remove it")));
    }
    loop {
        let file = options.open(part).map_err(error)?;
        match file.try_lock() {
            // Some file systems know no locks; that is no reason to refuse to work.
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(error(std::io::Error::other("another run is writing it")));
            }
        }
        // Between opening and locking, the run that wrote it may have given it its name.
        if is_at(&file, part) {
            return Ok(file);
        }
    }
}

/// Whether an open file is the one that a path names.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(file), Ok(path)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    (file.dev(), file.ino()) == (path.dev(), path.ino())
}

/// An open file cannot be renamed elsewhere.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Reads as many bytes as were written, returns their checksum, and leaves the file positioned after them.
///
/// # Errors
/// It is shorter, or holds something else; or someone said stop.
fn checked(file: &mut File, written: Written, shown: &str, stop: &AtomicBool) -> Result<crc32fast::Hasher> {
    let mut crc = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 18];
    let mut left = written.length;
    while left > 0 {
        go_on_unless(stop)?;
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let n = file.read(&mut buffer[..most]).map_err(Error::io("cannot read", shown.to_owned()))?;
        if n == 0 {
            return Err(other_output(
                shown,
                format!("The output of the interrupted run lacks {left} bytes."),
            ));
        }
        crc.update(&buffer[..n]);
        left -= n as u64;
    }
    if crc.clone().finalize() == written.crc { Ok(crc) } else { Err(changed(shown)) }
}

fn changed(shown: &str) -> Error {
    other_output(shown, "The output of the interrupted run was changed.".to_owned())
}

fn other_output(shown: &str, message: String) -> Error {
    let remedy = "Start over without --resume.".to_owned();
    Error::Input { place: Place::file(shown), message, remedy }
}

/// Lets those read a file who may read the one that it takes the place of, from the start; its owner may write it until then. Not every file system can do
/// this.
#[cfg(unix)]
pub(super) fn as_who_may_read(file: &File, target: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(replaced) = std::fs::metadata(target)
        && replaced.is_file()
    {
        let mode = replaced.permissions().mode() | 0o600;
        let _ = file.set_permissions(PermissionsExt::from_mode(mode));
    }
}

/// Its folder says who may.
#[cfg(not(unix))]
pub(super) fn as_who_may_read(_: &File, _: &Path) {}

/// Gives a finished file its name. It keeps the permissions of the file it replaces.
fn named(file: &Path, target: &Path) -> Result<()> {
    if let Ok(replaced) = std::fs::metadata(target) {
        // Not every file system can do this.
        let _ = std::fs::set_permissions(file, replaced.permissions());
    }
    std::fs::rename(file, target).map_err(Error::io(WRITING, target.display().to_string()))?;
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The rename is durable once the folder is; not every file system can do this, and the file is whole anyway.
    let _ = File::open(folder).and_then(|f| f.sync_all());
    Ok(())
}

/// Where a process finds what it has open already: links, some of them to ordinary files.
const OPEN_ALREADY: [&str; 5] = ["/proc", "/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr"];

/// Whether a path names something that cannot be replaced or gone on with: a device, a pipe, or what is open already.
pub(super) fn is_device(path: &Path) -> bool {
    let open = |path: &Path| OPEN_ALREADY.iter().any(|start| path.starts_with(start));
    let is_open = || open(path) || std::fs::read_link(path).is_ok_and(|to| open(&to));
    std::fs::metadata(path).is_ok_and(|m| !m.is_dir() && (!m.is_file() || is_open()))
}

/// Links that are followed one after the other, as many as Linux follows: see path_resolution(7).
const MOST_LINKS: usize = 40;

/// The file that a path names, where it is a link: that is replaced, or made where it is not there yet, not the link.
fn followed(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    if is_device(path) {
        return at;
    }
    for _ in 0..MOST_LINKS {
        // What a link says counts from the folder that it is in.
        let Ok(to) = std::fs::read_link(&at) else { return at };
        at = at.parent().unwrap_or(Path::new("")).join(to);
    }
    path.to_owned()
}

/// A file or a stream.
pub(super) enum Sink {
    /// A file in the making.
    Part(PartFile),
    /// A stream, with its name.
    Stream(String, Box<dyn Write + Send>),
    /// Nowhere.
    Nowhere,
}

impl Sink {
    /// Opens a target. Devices and pipes are written to as streams; what an earlier run left in a file is there until [`Sink::empty`].
    pub fn create(target: Target) -> Result<Sink> {
        match target {
            Target::Stream(name, stream) => Ok(Sink::Stream(name, stream)),
            Target::File(path) if is_device(&path) => {
                let shown = path.display().to_string();
                // Behind what a file that is open already may hold.
                let file = OpenOptions::new().append(true).open(&path);
                let file = file.map_err(Error::io(WRITING, shown.clone()))?;
                Ok(Sink::Stream(shown, Box::new(file)))
            }
            Target::File(path) => Ok(Sink::Part(PartFile::create(&path)?)),
        }
    }

    /// Opens a file where an earlier run stopped; a device gets what is behind that.
    pub fn reopen(path: &Path, written: Written, stop: &AtomicBool) -> Result<Sink> {
        if is_device(path) {
            return Sink::create(Target::File(path.to_owned()));
        }
        PartFile::reopen(path, written, stop).map(Sink::Part)
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
            Sink::Stream(name, stream) => stream.write_all(bytes).map_err(Error::io(WRITING, name.clone())),
            Sink::Nowhere => Ok(()),
        }
    }

    /// Takes away what is left when the output has its name.
    pub fn clear_up(&self, finish: Finish) -> Result<()> {
        match self {
            Sink::Part(part) => part.clear_up(finish),
            Sink::Stream(..) | Sink::Nowhere => Ok(()),
        }
    }

    /// Removes the part if it is empty.
    pub fn give_up(&self) {
        if let Sink::Part(part) = self
            && part.file.metadata().is_ok_and(|m| m.len() == 0)
        {
            let _ = remove(&part.part);
        }
    }

    /// Makes everything written durable.
    pub fn sync(&mut self) -> Result<()> {
        match self {
            Sink::Part(part) => part.sync(),
            Sink::Stream(name, stream) => stream.flush().map_err(Error::io(WRITING, name.clone())),
            Sink::Nowhere => Ok(()),
        }
    }

    /// How much has been written; of streams, from which no run goes on, nothing is kept.
    pub fn written(&self) -> Written {
        match self {
            Sink::Part(part) => part.written(),
            Sink::Stream(..) | Sink::Nowhere => Written::default(),
        }
    }

    /// Lets the whole output appear under its name; `false` where someone said stop before that. Everything must be durable before.
    pub fn publish(&mut self, finish: Finish, stop: &AtomicBool) -> Result<bool> {
        match self {
            Sink::Part(part) => part.publish(finish, stop),
            Sink::Stream(..) | Sink::Nowhere => Ok(true),
        }
    }
}
