//! A file of many people → their results, chunk by chunk, as a body that is sent while it is made.
//!
//! Made of the same parts as `skillgap batch`, so a row here is a row there. Nothing is written to disk: the file is in memory, results are
//! in the client's hands as soon as they are made, and a client that goes away or takes nothing ends the work.

use std::io::Cursor;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use skillgap::batch::chunk::{Chunk, Chunker};
use skillgap::batch::{Counts, OutputFormat, Reject, RejectsTo, Scored, Scorer, Settings, Shared, text};
use skillgap::matching::Matcher;
use skillgap::plan::Goal;
use skillgap::report::SCHEMA_VERSION;
use skillgap::units::Seniority;
use tokio::sync::{mpsc, oneshot};

use super::engine::Engine;
use super::problem::Problem;

/// What is wanted of a file of people.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The day on which certificates must be valid.
    pub on: jiff::civil::Date,
    /// Roles for each person.
    pub top: usize,
    /// Only roles of this rung.
    pub seniority: Option<Seniority>,
    /// A plan for the best role of each.
    pub plan: bool,
    /// The form of the results.
    pub format: OutputFormat,
}

/// What a chunk gave.
pub struct Part<'a> {
    /// Bytes of the text dealt with so far.
    pub read: u64,
    /// Results, as the command line writes them.
    pub results: &'a [u8],
    /// Rows that gave none.
    pub rejects: &'a [Reject],
    /// Counts so far.
    pub counts: &'a Counts,
}

/// Results → the bytes that a client gets.
pub trait Encode: Send + 'static {
    /// Before the first chunk.
    fn head(&mut self, _wanted: &Wanted) -> Vec<u8> {
        Vec::new()
    }
    /// One chunk.
    fn part(&mut self, part: &Part) -> Vec<u8>;
    /// After the last chunk, so that a cut answer can be told from a whole one.
    fn end(&mut self, counts: &Counts) -> Vec<u8>;
    /// Instead of the end, where the work cannot go on; `None` cuts the connection, which clients notice.
    fn failed(&mut self, problem: Problem) -> Option<Vec<u8>>;
}

/// What is sent while it is made.
struct Stream(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl hyper::body::Body for Stream {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.get_mut().0.poll_recv(context).map(|next| next.map(|bytes| bytes.map(Frame::data)))
    }
}

/// Pieces that wait for a slow client; each holds the results of one chunk.
const AHEAD: usize = 4;

impl Engine {
    /// Scores everyone in `file`. The answer starts once its header is understood; what cannot be understood is a [`Problem`].
    pub async fn batch(
        self: &Arc<Self>,
        file: Bytes,
        wanted: Wanted,
        mut encode: impl Encode,
    ) -> Result<Body, Problem> {
        let turn = Arc::clone(&self.batches).try_acquire_owned().map_err(|_| Problem::busy())?;
        let (out, stream) = mpsc::channel(AHEAD);
        let (begun_in, begun) = oneshot::channel();
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut begun_in = Some(begun_in);
            let ended = engine.score(file, &wanted, &mut |event| {
                let bytes = match event {
                    Event::Begun => {
                        let told = begun_in.take().map(|b| b.send(Ok(())));
                        if !matches!(told, Some(Ok(()))) {
                            return false;
                        }
                        encode.head(&wanted)
                    }
                    Event::Part(part) => encode.part(&part),
                    Event::End(counts) => encode.end(counts),
                };
                bytes.is_empty() || out.blocking_send(Ok(bytes.into())).is_ok()
            });
            let Err(problem) = ended else { return };
            match begun_in.take() {
                Some(begun) => drop(begun.send(Err(problem))),
                None => {
                    let cut = || std::io::Error::other("the results end here");
                    let last = encode.failed(problem).map(Bytes::from).ok_or_else(cut);
                    drop(out.blocking_send(last));
                }
            }
        });
        begun.await.unwrap_or_else(|_| Err(Problem::ours()))?;
        Ok(Body::new(Stream(stream)))
    }

    /// The work itself; `tell` gives `false` to end it.
    fn score(
        &self,
        file: Bytes,
        wanted: &Wanted,
        tell: &mut dyn FnMut(Event) -> bool,
    ) -> Result<(), Problem> {
        let late = Instant::now() + self.limits.batch_time;
        let mut settings = Settings::new(wanted.on, wanted.format);
        settings.top = wanted.top;
        settings.plan = wanted.plan.then(|| Goal { from: Some(wanted.on), ..Goal::default() });
        settings.rejects = RejectsTo::Caller;
        settings.check()?;
        let reader = text(Box::new(Cursor::new(file)), Arc::default());
        let reader = reader.map_err(skillgap::error::Error::io("cannot read", "people".to_owned()))?;
        let mut chunker = Chunker::new("people", reader, settings.chunk, settings.longest_record)?;
        let shape = chunker.shape().clone();
        if !tell(Event::Begun) {
            return Ok(());
        }
        let matcher = Matcher::new(self.model).seniority(wanted.seniority);
        let shared = Shared::new(&matcher);
        let mut scorer = Scorer::new(&shared, &shape, &settings);
        let (mut chunk, mut scored, mut counts) = (Chunk::default(), Scored::default(), Counts::default());
        while chunker.next(&mut chunk)? {
            scorer.chunk(&chunk, &mut scored);
            counts.add(&scored.counts);
            let part = Part {
                read: chunk.position.offset,
                results: scored.out.as_slice(),
                rejects: &scored.kept,
                counts: &counts,
            };
            if !tell(Event::Part(part)) {
                return Ok(());
            }
            if counts.profiles + counts.rejected() > self.limits.batch_people {
                return Err(Problem::unusable(
                    "too-many-rows",
                    format!("The file holds more than {} people.", self.limits.batch_people),
                    "Use the command line, which has no such limit.",
                ));
            }
            if Instant::now() > late {
                return Err(Problem::late());
            }
        }
        tell(Event::End(&counts));
        Ok(())
    }
}

