//! Commands about many people, and the page.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Considered, Day, TableFormat, some};

#[derive(Debug, ClapArgs)]
pub struct Cohort {
    /// A file of many people: CSV in long or wide form, or JSON Lines; `-` for standard input
    pub profiles: PathBuf,
    /// Measure everyone against this role; else each against the role they hold or that fits best
    #[arg(long, value_name = "ROLE")]
    pub to: Option<String>,
    /// The smallest number of people that is told
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub min_group: usize,
    /// How many entries a list
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = some())]
    pub top: usize,
    /// Also name the people who are ready for a role, where they are enough; lists of several roles tell people apart
    #[arg(long)]
    pub names: bool,
    #[command(flatten)]
    pub day: Day,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

#[derive(Debug, ClapArgs)]
pub struct Batch {
    /// Profiles: CSV in long form (`profile_id,skill,level`) or wide form (`profile_id,skills` with `;` inside), Parquet with the same
    /// columns, or JSON Lines; `-` for standard input
    pub profiles: PathBuf,
    /// Where to write: .csv, .jsonl or .parquet, the first two also packed (.csv.gz, .jsonl.zst); `-` for CSV on standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: PathBuf,
    /// How many roles for each profile
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub top: usize,
    #[command(flatten)]
    pub considered: Considered,
    /// How many gaps of each match to list, those of the largest gain; all where not given
    #[arg(long, value_name = "N")]
    pub gaps: Option<usize>,
    /// How many certifications and how many projects of each match to list
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=10))]
    pub pointers: u8,
    /// Threads; one for each processor where not given
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Where to write rejected rows (line, profile_id, reason, remedy); otherwise they are listed on stderr
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    #[command(flatten)]
    pub day: Day,
    /// What to write where the name of the output does not say it
    #[arg(long, value_enum)]
    pub format: Option<BatchFormat>,
    /// Print a line of progress every few seconds even where stderr is no terminal
    #[arg(long)]
    pub progress: bool,
    /// Go on where an interrupted run of the same command stopped; starts from the beginning where there was none
    #[arg(long)]
    pub resume: bool,
    /// Add the cheapest plan that makes each profile ready for its best role
    #[arg(long)]
    pub plan: bool,
    /// Least seconds between two checkpoints
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, hide = true)]
    pub checkpoint_seconds: f64,
}

/// What a batch writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BatchFormat {
    Csv,
    Jsonl,
    #[cfg(feature = "parquet")]
    Parquet,
}

#[derive(Debug, ClapArgs)]
pub struct Serve {
    /// The port on the loopback address; 0 for any free one
    #[arg(long, default_value_t = 7878, value_name = "PORT")]
    pub port: u16,
    /// Largest request body, in MiB
    #[arg(long, default_value_t = 2, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_body: u16,
    /// Largest file of many people, in MiB
    #[arg(long, default_value_t = 32, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_batch: u16,
    /// Most requests worked on at once; one for each processor where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}
