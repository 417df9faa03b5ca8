//! Why a match is what it is, as JSON: its gaps, how each requirement is met, and the parts of its fit.

use schemars::JsonSchema;
use serde::Serialize;

use super::number::share;
use crate::matching::{GapKind, Match, Worker};
use crate::model::Model;
use crate::units::Level;
use crate::vector::{Evidence, Profile};

/// A requirement not met in full.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GapView<'m> {
    /// Id of the skill.
    pub skill_id: &'m str,
    /// Its name.
    pub skill: &'m str,
    /// 1 to 5.
    pub required_level: u8,
    /// 1 to 5; `null` where the profile does not have the skill.
    pub level: Option<u8>,
    /// Whether it is a must.
    pub essential: bool,
    /// Readiness that closing it gives back.
    pub gain: f64,
    /// `missing`, `level`, or `related` (a linked skill counts in part).
    pub kind: &'static str,
    /// The name of the linked skill, for `related`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<&'m str>,
}

/// How one requirement is met.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceView<'m> {
    /// Id of the skill that is asked.
    pub skill_id: &'m str,
    /// Its name.
    pub skill: &'m str,
    /// `exact`, `alias`, `certification`, `inferred` (from a résumé's sentences), `related`, or `missing`.
    pub how: &'static str,
    /// The certification or linked skill that it is met by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'m str>,
    /// 1 to 5.
    pub required_level: u8,
    /// Level of what it is met by.
    pub level: Option<u8>,
    /// Whether it is a must.
    pub essential: bool,
    /// Its share of the role's weighted requirements, in (0, 1].
    pub weight: f64,
    /// How far it is met, in [0, 1]. Readiness is the sum of weight × met.
    pub met: f64,
}

/// A part of a fit.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FitPartView<'m> {
    /// What the profile has.
    pub name: &'m str,
    /// Its worth to the role; the parts add up to `overlap`.
    pub worth: f64,
}

/// Why a fit is what it is: fit = (1 + t / (1 + |t|)) / 2 with t = 4·(overlap − expected) / most.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FitView<'m> {
    /// Sum of the parts.
    pub overlap: f64,
    /// What the role expects of so many technologies.
    pub expected: f64,
    /// The most that the profile could say for any role.
    pub most: f64,
    /// Largest first.
    pub parts: Vec<FitPartView<'m>>,
}

/// A gap as shown.
#[must_use]
pub fn gap_view<'m>(model: &'m Model, gap: &crate::matching::Gap) -> GapView<'m> {
    let catalog = model.catalog();
    let (kind, related) = match gap.kind {
        GapKind::Missing => ("missing", None),
        GapKind::Level => ("level", None),
        GapKind::Related(by) => ("related", Some(catalog[by].name.as_str())),
    };
    GapView {
        skill_id: &catalog[gap.skill].id,
        skill: &catalog[gap.skill].name,
        required_level: gap.required.get(),
        level: gap.level.map(Level::get),
        essential: gap.essential,
        gain: share(gap.gain),
        kind,
        related,
    }
}

/// How each requirement is met, heaviest first.
#[allow(clippy::cast_precision_loss)]
pub(super) fn evidence<'m>(
    model: &'m Model,
    profile: &Profile,
    worker: &mut Worker,
    m: &Match,
) -> Vec<EvidenceView<'m>> {
    let catalog = model.catalog();
    let vector = &model.data.roles[m.role.at()];
    let total = vector.total_importance().max(1) as f64;
    let satisfaction = worker.satisfaction(profile, m.role);
    let mut views: Vec<EvidenceView<'m>> = vector
        .requirements
        .iter()
        .zip(&satisfaction.met)
        .map(|(r, met)| {
            let held = met.by.and_then(|i| profile.skills.get(i as usize));
            let (how, by) = match (held, met.over) {
                (None, _) => ("missing", None),
                (Some(h), Some(_)) => ("related", Some(catalog[h.skill].name.as_str())),
                (Some(h), None) => match h.evidence {
                    Evidence::Exact => ("exact", None),
                    Evidence::Alias => ("alias", None),
                    Evidence::Inferred => ("inferred", None),
                    Evidence::Certification(c) => ("certification", Some(catalog[c].name.as_str())),
                },
            };
            EvidenceView {
                skill_id: catalog[r.skill].id.as_str(),
                skill: catalog[r.skill].name.as_str(),
                how,
                by,
                required_level: r.level.get(),
                level: held.map(|h| h.level.get()),
                essential: r.essential,
                weight: f64::from(r.importance) / total,
                met: f64::from(met.share) / f64::from(crate::matching::readiness::MET),
            }
        })
        .collect();
    views.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.skill_id.cmp(b.skill_id)));
    views
}

/// The parts of a fit, with what they are measured against.
pub(super) fn fit_parts<'m>(
    model: &'m Model,
    profile: &Profile,
    worker: &mut Worker,
    m: &Match,
) -> FitView<'m> {
    let fit = worker.explain_fit(profile, m.role);
    let unit = f64::from(crate::matching::worth::EVIDENCE_ONE);
    let catalog = model.catalog();
    let name = |column: usize| match profile.skills.get(column) {
        Some(held) => catalog[held.skill].name.as_str(),
        None => {
            let at = column - profile.skills.len();
            catalog[profile.certifications[at].certification].name.as_str()
        }
    };
    FitView {
        overlap: share(f64::from(fit.overlap) / unit),
        expected: share(f64::from(fit.expected) / unit),
        most: share(f64::from(fit.most) / unit),
        parts: fit
            .parts
            .iter()
            .map(|p| FitPartView { name: name(p.column), worth: share(f64::from(p.worth) / unit) })
            .collect(),
    }
}
