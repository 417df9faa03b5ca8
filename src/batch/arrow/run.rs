//! Record batches in, record batches out, in input order, on one thread or several.

use std::collections::BTreeMap;
use std::thread::Builder;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema};
use crossbeam_channel::{Receiver, Sender, bounded};

use super::names::Names;
use super::people::{People, shape_of};
use super::rows::Rows;
use super::schema::Encoding;
use crate::batch::parse::{Parsed, Parser};
use crate::batch::pipeline::{defect, guarded};
use crate::batch::settings::Settings;
use crate::batch::shape::Shape;
use crate::batch::summary::Counts;
use crate::error::{Error, Result};
use crate::matching::{Matcher, Worker, top};
use crate::model::Model;
use crate::plan::{Goal, Planner};
use crate::report;
use crate::units::RoleRow;
use crate::vector::Profile;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Counts over all batches.
    pub counts: Counts,
    /// Columns ignored because they hold protected attributes.
    pub protected: Vec<String>,
    /// Whether all of the input was read; not so where `each` said that it wants no more.
    pub whole: bool,
}

/// Rows of results after which a batch is handed on: less than a megabyte, so that it is in the cache while it is made and when it is looked at.
const ROWS: usize = 1 << 10;

/// Bytes of a column after which a batch is handed on, far below the 2 GB that offsets reach.
const BYTES: usize = 64 << 20;

/// Profiles that a thread takes at a time, at most (estimate): enough that handing them over costs nothing, few enough for all threads to have some.
const SLICE: usize = 256;

/// Bytes that a match takes, about: it may have some thirty gaps.
const MATCH: usize = 1 << 10;

/// Profiles that are scored before the results are looked at: what they give stays far below what offsets reach.
fn slice(top: usize) -> usize {
    (BYTES / (MATCH * top.max(1))).clamp(1, SLICE)
}

/// Scores rows. One a thread.
struct Scorer<'w, 'm> {
    model: &'m Model,
    parser: Parser<'m>,
    people: People,
    one: One<'w, 'm>,
    counts: Counts,
}

/// Scores one profile.
struct One<'w, 'm> {
    worker: Worker<'w, 'm>,
    plan: Option<(Planner<'m>, Goal)>,
    top: usize,
    /// The roles of the profile in hand.
    ranked: Vec<top::RankedRole>,
    rows: Rows<'w>,
}

impl<'m> One<'_, 'm> {
    fn profile(&mut self, model: &'m Model, row: u64, id: &str, profile: &Profile, counts: &mut Counts) {
        counts.profiles += 1;
        let (rows, unknown) = (&mut self.rows, &profile.unknown);
        self.worker.rank_into(profile, self.top, &mut self.ranked);
        self.worker.each_match(profile, &self.ranked, |rank, judged| {
            rows.push(row, id, rank, &judged, unknown);
        });
        if self.ranked.is_empty() {
            counts.without_match += 1;
            rows.push_none(row, id, unknown);
        }
        let Some((planner, goal)) = &mut self.plan else { return };
        let best = self.ranked.first().map(|r| RoleRow(r.role));
        let plan = best.and_then(|best| {
            let (shows, _) = self.worker.shows(profile);
            planner.plan(profile, shows, best, goal).ok()
        });
        counts.without_plan += u64::from(best.is_some() && plan.is_none());
        let plan = plan.map(|p| report::plans::document(model, &p));
        self.rows.plan(plan.as_ref(), self.ranked.len().max(1));
    }
}

impl<'w, 'm> Scorer<'w, 'm> {
    fn new(
        matcher: &'w Matcher<'m>,
        names: &'w Names,
        shape: &Shape,
        settings: &Settings,
        encoding: Encoding,
    ) -> Scorer<'w, 'm> {
        let model = matcher.model();
        let plan = settings.plan.clone().map(|goal| (Planner::new(model), goal));
        Scorer {
            model,
            parser: Parser::new(model, shape, settings.on),
            people: People::new(shape.clone()),
            one: One {
                worker: matcher.worker(),
                rows: Rows::new(model, names, plan.is_some(), encoding),
                plan,
                top: settings.top,
                ranked: Vec::new(),
            },
            counts: Counts::default(),
        }
    }

