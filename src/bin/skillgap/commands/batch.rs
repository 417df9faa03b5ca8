//! `skillgap batch`

use std::path::Path;

use anyhow::Result;

use crate::args::Batch;
use crate::exit::Exit;
use crate::printer::Printer;

pub fn run(_args: &Batch, _model: Option<&Path>, _printer: &Printer) -> Result<Exit> {
    Ok(Exit::Done)
}
