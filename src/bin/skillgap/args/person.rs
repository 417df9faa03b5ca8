//! Commands about one person.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use skillgap::plan::Minimize;

use super::{Considered, Day, Format, PlanFormat, ReportFormat, date, some};

/// What is said of a person beside the profile.
#[derive(Debug, Default, ClapArgs)]
pub struct Person {
    /// The present role of the person, an id or title; told from the profile where not given
    #[arg(long, value_name = "ROLE")]
    pub current_role: Option<String>,
    #[command(flatten)]
    pub day: Day,
}

#[derive(Debug, ClapArgs)]
pub struct Match {
    /// A CSV with a column `skill` (and level, years, last_used, date), or `-` for standard input
    pub profile: PathBuf,
    /// How many roles to show
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = some())]
    pub top: usize,
    #[command(flatten)]
    pub considered: Considered,
    /// Show the parts that add up to each score
    #[arg(long)]
    pub explain: bool,
    /// Also show the cheapest plan for the first role: readiness 0.8, must-haves met, fewest hours
    #[arg(long)]
    pub plan: bool,
    #[command(flatten)]
    pub person: Person,
    /// The day that counts as now beside an --on that lies after it: fit and readiness are shown for both; today where not given
    #[arg(long, value_name = "DATE", value_parser = date, requires = "on")]
    pub now: Option<jiff::civil::Date>,
    #[arg(long, value_enum, default_value_t = ReportFormat::Table)]
    pub format: ReportFormat,
}

#[derive(Debug, ClapArgs)]
pub struct Plan {
    /// A CSV with a column `skill`, or `-` for standard input
    pub profile: PathBuf,
    /// The role to plan for: an id or any title that people use
    #[arg(long, value_name = "ROLE")]
    pub to: String,
    /// Readiness to reach, above 0 and at most 1
    #[arg(long, default_value_t = 0.8, value_name = "SHARE")]
    pub readiness: f64,
    /// Let must-haves stay open if the readiness is reached without them
    #[arg(long)]
    pub without_musts: bool,
    /// Most hours allowed
    #[arg(long, value_name = "H")]
    pub max_hours: Option<f64>,
    /// Most money allowed
    #[arg(long, value_name = "USD")]
    pub max_cost: Option<f64>,
    /// Hours a week for learning; the profile's `weekly_hours` where not given, and 8 where it says none
    #[arg(long, value_name = "H")]
    pub weekly_hours: Option<f64>,
    /// What to minimise; the other breaks ties
    #[arg(long, value_enum, default_value_t = Minimize::Hours)]
    pub minimize: Minimize,
    /// All plans that no other beats in hours and in money at once
    #[arg(long, conflicts_with = "explain")]
    pub pareto: bool,
    /// Why each step is there: what it gives alone, what breaks without it, the cheapest plan without it
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    pub person: Person,
    #[arg(long, value_enum, default_value_t = PlanFormat::Table)]
    pub format: PlanFormat,
}

#[derive(Debug, ClapArgs)]
pub struct Path {
    /// A CSV with a column `skill`, or `-` for standard input
    pub profile: PathBuf,
    /// The role at the top of the ladder: an id or any title that people use
    #[arg(long, value_name = "ROLE")]
    pub to: String,
    /// How many ladders to show
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub alternatives: usize,
    /// Hours a week for learning; the profile's `weekly_hours` where not given, and 8 where it says none
    #[arg(long, value_name = "H")]
    pub weekly_hours: Option<f64>,
    /// Readiness to reach before each move, above 0 and at most 1; each role's own threshold where not given
    #[arg(long, value_name = "SHARE")]
    pub readiness: Option<f64>,
    /// A role that the ladder goes through, and no others; may be given again, in order
    #[arg(long, value_name = "ROLE")]
    pub via: Vec<String>,
    /// Most moves on a ladder
    #[arg(long, default_value_t = 6, value_name = "N")]
    pub max_moves: usize,
    /// Only through the roles of this file: an id or title a line
    #[arg(long, value_name = "FILE")]
    pub among: Option<PathBuf>,
    #[command(flatten)]
    pub person: Person,
    #[arg(long, value_enum, default_value_t = PlanFormat::Table)]
    pub format: PlanFormat,
}

#[derive(Debug, ClapArgs)]
pub struct Unlock {
    /// A CSV with a column `skill`, or a file of many people with a column `profile_id`; `-` for standard input
    pub profile: PathBuf,
    /// How many steps to show
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = some())]
    pub top: usize,
    /// Also show pairs of steps that bring over a role which neither does alone
    #[arg(long)]
    pub pairs: bool,
    /// Only the roles of this file: an id or title a line
    #[arg(long, value_name = "FILE")]
    pub among: Option<PathBuf>,
    /// For a file of many: the smallest number of people that is told
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub min_group: usize,
    #[command(flatten)]
    pub person: Person,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

#[derive(Debug, ClapArgs)]
pub struct Convert {
    /// A profile in any format that `match` reads, or `-` for standard input
    pub profile: PathBuf,
    /// Add the steps of the plan for this role, as planned projects; JSON Resume only
    #[arg(long, value_name = "ROLE")]
    pub to: Option<String>,
    /// Readiness that the plan is to reach
    #[arg(long, default_value_t = 0.8, value_name = "SHARE")]
    pub readiness: f64,
    #[arg(long, value_enum, default_value_t = ProfileFormat::JsonResume)]
    pub format: ProfileFormat,
}

/// How a profile is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileFormat {
    /// JSON Resume 1.0
    JsonResume,
    /// One skill a line
    Csv,
}
