//! A run: the output is opened, anew or where an earlier run stopped, threads match the input, and the whole output gets its name.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::Builder;
use std::time::Instant;

use rustc_hash::FxHashMap;

use super::checkpoint::Checkpoint;
use super::chunk::{Chunker, Position};
use super::pipeline::{Pipeline, defect};
use super::reject::REJECTS_HEADER;
use super::resolve::COUNTED;
use super::score::{Scorer, Shared};
use super::seen::Seen;
use super::settings::{Finish, OutputFormat, RejectsTo, Settings, Target};
use super::sink::{PartFile, Sink, is_device, resume_path};
use super::source::{self, Input};
use super::summary::{Counts, Summary};
use super::writer::{Writer, how_to_go_on};
use crate::error::{Error, Result};
use crate::matching::Matcher;

/// Progress of a run.
#[derive(Clone, Copy, Debug)]
pub struct Status<'a> {
    /// Raw bytes of the input read.
    pub read: u64,
    /// Raw bytes of the input, if known.
    pub length: Option<u64>,
    /// Counts so far.
    pub counts: &'a Counts,
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
/// Set `stop` to end the run early: it finishes the chunks in flight, keeps its state and returns [`Error::Stopped`]. This thread is one of the
/// threads, and calls `tell` after each chunk that it writes. Memory: about 2 × threads chunks with their output, the longest record, and the
/// threads' tables.
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
    let read = Arc::new(AtomicU64::new(0));
    let text =
        source::text(input.reader, read.clone()).map_err(Error::io("cannot read", input.name.clone()))?;
    let mut chunker = Chunker::new(&input.name, text, settings.chunk_length(), settings.longest_record)?;
    let shape = chunker.shape().clone();
    if let Some(done) = finish_interrupted(&mut chunker, &target, settings, stop)? {
        return Ok(Summary {
            resumed_from: done.profiles + done.rejected(),
            counts: done,
            time: began.elapsed(),
            ..Summary::default()
        });
    }
    let start = start(target, settings, stop)?;
    if let Some(position) = &start.position {
        chunker.advance(position, stop)?;
    }
    let mut writer = Writer {
        output: start.output,
        rejects: start.rejects,
        resume: start.resume,
        last: start.position.unwrap_or_else(|| chunker.behind_header()),
        checkpoint: Checkpoint { settings: checksum, ..Checkpoint::default() },
        finish: settings.finish(),
        saved: Instant::now(),
        every: settings.checkpoint_every,
        seen: Seen::default(),
        summary: Summary {
            resumed_from: start.counts.profiles + start.counts.rejected(),
            counts: start.counts,
            protected: shape.protected().to_vec(),
            passed_over: shape.passed_over().to_vec(),
            ..Summary::default()
        },
    };
    writer.settle();
    let pipeline = Pipeline::new(chunker, writer, 2 * settings.threads, stop);
    let shared = Shared::new(matcher);
    let mut unknown: FxHashMap<Box<str>, u64> = FxHashMap::default();
    let mut unknown_beyond = 0;
    let mut died = false;
    let work = |tell: &mut dyn FnMut(&Counts)| {
        let mut scorer = Scorer::new(&shared, &shape, settings);
        pipeline.work(&mut scorer, tell);
        let (names, beyond) = scorer.unknown();
        (names.to_vec(), beyond)
    };
    std::thread::scope(|scope| {
        let work = &work;
        // Where the system gives no more threads, those that there are do it.
        let other = |_| Builder::new().spawn_scoped(scope, move || work(&mut |_: &Counts| {})).ok();
        let others: Vec<_> = (1..settings.threads).map_while(other).collect();
        let own = work(&mut |counts| {
            tell(Status { read: read.load(Ordering::Relaxed), length: input.length, counts });
        });
        let all = std::iter::once(Ok(own)).chain(others.into_iter().map(|thread| thread.join()));
        for ended in all {
            let Ok((names, beyond)) = ended else {
                died = true;
                continue;
            };
            names.into_iter().for_each(|(name, n)| *unknown.entry(name).or_default() += n);
            unknown_beyond += beyond;
        }
    });
    let (writer, outcome) = pipeline.finish();
    let Some(mut writer) = writer.filter(|_| !died) else { return Err(defect("a thread died")) };
    match outcome {
        Ok(Some(end)) if !stop.load(Ordering::Relaxed) => writer.finish(end, stop)?,
        Ok(_) => {
            writer.save(false)?;
            return Err(Error::Stopped { message: writer.how_to_go_on() });
        }
        Err(e) => {
            // What could be written before the error stays; an earlier checkpoint does too where this one fails.
            let _ = writer.save(false);
            return Err(e);
        }
    }
    let mut unknown = most(unknown);
    let beyond = unknown.split_off(unknown.len().min(COUNTED));
    Ok(Summary {
        unknown,
        unknown_beyond: unknown_beyond + beyond.iter().map(|(_, n)| n).sum::<u64>(),
        repeated_ids: writer.seen.repeats,
        repeated_at_least: writer.seen.partial,
        time: began.elapsed(),
        ..writer.summary
    })
}

