//! `skillgap plan`

use std::path::Path;

use anyhow::Result;
use skillgap::error::Error;
use skillgap::matching::Matcher;
use skillgap::model::Model;
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
    let profile = super::r#match::profile(&model, &args.profile, &args.person, printer)?;
    let matcher = Matcher::new(&model);
    let (shows, _) = matcher.worker().shows(&profile);
    let mut planner = Planner::new(&model);
    let none = |why: NoPlan| Stop::because(Exit::NoSolution, sentence(&model, &why));
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

fn goal(args: &Plan) -> Result<Goal> {
    let check = |ok: bool, name, range, value: f64| {
        if ok { Ok(()) } else { Err(Error::Parameter { name, range, value: value.to_string() }) }
    };
    check(
        args.readiness > 0.0 && args.readiness <= 1.0,
        "--readiness",
        "above 0 and at most 1",
        args.readiness,
    )?;
    let hours = args.weekly_hours;
    check(hours > 0.0 && hours <= 168.0, "--weekly-hours", "above 0 and at most 168", hours)?;
    for (limit, name) in [(args.max_hours, "--max-hours"), (args.max_cost, "--max-cost")] {
        if let Some(limit) = limit {
            check(limit.is_finite() && limit >= 0.0, name, "0 or more", limit)?;
        }
    }
    Ok(Goal {
        readiness: args.readiness,
        musts: !args.without_musts,
        minimize: args.minimize,
        max_hours: args.max_hours,
        max_cost: args.max_cost,
        weekly_hours: hours,
        from: Some(args.person.day.get()),
    })
}

/// Why there is no plan, and what would help.
pub fn sentence(model: &Model, why: &NoPlan) -> String {
    match why {
        NoPlan::Unreachable { best, musts } => {
            let names: Vec<&str> = musts.iter().map(|s| model.catalog()[*s].name.as_str()).collect();
            let musts = if names.is_empty() {
                String::new()
            } else {
                format!(" No step closes these must-haves: {}; --without-musts leaves them open.", names.join(", "))
            };
            let percent = best * 100.0;
            format!("all steps of the catalog together reach a readiness of {percent:.0}%.{musts} Lower --readiness, or add steps to the catalog.")
        }
        NoPlan::Limit { hours, least, exact, other_too } => {
            let (option, unit) = if *hours { ("--max-hours", "hours") } else { ("--max-cost", "USD") };
            let least = report::number::plain((least * 10.0).ceil() / 10.0);
            let about = if *exact { "" } else { "at least " };
            let other = if *other_too { ", and the other limit has to be raised as well" } else { "" };
            format!("no plan stays within {option}: it takes {about}{least} {unit}{other}.")
        }
        NoPlan::Undecided => {
            "the search ended without a plan or a proof that there is none. Lower --readiness, or use --without-musts.".to_owned()
        }
    }
}
