//! Results as HTML: the fragments that a stand-alone report and the local page both show, and the report around them.
//!
//! In: the views that JSON is made of, so a page never shows another number than the command line. Out: text. Every name passes
//! through [`filters::clean`] and the template engine's escaping; nothing here writes a name into markup by itself.

mod chart;
mod cohort;
pub mod filters;
mod front;
mod map;
mod matches;
mod page;
mod path;
mod plan;

pub use cohort::{cohort_fragment, cohort_report};
pub use front::{front_fragment, front_report};
pub use map::map_report;
pub use matches::{matches_fragment, matches_report, role_fragment};
pub use page::{BASE_STYLE, MAP_STYLE, page};
pub use path::{path_fragment, path_report};
pub use plan::{plan_fragment, plan_report};
