//! What meets the entry level of a project: the very skill, or a near relative of it.
//!
//! A project says at which level of a skill one can start it. Read by the letter, a systems administrator of four years would first have to
//! do a beginner's lab in "server troubleshooting", because their record says "systems administration". So an entry level is met by
//!
//! - the skill itself at that level;
//! - a *kind of it* at that level, up to working level: who administers Red Hat at level 3 has Linux at level 3;
//! - its *parent*, a *sibling* or a *related* skill one level higher, up to basic level: who does the ordinary job alone (3) in a
//!   neighbouring field does routine tasks with some help (2) in this one. Nobody works alone (3) in what they never touched.
//!
//! Relatives are the links over which readiness gives credit too. They open the door only: what a project gives, and how far a
//! requirement is met, is counted as before.

use crate::units::{Level, SkillRow};
use crate::vector::{LinkKind, Links};

/// Highest entry level that a kind of the skill meets.
const BY_A_KIND_OF_IT: Level = Level::WORKING;

/// Highest entry level that a parent, a sibling or a related skill meets.
const BY_A_NEIGHBOUR: Level = Level::BASIC;

/// What meets an entry level beside the skill itself: skills, each with the level that it takes; by skill.
pub fn relatives(
    links: &Links,
    skill: SkillRow,
    entry: Level,
) -> impl Iterator<Item = (SkillRow, Level)> + '_ {
    links.from(skill).iter().filter_map(move |link| {
        // Seen from the skill asked: a link to what is broader leads to its parent, one to what is narrower to a kind of it.
        let (highest, above) = match link.kind {
            LinkKind::Broader => (BY_A_KIND_OF_IT, 0),
            LinkKind::Narrower | LinkKind::Sibling | LinkKind::Related => (BY_A_NEIGHBOUR, 1),
        };
        let level = Level::new(entry.get() + above)?;
        (entry <= highest).then_some((link.to, level))
    })
}

/// Whether someone with these levels can start at an entry level.
pub fn stands(links: &Links, skill: SkillRow, entry: Level, has: impl Fn(SkillRow) -> Option<Level>) -> bool {
    has(skill) >= Some(entry) || relatives(links, skill, entry).any(|(s, level)| has(s) >= Some(level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    fn rows(model: &Model, names: &[&str]) -> Vec<SkillRow> {
        names.iter().map(|n| model.catalog().skill(n).unwrap()).collect()
    }

    #[test]
    fn relatives_open_the_door_by_the_rule() {
        let model = Model::shipped().unwrap();
        let [parent, child, sibling] =
            rows(&model, &["systems-administration", "server-hardening", "server-migration"])[..]
        else {
            panic!("three rows")
        };
        let links = &model.data.links;
        let level = |n| Level::new(n).unwrap();
        let stands = |asked, entry, have: SkillRow, at| {
            super::stands(links, asked, level(entry), |s| (s == have).then(|| level(at)))
        };
        assert!(stands(child, 2, child, 2) && !stands(child, 3, child, 2));
        // The parent one level higher, and never at working level.
        assert!(stands(child, 2, parent, 3) && !stands(child, 2, parent, 2) && !stands(child, 3, parent, 5));
        // A kind of it at the same level, and never at advanced level.
        assert!(stands(parent, 3, child, 3) && !stands(parent, 3, child, 2) && !stands(parent, 4, child, 5));
        // Practices of a wide field are no siblings to one another.
        assert!(!stands(child, 2, sibling, 5));
    }
}
