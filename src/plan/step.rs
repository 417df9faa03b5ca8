//! A step of a plan: a certification or a project, with hours and cost in whole units.

use std::borrow::Cow;
use std::fmt;

use crate::catalog::{Catalog, CertificationLevel};
use crate::units::{Cents, CertificationRow, Level, ProjectRow, SkillRow};

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepRef {
    /// Earning a certification.
    Certification(CertificationRow),
    /// A project or another step that is no certification.
    Project(ProjectRow),
    /// Renewing a certification that is held and lapses.
    Renewal(CertificationRow),
}

/// What a step takes, with estimates where the catalog does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepFacts {
    /// Effort in minutes.
    pub minutes: u64,
    /// Money.
    pub cost: Cents,
    /// Whether the hours are a stand-in because the catalog has none.
    pub hours_assumed: bool,
    /// Whether the cost is a stand-in because the catalog has none.
    pub cost_assumed: bool,
}

/// Stand-ins by level for certifications without known hours or price: (hours, US dollars). Estimates, near the medians of
/// the shipped catalog's certifications that have them.
fn usual(level: CertificationLevel) -> (u64, u64) {
    match level {
        CertificationLevel::Entry => (40, 125),
        CertificationLevel::Associate => (80, 200),
        CertificationLevel::Professional => (120, 300),
        CertificationLevel::Expert => (250, 600),
    }
}

/// Where the catalog does not say what a renewal takes: this share of the hours and of the price of earning it (estimates).
const RENEWAL_HOURS: f64 = 0.2;
const RENEWAL_COST: f64 = 0.5;

impl StepRef {
    /// Hours and cost.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub fn facts(self, catalog: &Catalog) -> StepFacts {
        let minutes = |hours: f32| (f64::from(hours) * 60.0).round() as u64;
        match self {
            StepRef::Certification(row) => {
                let c = &catalog[row];
                let (hours, usd) = usual(c.level);
                StepFacts {
                    minutes: c.study_hours.map_or(hours * 60, minutes),
                    cost: c.exam_cost.unwrap_or(Cents(usd * 100)),
                    hours_assumed: c.study_hours.is_none(),
                    cost_assumed: c.exam_cost.is_none(),
                }
            }
            StepRef::Renewal(row) => {
                let (c, full) = (&catalog[row], StepRef::Certification(row).facts(catalog));
                let part = |whole: u64, share: f64| (whole as f64 * share).round() as u64;
                StepFacts {
                    minutes: c.renewal_hours.map_or(part(full.minutes, RENEWAL_HOURS), minutes),
                    cost: c.renewal_cost.unwrap_or(Cents(part(full.cost.0, RENEWAL_COST))),
                    hours_assumed: c.renewal_hours.is_none(),
                    cost_assumed: c.renewal_cost.is_none(),
                }
            }
            StepRef::Project(row) => {
                let design = catalog.design(row);
                StepFacts {
                    minutes: minutes(design.hours),
                    cost: design.cost,
                    hours_assumed: false,
                    cost_assumed: false,
                }
            }
        }
    }

    /// The kind of a renewal, as shown.
    pub const RENEWAL: &'static str = "renewal";

    /// What it builds: (skill, entry level, level reached), by skill.
    pub fn builds(
        self,
        catalog: &Catalog,
    ) -> Box<dyn Iterator<Item = (SkillRow, Option<Level>, Level)> + '_> {
        match self {
            StepRef::Certification(row) | StepRef::Renewal(row) => {
                Box::new(catalog[row].evidence.iter().map(|(s, l)| (*s, None, *l)))
            }
            StepRef::Project(row) => {
                Box::new(catalog.project_builds(row).map(|b| (b.skill, b.entry, b.level)))
            }
        }
    }

    /// The skill that a pattern project was made for.
    #[must_use]
    pub fn made_for(self, catalog: &Catalog) -> Option<SkillRow> {
        match self {
            StepRef::Certification(_) | StepRef::Renewal(_) => None,
            StepRef::Project(row) => catalog.projects[row.at()].made_for,
        }
    }

    /// What must be in place before it.
    #[must_use]
    pub fn needs(self, catalog: &Catalog) -> &[crate::catalog::NeedGroup] {
        match self {
            StepRef::Certification(row) => &catalog[row].needs,
            StepRef::Project(row) => &catalog.design(row).needs,
            StepRef::Renewal(_) => &[],
        }
    }

    /// The id of its row.
    #[must_use]
    pub fn id(self, catalog: &Catalog) -> Cow<'_, str> {
        match self {
            StepRef::Certification(row) | StepRef::Renewal(row) => Cow::Borrowed(&catalog[row].id),
            StepRef::Project(row) => catalog.project_id(row),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self, catalog: &Catalog) -> String {
        match self {
            StepRef::Certification(row) => catalog[row].name.clone(),
            StepRef::Renewal(row) => format!("Renew {}", catalog[row].name),
            StepRef::Project(row) => catalog.project_title(row).into_owned(),
        }
    }

    /// `certification`, `renewal`, or the project's kind.
    #[must_use]
    pub fn kind(self, catalog: &Catalog) -> &'static str {
        match self {
            StepRef::Certification(_) => "certification",
            StepRef::Renewal(_) => StepRef::RENEWAL,
            StepRef::Project(row) => catalog.design(row).kind.word(),
        }
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepRef::Certification(row) => write!(f, "certification {}", row.0),
            StepRef::Project(row) => write!(f, "project {}", row.0),
            StepRef::Renewal(row) => write!(f, "renewal {}", row.0),
        }
    }
}
