//! What-if as JSON and as a table.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::lines::{lines, safe, table};
use super::number::{hours, plain, share};
use crate::model::Model;
use crate::plan::{Unlock, What};
use crate::units::Seniority;

/// A step of a what-if.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WhatView {
    /// `skill`, `certification`, `project`, `specialisation`, `mentoring`, `networking`, `leadership`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The level of a skill; `null` for steps.
    pub level: Option<u8>,
    /// Effort; `null` for a skill by itself.
    pub hours: Option<f64>,
    /// Whether the hours are an estimate because nobody says them.
    pub hours_assumed: bool,
    /// Money; `null` for a skill by itself.
    pub cost_usd: Option<f64>,
    /// Whether the money is an estimate because nobody says it.
    pub cost_assumed: bool,
}

impl WhatView {
    /// The hours as tables show them, `~` before an estimate.
    #[must_use]
    pub fn hours_shown(&self) -> String {
        amount(self.hours, self.hours_assumed)
    }

    /// The money likewise.
    #[must_use]
    pub fn cost_shown(&self) -> String {
        amount(self.cost_usd, self.cost_assumed)
    }
}

fn amount(value: Option<f64>, assumed: bool) -> String {
    let about = if assumed { "~" } else { "" };
    value.map_or_else(|| "–".to_owned(), |value| format!("{about}{}", plain(value)))
}

/// What the sign before an estimate means, where any of some steps has one.
#[must_use]
pub fn about<'v>(steps: impl IntoIterator<Item = &'v WhatView>) -> &'static str {
    if steps.into_iter().any(|s| s.hours_assumed || s.cost_assumed) {
        "~ marks an estimate where the catalog does not say.\n"
    } else {
        ""
    }
}

/// A role that crosses its threshold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CrossingView {
    /// Id of the role.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// Its rung.
    pub seniority: Seniority,
    /// Readiness now.
    pub readiness_before: f64,
    /// Readiness afterwards.
    pub readiness_after: f64,
    /// The role's own threshold.
    pub threshold: f64,
}

/// What one step unlocks.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnlockView {
    /// From 1.
    pub rank: usize,
    /// The step.
    #[serde(flatten)]
    pub step: WhatView,
    /// Roles that cross.
    pub unlocks: Vec<CrossingView>,
}

/// What two steps unlock together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PairView {
    /// From 1.
    pub rank: usize,
    /// The two.
    pub steps: Vec<WhatView>,
    /// Roles that cross.
    pub unlocks: Vec<CrossingView>,
    /// How many of them neither step brings over alone.
    pub only_together: usize,
}

/// The answer to `unlock` for one person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnlockDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// The rung that the person shows; roles more than one above do not count.
    pub shows: Seniority,
    /// How many roles were checked for each candidate.
    pub roles_checked: usize,
    /// How many candidates there were.
    pub candidates: usize,
    /// Most roles first.
    pub steps: Vec<UnlockView>,
    /// With `--pairs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Vec<PairView>>,
}

/// A step and how many people of a cohort it brings over a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CohortUnlockView {
    /// From 1.
    pub rank: usize,
    /// The step.
    #[serde(flatten)]
    pub step: WhatView,
    /// How many people it brings over the threshold of at least one role; `null` where the group is too small to be told.
    pub people: Option<usize>,
    /// How many times a person and a role cross; `null` likewise.
    pub crossings: Option<usize>,
}

/// The answer to `unlock` for a cohort.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CohortUnlockDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// How many people.
    pub people: usize,
    /// The smallest group that is told.
    pub min_group: usize,
    /// Most people first.
    pub steps: Vec<CohortUnlockView>,
}

/// A candidate as shown.
#[must_use]
pub fn what_view(model: &Model, what: What) -> WhatView {
    let catalog = model.catalog();
    match what {
        What::Step(step) => {
            let facts = step.facts(catalog);
            WhatView {
                kind: step.kind(catalog).to_owned(),
                id: step.id(catalog).into_owned(),
                name: step.name(catalog),
                level: None,
                hours: Some(hours(facts.minutes)),
                hours_assumed: facts.hours_assumed,
                cost_usd: Some(facts.cost.usd()),
                cost_assumed: facts.cost_assumed,
            }
        }
        What::Skill(skill, level) => WhatView {
            kind: "skill".to_owned(),
            id: catalog[skill].id.clone(),
            name: catalog[skill].name.clone(),
            level: Some(level.get()),
            hours: None,
            hours_assumed: false,
            cost_usd: None,
            cost_assumed: false,
        },
    }
}

fn crossings(model: &Model, unlock: &Unlock) -> Vec<CrossingView> {
    let one = |c: &crate::plan::Crossing| {
        let role = &model.catalog()[c.role];
        CrossingView {
            role_id: role.id.clone(),
            role: role.title.clone(),
            seniority: role.seniority,
            readiness_before: share(c.before),
            readiness_after: share(c.after),
            threshold: share(model.threshold(c.role)),
        }
    };
    unlock.roles.iter().map(one).collect()
}

