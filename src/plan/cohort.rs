//! Many people seen together: which skills are scarce, who is ready for what, which steps lift most of them.
//!
//! Nothing here names a group smaller than the least that is asked: such a number is `None`, and so is one from which it could be told by
//! subtraction. Skills held by one person are listed by skill, never by person.

use super::planner::usual_years;
use super::whatif::{Scratch, Stand, What, WhatIf};
use crate::matching::{Matcher, Standing, Verdict};
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

/// A number of people; `None` where telling it would break out too small a group.
pub type Count = Option<usize>;

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
    /// What is lacking, over all people: the sum of importance × share not met. Orders the list.
    pub weight: f64,
}

/// How people stand toward a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Toward {
    /// The role.
    pub role: RoleRow,
    /// How many people get each verdict, in the order of [`Verdict::ALL`].
    pub verdicts: Vec<Count>,
    /// Ids of the people who are ready (or could step over), in input order; empty where they are too few to be told.
    pub ready: Vec<String>,
}

/// A step, and how many people it lifts.
#[derive(Clone, Debug, PartialEq)]
pub struct Lifts {
    /// The certification, project or skill.
    pub what: What,
    /// How many people it brings over the threshold of their target.
    pub over: Count,
    /// How many people's readiness for their target it raises.
    pub raised: Count,
    /// The mean readiness that it gives those.
    pub gain: f64,
}

/// A cohort's view.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// How many people.
    pub people: usize,
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
    stand: Stand,
    candidates: Vec<What>,
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
    let field = WhatIf::new(matcher.model());
    let mut worker = matcher.worker();
    let persons: Vec<Person> = members
        .iter()
        .map(|m| {
            let shows = worker.shows(&m.profile);
            let held = m.profile.current_role;
            let best = || worker.rank(&m.profile, 1).first().map(|s| RoleRow(s.role));
            let target = to.or(held).or_else(best);
            let years = m.profile.years.unwrap_or_else(|| usual_years(shows.0));
            Person {
                target,
                shows,
                stand: field.stand(&m.profile, |r| Some(r) == target),
                candidates: field.candidates(&m.profile, years),
            }
        })
        .collect();
    Ok(Cohort {
        people,
        to,
        scarce: scarce(matcher, members, &persons, min_group),
        toward: toward(matcher, &field, members, &persons, to, min_group),
        lifts: lifts(&field, &persons, min_group),
        bus_factor: bus_factor(matcher, members, &persons),
    })
}

/// Numbers that add up to `whole`, with those below `min_group` (and above 0) taken out, and one more where a single one could be told
/// by subtraction.
#[must_use]
pub fn guarded(parts: &[usize], min_group: usize) -> Vec<Count> {
    let mut out: Vec<Count> = parts.iter().map(|p| Some(*p).filter(|p| *p == 0 || *p >= min_group)).collect();
    if out.iter().filter(|c| c.is_none()).count() == 1 {
        // The smallest of the others goes as well; the first where several are.
        let next = out.iter().enumerate().filter_map(|(i, c)| c.filter(|c| *c > 0).map(|c| (c, i))).min();
        if let Some((_, at)) = next {
            out[at] = None;
        }
    }
    out
}

fn scarce(matcher: &Matcher, members: &[Member], persons: &[Person], min_group: usize) -> Vec<Scarce> {
    let model = matcher.model();
    // Per skill: asked, met, weight.
    let mut sums = vec![(0usize, 0usize, 0.0f64); model.catalog().skills.len()];
    let mut worker = matcher.worker();
    for (member, person) in members.iter().zip(persons) {
        let Some(target) = person.target else { continue };
        let satisfaction = worker.satisfaction(&member.profile, target).clone();
        for (r, met) in model.data.roles[target.at()].requirements.iter().zip(&satisfaction.met) {
            let sum = &mut sums[r.skill.at()];
            sum.0 += 1;
            sum.1 += usize::from(met.share >= 256);
            sum.2 += f64::from(r.importance) / 1000.0 * f64::from(256 - met.share.min(256)) / 256.0;
        }
    }
    let mut list: Vec<Scarce> = sums
        .iter()
        .enumerate()
        .filter(|(_, (asked, met, _))| *asked >= min_group && met < asked)
        .map(|(skill, &(asked, met, weight))| {
            let parts = guarded(&[met, asked - met], min_group);
            Scarce { skill: SkillRow::of(skill), asked: Some(asked), met: parts[0], short: parts[1], weight }
        })
        .collect();
    list.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.skill.cmp(&b.skill)));
    list
}

fn toward(
    matcher: &Matcher,
    field: &WhatIf,
    members: &[Member],
    persons: &[Person],
    to: Option<RoleRow>,
    min_group: usize,
) -> Vec<Toward> {
    let model = matcher.model();
    let roles = (0..model.catalog().roles.len()).map(RoleRow::of).filter(|r| to.is_none_or(|to| *r == to));
    let mut list: Vec<(usize, Toward)> = Vec::new();
    for role in roles {
        let mut counts = vec![0usize; Verdict::ALL.len()];
        let mut ready = Vec::new();
        for (member, person) in members.iter().zip(persons) {
            let standing = Standing {
                asks: model.catalog()[role].seniority,
                shows: person.shows.0,
                from_role: person.shows.1,
                readiness: field.readiness_of(&person.stand, role),
                threshold: model.threshold(role),
            };
            let verdict = standing.verdict();
            counts[verdict as usize] += 1;
            if matches!(verdict, Verdict::Ready | Verdict::Lateral) {
                ready.push(member.id.clone());
            }
        }
        if to.is_some() || ready.len() >= min_group {
            let enough = ready.len() >= min_group;
            let verdicts = guarded(&counts, min_group);
            list.push((
                ready.len(),
                Toward { role, verdicts, ready: if enough { ready } else { Vec::new() } },
            ));
        }
    }
    list.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.role.cmp(&b.1.role)));
    list.into_iter().map(|t| t.1).collect()
}

#[allow(clippy::cast_precision_loss)]
fn lifts(field: &WhatIf, persons: &[Person], min_group: usize) -> Vec<Lifts> {
    let mut sums: std::collections::BTreeMap<What, (usize, usize, f64)> = std::collections::BTreeMap::new();
    let mut scratch = Scratch::default();
    for person in persons {
        let Some(target) = person.target else { continue };
        for &what in &person.candidates {
            if let Some((gain, over)) = field.toward(&person.stand, what, target, &mut scratch) {
                let sum = sums.entry(what).or_default();
                sum.0 += usize::from(over);
                sum.1 += 1;
                sum.2 += gain;
            }
        }
    }
    let mut list: Vec<(What, (usize, usize, f64))> =
        sums.into_iter().filter(|(_, s)| s.1 >= min_group).collect();
    list.sort_by(|(a, x), (b, y)| y.0.cmp(&x.0).then(y.2.total_cmp(&x.2)).then(y.1.cmp(&x.1)).then(a.cmp(b)));
    let people = persons.len();
    list.into_iter()
        .map(|(what, (over, raised, gain))| Lifts {
            what,
            over: guarded(&[over, people - over], min_group)[0],
            raised: guarded(&[raised, people - raised], min_group)[0],
            gain: gain / raised as f64,
        })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn small_groups_cannot_be_told() {
        assert_eq!(guarded(&[7, 0, 9], 5), [Some(7), Some(0), Some(9)]);
        assert_eq!(guarded(&[7, 2, 9], 5), [None, None, Some(9)]);
        assert_eq!(guarded(&[2, 3, 9], 5), [None, None, Some(9)]);
        assert_eq!(guarded(&[2, 0], 5), [None, Some(0)]);
    }
}