    fn take(model: &'m Model, one: &mut One<'_, 'm>, counts: &mut Counts, parsed: Parsed, row: u64) {
        match parsed {
            Parsed::Profile(id, profile) => one.profile(model, row, id, profile, counts),
            Parsed::Reject(reject) => {
                counts.rejects[reject.reason as usize] += 1;
                one.rows.push_reject(&reject);
                one.rows.plan(None, 1);
            }
        }
    }

    /// Scores a batch whose first row is the `first` of the input; `each` gets results as they fill batches, the last of them by [`Scorer::rest`].
    fn score(
        &mut self,
        batch: &RecordBatch,
        first: u64,
        each: &mut dyn FnMut(RecordBatch) -> bool,
    ) -> Result<bool> {
        let mut from = 0;
        while from < batch.num_rows() {
            // Few rows at a time, so that results are handed on soon after they are full.
            let slice = batch.slice(from, slice(self.one.top).min(batch.num_rows() - from));
            let (model, one, counts) = (self.model, &mut self.one, &mut self.counts);
            self.people.each(&mut self.parser, &slice, first + from as u64, |parsed, row| {
                Scorer::take(model, one, counts, parsed, row);
            });
            from += slice.num_rows();
            if (self.one.rows.len() >= ROWS || self.one.rows.bytes() >= BYTES) && !self.rest(each)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Hands on what is left.
    fn rest(&mut self, each: &mut dyn FnMut(RecordBatch) -> bool) -> Result<bool> {
        if self.one.rows.len() == 0 {
            return Ok(true);
        }
        let batch = self.one.rows.take().map_err(|e| refused("(results)", &e))?;
        Ok(each(batch))
    }

    /// The last person of a long table.
    fn finish(&mut self) {
        let (model, one, counts) = (self.model, &mut self.one, &mut self.counts);
        self.people.finish(&mut self.parser, |parsed, row| Scorer::take(model, one, counts, parsed, row));
    }
}

fn refused(name: &str, error: &ArrowError) -> Error {
    let message = match error {
        ArrowError::ExternalError(e) => e.to_string(),
        ArrowError::CDataInterface(text) | ArrowError::ComputeError(text) => text.clone(),
        other => other.to_string(),
    };
    Error::Input {
        place: crate::diagnostics::Place::file(name),
        message: format!("The record batches cannot be read: {}.", message.trim_end_matches('.')),
        remedy: "Look at what makes them.".to_owned(),
    }
}

/// Matches every profile of `batches`, whose schema is `schema`; `name` is shown in errors. `each` gets the results in input order, in batches of
/// [`super::schema`], until it returns `false`. Of the settings, `top`, `on`, `plan` and `threads` count; a long table is read on one thread.
///
/// `encoding` says how ids are kept in results.
///
/// Memory: the batches in flight, at most 2 × threads + 2 pieces of 256 rows with their results, and the workers' tables.
///
/// # Errors
/// A setting is out of its range, the columns are not those of profiles, or a batch cannot be read.
#[allow(clippy::too_many_arguments)]
pub fn run(
    matcher: &Matcher,
    names: &Names,
    name: &str,
    schema: &Schema,
    batches: impl Iterator<Item = std::result::Result<RecordBatch, ArrowError>>,
    settings: &Settings,
    encoding: Encoding,
    each: &mut dyn FnMut(RecordBatch) -> bool,
) -> Result<Outcome> {
    settings.check()?;
    let shape = shape_of(name, schema)?;
    let mut outcome = Outcome { protected: shape.protected().to_vec(), ..Outcome::default() };
    let pieces = Pieces { name, batches, rest: None, row: 0 };
    if settings.threads > 1 && matches!(shape, Shape::Wide(_)) {
        let scorer = || Scorer::new(matcher, names, &shape, settings, encoding);
        outcome.whole = side_by_side(settings.threads, scorer, pieces, each, &mut outcome.counts)?;
        return Ok(outcome);
    }
    let mut scorer = Scorer::new(matcher, names, &shape, settings, encoding);
    outcome.whole = alone(&mut scorer, pieces, each)?;
    outcome.counts = scorer.counts;
    Ok(outcome)
}

/// Batches cut into pieces for threads, each with the number of its first row.
struct Pieces<'n, I> {
    name: &'n str,
    batches: I,
    rest: Option<RecordBatch>,
    row: u64,
}

impl<I: Iterator<Item = std::result::Result<RecordBatch, ArrowError>>> Pieces<'_, I> {
    /// The next batch, or at most so many rows of it.
    fn next(&mut self, most: usize) -> Result<Option<(RecordBatch, u64)>> {
        let batch = match self.rest.take() {
            Some(batch) => batch,
            None => loop {
                match self.batches.next().transpose().map_err(|e| refused(self.name, &e))? {
                    None => return Ok(None),
                    Some(batch) if batch.num_rows() == 0 => {}
                    Some(batch) => break batch,
                }
            },
        };
        let first = self.row;
        let piece = batch.slice(0, most.min(batch.num_rows()));
        self.row += piece.num_rows() as u64;
        let left = batch.num_rows() - piece.num_rows();
        self.rest = (left > 0).then(|| batch.slice(piece.num_rows(), left));
        Ok(Some((piece, first)))
    }
}

