//! Commands that make and check catalogs and models.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Format, Half};

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
