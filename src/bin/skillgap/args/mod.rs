//! The command line as typed.

mod catalogs;
mod evaluate;
mod many;
mod person;
mod texts;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use skillgap::units::Seniority;

pub use catalogs::{Check, Import, Taxonomy, Train};
pub use evaluate::{Evaluate, EvaluateTask, Half};
pub use many::{Batch, BatchFormat, Cohort, Serve};
pub use person::{Convert, Match, Path, Person, Plan, ProfileFormat, Unlock};
pub use texts::{Crosswalk, Extract, Map, Roles, RolesCommand};

/// Where do I fit, what is missing, what do I do about it: offline, exact, explained.
#[derive(Debug, Parser)]
#[command(name = "skillgap", version, about, long_about = None, propagate_version = true, after_help = EXIT_CODES)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 done, but some input rows were rejected or `check` found errors; 2 wrong usage; \
3 unusable input (file, model or catalog); 4 no solution (no plan within the limits); 5 output could not be written, or interrupted.";

/// Options of every command.
#[derive(Debug, ClapArgs)]
pub struct Global {
    /// The model to use, as written by `skillgap train`; the shipped one where none is named
    #[arg(long, global = true, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Print results and errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours on stderr
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// A table for people or JSON for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
}

/// As [`Format`], with a page to send and to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Table,
    Json,
    Html,
}

/// As [`ReportFormat`], with what goes into a calendar or a list of things to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Table,
    Json,
    Html,
    /// A calendar of the steps (RFC 5545)
    Ics,
    /// A checklist
    Markdown,
}

/// As [`Format`], with CSV and a page to send or print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Table,
    Json,
    Csv,
    Html,
}

/// As [`Format`], with one JSON object a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LinesFormat {
    Table,
    Json,
    Jsonl,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Rank roles for one profile: fit, readiness, verdict, gaps and what closes them
    Match(Match),
    /// The cheapest steps, proven, that make a profile ready for a role
    Plan(Plan),
    /// The quickest ladders of roles to a far goal, with months and a plan on each rung
    Path(Path),
    /// What if: the steps that bring most roles over their own threshold, checked role by role
    Unlock(Unlock),
    /// A team seen together: scarce skills, who is ready for what, the steps that lift most people
    Cohort(Cohort),
    /// Match any number of profiles from one file to another
    Batch(Batch),
    /// The skills and certifications that a text names, with their places
    Extract(Extract),
    /// What the model knows of roles: list, show, find, families
    Roles(Roles),
    /// Make a model from a catalog
    Train(Train),
    /// How good the answers are on labelled data, with intervals and baselines
    Evaluate(Evaluate),
    /// Every problem of a catalog at once, with file, line and remedy
    Check(Check),
    /// Make a catalog from a public taxonomy: ESCO or O*NET
    Import(Import),
    /// A page and a JSON interface on this machine only
    Serve(Serve),
    /// The nearest roles of one catalog for each role of another
    Crosswalk(Crosswalk),
    /// A profile as JSON Resume, with the steps of a plan where a role is named, or as CSV
    Convert(Convert),
    /// Shell completions
    Completions(Completions),
    /// Man pages, one file a command
    Man(Man),
}

/// Which roles are ranked.
#[derive(Debug, Default, ClapArgs)]
pub struct Considered {
    /// Only roles of this rung
    #[arg(long, value_enum, value_name = "RUNG")]
    pub seniority: Option<Seniority>,
    /// Only the roles of this file: an id or title a line
    #[arg(long, value_name = "FILE")]
    pub among: Option<PathBuf>,
}

/// The day that an answer is for.
#[derive(Debug, Default, ClapArgs)]
pub struct Day {
    /// The day that the answer is for: certificates must be valid on it, and skills fade until it; today where not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<jiff::civil::Date>,
}

impl Day {
    /// The day asked for, or today.
    pub fn get(&self) -> jiff::civil::Date {
        self.on.unwrap_or_else(crate::input::today)
    }
}

#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[derive(Debug, ClapArgs)]
pub struct Man {
    /// The folder to write to
    pub folder: PathBuf,
}

/// How many of a list: none would be shown as if there were none.
fn some() -> clap::builder::RangedU64ValueParser<usize> {
    clap::builder::RangedU64ValueParser::new().range(1..)
}

fn date(text: &str) -> Result<jiff::civil::Date, String> {
    skillgap::units::parse_date(text).ok_or_else(|| "not a date; write YYYY-MM-DD".to_owned())
}
