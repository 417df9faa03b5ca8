//! The one list of exit codes.

use std::io;
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: done, but some input rows were rejected, or `check` found errors.
    Rejected = 1,
    /// 2: wrong usage.
    Usage = 2,
    /// 3: unusable input: file, model or catalog.
    Input = 3,
    /// 4: no solution: no plan or pathway within the limits.
    NoSolution = 4,
    /// 5: output could not be written, or the run was interrupted; what was done is kept where it can be.
    Output = 5,
}

/// A run that ends without output worth an error message of its own.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Stop {
    /// The exit code.
    pub exit: Exit,
    /// The sentence on stderr.
    pub message: String,
}

impl Stop {
    /// Ends with a code and a sentence.
    pub fn because(exit: Exit, message: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Stop { exit, message: message.into() })
    }
}

impl Exit {
    /// The code for an error.
    pub fn of(error: &anyhow::Error) -> Exit {
        for cause in error.chain() {
            if let Some(stop) = cause.downcast_ref::<Stop>() {
                return stop.exit;
            }
            if let Some(io) = cause.downcast_ref::<io::Error>()
                && io.kind() == io::ErrorKind::BrokenPipe
            {
                // Who reads what is printed has seen enough (`| head`): that is success. A batch that nobody reads is an `Error::Io`, below.
                return Exit::Done;
            }
            if let Some(skillgap::error::Error::Io { doing, .. }) = cause.downcast_ref() {
                return if *doing == skillgap::error::WRITING { Exit::Output } else { Exit::Input };
            }
            if let Some(skillgap::error::Error::Stopped { .. }) = cause.downcast_ref() {
                return Exit::Output;
            }
            if let Some(
                skillgap::error::Error::Parameter { .. } | skillgap::error::Error::UnknownRole { .. },
            ) = cause.downcast_ref()
            {
                return Exit::Usage;
            }
        }
        Exit::Input
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
