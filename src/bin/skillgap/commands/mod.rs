//! One file a command.

mod batch;
mod check;
mod cohort;
mod convert;
mod crosswalk;
mod evaluate;
mod extract;
mod help;
mod import;
mod r#match;
mod path;
mod plan;
mod role_map;
mod roles;
mod serve;
mod train;
mod unlock;

use anyhow::Result;

use crate::args::{Args, Command};
use crate::exit::Exit;
use crate::printer::Printer;

/// Runs a command.
pub fn run(args: Args, printer: &Printer) -> Result<Exit> {
    let model = args.global.model.as_deref();
    match args.command {
        Command::Match(a) => r#match::run(&a, model, printer),
        Command::Path(a) => path::run(&a, model, printer),
        Command::Plan(a) => plan::run(&a, model, printer),
        Command::Unlock(a) => unlock::run(&a, model, printer),
        Command::Cohort(a) => cohort::run(&a, model, printer),
        Command::Batch(a) => batch::run(&a, model, printer),
        Command::Extract(a) => extract::run(&a, model, printer),
        Command::Roles(a) => roles::run(&a, model, printer),
        Command::Train(a) => train::run(&a, printer),
        Command::Evaluate(a) => evaluate::run(&a, model, printer),
        Command::Check(a) => check::run(&a, printer),
        Command::Import(a) => import::run(&a, printer),
        Command::Serve(a) => serve::run(&a, model, printer),
        Command::Crosswalk(a) => crosswalk::run(&a, printer),
        Command::Convert(a) => convert::run(&a, model, printer),
        Command::Completions(a) => help::completions(&a, printer),
        Command::Man(a) => help::man(&a),
    }
}
