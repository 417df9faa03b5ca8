//! The model in memory and the few threads that work on it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use skillgap::matching::{Matcher, Worker};
use skillgap::model::Model;
use skillgap::plan::Planner;
use skillgap::report::map::{RoleMap, lay_out};
use tokio::sync::Semaphore;

use super::limits::Limits;
use super::problem::Problem;

/// What a request works with: scratch that is used again by later requests. Results depend on nothing before.
#[derive(Debug)]
pub struct Tools {
    /// The model.
    pub model: &'static Model,
    /// Ranks and judges.
    pub worker: Worker<'static, 'static>,
    planner: Option<Planner<'static>>,
}

impl Tools {
    /// A planner, made when first asked for.
    pub fn planner(&mut self) -> &mut Planner<'static> {
        self.planner.get_or_insert_with(|| Planner::new(self.model))
    }
}

/// The model, its limits, and the scratch that is not in use.
#[derive(Debug)]
pub struct Engine {
    /// The model. It lives as long as the process: leaked once at the start, so that scratch of any thread can point to it.
    pub model: &'static Model,
    /// What requests may take.
    pub limits: Limits,
    matcher: &'static Matcher<'static>,
    idle: Mutex<Vec<Tools>>,
    turns: Arc<Semaphore>,
    /// Places for files of many people.
    pub(super) batches: Arc<Semaphore>,
    waiting: AtomicUsize,
    map: OnceLock<RoleMap>,
}

/// Counts a request as waiting for as long as it lives, also where the client goes away meanwhile.
struct Waiting<'e>(&'e AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Engine {
    /// An engine for a model.
    pub fn new(model: Model, limits: Limits) -> Engine {
        let model: &'static Model = Box::leak(Box::new(model));
        // The look-ups are made now, and not while the first person waits.
        let _ = (model.names(), model.titles(), model.lexicon());
        let matcher: &'static Matcher<'static> = Box::leak(Box::new(Matcher::new(model)));
        Engine {
            model,
            limits,
            matcher,
            idle: Mutex::new(Vec::new()),
            turns: Arc::new(Semaphore::new(limits.jobs)),
            batches: Arc::new(Semaphore::new(limits.batches)),
            waiting: AtomicUsize::new(0),
            map: OnceLock::new(),
        }
    }

    /// The map without a person; laid out when first asked for.
    pub fn map(&self) -> &RoleMap {
        self.map.get_or_init(|| lay_out(self.model, &[]))
    }

    /// Does `work` on a thread of its own as soon as it is this request's turn.
    ///
    /// Too many waiting, or too long a wait, is a [`Problem`]. Work that outlasts its time keeps its turn until it ends, so that late work
    /// never adds up to more than the jobs allowed.
    pub async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Engine, &mut Tools) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let engine = Arc::clone(self);
        let waiting = Waiting(&self.waiting);
        if waiting.0.fetch_add(1, Ordering::Relaxed) >= self.limits.waiting {
            return Err(Problem::busy());
        }
        let all = async {
            let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Problem::busy())?;
            drop(waiting);
            let job = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                let mut tools = engine.take();
                let result = work(&engine, &mut tools);
                engine.idle.lock().unwrap_or_else(PoisonError::into_inner).push(tools);
                result
            });
            job.await.unwrap_or_else(|_| Err(Problem::ours()))
        };
        tokio::time::timeout(self.limits.answer, all).await.unwrap_or_else(|_| Err(Problem::late()))
    }

    fn take(&self) -> Tools {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Tools { model: self.model, worker: self.matcher.worker(), planner: None })
    }
}