/// Opens the output and rejects, anew or where an earlier run stopped.
fn start(target: Target, settings: &Settings, stop: &AtomicBool) -> Result<Start> {
    let resume = match &target {
        Target::File(path) if !is_device(path) => Some(resume_path(path)),
        _ => None,
    };
    if let (true, Some(state), Target::File(path)) = (settings.resume, &resume, &target)
        && let Some(from) = Checkpoint::load(state)?.filter(|from| from.input.offset > 0)
    {
        fits(&from, settings, state)?;
        let output = Sink::reopen(path, from.output, stop)?;
        let rejects = match &settings.rejects {
            RejectsTo::File(path) => Sink::reopen(path, from.rejects, stop).map_err(other_rejects)?,
            RejectsTo::Summary | RejectsTo::Caller => Sink::Nowhere,
        };
        return Ok(Start { output, rejects, counts: from.counts, position: Some(from.input), resume });
    }
    let mut output = Sink::create(target)?;
    if settings.finish().changes() && !matches!(output, Sink::Part(_)) {
        let value = "a stream".to_owned();
        let range = "a file for Parquet, .gz and .zst";
        return Err(Error::Parameter { name: "the output", range, value });
    }
    let rejects = match &settings.rejects {
        RejectsTo::File(path) => Sink::create(Target::File(path.clone())),
        RejectsTo::Summary | RejectsTo::Caller => Ok(Sink::Nowhere),
    };
    let mut rejects = rejects.inspect_err(|_| output.give_up())?;
    // Both are locked: what another run is writing stays as it is, its state too.
    if let Some(state) = &resume {
        Checkpoint::remove(state).and_then(|()| Checkpoint::try_to_write(state)).inspect_err(|_| {
            output.give_up();
            rejects.give_up();
        })?;
    }
    output.empty()?;
    rejects.empty()?;
    if settings.format.text() == OutputFormat::Csv {
        output.write(crate::report::csv::header(settings.plan.is_some()).as_bytes())?;
    }
    rejects.write(REJECTS_HEADER.as_bytes())?;
    Ok(Start { output, rejects, counts: Counts::default(), position: None, resume })
}

fn fits(from: &Checkpoint, settings: &Settings, state: &Path) -> Result<()> {
    if from.settings == settings.checksum() {
        return Ok(());
    }
    let (message, remedy) = match settings.rejects_of(from.settings) {
        Some(true) => (
            "The interrupted run wrote its rejects to a file.",
            "Name that file with --rejects, or start over without --resume.",
        ),
        Some(false) => (
            "The interrupted run wrote no file of rejects.",
            "Leave --rejects out, or start over without --resume.",
        ),
        None => (
            "The interrupted run used other settings or another model, so its results cannot be combined with new ones.",
            "Use the same options (and --on with the same day), or start over without --resume.",
        ),
    };
    let place = crate::diagnostics::Place::file(state.display().to_string());
    Err(Error::Input { place, message: message.to_owned(), remedy: remedy.to_owned() })
}

/// What is said of the output, said of the rejects.
fn other_rejects(error: Error) -> Error {
    let Error::Input { place, message, .. } = error else { return error };
    let message = message.replacen("The output", "The file of rejects", 1);
    let remedy =
        "Name the file that the rejects were written to with --rejects, or start over without --resume.";
    Error::Input { place, message, remedy: remedy.to_owned() }
}

/// A run that was killed between its last byte and the renaming only needs the renaming, if the input is still the same and all of it.
fn finish_interrupted<R: std::io::Read>(
    chunker: &mut Chunker<R>,
    target: &Target,
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Option<Counts>> {
    let (true, Target::File(path)) = (settings.resume, target) else { return Ok(None) };
    let state = resume_path(path);
    let Some(from) = Checkpoint::load(&state)?.filter(|c| c.complete) else { return Ok(None) };
    fits(&from, settings, &state)?;
    chunker.advance(&from.input, stop)?;
    chunker.ends()?;
    // A file renamed before the kill has no part left.
    let part = |path: &Path, written, finish| -> Result<_> {
        Ok(PartFile::of(path, written, finish, stop)?.map(|part| (part, finish)))
    };
    let mut parts = Vec::from_iter(part(path, from.output, settings.finish())?);
    if let RejectsTo::File(rejects) = &settings.rejects
        && !is_device(rejects)
    {
        parts.extend(part(rejects, from.rejects, Finish::AS_IT_IS)?);
    }
    for (part, finish) in &parts {
        if !part.publish(*finish, stop)? {
            return Err(Error::Stopped { message: how_to_go_on(&from.counts, Some(&state)) });
        }
    }
    Checkpoint::remove(&state)?;
    parts.iter().try_for_each(|(part, finish)| part.clear_up(*finish))?;
    Ok(Some(from.counts))
}

/// Names by count, most first.
fn most(counts: FxHashMap<Box<str>, u64>) -> Vec<(String, u64)> {
    let mut list: Vec<(String, u64)> =
        counts.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name.into_string(), n)).collect();
    list.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}
