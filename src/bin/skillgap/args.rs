//! The command line as typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use skillgap::plan::Minimize;
use skillgap::units::Seniority;

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
    /// A profile as JSON Resume or CSV, with the steps of a plan where a role is named
    Convert(Convert),
    /// Shell completions
    Completions(Completions),
    /// Man pages, one file a command
    Man(Man),
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
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub top: usize,
    /// Only roles of this rung
    #[arg(long, value_enum, value_name = "RUNG")]
    pub seniority: Option<Seniority>,
    /// Only the roles of this file: an id or title a line
    #[arg(long, value_name = "FILE")]
    pub among: Option<PathBuf>,
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
    /// Hours a week for learning
    #[arg(long, default_value_t = 8.0, value_name = "H")]
    pub weekly_hours: f64,
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
    /// Hours a week for learning
    #[arg(long, default_value_t = 8.0, value_name = "H")]
    pub weekly_hours: f64,
    /// Readiness to reach before each move, above 0 and at most 1; each role's own threshold where not given
    #[arg(long, value_name = "SHARE")]
    pub readiness: Option<f64>,
    /// A role that the ladder goes through, and no others; may be given again, in order
    #[arg(long, value_name = "ROLE")]
    pub via: Vec<String>,
    /// Most moves on a ladder
    #[arg(long, default_value_t = 6, value_name = "N")]
    pub max_moves: usize,
    /// Only moves to the roles of this file that skills make feasible: an id or title a line
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
    #[arg(long, default_value_t = 10, value_name = "N")]
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
    #[arg(long, default_value_t = 10, value_name = "N")]
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
    /// Where to write: .csv, .jsonl or .parquet; `-` for CSV on standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: PathBuf,
    /// How many roles for each profile
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub top: usize,
    /// Only roles of this rung
    #[arg(long, value_enum, value_name = "RUNG")]
    pub seniority: Option<Seniority>,
    /// Only the roles of this file: an id or title a line
    #[arg(long, value_name = "FILE")]
    pub among: Option<PathBuf>,
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
pub struct Extract {
    /// A text, or a CSV of texts with --text; `-` or nothing for standard input
    pub file: Option<PathBuf>,
    /// The column with the ids of a CSV
    #[arg(long, value_name = "COLUMN", requires = "text")]
    pub id: Option<String>,
    /// The column with the texts of a CSV
    #[arg(long, value_name = "COLUMN")]
    pub text: Option<String>,
    /// Also list skills that the text does not name but roles with similar texts ask, ten or N, marked as typical
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", require_equals = true)]
    pub typical: Option<usize>,
    /// Also list the places that name knowledge, known to the catalog or not: what a catalog misses
    #[arg(long)]
    pub places: bool,
    /// Also list the skills nearest to the wording, named or not, ten or N
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", require_equals = true)]
    pub nearest: Option<usize>,
    #[arg(long, value_enum, default_value_t = LinesFormat::Table)]
    pub format: LinesFormat,
}

#[derive(Debug, ClapArgs)]
pub struct Roles {
    #[command(subcommand)]
    pub command: Option<RolesCommand>,
    /// Only roles of this rung
    #[arg(long, value_enum, value_name = "RUNG")]
    pub seniority: Option<Seniority>,
    #[arg(long, value_enum, default_value_t = LinesFormat::Table, global = true)]
    pub format: LinesFormat,
}

#[derive(Debug, Subcommand)]
pub enum RolesCommand {
    /// All roles
    List,
    /// What one role asks
    Show {
        /// An id or any title that people use
        role: String,
        /// Also list skills that the role does not ask but roles with similar texts do, ten or N, marked as typical
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", require_equals = true)]
        typical: Option<usize>,
    },
    /// The roles that a title may mean
    Find {
        /// A title; words without quotes around them are one title
        title: Vec<String>,
        /// A file with a title a line; one JSON object a line comes back
        #[arg(long, value_name = "TITLES", conflicts_with = "title")]
        file: Option<PathBuf>,
        /// How many roles for each title
        #[arg(long, default_value_t = 10, value_name = "N")]
        top: usize,
    },
    /// Fields of work that the model found
    Families,
    /// Draw all roles in the plane: families as areas, dots sized by rung
    Map(Map),
}

