//! Many people seen together: which skills are scarce, who is ready for what, which steps lift most of them.
//!
//! Nothing here names a group smaller than the least that is asked: such a number is `None`, and so is one from which it could be told by
//! subtraction ([`super::privacy`]). Where people are measured each against an own role, those whose role too few share are not counted: what the
//! roles ask is known, so sums over roles would tell how many people each role has. The one deliberate exception is the list of skills that one
//! person has: it is what a team asks for, names the skill, and never the person.

use super::lifts::{Lifts, Toward as Aim, lifts};
pub use super::privacy::{Count, guarded};
use super::whatif::WhatIf;
use crate::matching::{Matcher, Verdict};
use crate::units::{RoleRow, Seniority, SkillRow};
use crate::vector::Profile;

/// One person of a cohort.
#[derive(Clone, Debug)]
pub struct Member {
    /// The id in the file.
    pub id: String,
    /// What they have.
    pub profile: Profile,
}

/// A skill that is asked of people, and how many have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scarce {
    /// The skill.
    pub skill: SkillRow,
    /// How many people's target asks it.
    pub asked: Count,
    /// How many of them have it at the level asked, or something that counts for it in full.
    pub met: Count,
    /// How many of them lack it or are below the level.
    pub short: Count,
    /// What is lacking, over all people: the sum of importance × share not met; `None` where the counts are not told.
    pub weight: Option<f64>,
}

/// How people stand toward a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Toward {
    /// The role.
    pub role: RoleRow,
    /// How many people get each verdict, in the order of [`Verdict::ALL`].
    pub verdicts: Vec<Count>,
    /// Ids of the people who are ready (or could step over), in input order; empty where they are too few to be told. To be shown only to
    /// somebody who asks for names: lists of several roles tell people apart.
    pub ready: Vec<String>,
}

/// A cohort's view.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// How many people.
    pub people: usize,
    /// How many of them the lists of skills and steps count.
    pub counted: usize,
    /// The role that all are measured against; each person's own role otherwise.
    pub to: Option<RoleRow>,
    /// Scarcest first.
    pub scarce: Vec<Scarce>,
    /// Most people ready first.
    pub toward: Vec<Toward>,
    /// Most people brought over first, then most raised, then most gain.
    pub lifts: Vec<Lifts>,
    /// Skills asked of the cohort that exactly one person has, by how much they are asked.
    pub bus_factor: Vec<SkillRow>,
}

/// There are fewer people than the smallest group that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFew {
    /// How many there are.
    pub people: usize,
}

struct Person {
    target: Option<RoleRow>,
    shows: (Seniority, bool),
    /// Whether the lists of skills and steps count them.
    counted: bool,
}

/// Looks at people together. `to` is the role they are measured against, else the role that each holds, else the one that fits best.
///
/// # Errors
/// [`TooFew`] where the cohort is itself smaller than `min_group`.
pub fn cohort(
    matcher: &Matcher,
    members: &[Member],
    to: Option<RoleRow>,
    min_group: usize,
) -> Result<Cohort, TooFew> {
    let people = members.len();
    if people < min_group.max(1) {
        return Err(TooFew { people });
    }
    let mut worker = matcher.worker();
    let mut persons: Vec<Person> = members
        .iter()
        .map(|m| {
            let shows = worker.shows(&m.profile);
            let held = m.profile.current_role;
            let best = || worker.rank(&m.profile, 1).first().map(|s| RoleRow(s.role));
            Person { target: to.or(held).or_else(best), shows, counted: true }
        })
        .collect();
    count_those_who_share(&mut persons, min_group);
    let field = WhatIf::new(matcher.model());
    let aims = members.iter().zip(&persons).filter(|(_, p)| p.counted).filter_map(|(m, p)| {
        let target = p.target?;
        let stand = field.stand(&m.profile, |r| r == target);
        Some(Aim { target, stand, candidates: field.next_steps(&m.profile, p.shows.0) })
    });
    Ok(Cohort {
        people,
        counted: persons.iter().filter(|p| p.counted).count(),
        to,
        scarce: scarce(matcher, members, &persons, min_group),
        toward: toward(matcher, members, &persons, to, min_group),
        lifts: lifts(&field, aims, min_group),
        bus_factor: bus_factor(matcher, members, &persons),
    })
}

/// Counts only people whose target enough others share, and no rest that is itself a small group.
fn count_those_who_share(persons: &mut [Person], min_group: usize) {
    let mut groups: std::collections::BTreeMap<RoleRow, usize> = std::collections::BTreeMap::new();
    persons.iter().filter_map(|p| p.target).for_each(|t| *groups.entry(t).or_default() += 1);
    groups.retain(|_, size| *size >= min_group);
    let counted: usize = groups.values().sum();
    let rest = persons.len() - counted;
    if rest > 0 && rest < min_group {
        // The smallest of the groups goes as well; the first where several are.
        let smallest = groups.iter().map(|(role, size)| (*size, *role)).min();
        if let Some((_, role)) = smallest {
            groups.remove(&role);
        }
    }
    for p in persons {
        p.counted = p.target.is_some_and(|t| groups.contains_key(&t));
    }
}

