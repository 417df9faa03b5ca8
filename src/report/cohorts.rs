//! A cohort's view as JSON, CSV and tables. A number that may not be told is `null`, an empty cell, or `…`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::csv::{cell, number};
use super::lines::{lines, safe, table};
use super::number::{hundredth, plain};
use super::unlocks::{WhatView, about, what_view};
use crate::matching::{Matcher, Verdict};
use crate::model::Model;
use crate::plan::cohort::{Cohort, Count, Member};
use crate::plan::heat::{Column, Group, heat};
use crate::plan::lifts::Lifts;
use crate::units::SkillRow;

/// A skill that is asked, and how many have it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScarceView {
    /// Id of the skill.
    pub skill_id: String,
    /// Its name.
    pub skill: String,
    /// People of whom it is asked.
    pub asked: Count,
    /// People who meet it.
    pub met: Count,
    /// People who do not.
    pub short: Count,
    /// What is lacking in all: importance × share not met, summed over people; `null` where the counts are not told.
    pub weight: Option<f64>,
}

/// How people stand toward a role.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TowardView {
    /// Id of the role.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// People by verdict.
    pub ready: Count,
    /// Ready on the rung that their present role has.
    pub lateral: Count,
    /// Within reach of a plan.
    pub stretch: Count,
    /// The role is below their rung.
    pub step_down: Count,
    /// Too far.
    pub out_of_reach: Count,
    /// Too little is known to say.
    pub not_enough_data: Count,
    /// With `--names`: ids of those who are ready or lateral; empty where they are too few.
    pub profile_ids: Vec<String>,
}

/// A step and how many people it lifts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LiftView {
    /// From 1.
    pub rank: usize,
    /// The step.
    #[serde(flatten)]
    pub step: WhatView,
    /// People that it brings over the threshold of their target.
    pub over: Count,
    /// People whose readiness for their target it raises.
    pub raised: Count,
    /// Mean readiness that it gives those; `null` where their number is not told.
    pub mean_gain: Option<f64>,
}

/// A skill that one person has.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BusFactorView {
    /// Id of the skill.
    pub skill_id: String,
    /// Its name.
    pub skill: String,
}

/// How far groups meet what is asked of them: groups × skills, in bands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct HeatView {
    /// The skills: those of `scarce`, in their order.
    pub skills: Vec<BusFactorView>,
    /// Everyone, then rungs, then the roles of most people.
    pub groups: Vec<HeatGroupView>,
}

/// A group of a heat map.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HeatGroupView {
    /// `all`, `rung`, `role`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// How many people.
    pub people: usize,
    /// For each skill the mean share met in fifths, 0 (below a fifth) to 4; `null` where it is asked of too few.
    pub bands: Vec<Option<u8>>,
}

/// The answer to `cohort`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CohortDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// How many people.
    pub people: usize,
    /// How many of them the lists of skills and steps count: without --to, those whose role enough others share.
    pub counted: usize,
    /// The smallest group that is told.
    pub min_group: usize,
    /// Id of the role that all are measured against; `null` where each is measured against their own.
    pub to_role_id: Option<String>,
    /// Its title.
    pub to_role: Option<String>,
    /// Scarcest first.
    pub scarce: Vec<ScarceView>,
    /// Most people ready first.
    pub roles: Vec<TowardView>,
    /// Certifications: most people brought over first.
    pub certifications: Vec<LiftView>,
    /// Projects and other steps, likewise.
    pub projects: Vec<LiftView>,
    /// Skills that exactly one person has.
    pub bus_factor: Vec<BusFactorView>,
    /// Groups × skills.
    pub heat: HeatView,
}

