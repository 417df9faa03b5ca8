//! A person on a ladder: what rungs and plans teach them, and which certificates they still have when they move on.

use jiff::civil::Date;

use super::layout::{day_after, lapses_on};
use super::pathway::WEEKS_A_MONTH;
use super::proposal::Plan;
use super::step::StepRef;
use crate::catalog::Catalog;
use crate::units::CertificationRow;
use crate::vector::{Evidence, Held, HeldCertification, Profile};

/// The day that comes so many tenths of a month after another; `None` far in the future.
pub(super) fn day_of(from: Option<Date>, tenths: u32) -> Option<Date> {
    day_after(from?, f64::from(tenths) / 10.0 * WEEKS_A_MONTH)
}

/// Raises a person's skills to those of `more`. What is learnt stays, whatever becomes of certificates.
pub(super) fn learn(person: &mut Profile, more: impl IntoIterator<Item = Held>) {
    for new in more {
        let skills = &mut person.skills;
        match skills.binary_search_by_key(&new.skill, |h| h.skill) {
            Ok(at) => {
                let held = skills[at];
                let by_certificate = matches!(held.evidence, Evidence::Certification(_));
                if held.level < new.level || by_certificate && held.level == new.level {
                    skills[at] = new;
                } else if by_certificate {
                    learn_beneath(&mut person.beneath, new);
                }
            }
            Err(at) => skills.insert(at, new),
        }
    }
}

/// A certificate shows more: what is learnt counts once that lapses.
fn learn_beneath(beneath: &mut Vec<Held>, new: Held) {
    match beneath.binary_search_by_key(&new.skill, |h| h.skill) {
        Ok(at) if beneath[at].level < new.level => beneath[at] = new,
        Ok(_) => {}
        Err(at) => beneath.insert(at, new),
    }
}

/// Gives a person what a plan teaches that starts on the day of arriving on a rung; the move to the next is on `moves`. Where days are not
/// known, no certificate has any.
pub(super) fn complete(
    person: &mut Profile,
    plan: &Plan,
    (arrives, moves): (Option<Date>, Option<Date>),
    catalog: &Catalog,
) {
    let ends = arrives.and_then(|day| day_after(day, plan.weeks(plan.minutes)));
    for step in &plan.steps {
        let exact = |(skill, _, level)| Held { skill, level, evidence: Evidence::Exact };
        match step.step {
            StepRef::Certification(row) => {
                learn(person, step.step.builds(catalog).map(exact));
                take(person, row, in_time(catalog, row, ends, moves));
            }
            StepRef::Project(_) => learn(person, step.step.builds(catalog).map(exact)),
            // It counts anew from the day on which it would have lapsed.
            StepRef::Renewal(row) => take(person, row, in_time(catalog, row, step.due, moves)),
        }
    }
}

/// The day on which a certificate is earned or renewed: as planned, or, where it would lapse before the move, as late as the move.
fn in_time(
    catalog: &Catalog,
    row: CertificationRow,
    planned: Option<Date>,
    moves: Option<Date>,
) -> Option<Date> {
    let lapses = lapses_on(&catalog[row], planned);
    if lapses.zip(moves).is_some_and(|(lapses, moves)| lapses < moves) { moves } else { planned }
}

fn take(person: &mut Profile, certification: CertificationRow, earned: Option<Date>) {
    let list = &mut person.certifications;
    let new = HeldCertification { certification, earned, valid: true, to_come: false };
    match list.binary_search_by_key(&certification, |c| c.certification) {
        Ok(at) => list[at] = new,
        Err(at) => list.insert(at, new),
    }
}

/// Takes from a person what no longer counts on a day.
pub(super) fn lapse(person: &mut Profile, on: Option<Date>, catalog: &Catalog) {
    let Some(on) = on else { return };
    let lapses = |c: &&HeldCertification| {
        c.valid && lapses_on(&catalog[c.certification], c.earned).is_some_and(|day| day < on)
    };
    let lapsing: Vec<CertificationRow> =
        person.certifications.iter().filter(lapses).map(|c| c.certification).collect();
    if lapsing.is_empty() {
        return;
    }
    let mut skills = Vec::new();
    person.skills_without(&lapsing, catalog, &mut skills);
    person.skills = skills;
    let gone = |c: &&mut HeldCertification| lapsing.binary_search(&c.certification).is_ok();
    person.certifications.iter_mut().filter(gone).for_each(|c| c.valid = false);
}
