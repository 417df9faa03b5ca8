//! Progress bars: on a terminal, or as plain lines where asked.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use skillgap::batch::Status;
use skillgap::model::Stage;

use crate::printer::Printer;

/// A bar for training; invisible where stderr is no terminal or remarks are not wanted.
pub struct TrainBar {
    bar: ProgressBar,
    stage: Option<Stage>,
}

impl TrainBar {
    /// A bar.
    pub fn new(quiet: bool) -> TrainBar {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{msg:<22} {wide_bar} {pos}/{len} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        TrainBar { bar, stage: None }
    }

    /// Moves on.
    pub fn tell(&mut self, stage: Stage, done: usize, total: usize) {
        if self.stage != Some(stage) {
            self.stage = Some(stage);
            self.bar.set_message(match stage {
                Stage::Reading => "reading roles",
                Stage::Families => "finding families",
                Stage::Calibrating => "calibrating",
            });
            self.bar.set_length(total as u64);
        }
        self.bar.set_position(done as u64);
    }

    /// Takes the bar away.
    pub fn done(self) {
        self.bar.finish_and_clear();
    }
}

/// Progress of a batch: a bar on a terminal; a line every few seconds where asked for and there is none.
pub struct BatchBar {
    bar: ProgressBar,
    started: Instant,
    lines: bool,
    said: Instant,
    known_length: bool,
    first: Option<u64>,
    /// Whether the terminal has no room for a bar beside what is said.
    narrow: bool,
}

/// Columns that a bar and what is said beside it take at least.
const WIDE: u16 = 78;

/// Seconds between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(5);

impl BatchBar {
    /// A bar, or lines, or nothing.
    pub fn new(printer: &Printer, lines: bool) -> BatchBar {
        let quiet = printer.quiet();
        let terminal = std::io::stderr().is_terminal();
        let hidden = quiet && !lines || !terminal;
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let now = Instant::now();
        BatchBar {
            bar: ProgressBar::with_draw_target(None, target),
            started: now,
            lines: lines && !terminal,
            said: now,
            known_length: false,
            first: None,
            narrow: printer.screen().is_some_and(|width| width < WIDE),
        }
    }

    /// Moves on.
    pub fn tell(&mut self, status: &Status) {
        let rows = status.counts.profiles + status.counts.rejected();
        let first = *self.first.get_or_insert(rows);
        if let (false, Some(length)) = (self.known_length, status.length) {
            self.known_length = true;
            self.bar.set_length(length);
            let style = if self.narrow {
                "{percent}%, {eta} left: {wide_msg}"
            } else {
                "{wide_bar} {bytes}/{total_bytes}  {msg}  {eta} left"
            };
            self.bar.set_style(
                ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
        } else if !self.known_length && self.first == Some(rows) {
            let style = if self.narrow {
                "{bytes}, {elapsed}: {wide_msg}"
            } else {
                "{spinner} {bytes}  {msg}  {elapsed}"
            };
            self.bar.set_style(
                ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
        }
        #[allow(clippy::cast_precision_loss)]
        let rate = (rows - first) as f64 / self.started.elapsed().as_secs_f64().max(1e-3);
        let message = || format!("{rows} profiles, {rate:.0}/s, {} rejected", status.counts.rejected());
        if !self.bar.is_hidden() {
            self.bar.set_message(message());
            self.bar.set_position(status.read);
        }
        if self.lines && self.said.elapsed() >= LINE_EVERY {
            self.said = Instant::now();
            let left = status.length.filter(|l| *l > 0 && status.read > 0).map(|length| {
                #[allow(clippy::cast_precision_loss)]
                let seconds = self.started.elapsed().as_secs_f64()
                    * (length.saturating_sub(status.read)) as f64
                    / status.read as f64;
                format!(", {} of {length} bytes, about {seconds:.0} s left", status.read)
            });
            // Nobody may be listening any more; the batch goes on.
            let _ = writeln!(std::io::stderr(), "{}{}", message(), left.unwrap_or_default());
        }
    }

    /// Takes the bar away.
    pub fn done(self) {
        self.bar.finish_and_clear();
    }
}
