//! `skillgap completions`, `skillgap man`

use anyhow::Result;
use clap::CommandFactory;
use skillgap::error::{Error, WRITING};

use crate::args::{Args, Completions, Man};
use crate::exit::Exit;
use crate::printer::Printer;

pub fn completions(args: &Completions, printer: &Printer) -> Result<Exit> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "skillgap", &mut out);
    printer.result(&out)?;
    Ok(Exit::Done)
}

pub fn man(args: &Man) -> Result<Exit> {
    let shown = args.folder.display().to_string();
    std::fs::create_dir_all(&args.folder).map_err(Error::io(WRITING, shown.clone()))?;
    clap_mangen::generate_to(Args::command(), &args.folder).map_err(Error::io(WRITING, shown))?;
    Ok(Exit::Done)
}
