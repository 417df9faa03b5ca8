//! Progress bars: on a terminal, or as plain lines where asked.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use skillgap::model::Stage;

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
