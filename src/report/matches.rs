//! Matches as JSON.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
pub use super::evidence::{EvidenceView, FitPartView, FitView, GapView, gap_view};
use super::evidence::{evidence, fit_parts};
use super::number::{hours, share};
use crate::matching::{Match, Worker};
use crate::model::Model;
use crate::plan::StepRef;
use crate::text::Suggester;
use crate::units::Seniority;
use crate::vector::{Profile, Unknown};

/// A certification that closes gaps.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CertificationView<'m> {
    /// Its id.
    pub id: &'m str,
    /// Its name.
    pub name: &'m str,
}

/// A project that closes gaps.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProjectView<'m> {
    /// Its id.
    pub id: Cow<'m, str>,
    /// Its title.
    pub title: Cow<'m, str>,
    /// Its hours.
    pub hours: f64,
}

/// One role for one profile.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MatchView<'m> {
    /// From 1.
    pub rank: usize,
    /// Id of the role.
    pub role_id: &'m str,
    /// Its title.
    pub role: &'m str,
    /// Label of its family.
    pub family: &'m str,
    /// Its rung.
    pub seniority: Seniority,
    /// Ranking score in [0, 1].
    pub fit: f64,
    /// Share of weighted requirements met, in [0, 1].
    pub readiness: f64,
    /// Readiness from which on one is ready.
    pub threshold: f64,
    /// Readiness from which on it is a stretch.
    pub stretch: f64,
    /// `ready`, `lateral`, `stretch`, `step-down`, `out-of-reach`, `not-enough-data`.
    pub verdict: &'static str,
    /// Why.
    pub reason: String,
    /// With `--on`: the same today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<NowView>,
    /// Largest gain first.
    pub gaps: Vec<GapView<'m>>,
    /// Best first.
    pub certifications: Vec<CertificationView<'m>>,
    /// Best first.
    pub projects: Vec<ProjectView<'m>>,
    /// With `--explain`: how each requirement is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Vec<EvidenceView<'m>>>,
    /// With `--explain`: the parts of the fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit_parts: Option<FitView<'m>>,
}

/// A role for the same profile on the day that counts as now.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NowView {
    /// Ranking score in [0, 1].
    pub fit: f64,
    /// Share of weighted requirements met, in [0, 1].
    pub readiness: f64,
    /// As the match's own.
    pub verdict: &'static str,
}

/// The two days of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DaysView {
    /// The day that counts as now.
    pub now: String,
    /// The day that the matches are for.
    pub then: String,
}

/// A name that matched nothing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnknownView {
    /// As written.
    pub name: String,
    /// The nearest names.
    pub suggestions: Vec<String>,
}

/// A certificate that no longer counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExpiredView<'m> {
    /// Its id.
    pub id: &'m str,
    /// Its name.
    pub name: &'m str,
    /// When it was earned.
    pub earned: Option<String>,
}

/// A certificate that does not count yet.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NotYetView<'m> {
    /// Its id.
    pub id: &'m str,
    /// Its name.
    pub name: &'m str,
    /// The day that the profile gives for it, which is still to come on the day of the matches.
    pub earned: String,
}

/// A skill that counts below the level said.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FadedView<'m> {
    /// Id of the skill.
    pub skill_id: &'m str,
    /// Its name.
    pub skill: &'m str,
    /// The level that the profile says.
    pub said_level: u8,
    /// The level that it counts at.
    pub level: u8,
    /// When it was last used.
    pub last_used: String,
}

/// The answer to `match`, and a row of a batch in JSON Lines.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MatchDocument<'m> {
    /// In a batch, first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// Version of this shape.
    pub schema_version: u32,
    /// The rung that the person shows.
    pub shows: Seniority,
    /// With `--on`: the day of the matches, and the day they are compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<DaysView>,
    /// Best first.
    pub matches: Vec<MatchView<'m>>,
    /// Names that matched nothing.
    pub unknown: Vec<UnknownView>,
    /// Certificates that no longer count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expired: Vec<ExpiredView<'m>>,
    /// Certificates that do not count yet: they are dated after the day of the matches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_yet_earned: Vec<NotYetView<'m>>,
    /// Skills that count below the level said, because they were last used long ago.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faded: Vec<FadedView<'m>>,
    /// With `--plan`: the plan for the first role; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<super::plans::PlanDocument>,
}

/// How many suggestions an unknown name gets.
pub const SUGGESTIONS: usize = 3;

/// Unknown names of a profile that get suggestions. Each takes a quarter of a millisecond, and who names more is no person that reads them.
pub const SUGGESTED: usize = 100;

/// A match as shown.
#[must_use]
pub fn match_view<'m>(model: &'m Model, rank: usize, m: &Match) -> MatchView<'m> {
    let catalog = model.catalog();
    let role = &catalog[m.role];
    MatchView {
        rank,
        role_id: &role.id,
        role: &role.title,
        family: model.family(m.role),
        seniority: role.seniority,
        fit: share(m.fit),
        readiness: share(m.readiness),
        threshold: share(m.standing.threshold),
        stretch: share(m.standing.stretch),
        verdict: m.verdict.word(),
        reason: m.standing.reason(),
        now: None,
        gaps: m.gaps.iter().map(|g| gap_view(model, g)).collect(),
        certifications: m
            .certifications
            .iter()
            .map(|c| CertificationView { id: &catalog[*c].id, name: &catalog[*c].name })
            .collect(),
        projects: m
            .projects
            .iter()
            .map(|p| ProjectView {
                id: catalog.project_id(*p),
                title: catalog.project_title(*p),
                hours: hours(StepRef::Project(*p).facts(catalog).minutes),
            })
            .collect(),
        evidence: None,
        fit_parts: None,
    }
}

