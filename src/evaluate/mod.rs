//! How good the answers are, measured on a user's own labelled data, with intervals and with simple methods beside them.
//!
//! In: a model and labelled data. Out: a [`Report`], one row a method, the same figures for the same data. Reads no file, prints nothing.

mod baseline;
mod counterparts;
mod extraction;
mod families;
mod labelled;
mod metric;
mod people;
mod related;
mod spans;
mod titles;
mod typical;

pub use counterparts::counterparts;
pub use extraction::{Annotated, extraction};
pub use families::{Described, described_families, families};
pub use labelled::{Labelled, Person};
pub use metric::{Interval, Outcome, Report, Row};
pub use people::people;
pub use related::{moves, related};
pub use spans::{Marked, spans};
pub use titles::{TitleCase, titles};
pub use typical::typical;
