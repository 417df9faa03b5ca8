//! `skillgap batch`

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use skillgap::batch::{
    Compression, Input, OutputFormat, Reason, RejectsTo, Settings, Summary, Target, part_path, resume_path,
    resume_temporary_path, unfinished_path,
};
use skillgap::error::Error;
use skillgap::matching::{Listed, Matcher};
use skillgap::model::Model;
use skillgap::plan::Goal;
use skillgap::report::text::safe;

use crate::args::{Batch, BatchFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;
use crate::progress::BatchBar;
use crate::signals::stop_flag;

pub fn run(args: &Batch, model_file: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model_file)?;
    let mut settings = settings(args, &model)?;
    let listed = Listed { gaps: args.gaps.unwrap_or(usize::MAX), pointers: usize::from(args.pointers) };
    let mut matcher = Matcher::new(&model).seniority(args.considered.seniority).listed(listed);
    separate(args, model_file)?;
    if let Some(file) = &args.considered.among {
        let roles = super::r#match::among(&model, file)?;
        let numbers: Vec<u32> = roles.iter().map(|r| r.0).collect();
        settings.context.push_str(&format!(" among {:08x}", checksum(&numbers)));
        matcher = matcher.among(&roles);
    }
    let input = Input::open(&args.profiles)?;
    let to_stdout = args.output == Path::new("-");
    let target = if to_stdout {
        Target::Stream("<stdout>".to_owned(), Box::new(std::io::stdout()))
    } else {
        if !settings.resume && resume_path(&args.output).exists() {
            printer.remark("An interrupted run of this output is discarded and started over; --resume would have continued it.");
        }
        Target::File(args.output.clone())
    };
    let stop = stop_flag(printer)?;
    let mut bar = BatchBar::new(printer, args.progress);
    let mut began = false;
    let outcome = skillgap::batch::run(&matcher, input, target, &settings, &stop, &mut |status| {
        began = true;
        bar.tell(&status);
    });
    bar.done();
    let summary = outcome.map_err(|e| if began { kept(e, &args.output) } else { e.into() })?;
    say(&summary, args, printer);
    Ok(if summary.counts.rejected() > 0 { Exit::Rejected } else { Exit::Done })
}

/// An error of reading or writing, and where a state is kept from which a run can go on, how.
fn kept(error: Error, output: &Path) -> anyhow::Error {
    let goes_on = matches!(error, Error::Io { .. }) && resume_path(output).exists();
    let error = anyhow::Error::new(error);
    if !goes_on {
        return error;
    }
    let message = format!(
        "{error} What was done is kept: once that is mended, run the same command with --resume to go on."
    );
    Stop::because(Exit::of(&error), message)
}

/// How the name of an output says that it is compressed, and the extension in front of that.
fn kind(output: &Path) -> (Option<Compression>, String) {
    let extension =
        |path: &Path| path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    let compression = match extension(output).as_str() {
        "gz" => Compression::Gzip,
        "zst" => Compression::Zstd,
        plain => return (None, plain.to_owned()),
    };
    (Some(compression), extension(&output.with_extension("")))
}

fn settings(args: &Batch, model: &Model) -> Result<Settings> {
    let (compression, extension) = kind(&args.output);
    let format = match (args.format, extension.as_str()) {
        (Some(BatchFormat::Csv), _) | (None, "csv") => OutputFormat::Csv,
        (Some(BatchFormat::Jsonl), _) | (None, "jsonl" | "ndjson") => OutputFormat::Jsonl,
        #[cfg(feature = "parquet")]
        (Some(BatchFormat::Parquet), _) | (None, "parquet") => OutputFormat::Parquet,
        (None, _) if args.output == Path::new("-") => OutputFormat::Csv,
        (None, _) => {
            let message = format!(
                "“{}” does not say what to write. Name it .csv, .jsonl or .parquet (.csv.gz, .jsonl.zst), or add --format.",
                args.output.display()
            );
            return Err(Stop::because(Exit::Usage, message));
        }
    };
    let mut settings = Settings::new(args.day.get(), format);
    settings.compression = compression;
    settings.top = args.top;
    settings.threads = args.threads.unwrap_or(settings.threads);
    settings.plan = args.plan.then(|| Goal { from: Some(args.day.get()), ..Goal::default() });
    settings.resume = args.resume;
    settings.checkpoint_every = Duration::try_from_secs_f64(args.checkpoint_seconds).unwrap_or(Duration::MAX);
    settings.rejects = args.rejects.clone().map_or(RejectsTo::Summary, RejectsTo::File);
    let seniority = args.considered.seniority.map_or("any", |s| s.word());
    settings.context = format!(
        "model {:08x} seniority {seniority} gaps {:?} pointers {}",
        model.checksum()?,
        args.gaps,
        args.pointers
    );
    settings.check()?;
    Ok(settings)
}

fn checksum(numbers: &[u32]) -> u32 {
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    skillgap::batch::checksum(&bytes)
}

/// The files that a run writes for a target, as the file system has them.
fn written(target: &Path) -> [PathBuf; 5] {
    let resume = resume_path(target);
    let temporary = resume_temporary_path(&resume);
    [target.to_owned(), part_path(target), resume, temporary, unfinished_path(target)].map(|path| real(&path))
}