/// A cohort as shown, with at most `top` entries a list, naming nobody.
#[must_use]
pub fn document(model: &Model, view: &Cohort, min_group: usize, top: usize) -> CohortDocument {
    let catalog = model.catalog();
    let scarce = view.scarce.iter().take(top).map(|s| ScarceView {
        skill_id: catalog[s.skill].id.clone(),
        skill: catalog[s.skill].name.clone(),
        asked: s.asked,
        met: s.met,
        short: s.short,
        weight: s.weight.map(hundredth),
    });
    let roles = view.toward.iter().take(top).map(|t| {
        let of = |v: Verdict| t.verdicts.get(v as usize).copied().flatten();
        TowardView {
            role_id: catalog[t.role].id.clone(),
            role: catalog[t.role].title.clone(),
            ready: of(Verdict::Ready),
            lateral: of(Verdict::Lateral),
            stretch: of(Verdict::Stretch),
            step_down: of(Verdict::StepDown),
            out_of_reach: of(Verdict::OutOfReach),
            not_enough_data: of(Verdict::NotEnoughData),
            profile_ids: Vec::new(),
        }
    });
    let lifts = |wanted: fn(&str) -> bool| {
        let all = view.lifts.iter().map(|l| (what_view(model, l.what), l));
        let some = all.filter(|(w, _)| wanted(&w.kind)).take(top).enumerate();
        let one = |(i, (step, l)): (usize, (WhatView, &Lifts))| LiftView {
            rank: i + 1,
            step,
            over: l.over,
            raised: l.raised,
            mean_gain: l.gain.map(hundredth),
        };
        some.map(one).collect::<Vec<_>>()
    };
    CohortDocument {
        schema_version: SCHEMA_VERSION,
        people: view.people,
        counted: view.counted,
        min_group,
        to_role_id: view.to.map(|r| catalog[r].id.clone()),
        to_role: view.to.map(|r| catalog[r].title.clone()),
        scarce: scarce.collect(),
        roles: roles.collect(),
        certifications: lifts(|kind| kind == "certification"),
        projects: lifts(|kind| kind != "certification" && kind != "skill"),
        bus_factor: view
            .bus_factor
            .iter()
            .take(top)
            .map(|s| BusFactorView { skill_id: catalog[*s].id.clone(), skill: catalog[*s].name.clone() })
            .collect(),
        heat: HeatView::default(),
    }
}

impl CohortDocument {
    /// With the heat map of the skills that it lists.
    #[must_use]
    pub fn with_heat(mut self, matcher: &Matcher, members: &[Member], view: &Cohort) -> CohortDocument {
        let model = matcher.model();
        let catalog = model.catalog();
        let skills: Vec<SkillRow> = view.scarce.iter().take(self.scarce.len()).map(|s| s.skill).collect();
        let map = heat(matcher, members, view.to, &skills, self.min_group);
        let skill = |s: &SkillRow| BusFactorView {
            skill_id: catalog[*s].id.clone(),
            skill: catalog[*s].name.clone(),
        };
        let group = |c: Column| {
            let (kind, name) = match c.group {
                Group::All => ("all", "Everyone".to_owned()),
                Group::Rung(rung) => ("rung", rung.to_string()),
                Group::Role(role) => ("role", catalog[role].title.clone()),
            };
            HeatGroupView { kind, name, people: c.people, bands: c.bands }
        };
        self.heat = HeatView {
            skills: map.skills.iter().map(skill).collect(),
            groups: map.columns.into_iter().map(group).collect(),
        };
        self
    }
}

/// Names the people who are ready for each role that is listed, where they are enough.
pub fn name_people(doc: &mut CohortDocument, view: &Cohort) {
    for (shown, toward) in doc.roles.iter_mut().zip(&view.toward) {
        shown.profile_ids.clone_from(&toward.ready);
    }
}

/// The header of the CSV: one row a fact, `section` says which.
pub const HEADER: &str = "section,rank,id,name,people,of,ready,lateral,stretch,step_down,out_of_reach,not_enough_data,over,raised,mean_gain,hours,cost_usd\n";

