//! `skillgap serve`

use std::path::Path;

use anyhow::Result;

use crate::args::Serve;
use crate::exit::Exit;
use crate::printer::Printer;

#[cfg(feature = "web")]
pub fn run(args: &Serve, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    crate::web::serve(args, model, printer)?;
    Ok(Exit::Done)
}

#[cfg(not(feature = "web"))]
pub fn run(_: &Serve, _: Option<&Path>, _: &Printer) -> Result<Exit> {
    let message = "this program was built without its page; build it with the feature `web`.";
    Err(crate::exit::Stop::because(Exit::Usage, message))
}