enum Event<'a> {
    Begun,
    Part(Part<'a>),
    End(&'a Counts),
}

/// A reject as JSON.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct RejectView {
    /// The line, from 1.
    pub line: u64,
    /// A short stable name of the kind of problem.
    pub reason: &'static str,
    /// A sentence.
    pub message: String,
    /// The way out.
    pub remedy: &'static str,
}

impl RejectView {
    /// A reject as shown.
    pub fn of(reject: &Reject) -> RejectView {
        RejectView {
            line: reject.line,
            reason: reject.reason.code(),
            message: reject.message.clone(),
            remedy: reject.reason.remedy(),
        }
    }
}

/// What all rows gave.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct SummaryView {
    /// People with results.
    pub profiles: u64,
    /// Of these, people that match no role.
    pub without_match: u64,
    /// With plans: people for whose best role there is none.
    pub without_plan: u64,
    /// Rows that gave none.
    pub rejected: u64,
}

impl SummaryView {
    /// Counts as shown.
    pub fn of(counts: &Counts) -> SummaryView {
        SummaryView {
            profiles: counts.profiles,
            without_match: counts.without_match,
            without_plan: counts.without_plan,
            rejected: counts.rejected(),
        }
    }
}

/// A line of the answer of `POST /api/v1/batch` that is no result.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct BatchLine {
    /// Version of this shape.
    pub schema_version: u32,
    /// Whose row gave no result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<RejectView>,
    /// The last line: what all rows gave. Without it the answer is not whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<SummaryView>,
    /// The last line where the work could not go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<super::problem::ProblemView>,
}

impl BatchLine {
    fn empty() -> BatchLine {
        BatchLine {
            schema_version: SCHEMA_VERSION,
            profile_id: None,
            reject: None,
            summary: None,
            error: None,
        }
    }
}

/// JSON Lines: results as the command line writes them, rejects and the summary as [`BatchLine`]s.
#[derive(Debug)]
pub struct Lines;

impl Encode for Lines {
    fn part(&mut self, part: &Part) -> Vec<u8> {
        let mut out = part.results.to_vec();
        for r in part.rejects {
            let (profile_id, reject) = (Some(r.profile_id.clone()), Some(RejectView::of(r)));
            line(&BatchLine { profile_id, reject, ..BatchLine::empty() }, &mut out);
        }
        out
    }

    fn end(&mut self, counts: &Counts) -> Vec<u8> {
        let mut out = Vec::new();
        line(&BatchLine { summary: Some(SummaryView::of(counts)), ..BatchLine::empty() }, &mut out);
        out
    }

    fn failed(&mut self, problem: Problem) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        line(&BatchLine { error: Some(problem.view()), ..BatchLine::empty() }, &mut out);
        Some(out)
    }
}

/// Appends a value as a line; writing to memory cannot fail.
pub fn line(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(&mut *out, value);
    out.push(b'\n');
}
