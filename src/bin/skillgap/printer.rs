//! The only place that prints: results to stdout, everything else to stderr.

use std::io::{ErrorKind, IsTerminal, Write};

use anyhow::Result;
use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::{Error, WRITING};
use skillgap::report::text::safe;

use crate::args::{Color, Global};

/// Prints.
#[derive(Clone, Debug)]
pub struct Printer {
    quiet: bool,
    color: bool,
}

impl Printer {
    /// A printer for the global options.
    pub fn new(global: &Global) -> Printer {
        let auto = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => auto,
        };
        Printer { quiet: global.quiet, color }
    }

    /// Whether remarks are wanted.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// A result, as it is.
    pub fn result(&self, bytes: &[u8]) -> Result<()> {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| match e.kind() {
            // Who reads has seen enough: see `Exit::of`.
            ErrorKind::BrokenPipe => anyhow::Error::new(e),
            _ => Error::io(WRITING, "<stdout>")(e).into(),
        })
    }

    /// A result as one JSON object, indented.
    pub fn json(&self, value: &impl serde::Serialize) -> Result<()> {
        let mut bytes = serde_json::to_vec_pretty(value)?;
        bytes.push(b'\n');
        self.result(&bytes)
    }

    /// A remark on stderr; nothing with `--quiet`.
    pub fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// An error on stderr.
    pub fn error(&self, error: &anyhow::Error) {
        let text = safe(&sentence(error));
        let _ = if self.color {
            writeln!(std::io::stderr(), "\x1b[31merror:\x1b[0m {text}")
        } else {
            writeln!(std::io::stderr(), "error: {text}")
        };
    }

    /// Findings on stderr: errors always, the rest unless quiet.
    pub fn findings(&self, findings: &Findings) {
        self.first_findings(findings, usize::MAX);
    }

    /// The first of the findings that would be told; how many others there are.
    pub fn first_findings(&self, findings: &Findings, most: usize) -> usize {
        let told = || findings.iter().filter(|f| f.severity == Severity::Error || !self.quiet);
        for f in told().take(most) {
            let _ = writeln!(std::io::stderr(), "{}", safe(&f.to_string()));
        }
        told().count().saturating_sub(most)
    }

    /// The width of the terminal that stderr is shown on, if any.
    pub fn screen(&self) -> Option<u16> {
        terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| width.0)
    }

    /// The width of tables: the terminal's, or 120 where there is none; `COLUMNS` wins.
    pub fn width(&self) -> u16 {
        let given = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let terminal = || console_width().filter(|_| std::io::stdout().is_terminal());
        given.or_else(terminal).unwrap_or(120).clamp(60, 400)
    }
}

/// An error with its causes, each said once: our own errors already name the cause that they carry.
fn sentence(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.contains(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}

fn console_width() -> Option<u16> {
    terminal_size::terminal_size().map(|(w, _)| w.0)
}
