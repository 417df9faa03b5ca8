//! What a batch does, checked once.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Date;

use super::sink::is_device;
use crate::error::{Error, Result};
use crate::plan::Goal;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// One row a match.
    Csv,
    /// One JSON object a profile.
    Jsonl,
    /// The rows of CSV as a Parquet table; to files only.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl OutputFormat {
    /// The text that rows are kept as until the last is there.
    pub(super) fn text(self) -> OutputFormat {
        match self {
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => OutputFormat::Csv,
            text => text,
        }
    }
}

/// How a text is compressed once all of it is there; to files only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// Where results go.
pub enum Target {
    /// To a file, which appears whole at the end; resumable.
    File(PathBuf),
    /// To a stream, named as in error messages; not resumable.
    Stream(String, Box<dyn Write + Send>),
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::File(path) => f.debug_tuple("File").field(path).finish(),
            Target::Stream(name, _) => f.debug_tuple("Stream").field(name).finish(),
        }
    }
}

/// What becomes of the text of a run when all of it is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finish {
    pub format: OutputFormat,
    pub compression: Option<Compression>,
}

impl Finish {
    /// Nothing.
    pub const AS_IT_IS: Finish = Finish { format: OutputFormat::Csv, compression: None };

    /// Whether the output differs from the text.
    pub fn changes(self) -> bool {
        self.compression.is_some() || self.format.text() != self.format
    }
}

/// Where rejects go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RejectsTo {
    /// To a CSV file, which appears whole at the end.
    File(PathBuf),
    /// The first few are kept in the summary; all are counted.
    Summary,
    /// All are kept in [`super::Scored::kept`], for a caller that scores chunk by chunk and hands them on.
    Caller,
}

impl RejectsTo {
    /// The greatest kind.
    const MOST: u8 = 2;

    /// What a resumed run needs: nothing, a file, or something that cannot be resumed.
    fn kind(&self) -> u8 {
        match self {
            RejectsTo::Summary | RejectsTo::Caller => 0,
            RejectsTo::File(path) => 1 + u8::from(is_device(path)),
        }
    }
}

/// Settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Roles for each profile; at least 1.
    pub top: usize,
    /// The day on which certificates must be valid.
    pub on: Date,
    /// What is written.
    pub format: OutputFormat,
    /// How the text is compressed, if it is; Parquet compresses its own pages and takes none.
    pub compression: Option<Compression>,
    /// Worker threads, 1 to 256. Results do not depend on it.
    pub threads: usize,
    /// A plan for the best role of each profile.
    pub plan: Option<Goal>,
    /// Where rejects go.
    pub rejects: RejectsTo,
    /// Whether to go on from a checkpoint, where there is one.
    pub resume: bool,
    /// Least time between two checkpoints.
    pub checkpoint_every: Duration,
    /// Most bytes of one record (of one person's rows together, in a long table); longer ones are rejected.
    pub longest_record: usize,
    /// Bytes of a chunk. Results do not depend on it, but for records about as long as the longest that is read.
    pub chunk: usize,
    /// What else results depend on (roles considered, model), as text; a checkpoint of another one is refused.
    pub context: String,
}

/// Most worker threads.
const MOST_THREADS: usize = 256;

/// Records longer than this are rejected: 8 MiB, about 400,000 skills of one person.
pub const LONGEST_RECORD: usize = 8 << 20;

/// Bytes of a chunk: its output, some fifteen times as much, is still in the cache when it is written (measured: 16 KiB take a tenth less CPU than 128).
const CHUNK: usize = 16 << 10;

/// For so many roles a profile or fewer.
const USUAL_TOP: usize = 10;

/// The same where plans are made, which may take a quarter of a second each: who says stop does not wait for hundreds of them, and what is done is soon
/// kept. Where thousands of roles are listed a chunk is no shorter.
const SHORT_CHUNK: usize = 256;

