//! `skillgap unlock`

use std::path::Path;

use anyhow::Result;
use skillgap::ingest::people::holds_many;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{What, WhatIf, cohort, usual_years};
use skillgap::report::{self, unlocks};
use skillgap::units::{RoleRow, Seniority};
use skillgap::vector::Profile;

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
    let roles = considered(&model, wanted.as_deref(), shows);
    let stand = field.stand(&profile, |r| roles[r.at()]);
    let candidates = candidates(&field, &profile, shows);
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

/// What could be done next, given the years that the person says or usually has.
pub fn candidates(field: &WhatIf, profile: &Profile, shows: Seniority) -> Vec<What> {
    field.candidates(profile, profile.years.unwrap_or_else(|| usual_years(shows)))
}

/// The roles that count: those asked for, up to a rung above what the person shows.
pub fn considered(model: &Model, wanted: Option<&[RoleRow]>, shows: Seniority) -> Vec<bool> {
    let roles = model.catalog().roles.iter().enumerate();
    let near = |(row, role): (usize, &skillgap::catalog::Role)| {
        role.seniority.rung() <= shows.rung() + 1 && wanted.is_none_or(|w| w.contains(&RoleRow::of(row)))
    };
    roles.map(near).collect()
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
    let (members, rejected) = super::cohort::members(model, file, bytes, args.person.day.get(), printer)?;
    let people = members.len();
    super::cohort::enough(people, args.min_group)?;
    let field = WhatIf::new(model);
    let matcher = Matcher::new(model);
    let worker = matcher.worker();
    let mut sums: std::collections::BTreeMap<What, (usize, usize)> = std::collections::BTreeMap::new();
    for member in &members {
        let shows = worker.shows(&member.profile).0;
        let roles = considered(model, wanted, shows);
        let stand = field.stand(&member.profile, |r| roles[r.at()]);
        for unlock in field.singles(&stand, &candidates(&field, &member.profile, shows)) {
            for what in &unlock.what {
                let sum = sums.entry(*what).or_default();
                sum.0 += 1;
                sum.1 += unlock.roles.len();
            }
        }
    }
    let mut list: Vec<(What, (usize, usize))> =
        sums.into_iter().filter(|(_, s)| s.0 >= args.min_group).collect();
    list.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    let steps = list.into_iter().take(args.top).enumerate().map(|(i, (what, (over, crossings)))| {
        let told = cohort::guarded(&[over, people - over], args.min_group)[0];
        unlocks::CohortUnlockView {
            rank: i + 1,
            step: unlocks::what_view(model, what),
            people: told,
            crossings: told.map(|_| crossings),
        }
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