/// A cohort as CSV.
#[must_use]
pub fn csv(doc: &CohortDocument) -> Vec<u8> {
    let mut out = HEADER.as_bytes().to_vec();
    let count = |c: Count| c.map_or_else(String::new, |c| c.to_string());
    let mut row = |section: &str, rank: usize, id: &str, name: &str, cells: [String; 13]| {
        cell(&mut out, section);
        out.extend_from_slice(format!(",{rank},").as_bytes());
        cell(&mut out, id);
        out.push(b',');
        cell(&mut out, name);
        for c in &cells {
            out.push(b',');
            cell(&mut out, c);
        }
        out.push(b'\n');
    };
    for (i, s) in doc.scarce.iter().enumerate() {
        let mut cells: [String; 13] = Default::default();
        cells[0] = count(s.short);
        cells[1] = count(s.asked);
        row("scarce_skill", i + 1, &s.skill_id, &s.skill, cells);
    }
    for (i, r) in doc.roles.iter().enumerate() {
        let mut cells: [String; 13] = Default::default();
        cells[1] = doc.people.to_string();
        let verdicts = [r.ready, r.lateral, r.stretch, r.step_down, r.out_of_reach, r.not_enough_data];
        for (cell, v) in cells[2..8].iter_mut().zip(verdicts) {
            *cell = count(v);
        }
        row("role", i + 1, &r.role_id, &r.role, cells);
    }
    for (section, list) in [("certification", &doc.certifications), ("project", &doc.projects)] {
        for l in list {
            let mut gain = Vec::new();
            if let Some(mean) = l.mean_gain {
                number(&mut gain, mean);
            }
            let mut cells: [String; 13] = Default::default();
            cells[1] = doc.counted.to_string();
            cells[8] = count(l.over);
            cells[9] = count(l.raised);
            cells[10] = String::from_utf8_lossy(&gain).into_owned();
            cells[11] = l.step.hours.map_or_else(String::new, plain);
            cells[12] = l.step.cost_usd.map_or_else(String::new, plain);
            row(section, l.rank, &l.step.id, &l.step.name, cells);
        }
    }
    for (i, b) in doc.bus_factor.iter().enumerate() {
        let mut cells: [String; 13] = Default::default();
        cells[0] = "1".to_owned();
        cells[1] = doc.people.to_string();
        row("bus_factor", i + 1, &b.skill_id, &b.skill, cells);
    }
    out
}

/// A cohort as tables.
#[must_use]
pub fn text(doc: &CohortDocument, width: u16) -> String {
    let count = |c: Count| c.map_or_else(|| "…".to_owned(), |c| c.to_string());
    let against =
        doc.to_role.as_ref().map_or("the role that each holds or fits best".to_owned(), |r| safe(r));
    let mut out = format!("{} people against {against}\n", doc.people);
    if doc.counted < doc.people {
        let others = if doc.min_group > 1 {
            format!(
                "the others fit no role, or one that fewer than {} share, which would single them out",
                doc.min_group
            )
        } else {
            "the others fit no role".to_owned()
        };
        out.push_str(&format!(
            "Skills and steps count {}: {others}. --to measures all against one.\n",
            doc.counted
        ));
    }
    if !doc.scarce.is_empty() {
        out.push_str("\nScarcest skills\n");
        let mut table = table(width, &["skill", "asked of", "met by", "short"], &[1, 2, 3]);
        for s in &doc.scarce {
            table.add_row(vec![safe(&s.skill), count(s.asked), count(s.met), count(s.short)]);
        }
        out.push_str(&lines(&table));
    }
    if !doc.roles.is_empty() {
        out.push_str("\nWho is ready for what\n");
        let header =
            ["role", "ready", "lateral", "stretch", "step down", "out of reach", "no data", "ready people"];
        let mut table = table(width, &header, &[1, 2, 3, 4, 5, 6]);
        for r in &doc.roles {
            table.add_row(vec![
                safe(&r.role),
                count(r.ready),
                count(r.lateral),
                count(r.stretch),
                count(r.step_down),
                count(r.out_of_reach),
                count(r.not_enough_data),
                r.profile_ids.iter().map(|i| safe(i)).collect::<Vec<_>>().join(", "),
            ]);
        }
        out.push_str(&lines(&table));
    }
    for (title, list) in [("Certifications", &doc.certifications), ("Projects", &doc.projects)] {
        if !list.is_empty() {
            out.push_str(&format!("\n{title} by how many people they lift\n"));
            let header = ["#", "step", "over the threshold", "raised", "mean gain", "hours", "USD"];
            let mut table = table(width, &header, &[0, 2, 3, 4, 5, 6]);
            for l in list {
                table.add_row(vec![
                    l.rank.to_string(),
                    safe(&l.step.name),
                    count(l.over),
                    count(l.raised),
                    l.mean_gain.map_or_else(|| "…".to_owned(), |g| format!("{:.0}%", g * 100.0)),
                    l.step.hours_shown(),
                    l.step.cost_shown(),
                ]);
            }
            out.push_str(&lines(&table));
            out.push_str(about(list.iter().map(|l| &l.step)));
        }
    }
    if !doc.bus_factor.is_empty() {
        let names: Vec<String> = doc.bus_factor.iter().map(|b| safe(&b.skill)).collect();
        out.push_str(&format!("\nSkills that one person has: {}\n", names.join(", ")));
    }
    out.push_str(&format!("Groups below {} are not told (…).\n", doc.min_group));
    out
}