impl Settings {
    /// The usual settings for a day and a format.
    #[must_use]
    pub fn new(on: Date, format: OutputFormat) -> Settings {
        Settings {
            top: 5,
            on,
            format,
            compression: None,
            threads: std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS),
            plan: None,
            rejects: RejectsTo::Summary,
            resume: false,
            checkpoint_every: Duration::from_secs(2),
            longest_record: LONGEST_RECORD,
            chunk: CHUNK,
            context: String::new(),
        }
    }

    /// About how many bytes of input are taken at a time: fewer where much is written for each.
    pub(super) fn chunk_length(&self) -> usize {
        let by_top = (CHUNK * USUAL_TOP / self.top.max(1)).max(SHORT_CHUNK);
        let by_plan = if self.plan.is_some() { SHORT_CHUNK } else { usize::MAX };
        self.chunk.min(by_top).min(by_plan)
    }

    /// How the finished output differs from the text of its rows.
    pub(super) fn finish(&self) -> Finish {
        Finish { format: self.format, compression: self.compression }
    }

    /// Checks all ranges.
    ///
    /// # Errors
    /// A setting is out of its range.
    pub fn check(&self) -> Result<()> {
        let wrong =
            |name, range, value: usize| Err(Error::Parameter { name, range, value: value.to_string() });
        if !(1..=10_000).contains(&self.top) {
            return wrong("--top", "from 1 to 10000", self.top);
        }
        if !(1..=MOST_THREADS).contains(&self.threads) {
            return wrong("--threads", "from 1 to 256", self.threads);
        }
        if self.compression.is_some() && self.format.text() != self.format {
            let value = "packed once more".to_owned();
            return Err(Error::Parameter { name: "Parquet", range: "written as it is", value });
        }
        if self.chunk == 0 || self.longest_record < self.chunk {
            return wrong("longest_record", "at least one chunk", self.longest_record);
        }
        Ok(())
    }

    /// Everything that results depend on beside the input, as a checksum.
    #[must_use]
    pub fn checksum(&self) -> u32 {
        self.checksum_with(self.rejects.kind())
    }

    /// Where other settings differ in nothing but where rejects go: whether those write a file of them.
    pub(super) fn rejects_of(&self, other: u32) -> Option<bool> {
        (0..=RejectsTo::MOST).find(|kind| self.checksum_with(*kind) == other).map(|kind| kind > 0)
    }

    fn checksum_with(&self, rejects: u8) -> u32 {
        let text = format!(
            "{} {} {} {:?} {:?} {:?} {} {}",
            env!("CARGO_PKG_VERSION"),
            self.top,
            self.on,
            self.format,
            self.plan,
            rejects,
            self.longest_record,
            self.context
        );
        crc32fast::hash(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A run goes on only where it would write the same: whatever results depend on is in the checksum.
    #[test]
    fn settings_that_change_results_change_the_checksum() {
        let usual = || Settings::new(date(2026, 11, 1), OutputFormat::Csv);
        let changes: [fn(&mut Settings); 8] = [
            |s| s.top = 6,
            |s| s.on = date(2026, 11, 2),
            |s| s.format = OutputFormat::Jsonl,
            |s| s.plan = Some(Goal::default()),
            |s| s.plan = Some(Goal { from: Some(date(2026, 11, 1)), ..Goal::default() }),
            |s| s.longest_record = 1 << 20,
            |s| s.context = "another model, or other roles".to_owned(),
            |s| s.rejects = RejectsTo::File(PathBuf::from("rejects.csv")),
        ];
        let mut seen = vec![usual().checksum()];
        for change in changes {
            let mut other = usual();
            change(&mut other);
            assert!(!seen.contains(&other.checksum()));
            seen.push(other.checksum());
        }
        // And what does not matter is not.
        let mut same = usual();
        (same.threads, same.chunk, same.resume, same.checkpoint_every) = (7, 1 << 10, true, Duration::ZERO);
        assert_eq!(same.checksum(), seen[0]);
        assert_eq!(same.rejects_of(*seen.last().unwrap()), Some(true));
        assert_eq!(same.rejects_of(seen[1]), None);
    }

    #[test]
    fn chunks_are_shorter_where_much_is_written_for_each_profile() {
        let mut settings = Settings::new(date(2026, 11, 1), OutputFormat::Csv);
        let length = |settings: &mut Settings, top: usize| {
            settings.top = top;
            settings.chunk_length()
        };
        assert_eq!(
            [1, 10, 20, 10_000].map(|top| length(&mut settings, top)),
            [CHUNK, CHUNK, CHUNK / 2, SHORT_CHUNK]
        );
        settings.plan = Some(Goal::default());
        assert_eq!(length(&mut settings, 5), SHORT_CHUNK);
    }
}
