//! Record batches in, record batches out, over the Arrow C stream interface: memory is handed over, not copied.
//!
//! A thread of its own reads and scores while the caller takes results; neither needs the interpreter's lock, except where the
//! batches are made by Python code.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::PyArrowType;
use arrow_schema::{ArrowError, SchemaRef};
use crossbeam_channel::{Receiver, bounded};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use skillgap::batch::arrow::{Encoding, check, run, schema};
use skillgap::batch::{OutputFormat, Reason, RejectsTo, Settings};
use skillgap::error::{Error, Result};
use skillgap::matching::{Listed, Matcher};
use skillgap::plan::Goal;

use crate::ask::{day, roles, seniority};
use crate::engine::{Engine, Model};
use crate::errors::raise;

/// Batches of results that wait to be taken, at most.
const WAITING: usize = 2;

type Ended = Arc<Mutex<Option<Result<skillgap::batch::arrow::Outcome>>>>;

/// What a stream did, once it has ended.
#[pyclass(frozen, module = "skillgap._native")]
pub struct Outcome {
    ended: Ended,
    thread: JoinHandle<()>,
}

/// How often a thread that is waited for is looked at.
const LOOK: Duration = Duration::from_millis(2);

#[pymethods]
impl Outcome {
    /// Waits until the stream's thread has ended, at most so many seconds; tells whether it has. It ends soon once its results are not taken
    /// any more, unless its source keeps it waiting.
    fn wait(&self, py: Python<'_>, seconds: f64) -> bool {
        py.detach(|| {
            let until = Instant::now() + Duration::try_from_secs_f64(seconds).unwrap_or_default();
            while !self.thread.is_finished() && Instant::now() < until {
                std::thread::sleep(LOOK);
            }
            self.thread.is_finished()
        })
    }

    /// Counts: `profiles` with results, those `without_match` and `without_plan`, and `rejects` by reason; `protected` columns that were ignored.
    /// `None` while the stream goes on.
    ///
    /// Raises what ended the stream early, the first time it is asked.
    fn get<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = match ended.take() {
            None => return Ok(None),
            Some(Err(error)) => return Err(raise(py, error)),
            Some(Ok(outcome)) => ended.insert(Ok(outcome)).as_ref().ok().cloned(),
        };
        let Some(outcome) = outcome else { return Ok(None) };
        let (counts, dict, rejects) = (&outcome.counts, PyDict::new(py), PyDict::new(py));
        for reason in Reason::ALL {
            let count = counts.rejects[reason as usize];
            if count > 0 {
                rejects.set_item(reason.code(), count)?;
            }
        }
        dict.set_item("profiles", counts.profiles)?;
        dict.set_item("without_match", counts.without_match)?;
        dict.set_item("without_plan", counts.without_plan)?;
        dict.set_item("rejects", rejects)?;
        dict.set_item("protected", outcome.protected)?;
        Ok(Some(dict))
    }
}

/// Results as they come.
struct Stream {
    schema: SchemaRef,
    batches: Receiver<RecordBatch>,
    ended: Ended,
    told: bool,
}

impl Iterator for Stream {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Ok(batch) = self.batches.recv() {
            return Some(Ok(batch));
        }
        // The thread has ended; a stream that it did not finish must not look like a short one.
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let message = match &*ended {
            Some(Ok(_)) => return None,
            Some(Err(error)) => error.to_string(),
            None => {
                "a defect of skillgap was met while matching; please report it with the input.".to_owned()
            }
        };
        (!std::mem::replace(&mut self.told, true)).then_some(Err(ArrowError::ComputeError(message)))
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// How much of what is listed, and for which roles.
struct Wish {
    settings: Settings,
    narrow: bool,
    seniority: Option<skillgap::units::Seniority>,
    among: Option<Vec<String>>,
    listed: Listed,
    encoding: Encoding,
}

impl Wish {
    fn run(
        &self,
        engine: &Engine,
        name: &str,
        input: impl RecordBatchReader,
        each: &mut dyn FnMut(RecordBatch) -> bool,
    ) -> Result<skillgap::batch::arrow::Outcome> {
        let (tools, model) = (engine.tools(), engine.model());
        let narrower;
        let matcher = if self.narrow {
            let all = Matcher::new(model).seniority(self.seniority).listed(self.listed);
            narrower = match &self.among {
                Some(names) => all.among(&roles(model, names)?),
                None => all,
            };
            &narrower
        } else {
            &tools.matcher
        };
        let schema = input.schema();
        run(matcher, &tools.names, name, &schema, input, &self.settings, self.encoding, each)
    }
}

type Reader = PyArrowType<Box<dyn RecordBatchReader + Send>>;

#[pymethods]
impl Model {
    /// Starts to score a stream; gives a `pyarrow.RecordBatchReader` and what tells its outcome.
    #[pyo3(signature = (data, name, on, top, threads, seniority_word, among, gaps, pointers, plan, dictionary))]
    fn score(
        &self,
        py: Python<'_>,
        data: PyArrowType<arrow_array::ffi_stream::RecordBatchStreamReader>,
        name: String,
        on: &str,
        top: usize,
        threads: usize,
        seniority_word: Option<&str>,
        among: Option<Vec<String>>,
        gaps: Option<usize>,
        pointers: usize,
        plan: bool,
        dictionary: bool,
    ) -> PyResult<(Reader, Outcome)> {
        let input = data.0;
        let started = || -> Result<(Stream, Outcome)> {
            let mut settings = Settings::new(day(on)?, OutputFormat::Csv);
            settings.top = top;
            settings.plan = plan.then(Goal::default);
            settings.rejects = RejectsTo::Caller;
            if threads > 0 {
                settings.threads = threads;
            }
            settings.check()?;
            if pointers > 10 {
                let (name, range) = ("pointers", "from 0 to 10");
                return Err(Error::Parameter { name, range, value: pointers.to_string() });
            }
            check(&name, &input.schema())?;
            if let Some(names) = &among {
                roles(self.engine.model(), names)?;
            }
            let seniority = seniority(seniority_word)?;
            let listed = Listed { gaps: gaps.unwrap_or(usize::MAX), pointers };
            let narrow = seniority.is_some() || among.is_some() || listed != Listed::default();
            let encoding = if dictionary { Encoding::Dictionary } else { Encoding::Plain };
            let wish = Wish { settings, narrow, seniority, among, listed, encoding };
            let (sender, batches) = bounded(WAITING);
            let ended: Ended = Arc::default();
            let (engine, told) = (self.engine.clone(), ended.clone());
            let work = move || {
                let outcome = wish.run(&engine, &name, input, &mut |batch| sender.send(batch).is_ok());
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                // The sender goes away behind this, and then the other side looks for the outcome.
                drop(sender);
            };
            let thread = std::thread::Builder::new().name("skillgap".to_owned());
            let thread = thread.spawn(work).map_err(Error::io("cannot start", "a thread"))?;
            let stream =
                Stream { schema: schema(plan, encoding), batches, ended: ended.clone(), told: false };
            Ok((stream, Outcome { ended, thread }))
        };
        let (stream, outcome) = started().map_err(|e| raise(py, e))?;
        Ok((PyArrowType(Box::new(stream)), outcome))
    }
}