/// What single steps unlock.
#[must_use]
pub fn singles(model: &Model, list: &[Unlock]) -> Vec<UnlockView> {
    let single = |(i, u): (usize, &Unlock)| {
        let what = u.what.first()?;
        Some(UnlockView { rank: i + 1, step: what_view(model, *what), unlocks: crossings(model, u) })
    };
    list.iter().enumerate().filter_map(single).collect()
}

/// What pairs unlock.
#[must_use]
pub fn pairs(model: &Model, list: &[Unlock]) -> Vec<PairView> {
    let pair = |(i, u): (usize, &Unlock)| PairView {
        rank: i + 1,
        steps: u.what.iter().map(|w| what_view(model, *w)).collect(),
        unlocks: crossings(model, u),
        only_together: u.only_together,
    };
    list.iter().enumerate().map(pair).collect()
}

/// The document of an answer for one person.
#[must_use]
pub fn document(
    shows: Seniority,
    roles_checked: usize,
    candidates: usize,
    steps: Vec<UnlockView>,
    pairs: Option<Vec<PairView>>,
) -> UnlockDocument {
    UnlockDocument { schema_version: SCHEMA_VERSION, shows, roles_checked, candidates, steps, pairs }
}

/// How many roles a row names.
const ROLES_SHOWN: usize = 4;

fn name(what: &WhatView) -> String {
    match what.level {
        Some(level) => format!("{} {level}", safe(&what.name)),
        None => safe(&what.name),
    }
}

fn roles(list: &[CrossingView]) -> String {
    let shown = list.iter().take(ROLES_SHOWN).map(|c| {
        format!("{} ({:.0}→{:.0}%)", safe(&c.role), c.readiness_before * 100.0, c.readiness_after * 100.0)
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if list.len() > ROLES_SHOWN {
        text.push_str(&format!(" and {} more", list.len() - ROLES_SHOWN));
    }
    text
}

/// An answer for one person as tables.
#[must_use]
pub fn text(doc: &UnlockDocument, width: u16) -> String {
    let mut out = String::new();
    if doc.steps.is_empty() {
        out.push_str("No single step brings a role over its threshold.\n");
    } else {
        let header = ["#", "step", "kind", "hours", "USD", "roles", "which cross their threshold"];
        let mut table = table(width, &header, &[0, 3, 4, 5]);
        for s in &doc.steps {
            table.add_row(vec![
                s.rank.to_string(),
                name(&s.step),
                s.step.kind.clone(),
                s.step.hours_shown(),
                s.step.cost_shown(),
                s.unlocks.len().to_string(),
                roles(&s.unlocks),
            ]);
        }
        out.push_str(&lines(&table));
        out.push_str(about(doc.steps.iter().map(|s| &s.step)));
    }
    if let Some(pairs) = &doc.pairs {
        if pairs.is_empty() {
            out.push_str("No pair of steps brings over a role that neither does alone.\n");
        } else {
            let header = ["#", "two steps", "roles", "only together", "which cross their threshold"];
            let mut table = table(width, &header, &[0, 2, 3]);
            for p in pairs {
                table.add_row(vec![
                    p.rank.to_string(),
                    p.steps.iter().map(name).collect::<Vec<_>>().join(" + "),
                    p.unlocks.len().to_string(),
                    p.only_together.to_string(),
                    roles(&p.unlocks),
                ]);
            }
            out.push_str(&lines(&table));
        }
    }
    out.push_str(&format!(
        "{} candidates, each checked against {} roles (up to a rung above {}).\n",
        doc.candidates, doc.roles_checked, doc.shows
    ));
    out
}

/// An answer for a cohort as a table.
#[must_use]
pub fn cohort_text(doc: &CohortUnlockDocument, width: u16) -> String {
    if doc.steps.is_empty() {
        return format!(
            "No single step brings a role over its threshold for {} people or more of the {}.\n",
            doc.min_group, doc.people
        );
    }
    let mut table =
        table(width, &["#", "step", "kind", "hours", "USD", "people", "crossings"], &[0, 3, 4, 5, 6]);
    let count = |c: Option<usize>| c.map_or_else(|| "…".to_owned(), |c| c.to_string());
    for s in &doc.steps {
        table.add_row(vec![
            s.rank.to_string(),
            name(&s.step),
            s.step.kind.clone(),
            s.step.hours_shown(),
            s.step.cost_shown(),
            count(s.people),
            count(s.crossings),
        ]);
    }
    let mut out = lines(&table);
    out.push_str(about(doc.steps.iter().map(|s| &s.step)));
    out.push_str(&format!("Of {} people. Groups below {} are not told.\n", doc.people, doc.min_group));
    out
}