#[derive(Debug, ClapArgs)]
pub struct Map {
    /// Where to write: .svg or .html; `-` for SVG on standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: PathBuf,
    /// Show where the person of this profile stands
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
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

#[derive(Debug, ClapArgs)]
pub struct Train {
    /// A catalog folder
    #[arg(long, value_name = "DIR")]
    pub catalog: PathBuf,
    /// A folder with own certifications.csv, projects.csv and their tables, merged into the catalog; may be given again
    #[arg(long, value_name = "DIR")]
    pub with: Vec<PathBuf>,
    /// More role descriptions: a folder, a CSV, a text that lists many; may be given again
    #[arg(long, value_name = "FILE|DIR")]
    pub roles: Vec<PathBuf>,
    /// Labelled people: profiles with a column `role`, or with --labels; their skills are mixed into the ranking of the roles
    #[arg(long, value_name = "LABELLED")]
    pub people: Option<PathBuf>,
    /// The labels of --people as a CSV `profile_id,role`
    #[arg(long, value_name = "FILE", requires = "people")]
    pub labels: Option<PathBuf>,
    /// Only people of one half by a hash of their id, so that the other can be reported on
    #[arg(long, value_enum, value_name = "HALF", requires = "people")]
    pub half: Option<Half>,
    /// Whether roles that more of the labelled people have rank higher
    #[arg(long, value_enum, default_value_t = skillgap::model::Prior::Uniform, requires = "people")]
    pub prior: skillgap::model::Prior,
    /// Where to write the model
    #[arg(long, short, value_name = "MODEL")]
    pub output: PathBuf,
    /// Seed of everything random
    #[arg(long, default_value_t = 42)]
    pub seed: u64,
    /// Number of families; chosen from the data where not given
    #[arg(long, value_name = "N")]
    pub families: Option<usize>,
    /// Dimensions that role vectors are reduced to before clustering
    #[arg(long, default_value_t = 40, value_name = "N")]
    pub dimensions: usize,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

#[derive(Debug, ClapArgs)]
pub struct Evaluate {
    #[command(subcommand)]
    pub task: EvaluateTask,
    #[arg(long, value_enum, default_value_t = Format::Table, global = true)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub enum EvaluateTask {
    /// Profile to role: is the role that each person has among the first?
    People {
        /// Profiles in wide or long form, with a column `role` or with --labels
        profiles: PathBuf,
        /// A CSV `profile_id,role`
        #[arg(long, value_name = "FILE")]
        labels: Option<PathBuf>,
        /// Rank all roles of the model, not only the labelled ones
        #[arg(long)]
        all: bool,
        /// Only people of one half by a hash of their id: `first` for tuning, `second` for reporting
        #[arg(long, value_enum, value_name = "HALF")]
        half: Option<Half>,
    },
    /// Title to role
    Titles {
        /// A CSV `title,role`, where the role is an id, the end of one, or a title
        cases: PathBuf,
        /// Only titles of one half by a hash of the title
        #[arg(long, value_enum, value_name = "HALF")]
        half: Option<Half>,
    },
    /// Text to skills
    Extraction {
        /// A CSV `sentence,label` (or `text,skill`), one row for each skill that a person read in the text
        cases: PathBuf,
        /// Take the column `sub_span`, else `span`, for the text of a row, not the whole sentence
        #[arg(long)]
        spans: bool,
        /// Only texts of one half by a hash of the sentence
        #[arg(long, value_enum, value_name = "HALF")]
        half: Option<Half>,
    },
    /// Text to the places that name knowledge, to the word
    Spans {
        /// JSON Lines with `tokens` and BIO tags in `tags_knowledge` or `tags`
        sentences: PathBuf,
    },
    /// Role text to what such roles ask: roles are held out, and guessed from their title and description alone
    Typical {
        /// How many roles to hold out, by a hash of their id
        #[arg(long, default_value_t = 600, value_name = "N")]
        held_out: usize,
        /// Hold out as many others before and do not judge them: for tuning on some and reporting on others
        #[arg(long, default_value_t = 0, value_name = "N")]
        skip: usize,
    },
    /// Families to the groups that people put the same roles in
    Families {
        /// A CSV `role,family`; with a column `description`, roles are read from this file and families made of them alone
        cases: PathBuf,
    },
    /// Role to similar roles
    Related {
        /// A CSV `role,other`
        pairs: PathBuf,
        /// A catalog folder or model file that the column `other` speaks of: measures `crosswalk` from the model to it
        #[arg(long = "in", value_name = "CATALOG")]
        other: Option<PathBuf>,
    },
    /// Role to next role
    Moves {
        /// A CSV `from,to`
        pairs: PathBuf,
    },
}

/// Half of a data set, by a hash: what is tuned on one is reported on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Half {
    First,
    Second,
}

#[derive(Debug, ClapArgs)]
pub struct Check {
    /// A catalog folder
    pub catalog: PathBuf,
    /// Also write what the catalog covers, as a page of Markdown
    #[arg(long, value_name = "FILE")]
    pub coverage_page: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

#[derive(Debug, ClapArgs)]
pub struct Import {
    /// The taxonomy
    #[arg(value_enum)]
    pub taxonomy: Taxonomy,
    /// The folder with its unpacked files
    pub folder: PathBuf,
    /// The catalog folder to make; it must not exist yet, or be empty
    #[arg(long, short, value_name = "CATALOG")]
    pub output: PathBuf,
    /// ESCO: the language of the files, where the folder holds several
    #[arg(long, value_name = "XX")]
    pub language: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// A public taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Taxonomy {
    /// The CSV download of the European Commission's ESCO
    Esco,
    /// The text files of the O*NET database
    Onet,
}

#[derive(Debug, ClapArgs)]
pub struct Crosswalk {
    /// A catalog folder or model file: each of its roles gets a line
    pub from: PathBuf,
    /// A catalog folder or model file: where the nearest roles are looked for
    pub to: PathBuf,
    /// How many for each role
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub top: usize,
    /// Only this role: an id or title
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    #[arg(long, value_enum, default_value_t = LinesFormat::Table)]
    pub format: LinesFormat,
}

#[derive(Debug, ClapArgs)]
pub struct Convert {
    /// A profile in any format that `match` reads, or `-` for standard input
    pub profile: PathBuf,
    /// Add the steps of the plan for this role, as planned projects
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

fn date(text: &str) -> Result<jiff::civil::Date, String> {
    skillgap::units::parse_date(text).ok_or_else(|| "not a date; write YYYY-MM-DD".to_owned())
}
