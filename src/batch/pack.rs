//! The last step of a run: its finished rows → the output, where that is something else than the rows.
//!
//! It may take minutes, so it looks whether someone says stop; a panic in it is an error as in the steps before. What is not whole is taken away:
//! the rows and the state stay, and `--resume` repeats this step.

use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::pipeline::guarded;
use super::sink::as_who_may_read;
use crate::error::{Error, Result, WRITING};
use crate::output::anew;

/// What is packed, and into what.
pub(super) struct Packing<'a> {
    /// The rows, by the handle that holds the lock on them: on Windows nobody can read them by another.
    pub rows: &'a File,
    /// Their name, for errors.
    pub part: &'a Path,
    /// The file that is written.
    pub unfinished: &'a Path,
    /// The name that it gets, for errors.
    pub target: &'a Path,
    pub stop: &'a AtomicBool,
}

impl Packing<'_> {
    /// Runs what makes the file and tells whether all of it is there; `false` where someone said stop. Then, or on an error, nothing is left of it.
    pub fn make(&self, how: impl FnOnce() -> Result<bool>) -> Result<bool> {
        let made = guarded("while the finished rows were packed", how);
        if !matches!(made, Ok(true)) {
            let _ = std::fs::remove_file(self.unfinished);
        }
        made
    }

    /// The rows, from their start.
    pub fn text(&self) -> Result<&File> {
        let mut text = self.rows;
        text.rewind().map_err(|e| self.unread(e))?;
        Ok(text)
    }

    /// The file to write.
    pub fn create(&self) -> Result<File> {
        let file =
            anew(self.unfinished).map_err(Error::io(WRITING, self.unfinished.display().to_string()))?;
        as_who_may_read(&file, self.target);
        Ok(file)
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub fn unread(&self, e: io::Error) -> Error {
        Error::io("cannot read", self.part.display().to_string())(e)
    }

    pub fn unwritten(&self, e: io::Error) -> Error {
        Error::io(WRITING, self.target.display().to_string())(e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_whole_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let (part, unfinished) = (folder.path().join("o.part"), folder.path().join("o.unfinished"));
        std::fs::write(&part, "rows").unwrap();
        let rows = File::open(&part).unwrap();
        let (target, stop) = (Path::new("o"), &AtomicBool::new(false));
        let packing = Packing { rows: &rows, part: &part, unfinished: &unfinished, target, stop };
        let make = |ended: fn() -> Result<bool>| {
            let made = packing.make(|| {
                packing.create()?;
                ended()
            });
            (made.map_err(|e| e.to_string()), unfinished.exists())
        };
        assert_eq!(make(|| Ok(true)), (Ok(true), true));
        assert_eq!(make(|| Ok(false)), (Ok(false), false));
        let (made, left) = make(|| panic!("the library is at its end"));
        let said = made.unwrap_err();
        assert!(!left && said.contains("a defect of skillgap") && said.contains("packed"), "{said}");
    }
}
