//! `skillgap unlock`

use std::path::Path;

use anyhow::Result;
use skillgap::ingest::people::holds_many;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::lifts::unlocks as cohort_unlocks;
use skillgap::plan::{WhatIf, near_roles};
use skillgap::report::{self, unlocks};
use skillgap::units::RoleRow;

use crate::args::{Format, Unlock};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Unlock, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    let wanted = match &args.among {
        Some(file) => Some(super::r#match::among(&model, file)?),
        None => None,
    };
    let (file, bytes) = input::read(&args.profile)?;
    if holds_many(&file, &bytes) {
        return many(args, &model, wanted.as_deref(), &file, &bytes, printer);
    }
    let profile = super::r#match::read_profile(&model, &file, &bytes, &args.person, printer)?;
    let field = WhatIf::new(&model);
    let shows = Matcher::new(&model).worker().shows(&profile).0;
    let roles = near_roles(&model, wanted.as_deref(), shows);
    let stand = field.stand(&profile, |r| roles[r.at()]);
    let candidates = field.next_steps(&profile, shows);
    let mut singles = field.singles(&stand, &candidates);
    singles.truncate(args.top);
    let pairs = args.pairs.then(|| unlocks::pairs(&model, &field.pairs(&stand, &candidates, args.top)));
    let checked = roles.iter().filter(|r| **r).count();
    let doc = unlocks::document(shows, checked, candidates.len(), unlocks::singles(&model, &singles), pairs);
    match args.format {
        Format::Json => printer.json(&doc)?,
        Format::Table => printer.result(unlocks::text(&doc, printer.width()).as_bytes())?,
    }
    Ok(Exit::Done)
}

fn many(
    args: &Unlock,
    model: &Model,
    wanted: Option<&[RoleRow]>,
    file: &str,
    bytes: &[u8],
    printer: &Printer,
) -> Result<Exit> {
    if args.pairs {
        return Err(Stop::because(Exit::Usage, "--pairs is for the profile of one person."));
    }
    if args.person.current_role.is_some() {
        return Err(Stop::because(Exit::Usage, "--current-role is for the profile of one person."));
    }
    let (members, rejected) = super::cohort::members(model, file, bytes, args.person.day.get(), printer)?;
    let people = members.len();
    super::cohort::enough(people, args.min_group)?;
    let matcher = Matcher::new(model);
    let profiles = members.iter().map(|m| &m.profile);
    let list = cohort_unlocks(&matcher, profiles, |shows| near_roles(model, wanted, shows), args.min_group);
    let steps = list.iter().take(args.top).enumerate().map(|(i, u)| unlocks::CohortUnlockView {
        rank: i + 1,
        step: unlocks::what_view(model, u.what),
        people: u.people,
        crossings: u.crossings,
    });
    let doc = unlocks::CohortUnlockDocument {
        schema_version: report::SCHEMA_VERSION,
        people,
        min_group: args.min_group,
        steps: steps.collect(),
    };
    match args.format {
        Format::Json => printer.json(&doc)?,
        Format::Table => printer.result(unlocks::cohort_text(&doc, printer.width()).as_bytes())?,
    }
    Ok(if rejected { Exit::Rejected } else { Exit::Done })
}
