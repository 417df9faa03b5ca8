//! Results of chunks, in input order → output and rejects, with a checkpoint from time to time.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::checkpoint::Checkpoint;
use super::chunk::Position;
use super::pipeline::Job;
use super::reject::Reject;
use super::score::LISTED;
use super::seen::Seen;
use super::settings::Finish;
use super::sink::Sink;
use super::summary::{Counts, Summary};
use crate::error::{Error, Result};

/// Writes chunks one after the other.
pub(super) struct Writer {
    pub output: Sink,
    pub rejects: Sink,
    /// Where checkpoints go, if anywhere.
    pub resume: Option<PathBuf>,
    /// From where a later run could go on.
    pub checkpoint: Checkpoint,
    /// Where the input stands behind the last chunk written.
    pub last: Position,
    pub finish: Finish,
    pub saved: Instant,
    pub every: Duration,
    pub seen: Seen,
    /// What was written so far.
    pub summary: Summary,
}

impl Writer {
    /// Writes the next chunk.
    pub fn write(&mut self, job: &Job) -> Result<()> {
        self.output.write(job.scored.out.as_slice())?;
        self.rejects.write(&job.scored.rejects)?;
        self.summary.counts.add(&job.scored.counts);
        self.last = job.chunk.position;
        if job.chunk.settled {
            self.settle();
        }
        let room = LISTED.saturating_sub(self.summary.first_rejects.len());
        let listed: Vec<Reject> = job.scored.kept.iter().take(room).cloned().collect();
        self.summary.first_rejects.extend(listed);
        job.scored.ids.iter().for_each(|id| self.seen.add(*id));
        if self.resume.is_some() && self.saved.elapsed() >= self.every {
            self.save(false)?;
        }
        Ok(())
    }

    pub fn counts(&self) -> &Counts {
        &self.summary.counts
    }

    /// Lets a later run go on from where this one is.
    pub fn settle(&mut self) {
        let checkpoint = &mut self.checkpoint;
        checkpoint.input = self.last;
        (checkpoint.output, checkpoint.rejects) = (self.output.written(), self.rejects.written());
        checkpoint.counts.clone_from(&self.summary.counts);
    }

    /// Makes the output durable, then says how far it is.
    pub fn save(&mut self, complete: bool) -> Result<()> {
        self.output.sync()?;
        self.rejects.sync()?;
        if complete {
            self.settle();
        }
        self.checkpoint.complete = complete;
        if let Some(path) = &self.resume {
            self.checkpoint.save(path)?;
            self.saved = Instant::now();
        }
        Ok(())
    }

    /// Publishes the output of an input that ends at `end`, which is beyond the last chunk if trailing rows were skipped. If stopped before that, the state
    /// stays, which says that only this is left to do.
    pub fn finish(&mut self, end: Position, stop: &AtomicBool) -> Result<()> {
        self.last = end;
        self.save(true)?;
        if !(self.output.publish(self.finish, stop)? && self.rejects.publish(Finish::AS_IT_IS, stop)?) {
            return Err(Error::Stopped { message: self.how_to_go_on() });
        }
        self.resume.as_deref().map_or(Ok(()), Checkpoint::remove)?;
        self.output.clear_up(self.finish)
    }

    /// What someone who stopped the run reads.
    pub fn how_to_go_on(&self) -> String {
        // What is not in the state is done once more: chunks behind which no run could go on, such as the last of what came so far.
        let counts = if self.resume.is_some() { &self.checkpoint.counts } else { &self.summary.counts };
        how_to_go_on(counts, self.resume.as_deref())
    }
}

/// What someone who stopped a run reads, by what it did and where its state is, if anywhere.
pub(super) fn how_to_go_on(counts: &Counts, resume: Option<&Path>) -> String {
    let done = counts.profiles + counts.rejected();
    match resume {
        Some(path) => format!(
            "stopped after {done} profiles; everything up to there is kept beside the output ({}). Run the same command with --resume to go on.",
            path.display()
        ),
        None => format!(
            "stopped after {done} profiles. Write to a file (-o FILE) to be able to go on with --resume."
        ),
    }
}