impl<'m> MatchView<'m> {
    /// Adds how each requirement is met and the parts of the fit.
    #[must_use]
    pub fn explained(
        mut self,
        model: &'m Model,
        profile: &Profile,
        worker: &mut Worker,
        m: &Match,
    ) -> MatchView<'m> {
        self.evidence = Some(evidence(model, profile, worker, m));
        self.fit_parts = Some(fit_parts(model, profile, worker, m));
        self
    }
}

/// The whole answer for one profile.
#[must_use]
pub fn document<'m>(
    model: &'m Model,
    profile: &Profile,
    worker: &mut Worker,
    matches: &[Match],
    explain: bool,
) -> MatchDocument<'m> {
    document_with(model, profile, worker, matches, explain, unknown(model, profile))
}

/// As [`document`], with what [`unknown`] gives already in hand: looking for the nearest names takes longer than a match.
#[must_use]
pub fn document_with<'m>(
    model: &'m Model,
    profile: &Profile,
    worker: &mut Worker,
    matches: &[Match],
    explain: bool,
    unknown: Vec<UnknownView>,
) -> MatchDocument<'m> {
    let views = matches.iter().enumerate().map(|(i, m)| {
        let view = match_view(model, i + 1, m);
        if explain { view.explained(model, profile, worker, m) } else { view }
    });
    let views = views.collect();
    let (shows, _) = worker.shows(profile);
    MatchDocument {
        profile_id: None,
        schema_version: SCHEMA_VERSION,
        shows,
        days: None,
        matches: views,
        unknown,
        expired: expired(model, profile),
        not_yet_earned: not_yet_earned(model, profile),
        faded: faded(model, profile),
        plan: None,
    }
}

/// Puts beside each match how the same role fits `before`, the profile as of the first of the two days.
pub fn compare(
    model: &Model,
    doc: &mut MatchDocument,
    before: &Profile,
    worker: &mut Worker,
    (now, then): (jiff::civil::Date, jiff::civil::Date),
) {
    doc.days = Some(DaysView { now: now.to_string(), then: then.to_string() });
    for view in &mut doc.matches {
        // The id is one of the model's own.
        let Ok(row) = model.role(view.role_id) else { continue };
        let m = worker.match_role(before, row);
        let verdict = m.verdict.word();
        view.now = Some(NowView { fit: share(m.fit), readiness: share(m.readiness), verdict });
    }
}

/// Names that matched nothing, with the nearest ones.
#[must_use]
pub fn unknown(model: &Model, profile: &Profile) -> Vec<UnknownView> {
    let mut suggester = None;
    unknown_by(profile, |name| {
        suggester.get_or_insert_with(|| Suggester::new(model.catalog())).nearest(name, SUGGESTIONS)
    })
}

/// The same, where `suggest` looks for the nearest names.
pub fn unknown_by(profile: &Profile, mut suggest: impl FnMut(&str) -> Vec<String>) -> Vec<UnknownView> {
    let view = |(n, unknown): (usize, &Unknown)| UnknownView {
        name: unknown.name.clone(),
        suggestions: if n < SUGGESTED { suggest(&unknown.name) } else { Vec::new() },
    };
    profile.unknown.iter().enumerate().map(view).collect()
}

/// Skills that count below the level said.
#[must_use]
pub fn faded<'m>(model: &'m Model, profile: &Profile) -> Vec<FadedView<'m>> {
    let view = |f: &crate::vector::Faded| FadedView {
        skill_id: &model.catalog()[f.skill].id,
        skill: &model.catalog()[f.skill].name,
        said_level: f.said.get(),
        level: f.level.get(),
        last_used: f.last_used.to_string(),
    };
    profile.faded.iter().map(view).collect()
}

/// Certificates that no longer count.
#[must_use]
pub fn expired<'m>(model: &'m Model, profile: &Profile) -> Vec<ExpiredView<'m>> {
    let catalog = model.catalog();
    let gone = profile.certifications.iter().filter(|c| !c.valid && !c.to_come);
    gone.map(|c| ExpiredView {
        id: &catalog[c.certification].id,
        name: &catalog[c.certification].name,
        earned: c.earned.map(|d| d.to_string()),
    })
    .collect()
}

/// Certificates that do not count yet.
#[must_use]
pub fn not_yet_earned<'m>(model: &'m Model, profile: &Profile) -> Vec<NotYetView<'m>> {
    let catalog = model.catalog();
    let to_come = profile.certifications.iter().filter(|c| c.to_come);
    to_come
        .filter_map(|c| {
            let facts = &catalog[c.certification];
            Some(NotYetView { id: &facts.id, name: &facts.name, earned: c.earned?.to_string() })
        })
        .collect()
}
