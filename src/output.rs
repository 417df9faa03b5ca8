//! Files appear whole or not at all: temporary file beside the target, fsync, rename.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes `bytes` to `path`, which holds either what it held before or all of `bytes` afterwards.
///
/// # Errors
/// The folder is not writable, the disk is full, or the target cannot be replaced.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = path.display().to_string();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map_or_else(|| "out".to_owned(), |n| n.to_string_lossy().into_owned());
    let temporary = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let result = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&temporary, path)?;
        // The rename itself is durable only once the folder is; not every file system can do this, and the file is whole anyway.
        let _ = File::open(folder).and_then(|f| f.sync_all());
        Ok(())
    });
    result.map_err(|source| {
        let _ = std::fs::remove_file(&temporary);
        Error::Io { doing: "cannot write", path: shown, source }
    })
}