/// What is read, output and rejects must be different files, and none of them one that the run keeps beside the output or the rejects while it lasts.
fn separate(args: &Batch, model: Option<&Path>) -> Result<()> {
    let stream = |path: &Path| path == Path::new("-");
    if args.rejects.as_deref().is_some_and(stream) {
        let message = "rejects go to a file: name one, as in --rejects rejects.csv; without --rejects the first are listed on standard error";
        return Err(Stop::because(Exit::Usage, message));
    }
    let other = |path: &Path| {
        let (compression, extension) = kind(path);
        compression.is_some() || ["parquet", "jsonl", "ndjson"].contains(&extension.as_str())
    };
    if let Some(rejects) = args.rejects.as_deref().filter(|rejects| other(rejects)) {
        let message = format!(
            "rejects are written as plain CSV: give “{}” a name that ends with .csv",
            rejects.display()
        );
        return Err(Stop::because(Exit::Usage, message));
    }
    if stream(&args.profiles) && args.considered.among.as_deref().is_some_and(stream) {
        let message = "profiles and roles cannot both come from standard input: name a file for one of them";
        return Err(Stop::because(Exit::Usage, message));
    }
    let output = (!stream(&args.output)).then(|| written(&args.output));
    let rejects = args.rejects.as_deref().map(written);
    let profiles = (!stream(&args.profiles)).then_some(args.profiles.as_path());
    let mut read = profiles.into_iter().chain(args.considered.among.as_deref()).chain(model).map(real);
    let is_output = |path: &PathBuf| output.iter().flatten().any(|own| own == path);
    let is_written = |path: &PathBuf| is_output(path) || rejects.iter().flatten().any(|own| own == path);
    let clash =
        read.find(is_written).or_else(|| rejects.iter().flatten().find(|path| is_output(path)).cloned());
    match clash {
        Some(path) => Err(Stop::because(
            Exit::Usage,
            format!(
                "what is read, the output and the rejects must be different files, and the run itself writes those with .part, .resume, .resume.tmp and .unfinished behind the names of the last two; {} would be two of these. Rename one of them.",
                path.display()
            ),
        )),
        None => Ok(()),
    }
}

/// A path as the file system has it; of a file that is not there yet, at least its folder.
fn real(path: &Path) -> PathBuf {
    let folder = || {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(folder).unwrap_or_else(|| path.to_owned())
}

/// Unknown names, and ignored columns, that are listed.
const LISTED: usize = 10;

fn say(summary: &Summary, args: &Batch, printer: &Printer) {
    let counts = &summary.counts;
    for reject in &summary.first_rejects {
        let id = if reject.profile_id.is_empty() { "(no id)" } else { &reject.profile_id };
        printer.remark(&safe(&format!(
            "{}:{}: rejected {id}: {} {}",
            args.profiles.display(),
            reject.line,
            reject.message,
            reject.reason.remedy()
        )));
    }
    for name in summary.protected.iter().take(LISTED) {
        let name = shorten(name);
        printer
            .remark(&safe(&format!("The column “{name}” was ignored: protected attributes are never read.")));
    }
    if let Some(more @ 1..) = summary.protected.len().checked_sub(LISTED) {
        printer.remark(&format!("So were {more} more columns of such names."));
    }
    for (name, why) in summary.passed_over.iter().take(LISTED) {
        printer.remark(&safe(&format!("The column “{}” was not read: {why}.", shorten(name))));
    }
    let rejected: Vec<String> = Reason::ALL
        .iter()
        .filter(|r| counts.rejects[**r as usize] > 0)
        .map(|r| format!("{} {}", counts.rejects[*r as usize], r.code()))
        .collect();
    let rejected = if rejected.is_empty() { String::new() } else { format!(" ({})", rejected.join(", ")) };
    let seconds = summary.time.as_secs_f64();
    let here = (counts.profiles + counts.rejected()).saturating_sub(summary.resumed_from);
    #[allow(clippy::cast_precision_loss)]
    let rate = here as f64 / seconds.max(1e-9);
    printer.remark(&format!(
        "{} profiles matched, {} rejected{rejected}, in {seconds:.1} s ({rate:.0} a second).",
        counts.profiles,
        counts.rejected()
    ));
    if summary.resumed_from > 0 {
        printer.remark(&format!("{} of them were done before this run went on.", summary.resumed_from));
    }
    if counts.without_match > 0 {
        printer
            .remark(&format!("{} match no role; they are in the output without one.", counts.without_match));
    }
    if counts.without_plan > 0 {
        printer.remark(&format!("{} have no plan for their best role.", counts.without_plan));
    }
    if counts.extra_cells > 0 {
        printer.remark(&format!(
            "{} rows have more cells than the header; the others were ignored. Quote cells that hold the separator.",
            counts.extra_cells
        ));
    }
    if summary.repeated_ids > 0 {
        let least = if summary.repeated_at_least { "At least " } else { "" };
        printer.remark(&format!(
            "{least}{} profiles repeat an id that came before; they are kept apart.",
            summary.repeated_ids
        ));
    }
    if !summary.unknown.is_empty() {
        let total = summary.unknown.len();
        let first: Vec<String> =
            summary.unknown.iter().take(LISTED).map(|(name, n)| format!("{} ({n})", shorten(name))).collect();
        let more = if summary.unknown_beyond > 0 { "More than " } else { "" };
        printer.remark(&safe(&format!("{more}{total} names are not known: {}", first.join(", "))));
    }
}

fn shorten(name: &str) -> String {
    skillgap::ingest::level::shorten(name)
}
