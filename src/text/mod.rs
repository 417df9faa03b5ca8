//! Text → mentions of skills and certifications, each pointing to bytes of the text.
//!
//! tokens → phrases (lexicon) → cues and sections → mentions. Total: any string gives an answer, none an error.
//! This module knows no role and no profile.

mod announced;
pub mod cue;
pub mod extract;
mod gap;
pub mod knowledge;
mod letters;
pub mod lexicon;
mod lists;
pub mod mention;
mod name_table;
pub mod names;
pub mod nearest;
mod papers;
pub mod paraphrase;
mod phrase;
mod reading;
pub mod section;
pub mod stem;
mod suggest;
pub mod term_index;
pub mod terms;
pub mod title;
pub mod token;
mod word_memory;

pub use extract::Extractor;
pub use lexicon::Lexicon;
pub use mention::{Mention, Strength, Subject};
pub use nearest::{NearestScratch, SkillIndex};
pub use suggest::Suggester;
