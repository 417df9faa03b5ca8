//! A person on a ladder: what rungs and plans teach them, and which certificates they still have when they move on.

use jiff::civil::Date;

use super::lapsing::Lapsing;
use super::layout::{day_after, lapses_on};
use super::pathway::WEEKS_A_MONTH;
use super::proposal::{Plan, PlanStep};
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
        let held = person.skills.binary_search_by_key(&new.skill, |h| h.skill).ok();
        let by_certificate = |at: &usize| matches!(person.skills[*at].evidence, Evidence::Certification(_));
        match held.filter(by_certificate) {
            Some(at) if person.skills[at].level == new.level => person.skills[at] = new,
            // The certificate shows more: what is learnt counts once that lapses.
            Some(at) if person.skills[at].level > new.level => raise(&mut person.beneath, new),
            _ => raise(&mut person.skills, new),
        }
    }
}

/// Raises a skill of a list sorted by skill, or adds it.
fn raise(list: &mut Vec<Held>, new: Held) {
    match list.binary_search_by_key(&new.skill, |h| h.skill) {
        Ok(at) if list[at].level < new.level => list[at] = new,
        Ok(_) => {}
        Err(at) => list.insert(at, new),
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
    for PlanStep { step, due, .. } in &plan.steps {
        if !matches!(step, StepRef::Renewal(_)) {
            let exact = |(skill, _, level)| Held { skill, level, evidence: Evidence::Exact };
            learn(person, step.builds(catalog).map(exact));
        }
        match *step {
            StepRef::Certification(row) => take(person, row, in_time(catalog, row, ends, moves)),
            StepRef::Project(_) => {}
            // It counts anew from the day on which it would have lapsed.
            StepRef::Renewal(row) => take(person, row, in_time(catalog, row, *due, moves)),
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
    let mut lapsing = Lapsing::default();
    if !lapsing.grow(person, catalog, on, None) {
        return;
    }
    let mut skills = Vec::new();
    person.skills_without(&lapsing.within, catalog, &mut skills);
    person.skills = skills;
    let gone = |c: &&mut HeldCertification| lapsing.within.binary_search(&c.certification).is_ok();
    person.certifications.iter_mut().filter(gone).for_each(|c| c.valid = false);
}
