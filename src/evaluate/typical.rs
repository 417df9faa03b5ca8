//! Title and description → what the role asks, from roles with similar texts: how much of it can be told before anyone states it?

use super::extraction::outcome;
use super::metric::{Report, SKILLS, row};
use crate::model::Model;
use crate::text::{NearestScratch, SkillIndex};
use crate::units::{RoleRow, SkillRow};
use crate::vector::{Origin, TypicalIndex, TypicalScratch};

/// Neighbours of the plain method that stands beside.
const PLAIN_NEIGHBOURS: usize = 10;

/// Holds out `held_out` roles (chosen by the CRC-32 of their id, so that any tool can choose the same; `skip` leaves out as many before, for tuning on others) and
/// ranks all skills for each from its title and description alone. True are the skills that its source states as essential; roles without any are
/// left out. Held-out roles are known to no part of the method.
#[must_use]
pub fn typical(model: &Model, held_out: usize, skip: usize) -> Report {
    let catalog = model.catalog();
    let hash = |r: &RoleRow| (crc32fast::hash(catalog[*r].id.as_bytes()), *r);
    let mut order: Vec<RoleRow> = (0..catalog.roles.len()).map(RoleRow::of).collect();
    order.sort_by_key(hash);
    // What was skipped is heard by nobody either: a method tuned on it must not know it.
    let unheard: Vec<RoleRow> = order.iter().copied().take(skip + held_out).collect();
    let judged = &unheard[skip.min(unheard.len())..];
    let mut known = vec![true; catalog.roles.len()];
    unheard.iter().for_each(|r| known[r.at()] = false);
    let mut asked = vec![0; catalog.skills.len()];
    for (vector, _) in model.data.roles.iter().zip(&known).filter(|p| *p.1) {
        vector.requirements.iter().for_each(|r| asked[r.skill.at()] += 1);
    }
    let skills = SkillIndex::build(catalog, &asked);
    let index = TypicalIndex::build(catalog, &model.data.roles, |r| known[r.at()]);
    let mut scratch = TypicalScratch::default();
    let mut near = NearestScratch::default();
    #[allow(clippy::cast_precision_loss)]
    let popular: Vec<f32> = asked.iter().map(|a| *a as f32).collect();
    let (mut system, mut plain, mut labels, mut both, mut most) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut left_out = 0;
    for row in judged {
        let truths = essential(model, *row);
        if truths.is_empty() {
            left_out += 1;
            continue;
        }
        let role = &catalog[*row];
        let mut scores = vec![0.0; catalog.skills.len()];
        let all = index.ask(role, None, &skills, catalog.skills.len(), &mut scratch);
        all.iter().for_each(|t| scores[t.skill.at()] = t.score);
        system.push(outcome(&scores, &truths));
        let neighbours = index.plain(role, PLAIN_NEIGHBOURS, &mut scratch);
        plain.push(outcome(&neighbours, &truths));
        let text = format!("{}\n{}", role.title, role.description);
        let names = skills.nearness(&text, &mut near).name;
        labels.push(outcome(&names, &truths));
        let sum: Vec<f32> = neighbours.iter().zip(&names).map(|(a, b)| a + b).collect();
        both.push(outcome(&sum, &truths));
        most.push(outcome(&popular, &truths));
    }
    Report {
        schema_version: 1,
        task: "typical".to_owned(),
        cases: system.len(),
        left_out,
        choices: catalog.skills.len(),
        rows: vec![
            row("skillgap", &system, SKILLS),
            row("10 nearest roles, and names", &both, SKILLS),
            row("10 nearest roles", &plain, SKILLS),
            row("names by cosine", &labels, SKILLS),
            row("most asked", &most, SKILLS),
        ],
    }
}

/// What the source states as essential, whatever the text names.
fn essential(model: &Model, row: RoleRow) -> Vec<SkillRow> {
    let requirements = model.data.roles[row.at()].requirements.iter();
    requirements.filter(|r| r.essential && r.origin != Origin::Text).map(|r| r.skill).collect()
}
