//! Reader, workers, writer: bounded queues between them, output in input order, a checkpoint from time to time.

use std::collections::BTreeMap;
use std::io::Read;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use rustc_hash::FxHashMap;

use super::checkpoint::Checkpoint;
use super::chunk::{Chunk, Chunker, Position};
use super::reject::{REJECTS_HEADER, Reject};
use super::score::{LISTED, Scored, Scorer, Shared};
use super::seen::Seen;
use super::settings::{OutputFormat, RejectsTo, Settings, Target};
use super::sink::{PartFile, Sink, Written, part_path, publish_as, resume_path};
use super::source::{self, Input};
use super::summary::{Counts, Summary};
use crate::error::{Error, Result};
use crate::matching::Matcher;

/// How far a run is, told after each chunk.
#[derive(Clone, Copy, Debug)]
pub struct Status<'a> {
    /// Raw bytes of the input read.
    pub read: u64,
    /// Raw bytes of the input, if known.
    pub length: Option<u64>,
    /// Counts so far.
    pub counts: &'a Counts,
}

/// A chunk on its way.
#[derive(Debug, Default)]
struct Job {
    number: u64,
    chunk: Chunk,
    scored: Scored,
    /// What a worker died of.
    panicked: Option<String>,
}

/// Where a run stands when it starts.
struct Start {
    output: Sink,
    rejects: Sink,
    counts: Counts,
    position: Option<Position>,
    resume: Option<PathBuf>,
}

/// Matches every profile of `input` and writes to `target`.
///
/// Set `stop` to end the run early: it finishes the chunks in flight, keeps its state and returns [`Error::Stopped`]. `tell` is called on this
/// thread after each chunk. Memory: about 2 × threads + 2 chunks with their output, the longest record, and the workers' tables.
///
/// # Errors
/// The input cannot be read or understood, the output cannot be written, a checkpoint does not fit, or the run was stopped. What was written
/// until then is kept for `resume` where the target is a file.
pub fn run(
    matcher: &Matcher,
    input: Input,
    target: Target,
    settings: &Settings,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Status),
) -> Result<Summary> {
    settings.check()?;
    let began = Instant::now();
    let checksum = settings.checksum();
    if let Some(done) = finish_interrupted(&target, settings, checksum)? {
        return Ok(Summary {
            resumed_from: done.profiles,
            counts: done,
            time: began.elapsed(),
            ..Summary::default()
        });
    }
    let read = Arc::new(AtomicU64::new(0));
    let text =
        source::text(input.reader, read.clone()).map_err(Error::io("cannot read", input.name.clone()))?;
    let mut chunker = Chunker::new(&input.name, text, settings.chunk, settings.longest_record)?;
    let shape = chunker.shape().clone();
    let mut start = start(target, settings, checksum)?;
    if let Some(position) = &start.position {
        chunker.advance(position, stop)?;
    }
    let mut summary = Summary {
        resumed_from: start.counts.profiles,
        counts: std::mem::take(&mut start.counts),
        protected: shape.protected().to_vec(),
        ..Summary::default()
    };
    let mut writer = Writer {
        output: start.output,
        rejects: start.rejects,
        resume: start.resume,
        position: chunker.position(),
        checksum,
        format: settings.format,
        saved: Instant::now(),
        every: settings.checkpoint_every,
        seen: Seen::default(),
        next: 0,
        pending: BTreeMap::new(),
        good: <(Written, Written)>::default(),
    };
    writer.good = writer.written();
    let in_flight = 2 * settings.threads + 2;
    let (free_in, free) = bounded::<Job>(in_flight);
    let (work_in, work) = bounded::<Job>(in_flight);
    let (done_in, done) = bounded::<Job>(in_flight);
    for _ in 0..in_flight {
        let _ = free_in.send(Job::default());
    }
    let halt = AtomicBool::new(false);
    let shared = Shared::new(matcher);
    let outcome = std::thread::scope(|scope| {
        let reader = scope.spawn(|| read_chunks(chunker, &free, work_in, &[stop, &halt]));
        let workers: Vec<_> = (0..settings.threads)
            .map(|_| {
                let (work, done_in) = (work.clone(), done_in.clone());
                let (shape, shared) = (&shape, &shared);
                scope.spawn(move || {
                    let mut scorer = Scorer::new(shared, shape, settings);
                    work_chunks(&mut scorer, &work, &done_in);
                    let (names, beyond) = scorer.unknown();
                    (names.to_vec(), beyond)
                })
            })
            .collect();
        drop(done_in);
        let mut told = |counts: &Counts| {
            tell(Status { read: read.load(Ordering::Relaxed), length: input.length, counts });
        };
        let written = writer.all(&done, free_in, &mut summary, &mut told);
        halt.store(written.is_err(), Ordering::Relaxed);
        // A reader that waits for a slow input must not keep an error back; it ends with the next bytes.
        drop(done);
        let mut unknown: FxHashMap<Box<str>, u64> = FxHashMap::default();
        for worker in workers {
            if let Ok((names, beyond)) = worker.join() {
                names.into_iter().for_each(|(name, n)| *unknown.entry(name).or_default() += n);
                summary.unknown_beyond += beyond;
            }
        }
        summary.unknown = most(unknown);
        let read = reader.join().unwrap_or_else(|_| Err(defect("the reader stopped")));
        written.and(read)
    });
    let interrupted = stop.load(Ordering::Relaxed) && outcome.is_ok();
    match outcome {
        Ok(ended) if ended && !interrupted => writer.finish(&summary.counts)?,
        Ok(_) => {
            writer.save(&summary.counts, false)?;
            return Err(Error::Stopped { message: writer.how_to_go_on(&summary.counts) });
        }
        Err(e) => {
            // What could be written before the error stays; an earlier checkpoint does too where this one fails.
            let _ = writer.save(&summary.counts, false);
            return Err(e);
        }
    }
    summary.repeated_ids = writer.seen.repeats;
    summary.repeated_at_least = writer.seen.partial;
    summary.output_bytes = writer.output.length();
    summary.time = began.elapsed();
    Ok(summary)
}