fn alone<I: Iterator<Item = std::result::Result<RecordBatch, ArrowError>>>(
    scorer: &mut Scorer,
    mut pieces: Pieces<I>,
    each: &mut dyn FnMut(RecordBatch) -> bool,
) -> Result<bool> {
    while let Some((batch, first)) = pieces.next(usize::MAX)? {
        // What a batch gave is handed on with it: who waits for it may be who sends the next.
        if !scorer.score(&batch, first, each)? || !scorer.rest(each)? {
            return Ok(false);
        }
    }
    scorer.finish();
    scorer.rest(each)
}

/// A piece on its way to a thread, and what it gave on its way back.
type Job = (u64, RecordBatch, u64);
type Done = (u64, Result<(Vec<RecordBatch>, Counts)>);

fn side_by_side<'w, 'm: 'w, I: Iterator<Item = std::result::Result<RecordBatch, ArrowError>>>(
    threads: usize,
    scorer: impl Fn() -> Scorer<'w, 'm> + Sync,
    mut pieces: Pieces<I>,
    each: &mut dyn FnMut(RecordBatch) -> bool,
    counts: &mut Counts,
) -> Result<bool> {
    let most = 2 * threads + 2;
    let (work_in, work) = bounded::<Job>(most);
    let (done_in, done) = bounded::<Done>(most);
    std::thread::scope(|scope| {
        let started = (0..threads).map_while(|_| {
            let (work, done_in, scorer) = (work.clone(), done_in.clone(), &scorer);
            Builder::new().spawn_scoped(scope, move || score_pieces(&mut scorer(), &work, &done_in)).ok()
        });
        // Where the system gives no more threads, those that there are do it, or else this one.
        if started.count() == 0 {
            let mut scorer = scorer();
            let whole = alone(&mut scorer, pieces, each)?;
            *counts = scorer.counts;
            return Ok(whole);
        }
        drop((work, done_in));
        // Moved in, so that the threads end however this closure does.
        let work_in = work_in;
        let (mut sent, mut next, mut more) = (0, 0, true);
        let mut pending: BTreeMap<u64, (Vec<RecordBatch>, Counts)> = BTreeMap::new();
        loop {
            while more && sent - next < most as u64 {
                match pieces.next(SLICE)? {
                    Some((piece, first)) => more = work_in.send((sent, piece, first)).is_ok(),
                    None => more = false,
                }
                sent += u64::from(more);
            }
            if next == sent {
                return Ok(true);
            }
            let (number, given) = done.recv().map_err(|_| defect("a thread died"))?;
            pending.insert(number, given?);
            while let Some((batches, more)) = pending.remove(&next) {
                next += 1;
                counts.add(&more);
                for batch in batches {
                    if !each(batch) {
                        return Ok(false);
                    }
                }
            }
        }
    })
}

fn score_pieces(scorer: &mut Scorer, work: &Receiver<Job>, done: &Sender<Done>) {
    while let Ok((number, piece, first)) = work.recv() {
        let mut batches = Vec::new();
        let mut keep = |batch| {
            batches.push(batch);
            true
        };
        let scored = guarded("while matching record batches", || {
            scorer.score(&piece, first, &mut keep).and_then(|_| scorer.rest(&mut keep))
        });
        let given = scored.map(|_| (batches, std::mem::take(&mut scorer.counts)));
        if done.send((number, given)).is_err() {
            return;
        }
    }
}
