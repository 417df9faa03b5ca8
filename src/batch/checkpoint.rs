//! How far a run is, kept beside its output so that a killed run can go on.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::chunk::Position;
use super::sink::{Written, beside, remove};
use super::summary::Counts;
use crate::diagnostics::Place;
use crate::error::{Error, Result, WRITING};

/// A state between two chunks: all of the input before it is in the output before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Checkpoint {
    /// Checksum of settings and model.
    pub settings: u32,
    /// How much of the input is done.
    pub input: Position,
    /// How much of the output is written.
    pub output: Written,
    /// How much of the rejects is written.
    pub rejects: Written,
    /// Counts so far.
    pub counts: Counts,
    /// Whether everything is written and only the names are to be given.
    pub complete: bool,
}

/// Where a state is written before it gets its name.
#[must_use]
pub fn temporary(path: &Path) -> PathBuf {
    beside(path, ".tmp")
}

/// Ends a run that someone stops while it reads its way back to its state.
///
/// # Errors
/// Someone said stop.
pub(super) fn go_on_unless(stop: &AtomicBool) -> Result<()> {
    if !stop.load(Ordering::Relaxed) {
        return Ok(());
    }
    let message = "stopped on the way to where the interrupted run was; its state is kept as it was. Run the same command with --resume to go on.";
    Err(Error::Stopped { message: message.to_owned() })
}

const FORMAT: &str = "skillgap-resume-1";

impl Checkpoint {
    /// Writes the state; afterwards `path` holds this state or the one before.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let body = serde_json::to_string(self).unwrap_or_default();
        let crc = crc32fast::hash(body.as_bytes());
        // The output's lock keeps other runs away; what a kill leaves is overwritten, and taken away at the end.
        crate::output::write_by(&temporary(path), path, format!("{FORMAT} {crc:08x}\n{body}\n").as_bytes())
    }

    /// Checks up front that the state can be written, so that a name that is too long fails before the work.
    ///
    /// # Errors
    /// It cannot.
    pub fn try_to_write(path: &Path) -> Result<()> {
        let temporary = temporary(path);
        crate::output::anew(&temporary).map_err(Error::io(WRITING, temporary.display().to_string()))?;
        remove(&temporary)
    }

    /// Takes a state away, and what a kill while it was written may have left; it need not be there.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn remove(path: &Path) -> Result<()> {
        remove(&temporary(path))?;
        remove(path)
    }

    /// Reads a state; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read or is damaged.
    pub fn load(path: &Path) -> Result<Option<Checkpoint>> {
        let shown = path.display().to_string();
        let wrong = || Error::Input {
            place: Place::file(shown.clone()),
            message: "This is not the state of an interrupted run, or it is damaged.".to_owned(),
            remedy: "Start over without --resume.".to_owned(),
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => return Err(wrong()),
            Err(e) => return Err(Error::io("cannot read", shown)(e)),
        };
        let (head, body) = text.split_once('\n').ok_or_else(wrong)?;
        let body = body.trim_end();
        let crc = head.strip_prefix(FORMAT).and_then(|c| u32::from_str_radix(c.trim(), 16).ok());
        if crc != Some(crc32fast::hash(body.as_bytes())) {
            return Err(wrong());
        }
        serde_json::from_str(body).map(Some).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.resume");
        assert_eq!(Checkpoint::load(&path).unwrap(), None);
        let state = Checkpoint {
            settings: 7,
            input: Position { offset: 1, lines: 2, crc: 3 },
            output: Written { length: 4, crc: 5 },
            rejects: Written::default(),
            counts: Counts { profiles: 9, ..Counts::default() },
            complete: false,
        };
        state.save(&path).unwrap();
        assert_eq!(Checkpoint::load(&path).unwrap(), Some(state));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"profiles\":9", "\"profiles\":8")).unwrap();
        assert!(Checkpoint::load(&path).is_err());
        // Killed between writing and renaming.
        std::fs::write(temporary(&path), "half").unwrap();
        Checkpoint::remove(&path).unwrap();
        Checkpoint::remove(&path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
