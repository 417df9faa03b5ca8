//! What must stop a run. Everything that need not is a [`crate::diagnostics::Finding`].

use crate::diagnostics::{Finding, Findings, Place};

/// What is done with an output, in [`Error::Io`]: where that fails, exit codes tell it from an input that fails.
pub const WRITING: &str = "cannot write";

/// Why a run cannot go on. Each message is a sentence with the place and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{doing} {path}: {source}.{}", io_remedy(source))]
    Io {
        /// What was being done, as a verb phrase: `cannot read`.
        doing: &'static str,
        /// The file as the user named it.
        path: String,
        /// The operating system's reason.
        source: std::io::Error,
    },

    /// An input cannot be used at all.
    #[error("{place}: {message} {remedy}")]
    Input {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
        /// The way out.
        remedy: String,
    },

    /// A catalog has errors; all of them are in the findings.
    #[error("the catalog {catalog} has {} errors; `skillgap check {catalog}` lists them all. The first: {}",
        findings.count(crate::diagnostics::Severity::Error), first_error(findings))]
    Catalog {
        /// The folder.
        catalog: String,
        /// Everything found.
        findings: Findings,
    },

    /// A model file cannot be used.
    #[error("the model {path} cannot be used: {message} {remedy}")]
    Model {
        /// The file, or `(shipped)`.
        path: String,
        /// What is wrong.
        message: String,
        /// The way out.
        remedy: String,
    },

    /// A name did not resolve to one role.
    #[error("no role is called “{name}”.{}", nearest(candidates))]
    UnknownRole {
        /// What was asked for.
        name: String,
        /// The nearest titles, best first.
        candidates: Vec<String>,
    },

    /// A run was stopped from outside, or a defect was met; what was done is kept where it can be.
    #[error("{message}")]
    Stopped {
        /// What happened and how to go on, as a sentence.
        message: String,
    },

    /// A parameter is out of its range.
    #[error("{name} must be {range}, not {value}.")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// The range it must be in.
        range: &'static str,
        /// What it was.
        value: String,
    },
}

/// What to look at first when the operating system refuses a file.
fn io_remedy(source: &std::io::Error) -> &'static str {
    match source.kind() {
        std::io::ErrorKind::NotFound => " Check the path.",
        std::io::ErrorKind::PermissionDenied => " Check who may read or write it.",
        std::io::ErrorKind::IsADirectory => " Name a file, not a folder.",
        std::io::ErrorKind::StorageFull => " Free some space.",
        _ => "",
    }
}

fn first_error(findings: &Findings) -> String {
    findings
        .iter()
        .find(|f| f.severity == crate::diagnostics::Severity::Error)
        .map_or_else(String::new, ToString::to_string)
}

fn nearest(candidates: &[String]) -> String {
    if candidates.is_empty() {
        " `skillgap roles list` shows all roles.".to_owned()
    } else {
        format!(" The nearest: {}.", candidates.join("; "))
    }
}

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;

/// A finding that an input cannot be used with.
impl From<Finding> for Error {
    fn from(f: Finding) -> Error {
        Error::Input { place: f.place, message: f.message, remedy: f.remedy }
    }
}

impl Error {
    /// For `map_err` on reads and writes.
    pub fn io(doing: &'static str, path: impl Into<String>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { doing, path, source }
    }
}
