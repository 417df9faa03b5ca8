//! `skillgap plan`

use std::path::Path;

use anyhow::Result;
use skillgap::matching::Matcher;
use skillgap::plan::{Goal, NoPlan, Planner};
use skillgap::report;
use skillgap::report::fronts::FrontDocument;
use skillgap::report::plans::PlanDocument;

use crate::args::{Plan, PlanFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Plan, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let goal = goal(args)?;
    let model = input::model(model)?;
    let role = model.role(&args.to)?;
    let (file, bytes) = input::read(&args.profile)?;
    let profile = super::r#match::read_profile(&model, &file, &bytes, &args.person, printer)?;
    let matcher = Matcher::new(&model);
    let (shows, _) = matcher.worker().shows(&profile);
    let mut planner = Planner::new(&model);
    let none = |why: NoPlan| Stop::because(Exit::NoSolution, report::refusals::no_plan(&model, &why));
    if args.pareto {
        let front = planner.front(&profile, shows, role, &goal).map_err(none)?;
        print_front(args.format, &report::fronts::front(&model, &front), printer)?;
    } else {
        let doc = if args.explain {
            let (plan, reasons) = planner.explained(&profile, shows, role, &goal).map_err(none)?;
            report::reasons::explained(&model, &plan, &reasons)
        } else {
            report::plans::document(&model, &planner.plan(&profile, shows, role, &goal).map_err(none)?)
        };
        print(args, &doc, printer)?;
    }
    for u in report::matches::unknown(&model, &profile) {
        printer.remark(&format!("Not known: “{}”.", report::text::safe(&u.name)));
    }
    Ok(Exit::Done)
}

fn print(args: &Plan, doc: &PlanDocument, printer: &Printer) -> Result<()> {
    let day = args.person.day.get();
    match args.format {
        PlanFormat::Json => printer.json(doc),
        PlanFormat::Html => printer.result(report::html::plan_report(doc).as_bytes()),
        PlanFormat::Ics => printer.result(report::calendar::plan(doc, day).as_bytes()),
        PlanFormat::Markdown => printer.result(report::checklist::plan(doc, day).as_bytes()),
        PlanFormat::Table => printer.result(report::text::plan(doc, printer.width()).as_bytes()),
    }
}

fn print_front(format: PlanFormat, doc: &FrontDocument, printer: &Printer) -> Result<()> {
    match format {
        PlanFormat::Json => printer.json(doc),
        PlanFormat::Html => printer.result(report::html::front_report(&doc.front, doc.complete).as_bytes()),
        PlanFormat::Table => printer.result(report::fronts::text(doc, printer.width()).as_bytes()),
        PlanFormat::Ics | PlanFormat::Markdown => Err(Stop::because(
            Exit::Usage,
            "a calendar or a checklist is of one plan; choose one from --pareto with --max-hours or --max-cost.",
        )),
    }
}

/// What the options ask; wrong ones are told before anything is read.
fn goal(args: &Plan) -> Result<Goal> {
    let goal = Goal {
        readiness: args.readiness,
        musts: !args.without_musts,
        minimize: args.minimize,
        max_hours: args.max_hours,
        max_cost: args.max_cost,
        weekly_hours: args.weekly_hours,
        from: Some(args.person.day.get()),
        until: None,
    };
    goal.check()?;
    Ok(goal)
}
