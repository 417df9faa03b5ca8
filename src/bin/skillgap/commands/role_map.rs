//! `skillgap roles map`

use std::path::Path;

use anyhow::Result;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::output::write_whole;
use skillgap::report::html::map_report;
use skillgap::report::map::{Look, role_map};

use crate::args::{Map, Person};
use crate::exit::{Exit, Stop};
use crate::printer::Printer;

/// How many of the best roles are asked for; the map uses the first few.
const BEST: usize = 8;

pub fn run(args: &Map, model: &Model, printer: &Printer) -> Result<()> {
    let extension = args.output.extension().and_then(|e| e.to_str()).unwrap_or("");
    let html = extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm");
    let stdout = args.output == Path::new("-");
    if !html && !stdout && !extension.eq_ignore_ascii_case("svg") {
        let message = format!("a map is .svg or .html, and {} is neither.", args.output.display());
        return Err(Stop::because(Exit::Usage, message));
    }
    let mut person = Vec::new();
    if let Some(path) = &args.profile {
        let profile = super::r#match::profile(model, path, &Person::default(), printer)?;
        let matcher = Matcher::new(model);
        let matches = matcher.worker().matches(&profile, BEST);
        person.extend(matches.iter().map(|m| (m.role, m.fit)));
    }
    let bytes = if html {
        map_report(&role_map(model, &person, Look::Page))
    } else {
        role_map(model, &person, Look::File)
    };
    if stdout {
        return printer.result(bytes.as_bytes());
    }
    write_whole(&args.output, bytes.as_bytes())?;
    printer.remark(&format!("Wrote {}.", args.output.display()));
    Ok(())
}