fn scarce(matcher: &Matcher, members: &[Member], persons: &[Person], min_group: usize) -> Vec<Scarce> {
    let model = matcher.model();
    // Per skill: asked, met, weight lacking, weight asked.
    let mut sums = vec![(0usize, 0usize, 0.0f64, 0.0f64); model.catalog().skills.len()];
    let mut worker = matcher.worker();
    for (member, person) in members.iter().zip(persons) {
        let Some(target) = person.target.filter(|_| person.counted) else { continue };
        let satisfaction = worker.satisfaction(&member.profile, target).clone();
        for (r, met) in model.data.roles[target.at()].requirements.iter().zip(&satisfaction.met) {
            let sum = &mut sums[r.skill.at()];
            sum.0 += 1;
            sum.1 += usize::from(met.share >= 256);
            let importance = f64::from(r.importance) / 1000.0;
            sum.2 += importance * f64::from(256 - met.share.min(256)) / 256.0;
            sum.3 += importance;
        }
    }
    let mut list: Vec<(f64, Scarce)> = Vec::new();
    for (skill, &(asked, met, lacking, weight)) in sums.iter().enumerate() {
        if asked < min_group.max(1) || met == asked {
            continue;
        }
        let short = asked - met;
        let parts = guarded(&[met, short], min_group);
        let told = parts[1].is_some();
        if !told && short < met {
            // Few lack it, or nobody: which of the two is not told.
            continue;
        }
        // What is not told orders nothing: such a skill stands where it would if nobody had it.
        let order = if told { lacking } else { weight };
        let skill = SkillRow::of(skill);
        let weight = told.then_some(lacking);
        list.push((order, Scarce { skill, asked: Some(asked), met: parts[0], short: parts[1], weight }));
    }
    list.sort_by(|(x, a), (y, b)| y.total_cmp(x).then(a.skill.cmp(&b.skill)));
    list.into_iter().map(|s| s.1).collect()
}

fn toward(
    matcher: &Matcher,
    members: &[Member],
    persons: &[Person],
    to: Option<RoleRow>,
    min_group: usize,
) -> Vec<Toward> {
    let model = matcher.model();
    let all = (0..model.catalog().roles.len()).map(RoleRow::of);
    let roles: Vec<RoleRow> = all.filter(|r| to.is_none_or(|to| *r == to)).collect();
    let mut sums: Vec<(Vec<usize>, Vec<String>)> =
        vec![(vec![0; Verdict::ALL.len()], Vec::new()); roles.len()];
    let mut worker = matcher.worker();
    for (member, person) in members.iter().zip(persons) {
        for (&role, (counts, ready)) in roles.iter().zip(&mut sums) {
            let verdict = worker.standing(&member.profile, role, person.shows).verdict();
            counts[verdict as usize] += 1;
            if matches!(verdict, Verdict::Ready | Verdict::Lateral) {
                ready.push(member.id.clone());
            }
        }
    }
    let mut list: Vec<(usize, Toward)> = Vec::new();
    for (role, (counts, ready)) in roles.into_iter().zip(sums) {
        let verdicts = guarded(&counts, min_group);
        let told = verdicts[Verdict::Ready as usize].zip(verdicts[Verdict::Lateral as usize]);
        let many = told.map_or(0, |(a, b)| a + b);
        if to.is_some() || many >= min_group.max(1) {
            let ready = if many > 0 { ready } else { Vec::new() };
            list.push((many, Toward { role, verdicts, ready }));
        }
    }
    list.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.role.cmp(&b.1.role)));
    list.into_iter().map(|t| t.1).collect()
}

fn bus_factor(matcher: &Matcher, members: &[Member], persons: &[Person]) -> Vec<SkillRow> {
    let model = matcher.model();
    let skills = model.catalog().skills.len();
    let (mut held, mut asked) = (vec![0usize; skills], vec![0u64; skills]);
    for (member, person) in members.iter().zip(persons) {
        member.profile.skills.iter().for_each(|h| held[h.skill.at()] += 1);
        if let Some(target) = person.target {
            let requirements = &model.data.roles[target.at()].requirements;
            requirements.iter().for_each(|r| asked[r.skill.at()] += u64::from(r.importance));
        }
    }
    let mut list: Vec<usize> = (0..skills).filter(|s| held[*s] == 1 && asked[*s] > 0).collect();
    list.sort_by(|a, b| asked[*b].cmp(&asked[*a]).then(a.cmp(b)));
    list.into_iter().map(SkillRow::of).collect()
}
