//! A chunk → the bytes of its results and rejects. One scorer per thread; what it gives depends on the chunk alone.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::buffer::{Buffer, Padded};
use super::chunk::Chunk;
use super::encode::Texts;
use super::group::{Group, Person};
use super::parse::{Parsed, Parser};
use super::reject::Reject;
use super::seen;
use super::settings::{OutputFormat, RejectsTo, Settings};
use super::shape::Shape;
use super::summary::Counts;
use crate::matching::{Matcher, Matches, Worker, top};
use crate::model::Model;
use crate::plan::{Goal, Planner};
use crate::report;
use crate::text::Suggester;
use crate::units::RoleRow;
use crate::vector::Profile;

/// What a chunk gave. Reusable.
#[derive(Debug, Default)]
pub struct Scored {
    /// Results in the output's format, in input order.
    pub out: Buffer,
    /// Rows of the file of rejects.
    pub rejects: Vec<u8>,
    /// The first rejects, where no file is written; all of them with [`RejectsTo::Caller`].
    pub kept: Vec<Reject>,
    /// Counts.
    pub counts: Counts,
    /// Hashes of the ids, in input order.
    pub ids: Vec<u64>,
}

/// What becomes of the rejects of a chunk.
#[derive(Clone, Copy, Debug)]
enum Rejected {
    /// Rows of a file.
    Rows,
    /// Kept, at most so many a chunk.
    Kept(usize),
}

/// Rejects that a summary lists.
pub(super) const LISTED: usize = 20;

impl Scored {
    fn clear(&mut self) {
        self.out.clear();
        self.rejects.clear();
        self.kept.clear();
        self.ids.clear();
        self.counts = Counts::default();
    }

    fn reject(&mut self, reject: Reject, to: Rejected) {
        self.counts.rejects[reject.reason as usize] += 1;
        match to {
            Rejected::Rows => reject.write(&mut self.rejects),
            Rejected::Kept(most) if self.kept.len() < most => self.kept.push(reject),
            Rejected::Kept(_) => {}
        }
    }
}

/// What all scorers of a run share.
#[derive(Debug)]
pub struct Shared<'w, 'm> {
    matcher: &'w Matcher<'m>,
    texts: Texts<'m>,
    /// Made when the first unknown name is written.
    suggester: OnceLock<Suggester<'m>>,
}

impl<'w, 'm> Shared<'w, 'm> {
    /// For a matcher.
    #[must_use]
    pub fn new(matcher: &'w Matcher<'m>) -> Shared<'w, 'm> {
        Shared { matcher, texts: Texts::new(matcher), suggester: OnceLock::new() }
    }
}

/// Scores chunks.
#[derive(Debug)]
pub struct Scorer<'w, 'm> {
    parser: Parser<'m>,
    group: Group,
    encoder: Encoder<'w, 'm>,
    rejected: Rejected,
}

/// Scores a group of people and appends their results.
#[derive(Debug)]
struct Encoder<'w, 'm> {
    model: &'m Model,
    texts: &'w Texts<'m>,
    suggester: &'w OnceLock<Suggester<'m>>,
    worker: Worker<'w, 'm>,
    plan: Option<(Planner<'m>, Goal)>,
    top: usize,
    format: OutputFormat,
    scratch: String,
    rows: Vec<u8>,
    /// The cell of a profile's id, with the separator behind it.
    cell: Padded,
    suggestions: Suggestions,
}

/// The nearest names of unknown ones; the same few come again and again.
#[derive(Debug, Default)]
struct Suggestions(FxHashMap<Box<str>, Vec<String>>);

/// Names whose suggestions are kept.
const KEPT: usize = 20_000;

impl Suggestions {
    fn of(&mut self, suggester: &Suggester, name: &str) -> Vec<String> {
        if let Some(known) = self.0.get(name) {
            return known.clone();
        }
        let found = suggester.nearest(name, report::matches::SUGGESTIONS);
        if self.0.len() >= KEPT {
            // Those that come again and again are soon back.
            self.0.clear();
        }
        if name.len() <= 200 {
            self.0.insert(name.into(), found.clone());
        }
        found
    }
}

impl<'w, 'm> Scorer<'w, 'm> {
    /// A scorer for inputs of one shape.
    #[must_use]
    pub fn new(shared: &'w Shared<'w, 'm>, shape: &Shape, settings: &Settings) -> Scorer<'w, 'm> {
        let model = shared.matcher.model();
        Scorer {
            parser: Parser::new(model, shape, settings.on),
            group: Group::default(),
            encoder: Encoder {
                model,
                texts: &shared.texts,
                suggester: &shared.suggester,
                worker: shared.matcher.worker(),
                plan: settings.plan.clone().map(|goal| (Planner::new(model), goal)),
                top: settings.top,
                format: settings.format.text(),
                scratch: String::new(),
                rows: Vec::new(),
                cell: Padded::default(),
                suggestions: Suggestions::default(),
            },
            rejected: match settings.rejects {
                RejectsTo::File(_) => Rejected::Rows,
                RejectsTo::Summary => Rejected::Kept(LISTED),
                RejectsTo::Caller => Rejected::Kept(usize::MAX),
            },
        }
    }

