//! Which steps lift most people of a cohort: toward the role of each, or over the threshold of any role.
//!
//! Counts obey [`super::privacy`]; the order of a list follows from what is told in it, so that places give nothing away.

use std::collections::BTreeMap;

use super::privacy::{Count, guarded, hide_differences};
use super::step::StepRef;
use super::whatif::{Scratch, Stand, What, WhatIf};
use crate::catalog::Catalog;
use crate::matching::Matcher;
use crate::units::{Level, RoleRow, SkillRow};
use crate::vector::Profile;

/// A step, and how many people it lifts toward their target.
#[derive(Clone, Debug, PartialEq)]
pub struct Lifts {
    /// The certification, project or skill.
    pub what: What,
    /// How many people it brings over the threshold of their target.
    pub over: Count,
    /// How many people's readiness for their target it raises.
    pub raised: Count,
    /// The mean readiness that it gives those; `None` where their number is not told.
    pub gain: Option<f64>,
}

/// A step, and how many people it brings over the threshold of some role.
#[derive(Clone, Debug, PartialEq)]
pub struct Unlocks {
    /// The certification, project or skill.
    pub what: What,
    /// How many people.
    pub people: Count,
    /// How many times a person and a role cross; `None` where the people are not told.
    pub crossings: Option<usize>,
}

/// Entries whose counts are compared with each other; lists that are shown are shorter.
const COMPARED: usize = 300;

/// One person toward one role.
pub(super) struct Toward {
    /// The role.
    pub target: RoleRow,
    /// Where they stand.
    pub stand: Stand,
    /// What they could do next.
    pub candidates: Vec<What>,
}

/// What steps do for people who each have a target; those that raise fewer than `min_group` are left out.
#[allow(clippy::cast_precision_loss)]
pub(super) fn lifts(field: &WhatIf, people: impl Iterator<Item = Toward>, min_group: usize) -> Vec<Lifts> {
    let mut sums: BTreeMap<What, (usize, usize, f64)> = BTreeMap::new();
    let mut scratch = Scratch::default();
    let (mut many, mut open) = (0, 0);
    for person in people {
        many += 1;
        open += usize::from(person.stand.is_open(person.target));
        for &what in &person.candidates {
            if let Some((gain, over)) = field.toward(&person.stand, what, person.target, &mut scratch) {
                let sum = sums.entry(what).or_default();
                sum.0 += usize::from(over);
                sum.1 += 1;
                sum.2 += gain;
            }
        }
    }
    let enough = sums.into_iter().filter(|(_, s)| s.1 >= min_group.max(1));
    let mut list: Vec<Lifts> = enough
        .map(|(what, (over, raised, gain))| {
            // All parts that can be told from each other: the ready are not raised, and who is brought over is raised.
            let parts = guarded(&[over, raised - over, open - raised, many - open], min_group);
            let told = parts[0].zip(parts[1]).map(|(a, b)| a + b);
            Lifts { what, over: parts[0], raised: told, gain: told.map(|_| gain / raised as f64) }
        })
        .collect();
    list.sort_by(|a, b| {
        let counts = (b.over, b.raised).cmp(&(a.over, a.raised));
        let gains = b.gain.unwrap_or(0.0).total_cmp(&a.gain.unwrap_or(0.0));
        counts.then(gains).then(a.what.cmp(&b.what))
    });
    let catalog = field.model().catalog();
    let top = list.len().min(COMPARED);
    // First all that are brought over, then all that are raised: the first are among the second.
    let mut counts: Vec<Count> = list[..top].iter().map(|l| l.over).collect();
    counts.extend(list[..top].iter().map(|l| l.raised));
    hide_differences(&mut counts, min_group, |a, b| {
        (a < top || b >= top) && is_within(catalog, list[a % top].what, list[b % top].what)
    });
    for (at, l) in list[..top].iter_mut().enumerate() {
        l.over = counts[at];
        if counts[top + at].is_none() {
            (l.raised, l.gain) = (None, None);
        }
    }
    list.retain(|l| l.over.is_some() || l.raised.is_some());
    list
}

/// What steps bring people over the threshold of roles; `considered` gives the roles that count for a person. Those that bring over fewer than
/// `min_group` are left out. Most people first, then most crossings.
#[must_use]
pub fn unlocks<'p>(
    matcher: &Matcher,
    profiles: impl ExactSizeIterator<Item = &'p Profile>,
    considered: impl Fn(crate::units::Seniority) -> Vec<bool>,
    min_group: usize,
) -> Vec<Unlocks> {
    let field = WhatIf::new(matcher.model());
    let worker = matcher.worker();
    let people = profiles.len();
    let mut sums: BTreeMap<What, (usize, usize)> = BTreeMap::new();
    for profile in profiles {
        let shows = worker.shows(profile).0;
        let roles = considered(shows);
        let stand = field.stand(profile, |r| roles[r.at()]);
        for unlock in field.singles(&stand, &field.next_steps(profile, shows)) {
            for what in &unlock.what {
                let sum = sums.entry(*what).or_default();
                sum.0 += 1;
                sum.1 += unlock.roles.len();
            }
        }
    }
    let enough = sums.into_iter().filter(|(_, s)| s.0 >= min_group.max(1));
    let mut list: Vec<Unlocks> = enough
        .map(|(what, (over, crossings))| {
            let told = guarded(&[over, people - over], min_group)[0];
            Unlocks { what, people: told, crossings: told.map(|_| crossings) }
        })
        .collect();
    list.sort_by(|a, b| (b.people, b.crossings).cmp(&(a.people, a.crossings)).then(a.what.cmp(&b.what)));
    let top = list.len().min(COMPARED);
    let mut counts: Vec<Count> = list[..top].iter().map(|u| u.people).collect();
    let catalog = matcher.model().catalog();
    hide_differences(&mut counts, min_group, |a, b| is_within(catalog, list[a].what, list[b].what));
    for (unlock, count) in list.iter_mut().zip(counts) {
        if count.is_none() {
            (unlock.people, unlock.crossings) = (None, None);
        }
    }
    list
}

/// Whether everything that `part` builds is built by `whole`, at the level or above: whoever the one lifts, the other lifts.
fn is_within(catalog: &Catalog, part: What, whole: What) -> bool {
    let built = |what: What| -> Vec<(SkillRow, Level)> {
        match what {
            What::Skill(skill, level) => vec![(skill, level)],
            What::Step(step) => StepRef::builds(step, catalog).map(|(s, _, l)| (s, l)).collect(),
        }
    };
    let whole = built(whole);
    built(part).iter().all(|(skill, level)| whole.iter().any(|(s, l)| s == skill && l >= level))
}