fn defect(what: &str) -> Error {
    Error::Stopped {
        message: format!("a defect of skillgap was met ({what}); please report it with the input."),
    }
}

/// Opens the output and rejects, anew or where an earlier run stopped.
fn start(target: Target, settings: &Settings, checksum: u32) -> Result<Start> {
    let resume = match &target {
        Target::File(path) if !is_device(path) => Some(resume_path(path)),
        _ => None,
    };
    if let (true, Some(state), Target::File(path)) = (settings.resume, &resume, &target)
        && let Some(from) = Checkpoint::load(state)?
    {
        fits(&from, checksum, state)?;
        let output = Sink::Part(PartFile::reopen(path, from.output)?);
        let rejects = match &settings.rejects {
            RejectsTo::File(path) => Sink::Part(PartFile::reopen(path, from.rejects)?),
            RejectsTo::Summary | RejectsTo::Caller => Sink::Nowhere,
        };
        return Ok(Start { output, rejects, counts: from.counts, position: Some(from.input), resume });
    }
    if let Some(state) = &resume
        && let Err(e) = std::fs::remove_file(state)
        && e.kind() != std::io::ErrorKind::NotFound
    {
        return Err(Error::io("cannot write", state.display().to_string())(e));
    }
    let mut output = Sink::create(target)?;
    if settings.format.text() != settings.format && !matches!(output, Sink::Part(_)) {
        let value = "a stream".to_owned();
        return Err(Error::Parameter { name: "the output", range: "a file for Parquet", value });
    }
    let mut rejects = match &settings.rejects {
        RejectsTo::File(path) => Sink::create(Target::File(path.clone()))?,
        RejectsTo::Summary | RejectsTo::Caller => Sink::Nowhere,
    };
    if settings.format.text() == OutputFormat::Csv {
        output.write(crate::report::csv::HEADER.trim_end().as_bytes())?;
        if settings.plan.is_some() {
            output.write(b",")?;
            output.write(crate::report::csv::PLAN_HEADER.as_bytes())?;
        }
        output.write(b"\n")?;
    }
    rejects.write(REJECTS_HEADER.as_bytes())?;
    Ok(Start { output, rejects, counts: Counts::default(), position: None, resume })
}

fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn fits(from: &Checkpoint, checksum: u32, state: &Path) -> Result<()> {
    if from.settings == checksum {
        return Ok(());
    }
    Err(Error::Input {
        place: crate::diagnostics::Place::file(state.display().to_string()),
        message:
            "The interrupted run had other settings or another model; its results would not fit to new ones."
                .to_owned(),
        remedy: "Use the same options (and --on with the same day), or start over without --resume."
            .to_owned(),
    })
}

/// A run that was killed between its last byte and the renaming only needs the renaming.
fn finish_interrupted(target: &Target, settings: &Settings, checksum: u32) -> Result<Option<Counts>> {
    let (true, Target::File(path)) = (settings.resume, target) else { return Ok(None) };
    let state = resume_path(path);
    let Some(from) = Checkpoint::load(&state)?.filter(|c| c.complete) else { return Ok(None) };
    fits(&from, checksum, &state)?;
    let mut all: Vec<(&Path, Written, OutputFormat)> = vec![(path, from.output, settings.format)];
    if let RejectsTo::File(rejects) = &settings.rejects {
        all.push((rejects, from.rejects, OutputFormat::Csv));
    }
    for (path, written, format) in all {
        let part = part_path(path);
        if part.exists() {
            drop(PartFile::reopen(path, written)?);
            publish_as(format, &part, path)?;
        }
    }
    std::fs::remove_file(&state).map_err(Error::io("cannot write", state.display().to_string()))?;
    Ok(Some(from.counts))
}

