//! Groups of people × skills: how far each group meets what is asked of it. Never one person, never a group below the smallest that is told.
//!
//! A cell is the mean share met in five bands, not a number: from the bands of a group and of a part of it nothing can be told about the
//! rest. Where the size of a group would tell the size of a smaller one by subtraction, it is left out as well.

use super::cohort::{Member, guarded};
use crate::matching::Matcher;
use crate::units::{RoleRow, Seniority, SkillRow};

/// Whom a column of the map is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everyone.
    All,
    /// People who show this rung.
    Rung(Seniority),
    /// People measured against this role.
    Role(RoleRow),
}

/// A group with a band for each skill; `None` where the skill is asked of fewer than the smallest group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Who they are.
    pub group: Group,
    /// How many.
    pub people: usize,
    /// The mean share met in fifths: 0 is below a fifth, 4 is four fifths and more.
    pub bands: Vec<Option<u8>>,
}

/// Groups × skills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    /// The skills, in the order given.
    pub skills: Vec<SkillRow>,
    /// Everyone, then rungs from the lowest, then roles from the one of most people.
    pub columns: Vec<Column>,
}

/// Bands of a share.
pub const BANDS: u8 = 5;

/// Most roles that get a column.
const ROLES: usize = 6;

/// One person: the rung shown, the role measured against, and the share met of each skill of the list that this role asks, in 1/256.
struct Person {
    shows: Seniority,
    target: Option<RoleRow>,
    met: Vec<Option<u32>>,
}

/// The map of `members` for `skills`. Everyone is measured against `to`, else against the role held, else the best-fitting one. Empty where
/// there are fewer people than `min_group`.
#[must_use]
pub fn heat(
    matcher: &Matcher,
    members: &[Member],
    to: Option<RoleRow>,
    skills: &[SkillRow],
    min_group: usize,
) -> Heat {
    let least = min_group.max(1);
    if members.len() < least {
        return Heat::default();
    }
    let model = matcher.model();
    let mut worker = matcher.worker();
    let mut persons = Vec::with_capacity(members.len());
    for member in members {
        let profile = &member.profile;
        let shows = worker.shows(profile).0;
        let best = || worker.rank(profile, 1).first().map(|s| RoleRow(s.role));
        let target = to.or(profile.current_role).or_else(best);
        let mut met = vec![None; skills.len()];
        if let Some(target) = target {
            let satisfaction = worker.satisfaction(profile, target);
            for (asked, there) in model.data.roles[target.at()].requirements.iter().zip(&satisfaction.met) {
                if let Some(at) = skills.iter().position(|s| *s == asked.skill) {
                    met[at] = Some(there.share.min(256));
                }
            }
        }
        persons.push(Person { shows, target, met });
    }
    let mut columns = vec![column(&persons, Group::All, skills.len(), least)];
    let rungs = Seniority::ALL.map(Group::Rung);
    columns.extend(told(&persons, &rungs, skills.len(), least));
    if to.is_none() {
        let mut roles: Vec<RoleRow> = persons.iter().filter_map(|p| p.target).collect();
        roles.sort_unstable();
        roles.dedup();
        let roles: Vec<Group> = roles.into_iter().map(Group::Role).collect();
        let mut some = told(&persons, &roles, skills.len(), least);
        some.sort_by_key(|c| std::cmp::Reverse(c.people));
        some.truncate(ROLES);
        columns.extend(some);
    }
    Heat { skills: skills.to_vec(), columns }
}

/// The groups of a partition that are large enough, and from whose sizes that of no smaller one can be told.
fn told(persons: &[Person], groups: &[Group], skills: usize, least: usize) -> Vec<Column> {
    let sizes: Vec<usize> =
        groups.iter().map(|g| persons.iter().filter(|p| belongs(p, *g)).count()).collect();
    let shown = guarded(&sizes, least);
    let of = groups.iter().zip(shown).filter(|(_, size)| size.is_some_and(|n| n > 0));
    of.map(|(group, _)| column(persons, *group, skills, least)).collect()
}

fn belongs(person: &Person, group: Group) -> bool {
    match group {
        Group::All => true,
        Group::Rung(rung) => person.shows == rung,
        Group::Role(role) => person.target == Some(role),
    }
}

fn column(persons: &[Person], group: Group, skills: usize, least: usize) -> Column {
    let who: Vec<&Person> = persons.iter().filter(|p| belongs(p, group)).collect();
    let band = |at: usize| {
        let met: Vec<u32> = who.iter().filter_map(|p| p.met[at]).collect();
        if met.len() < least {
            return None;
        }
        let sum = met.iter().map(|m| u64::from(*m)).sum::<u64>();
        let mean = sum * u64::from(BANDS) / (met.len() as u64 * 256);
        u8::try_from(mean).ok().map(|b| b.min(BANDS - 1))
    };
    Column { group, people: who.len(), bands: (0..skills).map(band).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    fn member(model: &Model, id: usize, text: &str) -> Member {
        let mut builder = model.profile_builder(jiff::civil::date(2026, 1, 1));
        builder.begin();
        text.lines().for_each(|name| {
            builder.add(name, crate::vector::Said::default());
        });
        Member { id: id.to_string(), profile: builder.finish().clone() }
    }

    #[test]
    fn no_small_group_is_told_and_bands_are_means() {
        let model = Model::shipped().unwrap();
        let matcher = Matcher::new(&model);
        let role = model.role("systems-administrator").unwrap();
        let skills: Vec<SkillRow> =
            model.data.roles[role.at()].requirements.iter().take(8).map(|r| r.skill).collect();
        let all: String =
            skills.iter().map(|s| format!("{}\n", model.catalog()[*s].name)).collect::<Vec<_>>().concat();
        let members: Vec<Member> = (0..7).map(|n| member(&model, n, &all)).collect();
        let map = heat(&matcher, &members, Some(role), &skills, 5);
        assert!(map.columns.iter().all(|c| c.people >= 5));
        assert!(map.columns[0].bands.iter().all(|b| b.is_some_and(|b| b >= 3)), "{:?}", map.columns[0]);
        // One person of another rung: neither that rung nor, by subtraction, the other is told.
        let mut mixed = members.clone();
        mixed[0].profile.current_role = model.role("chief-information-officer").ok();
        let map = heat(&matcher, &mixed, Some(role), &skills, 5);
        assert_eq!(map.columns.len(), 1, "{:?}", map.columns);
        assert_eq!(heat(&matcher, &members[..4], Some(role), &skills, 5), Heat::default());
    }

    #[test]
    fn a_skill_asked_of_few_has_no_band() {
        let model = Model::shipped().unwrap();
        let matcher = Matcher::new(&model);
        let skills: Vec<SkillRow> = (0..model.catalog().skills.len()).map(SkillRow::of).collect();
        let members: Vec<Member> = (0..6).map(|n| member(&model, n, "Linux\nBash\nAnsible")).collect();
        let map = heat(&matcher, &members, None, &skills, 5);
        let asked = map.columns[0].bands.iter().filter(|b| b.is_some()).count();
        assert!(asked > 0 && asked < skills.len() / 2, "{asked}");
    }
}
