//! Plans on the shipped catalog keep their promises, whoever asks: each is replayed step by step from the catalog alone.

use proptest::prelude::*;
use skillgap::catalog::{Need, Status};
use skillgap::matching::readiness::{Satisfaction, points};
use skillgap::model::Model;
use skillgap::plan::{Goal, Minimize, Plan, Planner, StepRef, usual_years};
use skillgap::units::{Level, RoleRow, SkillRow};
use skillgap::vector::{Evidence, Held, LinkKind, Profile};

/// Someone who holds a role but for what `lack` says, requirement by requirement: 0 lacks it, 1 has it a level lower.
fn person(model: &Model, role: RoleRow, lack: &[u8]) -> Profile {
    let asked = &model.data.roles[role.at()].requirements;
    let held = asked.iter().zip(lack.iter().cycle()).filter_map(|(r, lack)| {
        let level = Level::new(if *lack == 1 { r.level.get().max(2) - 1 } else { r.level.get() })?;
        (*lack != 0).then_some(Held { skill: r.skill, level, evidence: Evidence::Exact })
    });
    Profile { skills: held.collect(), current_role: Some(role), ..Profile::default() }
}

/// What someone has after some steps of a plan, nothing else.
fn after(model: &Model, profile: &Profile, steps: &[StepRef]) -> Vec<Held> {
    let mut held = profile.skills.clone();
    for (skill, _, level) in steps.iter().flat_map(|s| s.builds(model.catalog())) {
        match held.binary_search_by_key(&skill, |h| h.skill) {
            Ok(at) => held[at].level = held[at].level.max(level),
            Err(at) => held.insert(at, Held { skill, level, evidence: Evidence::Exact }),
        }
    }
    held
}

/// Whether the goal is met with this.
fn reached(model: &Model, held: &[Held], role: RoleRow, goal: &Goal) -> bool {
    let vector = &model.data.roles[role.at()];
    let mut satisfaction = Satisfaction::default();
    satisfaction.fill(held, vector, &model.data.links);
    let musts =
        vector.requirements.iter().zip(&satisfaction.met).all(|(r, m)| !r.essential || m.share == 256);
    let (met, all) = points(vector, &satisfaction);
    (musts || !goal.musts) && met as f64 >= goal.readiness * all as f64 - 1e-6
}

/// The level of a skill that opens doors: what the person had, and what steps before brought by the rules of `docs/planning.md` (a skill that
/// the role does not ask only by what was made for it, and a pattern only for what it was made for where the role does not ask that).
fn opens(
    model: &Model,
    profile: &Profile,
    role: RoleRow,
    before: &[StepRef],
    skill: SkillRow,
) -> Option<Level> {
    let asks = |s: SkillRow| model.data.roles[role.at()].requirements.iter().any(|r| r.skill == s);
    let own = profile.skills.iter().find(|h| h.skill == skill).map(|h| h.level);
    let brought = before.iter().filter_map(|step| {
        let made_for = step.made_for(model.catalog());
        let counts = made_for == Some(skill) || (asks(skill) && made_for.is_none_or(asks));
        step.builds(model.catalog()).find(|b| b.0 == skill && counts).map(|b| b.2)
    });
    brought.chain(own).max()
}

/// Whether a step can be taken after others.
fn can_be_taken(
    model: &Model,
    profile: &Profile,
    role: RoleRow,
    step: StepRef,
    before: &[StepRef],
    years: f64,
) -> bool {
    let catalog = model.catalog();
    let level = |skill| opens(model, profile, role, before, skill);
    let needs = step.needs(catalog).iter().filter(|g| g.required).all(|g| {
        g.any_of.iter().any(|need| match need {
            Need::Certification(row) => before.contains(&StepRef::Certification(*row)),
            Need::Skill(skill, least) => level(*skill) >= Some(*least),
            Need::Experience(least) => f64::from(*least) <= years,
        })
    });
    let asks = |s: SkillRow| model.data.roles[role.at()].requirements.iter().any(|r| r.skill == s);
    let relative = |skill: SkillRow, entry: Level| {
        model.data.links.from(skill).iter().any(|link| {
            let (highest, least) = match link.kind {
                LinkKind::Broader => (3, entry.get()),
                _ => (2, entry.get() + 1),
            };
            let steps: &[StepRef] = if asks(link.to) { before } else { &[] };
            let has = opens(model, profile, role, steps, link.to);
            entry.get() <= highest && has.is_some_and(|has| has.get() >= least)
        })
    };
    let mut builds = step.builds(catalog);
    needs
        && builds.all(|(skill, entry, _)| entry.is_none_or(|e| level(skill) >= Some(e) || relative(skill, e)))
}

fn check(model: &Model, profile: &Profile, role: RoleRow, goal: &Goal, plan: &Plan) {
    let catalog = model.catalog();
    let years = usual_years(catalog[profile.current_role.unwrap()].seniority);
    let steps: Vec<StepRef> = plan.steps.iter().map(|s| s.step).collect();
    for (at, step) in plan.steps.iter().enumerate() {
        let name = step.step.name(catalog);
        if let StepRef::Certification(row) = step.step {
            assert_eq!(catalog[row].status, Status::Active, "{name}");
            assert!(!profile.holds(row), "{name} is held");
        }
        let before = &steps[..at];
        assert!(!before.contains(&step.step), "{name} is there twice");
        assert!(step.after.iter().all(|w| *w < at), "{name} comes before what it waits for");
        assert!(can_be_taken(model, profile, role, step.step, before, years), "{name} comes too early");
    }
    assert!(reached(model, &after(model, profile, &steps), role, goal));
    assert_eq!(plan.minutes, plan.steps.iter().map(|s| s.facts.minutes).sum::<u64>());
    assert_eq!(plan.cost.0, plan.steps.iter().map(|s| s.facts.cost.0).sum::<u64>());
    let spent = if goal.minimize == Minimize::Hours { plan.minutes } else { plan.cost.0 };
    assert!(plan.bound <= spent && (!plan.optimal || plan.bound == spent));
    for out in 0..steps.len() {
        // Without it, whatever can still be taken is.
        let rest: Vec<StepRef> = steps.iter().copied().filter(|s| *s != steps[out]).collect();
        let mut done: Vec<StepRef> = Vec::new();
        while let Some(next) =
            rest.iter().find(|s| !done.contains(s) && can_be_taken(model, profile, role, **s, &done, years))
        {
            done.push(*next);
        }
        let stands = done.len() == rest.len() && reached(model, &after(model, profile, &done), role, goal);
        assert!(!(plan.optimal && stands), "{} is superfluous", steps[out].name(catalog));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn plans_keep_every_promise(
        at in any::<prop::sample::Index>(),
        lack in prop::collection::vec(0u8..8, 40),
        onward in any::<bool>(),
        readiness in prop::sample::select(vec![0.6, 0.75, 0.9]),
        minimize in prop::sample::select(vec![Minimize::Hours, Minimize::Cost]),
        musts in any::<bool>(),
    ) {
        let model = Model::shipped().unwrap();
        let transition = &model.catalog().transitions[at.index(model.catalog().transitions.len())];
        let profile = person(&model, transition.from, &lack);
        let role = if onward { transition.to } else { transition.from };
        let goal = Goal { readiness, minimize, musts, ..Goal::default() };
        let shows = model.catalog()[transition.from].seniority;
        if let Ok(plan) = Planner::new(&model).plan(&profile, shows, role, &goal) {
            check(&model, &profile, role, &goal, &plan);
        }
    }
}
