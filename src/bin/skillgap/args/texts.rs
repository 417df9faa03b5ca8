//! Commands about texts and roles.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use skillgap::units::Seniority;

use super::{LinesFormat, some};

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
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", require_equals = true, value_parser = some())]
    pub typical: Option<usize>,
    /// Also list the places that name knowledge, known to the catalog or not: what a catalog misses
    #[arg(long)]
    pub places: bool,
    /// Also list the skills nearest to the wording, named or not, ten or N
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", require_equals = true, value_parser = some())]
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
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", require_equals = true, value_parser = some())]
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
        #[arg(long, default_value_t = 10, value_name = "N", value_parser = some())]
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
pub struct Crosswalk {
    /// A catalog folder or model file: each of its roles gets a line
    pub from: PathBuf,
    /// A catalog folder or model file: where the nearest roles are looked for
    pub to: PathBuf,
    /// How many for each role
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = some())]
    pub top: usize,
    /// Only this role: an id or title
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    #[arg(long, value_enum, default_value_t = LinesFormat::Table)]
    pub format: LinesFormat,
}
