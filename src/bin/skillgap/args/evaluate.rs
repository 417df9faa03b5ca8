//! Commands that measure.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::Format;

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
