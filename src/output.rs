//! Files appear whole or not at all: temporary file beside the target, fsync, rename.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::diagnostics::Place;
use crate::error::{Error, Result, WRITING};

/// Writes `bytes` to `path`, which holds either what it held before or all of `bytes` afterwards.
///
/// # Errors
/// The folder is not writable, the disk is full, or the target cannot be replaced.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map_or_else(|| "out".to_owned(), |n| n.to_string_lossy().into_owned());
    write_by(&folder.join(format!(".{name}.{}.tmp", std::process::id())), path, bytes)
}

/// As [`write_whole`], by a temporary file of a given name in the same folder, for what only one process writes at a time: where it is killed, the
/// next one takes the same.
///
/// # Errors
/// As there.
pub fn write_by(temporary: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = path.display().to_string();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let result = anew(temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(temporary, path)?;
        // The rename itself is durable only once the folder is; not every file system can do this, and the file is whole anyway.
        let _ = File::open(folder).and_then(|f| f.sync_all());
        Ok(())
    });
    result.map_err(|source| {
        let _ = std::fs::remove_file(temporary);
        Error::Io { doing: WRITING, path: shown, source }
    })
}

/// A new file in place of what has its name. A link there is taken away, not followed: whoever may write in the folder could have it lead elsewhere.
///
/// # Errors
/// A folder has the name, or the system refuses.
pub fn anew(path: &Path) -> std::io::Result<File> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => OpenOptions::new().write(true).create_new(true).open(path),
    }
}

/// Writes `files` into a new folder, which appears whole or not at all.
///
/// # Errors
/// The folder exists and is not empty, or cannot be written.
pub fn write_folder(folder: &Path, files: &[(&str, Vec<u8>)]) -> Result<()> {
    let shown = folder.display().to_string();
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied || folder.is_file() {
        return Err(Error::Input {
            place: Place::file(shown),
            message: "This is not an empty folder.".to_owned(),
            remedy: "Name a new folder, or remove this one first.".to_owned(),
        });
    }
    let name = folder.file_name().map_or_else(|| "out".to_owned(), |n| n.to_string_lossy().into_owned());
    let temporary = folder.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = std::fs::create_dir_all(&temporary)
        .map_err(Error::io(WRITING, shown.clone()))
        .and_then(|()| files.iter().try_for_each(|(name, bytes)| write_whole(&temporary.join(name), bytes)))
        .and_then(|()| {
            // An empty folder of this name may be in the way.
            let _ = std::fs::remove_dir(folder);
            std::fs::rename(&temporary, folder).map_err(Error::io(WRITING, shown))
        });
    if written.is_err() {
        let _ = std::fs::remove_dir_all(&temporary);
    }
    written
}
