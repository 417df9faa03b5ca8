//! Bad input is data: what was found wrong, where, and what to do about it.
//!
//! Readers return what they could read together with [`Findings`]; the caller decides whether an error
//! among them stops the run. Nothing here prints.

use std::fmt;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// Something was left out or looks wrong; the rest is usable.
    Warning,
    /// The input cannot be used as it is.
    Error,
}

impl Severity {
    /// The word in front of the message.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place in a file. Lines and columns count from 1; 0 means "the whole file" or "the whole line".
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it, or `<stdin>`.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1, in characters.
    pub column: u64,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), line: 0, column: 0 }
    }

    /// A line of a file.
    #[must_use]
    pub fn line(file: impl Into<String>, line: u64) -> Place {
        Place { file: file.into(), line, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// One thing found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// A short stable name of the kind of finding (`unknown-skill`), for filters and tests.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do, as a sentence; never empty.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: {} {} [{}]",
            self.place,
            self.severity.word(),
            self.message,
            self.remedy,
            self.code
        )
    }
}

/// What a reader found, in the order of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// No findings.
    #[must_use]
    pub fn new() -> Findings {
        Findings::default()
    }

    /// Adds a finding.
    pub fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.list.push(Finding { severity, code, place, message: message.into(), remedy: remedy.into() });
    }

    /// Adds all of `other` behind these.
    pub fn append(&mut self, mut other: Findings) {
        self.list.append(&mut other.list);
    }

    /// Sorts by file, line and column; equal places keep their order.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| a.place.cmp(&b.place));
    }

    /// How many findings have at least this severity.
    #[must_use]
    pub fn count(&self, at_least: Severity) -> usize {
        self.list.iter().filter(|f| f.severity >= at_least).count()
    }

    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
