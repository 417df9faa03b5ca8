//! Threads that each read a chunk, score it, and write what is due: output in input order.
//!
//! A chunk stays with the thread that reads it, so its bytes and its results are in the cache of the processor that uses them, and one thread
//! keeps one processor busy. Reading and writing go one at a time; what is scored before its turn is left for the thread that writes. A panic in
//! any stage ends the run with an error: no thread is left waiting for one that died.

use std::collections::BTreeMap;
use std::io::Read;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::chunk::{Chunk, Chunker, Position};
use super::score::{Scored, Scorer};
use super::summary::Counts;
use super::writer::Writer;
use crate::error::{Error, Result};

/// A chunk on its way.
#[derive(Debug, Default)]
pub(super) struct Job {
    pub chunk: Chunk,
    pub scored: Scored,
}

/// What the threads of a run share. A thread that finds nothing more to read keeps its job, so there must be one for each.
pub(super) struct Pipeline<'s, R> {
    stop: &'s AtomicBool,
    incoming: Mutex<Incoming<R>>,
    outgoing: Mutex<Outgoing>,
    /// Told when a job is free again, or the run has failed.
    freed: Condvar,
}

struct Incoming<R> {
    chunker: Chunker<R>,
    /// The number of the next chunk.
    next: u64,
    /// Once no more will be read: where the input ends, if all of it was read.
    ended: Option<Result<Option<Position>>>,
}

struct Outgoing {
    /// `None` while a thread is writing.
    writer: Option<Writer>,
    /// What is scored and not yet due.
    pending: BTreeMap<u64, Job>,
    /// The number of the chunk that is due.
    next: u64,
    free: Vec<Job>,
    /// Threads that wait for a free job.
    waiting: usize,
    failed: Option<Error>,
}

/// The value in a lock, also where a thread died holding it: nothing that can panic runs unguarded there.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'s, R: Read> Pipeline<'s, R> {
    /// From a chunker to a writer, with at most so many chunks in flight.
    pub fn new(chunker: Chunker<R>, writer: Writer, in_flight: usize, stop: &'s AtomicBool) -> Self {
        let free = std::iter::repeat_with(Job::default).take(in_flight).collect();
        let (writer, pending) = (Some(writer), BTreeMap::new());
        Pipeline {
            stop,
            incoming: Mutex::new(Incoming { chunker, next: 0, ended: None }),
            outgoing: Mutex::new(Outgoing { writer, pending, next: 0, free, waiting: 0, failed: None }),
            freed: Condvar::new(),
        }
    }

    /// Reads, scores and writes until there is nothing more to read. `tell` is called after each chunk that this thread writes.
    pub fn work(&self, scorer: &mut Scorer, tell: &mut dyn FnMut(&Counts)) {
        while let Some(mut job) = self.free_job() {
            let Some(number) = self.read(&mut job.chunk) else { return };
            let line = job.chunk.line;
            let scored = guarded(&format!("while matching the rows from line {line}"), || {
                scorer.chunk(&job.chunk, &mut job.scored);
                Ok(())
            });
            if let Err(e) = scored {
                self.fail(e);
                return;
            }
            self.deliver(number, job, tell);
        }
    }

    /// A job with the memory of an earlier one, the last freed first; `None` where the run has failed.
    fn free_job(&self) -> Option<Job> {
        let mut outgoing = locked(&self.outgoing);
        loop {
            if outgoing.failed.is_some() {
                return None;
            }
            if let Some(job) = outgoing.free.pop() {
                return Some(job);
            }
            outgoing.waiting += 1;
            outgoing = self.freed.wait(outgoing).unwrap_or_else(PoisonError::into_inner);
            outgoing.waiting -= 1;
        }
    }

    /// Reads the next chunk and gives its number; `None` where there is no more, or someone said stop.
    fn read(&self, chunk: &mut Chunk) -> Option<u64> {
        let mut incoming = locked(&self.incoming);
        if incoming.ended.is_none() {
            if self.stop.load(Ordering::Relaxed) {
                incoming.ended = Some(Ok(None));
                return None;
            }
            match guarded("while reading", || incoming.chunker.next(chunk)) {
                Ok(true) => {
                    incoming.next += 1;
                    return Some(incoming.next - 1);
                }
                Ok(false) => incoming.ended = Some(Ok(Some(incoming.chunker.position()))),
                Err(e) => incoming.ended = Some(Err(e)),
            }
        }
        None
    }

    /// Leaves a scored chunk to be written, and writes what is due unless another thread does.
    fn deliver(&self, number: u64, job: Job, tell: &mut dyn FnMut(&Counts)) {
        let mut outgoing = locked(&self.outgoing);
        outgoing.pending.insert(number, job);
        while let Some(mut writer) = outgoing.writer.take() {
            let next = outgoing.next;
            let Some(job) = outgoing.pending.remove(&next).filter(|_| outgoing.failed.is_none()) else {
                outgoing.writer = Some(writer);
                return;
            };
            drop(outgoing);
            let written = guarded("while writing", || {
                let written = writer.write(&job);
                tell(writer.counts());
                written
            });
            outgoing = locked(&self.outgoing);
            outgoing.writer = Some(writer);
            outgoing.next += 1;
            outgoing.free.push(job);
            match written {
                Ok(()) if outgoing.waiting > 0 => self.freed.notify_one(),
                Ok(()) => {}
                Err(e) => {
                    // Before the lock is given back: another thread would write the next chunk, and this one would be missing in front of it.
                    return self.note(&mut outgoing, e);
                }
            }
        }
    }

    /// Ends the run with an error.
    fn fail(&self, error: Error) {
        self.note(&mut locked(&self.outgoing), error);
    }

    /// Notes why the run ends, and lets who waits know; the first error counts.
    fn note(&self, outgoing: &mut Outgoing, error: Error) {
        outgoing.failed.get_or_insert(error);
        self.freed.notify_all();
    }

    /// The writer, and where the input ends if all of it was read, when all threads have ended.
    pub fn finish(self) -> (Option<Writer>, Result<Option<Position>>) {
        let outgoing = self.outgoing.into_inner().unwrap_or_else(PoisonError::into_inner);
        let incoming = self.incoming.into_inner().unwrap_or_else(PoisonError::into_inner);
        let read = incoming.ended.unwrap_or_else(|| Err(defect("reading stopped")));
        (outgoing.writer, outgoing.failed.map_or(read, Err))
    }
}

/// What a stage gives; an error where it panics.
pub(super) fn guarded<T>(doing: &str, stage: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(AssertUnwindSafe(stage)).unwrap_or_else(|_| Err(defect(doing)))
}

/// An error that only a defect can bring about.
pub(super) fn defect(what: &str) -> Error {
    Error::Stopped {
        message: format!("a defect of skillgap was met ({what}); please report it with the input."),
    }
}
