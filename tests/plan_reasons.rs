//! Reasons and fronts on the shipped catalog, against the plans themselves.

use jiff::civil::date;
use skillgap::model::Model;
use skillgap::plan::{Goal, Plan, Planner};
use skillgap::report;
use skillgap::units::Seniority;
use skillgap::vector::Profile;

/// Someone who does a role's job.
fn holder(model: &Model, role: &str) -> (Profile, Seniority) {
    let row = model.role(role).unwrap();
    let catalog = model.catalog();
    let requirements = &model.data.roles[row.at()].requirements;
    let skills = requirements.iter().map(|r| (catalog[r.skill].id.as_str(), Some(r.level)));
    (model.profile(skills, date(2026, 1, 1)), catalog[row].seniority)
}

const CASES: [(&str, &str); 3] = [
    ("help desk technician", "systems administrator"),
    ("network technician", "network administrator"),
    ("software developer", "senior software developer"),
];

#[test]
fn no_step_is_superfluous_and_no_plan_without_one_is_cheaper() {
    let model = Model::shipped().unwrap();
    let mut planner = Planner::new(&model);
    let goal = Goal::default();
    for (from, to) in CASES {
        let (profile, shows) = holder(&model, from);
        let role = model.role(to).unwrap();
        let (plan, reasons) = planner.explained(&profile, shows, role, &goal).unwrap();
        assert_eq!(plan, Planner::new(&model).plan(&profile, shows, role, &goal).unwrap());
        assert_eq!(plan.steps.len(), reasons.len());
        for (step, reason) in plan.steps.iter().zip(&reasons) {
            let name = step.step.name(model.catalog());
            let fails = reason.without.readiness < goal.readiness - 1e-9 || !reason.without.musts.is_empty();
            assert!(fails, "{from} to {to}: {name} is superfluous");
            assert!((0.0..=1.0).contains(&reason.alone));
            if let Some(instead) = &reason.instead {
                assert!(instead.minutes >= plan.minutes && instead.bound <= instead.minutes, "{name}");
                assert!(!instead.steps.contains(&step.step), "{name}");
            }
        }
        // Whatever waits for a step is stranded without it, unless another step opens the same door.
        let doc = report::reasons::explained(&model, &plan, &reasons);
        assert!(doc.steps.iter().all(|s| s.why.is_some()));
        let text = report::text::plan(&doc, 120);
        assert_eq!(text.matches("Without it").count(), plan.steps.len(), "{text}");
    }
}

#[test]
fn a_front_starts_at_the_plan_and_trades_hours_for_money() {
    let model = Model::shipped().unwrap();
    let mut planner = Planner::new(&model);
    let goal = Goal::default();
    for (from, to) in CASES {
        let (profile, shows) = holder(&model, from);
        let role = model.role(to).unwrap();
        let front = planner.front(&profile, shows, role, &goal).unwrap();
        let single: Plan = planner.plan(&profile, shows, role, &goal).unwrap();
        assert_eq!(front.plans[0], single, "{from} to {to}");
        for pair in front.plans.windows(2) {
            assert!(pair[0].minutes < pair[1].minutes && pair[0].cost.0 > pair[1].cost.0, "{from} to {to}");
        }
        for plan in &front.plans {
            assert_eq!(plan.minutes, plan.steps.iter().map(|s| s.facts.minutes).sum::<u64>());
            assert_eq!(plan.cost.0, plan.steps.iter().map(|s| s.facts.cost.0).sum::<u64>());
            // The limits of a plan of the front find that very plan.
            let cost = Goal { max_cost: Some(plan.cost.usd()), ..goal.clone() };
            let again = planner.plan(&profile, shows, role, &cost).unwrap();
            assert_eq!((again.minutes, again.cost), (plan.minutes, plan.cost), "{from} to {to}");
        }
        let doc = report::fronts::front(&model, &front);
        assert_eq!(doc.front.len(), front.plans.len());
    }
}
