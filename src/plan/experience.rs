//! Years of work, which issuers ask for before some certifications: those in the field that the certification is about.

use super::step::StepRef;
use crate::catalog::Catalog;
use crate::units::{Seniority, SkillRow};
use crate::vector::{Links, Profile};

/// Years of work that people on a rung usually have: what experience prerequisites are checked against where a profile says no
/// years. Estimates, in line with the years of the shipped transitions.
#[must_use]
pub fn usual_years(shows: Seniority) -> f64 {
    match shows {
        Seniority::Entry => 0.0,
        Seniority::Mid => 2.0,
        Seniority::Senior => 5.0,
        Seniority::Director => 9.0,
        Seniority::Vp => 13.0,
        Seniority::Chief => 16.0,
    }
}

/// Whether a person has worked for so many years in the field of a step: with a skill that it builds, or with one that is linked to such a skill.
/// Where a profile says no years at all, `usual` ones stand for them.
#[must_use]
pub(super) fn suffice(
    profile: &Profile,
    usual: f64,
    (asked, step): (f32, StepRef),
    (catalog, links): (&Catalog, &Links),
) -> bool {
    let enough = |years: f64| f64::from(asked) <= years + profile.worked + 1e-9;
    if enough(0.0) {
        return true;
    }
    if profile.years.is_empty() {
        return enough(usual);
    }
    let builds = |skill: SkillRow| step.builds(catalog).any(|built| built.0 == skill);
    let in_field = |skill: SkillRow| builds(skill) || links.from(skill).iter().any(|l| builds(l.to));
    profile.years.iter().any(|(skill, years)| enough(*years) && in_field(*skill))
}