/// Sends chunks to the workers until the input ends (`true`) or someone says stop (`false`).
fn read_chunks<R: Read>(
    mut chunker: Chunker<R>,
    free: &Receiver<Job>,
    work: Sender<Job>,
    stops: &[&AtomicBool],
) -> Result<bool> {
    let mut number = 0;
    while let Ok(mut job) = free.recv() {
        if stops.iter().any(|s| s.load(Ordering::Relaxed)) {
            return Ok(false);
        }
        if !chunker.next(&mut job.chunk)? {
            return Ok(true);
        }
        job.number = number;
        number += 1;
        if work.send(job).is_err() {
            break;
        }
    }
    Ok(false)
}

fn work_chunks(scorer: &mut Scorer, work: &Receiver<Job>, done: &Sender<Job>) {
    while let Ok(mut job) = work.recv() {
        let scored = std::panic::catch_unwind(AssertUnwindSafe(|| scorer.chunk(&job.chunk, &mut job.scored)));
        let dead = scored.is_err();
        if dead {
            job.panicked = Some(format!("while matching the rows from line {}", job.chunk.line));
        }
        if done.send(job).is_err() || dead {
            return;
        }
    }
}

/// Names by count, most first.
fn most(counts: FxHashMap<Box<str>, u64>) -> Vec<(String, u64)> {
    let mut list: Vec<(String, u64)> =
        counts.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name.into_string(), n)).collect();
    list.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}

/// Puts chunks back in order and writes them.
struct Writer {
    output: Sink,
    rejects: Sink,
    resume: Option<PathBuf>,
    position: Position,
    checksum: u32,
    format: OutputFormat,
    saved: Instant,
    every: Duration,
    seen: Seen,
    next: u64,
    pending: BTreeMap<u64, Job>,
    /// What output and rejects held when the last whole chunk was in both.
    good: (Written, Written),
}

impl Writer {
    fn all(
        &mut self,
        done: &Receiver<Job>,
        free: Sender<Job>,
        summary: &mut Summary,
        tell: &mut dyn FnMut(&Counts),
    ) -> Result<()> {
        while let Ok(job) = done.recv() {
            if let Some(what) = &job.panicked {
                return Err(defect(what));
            }
            self.pending.insert(job.number, job);
            while let Some(job) = self.pending.remove(&self.next) {
                self.one(&job, summary)?;
                tell(&summary.counts);
                let _ = free.send(job);
            }
        }
        Ok(())
    }

    fn one(&mut self, job: &Job, summary: &mut Summary) -> Result<()> {
        self.output.write(job.scored.out.as_slice())?;
        self.rejects.write(&job.scored.rejects)?;
        self.good = self.written();
        self.position = job.chunk.position;
        self.next += 1;
        summary.counts.add(&job.scored.counts);
        let room = LISTED.saturating_sub(summary.first_rejects.len());
        let listed: Vec<Reject> = job.scored.kept.iter().take(room).cloned().collect();
        summary.first_rejects.extend(listed);
        job.scored.ids.iter().for_each(|id| self.seen.add(*id));
        if self.resume.is_some() && self.saved.elapsed() >= self.every {
            self.save(&summary.counts, false)?;
        }
        Ok(())
    }

    fn written(&self) -> (Written, Written) {
        (self.output.written(), self.rejects.written())
    }

    /// Makes the output durable, then says how far it is.
    fn save(&mut self, counts: &Counts, complete: bool) -> Result<()> {
        self.output.sync()?;
        self.rejects.sync()?;
        let (output, rejects) = self.good;
        if let Some(path) = &self.resume {
            let (settings, counts) = (self.checksum, counts.clone());
            Checkpoint { settings, input: self.position, output, rejects, counts, complete }.save(path)?;
            self.saved = Instant::now();
        }
        Ok(())
    }

    fn finish(&mut self, counts: &Counts) -> Result<()> {
        self.save(counts, true)?;
        self.output.publish(self.format)?;
        self.rejects.publish(OutputFormat::Csv)?;
        match &self.resume {
            Some(path) => {
                std::fs::remove_file(path).map_err(Error::io("cannot write", path.display().to_string()))
            }
            None => Ok(()),
        }
    }

    fn how_to_go_on(&self, counts: &Counts) -> String {
        let done = counts.profiles + counts.rejected();
        match &self.resume {
            Some(path) => format!(
                "stopped after {done} profiles; everything up to there is kept beside the output ({}). Run the same command with --resume to go on.",
                path.display()
            ),
            None => format!(
                "stopped after {done} profiles. Write to a file (-o FILE) to be able to go on with --resume."
            ),
        }
    }
}
