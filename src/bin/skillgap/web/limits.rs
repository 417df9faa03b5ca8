//! What one request, and all together, may take.

use std::time::Duration;

use crate::args::Serve;

/// Limits of a running page.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a file of many people.
    pub batch: usize,
    /// Files of many people worked on at once; more are turned away.
    pub batches: usize,
    /// Time for all people of a file.
    pub batch_time: Duration,
    /// People of a file whose results are streamed.
    pub batch_people: u64,
    /// People of a file that is looked at as a whole.
    pub cohort_people: usize,
    /// Requests worked on at once.
    pub jobs: usize,
    /// Requests that wait for their turn; more are turned away.
    pub waiting: usize,
    /// Connections open at once; more wait to be accepted.
    pub connections: usize,
    /// Time for a request's head, and for the next request of an idle connection.
    pub head: Duration,
    /// Time for a request's whole body.
    pub body_time: Duration,
    /// Time for an answer, waiting included.
    pub answer: Duration,
    /// Time in which a client must take or send some byte.
    pub silence: Duration,
    /// Time that open requests get once the page is told to end.
    pub farewell: Duration,
    /// Skills and certifications of one profile.
    pub entries: usize,
}

/// Most roles that one request may ask for.
pub const MOST_ROLES: usize = 100;

impl Limits {
    /// The limits for the options given.
    pub fn of(args: &Serve) -> Limits {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Limits {
            body: usize::from(args.max_body) << 20,
            batch: usize::from(args.max_batch) << 20,
            batches: 2,
            batch_time: Duration::from_secs(600),
            batch_people: 1_000_000,
            cohort_people: 2_000,
            jobs: args.jobs.map_or(processors, usize::from),
            waiting: 256,
            connections: 512,
            head: Duration::from_secs(10),
            body_time: Duration::from_secs(20),
            answer: Duration::from_secs(30),
            silence: Duration::from_secs(30),
            farewell: Duration::from_secs(10),
            entries: 500,
        }
    }
}