    /// Fills `scored` with what `chunk` gives.
    pub fn chunk(&mut self, chunk: &Chunk, scored: &mut Scored) {
        scored.clear();
        let before = self.parser.extra_cells;
        let (encoder, group) = (&mut self.encoder, &mut self.group);
        let rejected = self.rejected;
        self.parser.each(chunk, |parsed| match parsed {
            Parsed::Reject(reject) => scored.reject(reject, rejected),
            Parsed::Profile(id, profile) => {
                scored.ids.push(seen::hash(id));
                if group.take(id, profile) {
                    encoder.people(group, scored);
                }
            }
        });
        encoder.people(group, scored);
        scored.counts.extra_cells = self.parser.extra_cells - before;
    }

    /// Names that matched nothing, with the number of profiles that have each, and how many mentions were not told apart.
    pub(super) fn unknown(&self) -> (&[(Box<str>, u64)], u64) {
        (self.parser.cache.unknown(), self.parser.cache.unknown_beyond)
    }
}

impl Encoder<'_, '_> {
    /// Ranks all people of a group, then explains and writes one after the other, so that the columns of the ranking and what judging and
    /// writing need do not drive each other out of the nearest caches.
    fn people(&mut self, group: &mut Group, scored: &mut Scored) {
        let people = group.leave();
        for person in &mut *people {
            self.worker.rank_into(&person.profile, self.top, &mut person.ranked);
        }
        people.iter().for_each(|person| self.person(person, scored));
    }

    fn person(&mut self, Person { id, profile, ranked }: &Person, scored: &mut Scored) {
        scored.counts.profiles += 1;
        scored.counts.without_match += u64::from(ranked.is_empty());
        if self.format == OutputFormat::Csv && self.plan.is_none() && self.texts.plain {
            self.fast_csv(id, profile, ranked, scored);
            return;
        }
        let matches = self.worker.explain(profile, ranked);
        let plan = self.plan(profile, &matches);
        scored.counts.without_plan += u64::from(self.plan.is_some() && plan.is_none() && !matches.is_empty());
        match self.format {
            OutputFormat::Jsonl => self.json(id, profile, &matches, plan, &mut scored.out),
            _ => self.csv(id, &matches, plan.as_ref(), &mut scored.out),
        }
    }

    /// The rows of [`report::csv::rows`], without anything in between.
    fn fast_csv(&mut self, id: &str, profile: &Profile, ranked: &[top::RankedRole], scored: &mut Scored) {
        self.cell.set(|bytes| {
            report::csv::cell(bytes, id);
            bytes.push(b',');
        });
        let (texts, cell, out) = (self.texts, &self.cell, &mut scored.out);
        self.worker.each_match(profile, ranked, |rank, judged| texts.row(out, cell, rank, &judged));
        if ranked.is_empty() {
            self.rows.clear();
            report::csv::rows(&mut self.rows, &mut self.scratch, self.model, id, &[]);
            out.push(&self.rows);
        }
    }

    fn plan(&mut self, profile: &Profile, matches: &Matches) -> Option<report::plans::PlanDocument> {
        let (planner, goal) = self.plan.as_mut()?;
        let best: RoleRow = matches.first()?.role;
        let (shows, _) = self.worker.shows(profile);
        planner.plan(profile, shows, best, goal).ok().map(|p| report::plans::document(self.model, &p))
    }

    fn csv(
        &mut self,
        id: &str,
        matches: &Matches,
        plan: Option<&report::plans::PlanDocument>,
        out: &mut Buffer,
    ) {
        self.rows.clear();
        let (rows, scratch) = (&mut self.rows, &mut self.scratch);
        if self.plan.is_none() {
            report::csv::rows(rows, scratch, self.model, id, matches);
        } else {
            report::csv::rows_with_plan(rows, scratch, self.model, id, matches, plan);
        }
        out.push(rows);
    }

    fn json(
        &mut self,
        id: &str,
        profile: &Profile,
        matches: &Matches,
        plan: Option<report::plans::PlanDocument>,
        out: &mut Buffer,
    ) {
        let (catalog, suggestions) = (self.model.catalog(), &mut self.suggestions);
        let suggester = || self.suggester.get_or_init(|| Suggester::new(catalog));
        let unknown = report::matches::unknown_by(profile, |name| suggestions.of(suggester(), name));
        let (model, worker) = (self.model, &mut self.worker);
        let mut document = report::matches::document_with(model, profile, worker, matches, false, unknown);
        document.profile_id = Some(id.to_owned());
        document.plan = plan;
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut *out, &document);
        out.push(b"\n");
    }
}
