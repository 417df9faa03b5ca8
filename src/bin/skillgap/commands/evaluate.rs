//! `skillgap evaluate`

use std::path::Path;

use anyhow::Result;
use serde::Deserialize;
use skillgap::diagnostics::{Findings, Place};
use skillgap::error::Error;
use skillgap::evaluate::{
    Annotated, Described, Labelled, Marked, Report, TitleCase, counterparts, described_families, extraction,
    moves, people, related, spans, titles, typical,
};
use skillgap::ingest::bytes::decode;
use skillgap::ingest::labelled::read_labelled;
use skillgap::ingest::profile::ProfileRecord;
use skillgap::ingest::table::Table;
use skillgap::model::Model;
use skillgap::report;
use skillgap::text::Subject;
use skillgap::units::RoleRow;

use crate::args::{Evaluate, EvaluateTask, Format, Half};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Evaluate, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    let report = match &args.task {
        EvaluateTask::People { profiles, labels, all, half } => {
            let records = labelled(profiles, labels.as_deref(), *half, printer)?;
            let labelled = Labelled::resolve(&model, &records, input::today());
            let mut findings = Findings::new();
            labelled.tell(&mut findings);
            printer.findings(&findings);
            people(&model, &labelled, *all)
        }
        EvaluateTask::Titles { cases, half } => {
            let (cases, left_out) =
                pairs(cases, &["title"], &["role", "role_id", "role_uri"], *half, printer)?;
            let resolve = Ids::of(&model);
            let known = cases.iter().filter_map(|(title, role)| {
                Some(TitleCase { title: title.clone(), role: resolve.role(role)? })
            });
            let known: Vec<TitleCase> = known.collect();
            let unknown = cases.len() - known.len() + left_out;
            titles(&model, &known, unknown)
        }
        EvaluateTask::Extraction { cases, spans, half } => {
            let (known, left_out) = annotated(&model, cases, *spans, *half, printer)?;
            extraction(&model, &known, left_out)
        }
        EvaluateTask::Spans { sentences } => spans(&model, &marked(sentences)?),
        EvaluateTask::Typical { held_out, skip } => typical(&model, *held_out, *skip),
        EvaluateTask::Families { cases } => families(&model, cases, printer)?,
        EvaluateTask::Related { pairs: file, other } => {
            let other = other.as_deref().map(input::catalog_or_model).transpose()?;
            let there = other.as_ref().unwrap_or(&model);
            let (list, left_out) =
                role_pairs((&model, there), file, &["role", "from"], &["other", "to"], printer)?;
            match &other {
                Some(other) => counterparts(&model, other, &list, left_out),
                None => related(&model, &list, left_out),
            }
        }
        EvaluateTask::Moves { pairs: file } => {
            let (list, left_out) =
                role_pairs((&model, &model), file, &["from", "role"], &["to", "other"], printer)?;
            moves(&model, &list, left_out)
        }
    };
    if report.cases == 0 {
        return Err(Stop::because(Exit::Input, nothing_to_measure(&args.task, report.left_out)));
    }
    match args.format {
        Format::Json => printer.json(&report)?,
        Format::Table => printer.result(report::quality::table(&report).as_bytes())?,
    }
    Ok(Exit::Done)
}

/// Zeros would be read as a result where there is none.
fn nothing_to_measure(task: &EvaluateTask, left_out: usize) -> String {
    let remedy = match task {
        EvaluateTask::People { .. } | EvaluateTask::Titles { .. } | EvaluateTask::Families { .. } => {
            "Label with ids or titles of roles that the model knows; `skillgap roles list` has them."
        }
        EvaluateTask::Related { .. } | EvaluateTask::Moves { .. } => {
            "Give pairs of two different roles that the model knows; `skillgap roles list` has them."
        }
        EvaluateTask::Extraction { .. } => "Give texts with skills that the model knows.",
        EvaluateTask::Spans { .. } => "Give sentences with tokens and tags.",
        EvaluateTask::Typical { .. } => {
            "Hold out more roles with --held-out, skip fewer with --skip, or use a model whose roles state essential skills."
        }
    };
    format!("not enough data: no case is there to measure, {left_out} left out. {remedy}")
}

/// A line of the data: words with their tags.
#[derive(Deserialize)]
struct Tagged {
    tokens: Vec<String>,
    #[serde(alias = "tags_knowledge")]
    tags: Vec<String>,
}

/// Sentences with marked places.
fn marked(file: &Path) -> Result<Vec<Marked>> {
    let (file, bytes) = input::read(file)?;
    let (text, _) = decode(&bytes);
    let mut sentences = Vec::new();
    for (n, line) in (1u64..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |message: String| {
            Error::Input {
            place: Place::line(file.clone(), n),
            message,
            remedy: "Write one object a line with the lists `tokens` and `tags_knowledge` (or `tags`), equally long.".to_owned(),
        }
        };
        let tagged: Tagged =
            serde_json::from_str(line).map_err(|e| wrong(format!("The line is no such object: {e}.")))?;
        if tagged.tokens.len() != tagged.tags.len() {
            return Err(wrong(format!(
                "There are {} tokens and {} tags.",
                tagged.tokens.len(),
                tagged.tags.len()
            ))
            .into());
        }
        sentences.push(Marked::of(tagged.tokens, &tagged.tags));
    }
    Ok(sentences)
}

/// Texts with the skills that a person read in them, and how many rows could not be used.
fn annotated(
    model: &Model,
    file: &Path,
    spans: bool,
    half: Option<Half>,
    printer: &Printer,
) -> Result<(Vec<Annotated>, usize)> {
    let (file, bytes) = input::read(file)?;
    let mut findings = Findings::new();
    let table = Table::read(&file, &bytes, &mut findings);
    stop(&findings, printer)?;
    let sentence = named(&table, &["sentence", "text"], "`sentence` and `label`")?;
    let label = named(&table, &["label", "skill", "skill_id"], "`sentence` and `label`")?;
    let span = if spans { Some(named(&table, &["span"], "`sentence`, `span` and `label`")?) } else { None };
    let sub_span = table.column("sub_span");
    let mut builder = model.profile_builder(input::today());
    let mut known: Vec<(String, Annotated)> = Vec::new();
    let mut left_out = 0;
    for row in &table.rows {
        let (sentence, label) = (row.cell(Some(sentence)), row.cell(Some(label)));
        if !keeps(half, sentence) {
            continue;
        }
        let text = match (span, row.cell(sub_span)) {
            (None, _) => sentence,
            (Some(span), "") => row.cell(Some(span)),
            (Some(_), part) => part,
        };
        let skill = match builder.resolve(label) {
            Some((Subject::Skill(skill), _)) if !text.is_empty() => skill,
            _ => {
                left_out += 1;
                continue;
            }
        };
        match known.iter_mut().find(|(s, a)| s == sentence && a.text == text) {
            Some((_, a)) if a.skills.contains(&skill) => {}
            Some((_, a)) => a.skills.push(skill),
            None => {
                known.push((sentence.to_owned(), Annotated { text: text.to_owned(), skills: vec![skill] }))
            }
        }
    }
    Ok((known.into_iter().map(|k| k.1).collect(), left_out))
}

/// The first column of these names that a table has; `wanted` is what to give.
fn named(table: &Table, names: &[&str], wanted: &str) -> Result<usize> {
    let found = names.iter().find_map(|n| table.column(n));
    Ok(found.ok_or_else(|| Error::Input {
        place: Place::line(table.file.clone(), 1),
        message: format!("There is no column “{}”.", names[0]),
        remedy: format!("Give the columns {wanted}."),
    })?)
}

/// Labelled people of a file, of one half where asked.
pub fn labelled(
    profiles: &Path,
    labels: Option<&Path>,
    half: Option<Half>,
    printer: &Printer,
) -> Result<Vec<ProfileRecord>> {
    let (file, bytes) = input::read_many(profiles)?;
    let labels = labels.map(input::read_many).transpose()?;
    let mut findings = Findings::new();
    let labels = labels.as_ref().map(|(f, b)| (f.as_str(), b.as_slice()));
    let mut people = read_labelled(&file, &bytes, labels, &mut findings);
    stop(&findings, printer)?;
    people.retain(|p| keeps(half, &p.id));
    Ok(people)
}

/// Shows findings, and ends the run on the first error among them.
fn stop(findings: &Findings, printer: &Printer) -> Result<()> {
    let error = findings.iter().find(|f| f.severity == skillgap::diagnostics::Severity::Error);
    if let Some(f) = error.cloned() {
        return Err(Error::from(f).into());
    }
    printer.findings(findings);
    Ok(())
}

/// Halves by CRC-32, so that any tool can make the same ones.
fn keeps(half: Option<Half>, key: &str) -> bool {
    let odd = crc32fast::hash(key.as_bytes()) % 2 == 1;
    match half {
        None => true,
        Some(Half::First) => !odd,
        Some(Half::Second) => odd,
    }
}

/// The columns of a role's title or id.
const ROLE_NAMES: &[&str] = &["role", "title", "role_id", "id"];

/// The columns of a role's group.
const GROUP_NAMES: &[&str] = &["family", "group", "element", "label"];

fn families(model: &Model, file: &Path, printer: &Printer) -> Result<Report> {
    // Standard input can be read only once.
    let table = read_table(file, printer)?;
    let find = |names: &[&str]| names.iter().find_map(|n| table.column(n));
    let Some(description) = find(&["description", "text"]) else {
        let (list, left_out) = pairs_of(&table, ROLE_NAMES, GROUP_NAMES, None)?;
        let resolve = Ids::of(model);
        let known: Vec<_> = list.iter().filter_map(|(r, g)| Some((resolve.role(r)?, g.clone()))).collect();
        let unknown = list.len() - known.len();
        return Ok(skillgap::evaluate::families(model, &known, left_out + unknown)?);
    };
    let title = find(&["title", "name", "role"]);
    let group = find(GROUP_NAMES);
    let mut roles = Vec::new();
    for row in &table.rows {
        let role = Described {
            title: row.cell(title).to_owned(),
            description: row.cell(Some(description)).to_owned(),
            group: row.cell(group).to_owned(),
        };
        if !role.title.is_empty() && !role.group.is_empty() {
            roles.push(role);
        }
    }
    if roles.is_empty() {
        return Err(Error::Input {
            place: Place::line(table.file.clone(), 1),
            message: "No row names a role and its family.".to_owned(),
            remedy: "Give the columns `title`, `description` and `family`.".to_owned(),
        }
        .into());
    }
    let mut report = described_families(model, &roles)?;
    report.left_out += table.rows.len() - roles.len();
    Ok(report)
}

fn read_table(file: &Path, printer: &Printer) -> Result<Table> {
    let (file, bytes) = input::read_many(file)?;
    let mut findings = Findings::new();
    let table = Table::read(&file, &bytes, &mut findings);
    stop(&findings, printer)?;
    Ok(table)
}

type Pairs = (Vec<(String, String)>, usize);

fn pairs(file: &Path, a: &[&str], b: &[&str], half: Option<Half>, printer: &Printer) -> Result<Pairs> {
    pairs_of(&read_table(file, printer)?, a, b, half)
}

fn pairs_of(table: &Table, a: &[&str], b: &[&str], half: Option<Half>) -> Result<Pairs> {
    let wanted = format!("`{}` and `{}`", a[0], b[0]);
    let (a, b) = (named(table, a, &wanted)?, named(table, b, &wanted)?);
    let mut list = Vec::new();
    let mut left_out = 0;
    for row in &table.rows {
        let (a, b) = (row.cell(Some(a)), row.cell(Some(b)));
        if a.is_empty() || b.is_empty() {
            left_out += 1;
        } else if keeps(half, a) {
            list.push((a.to_owned(), b.to_owned()));
        }
    }
    Ok((list, left_out))
}

fn role_pairs(
    (here, there): (&Model, &Model),
    file: &Path,
    a: &[&str],
    b: &[&str],
    printer: &Printer,
) -> Result<(Vec<(RoleRow, RoleRow)>, usize)> {
    let (list, left_out) = pairs(file, a, b, None, printer)?;
    let (here, there) = (Ids::of(here), Ids::of(there));
    let known: Vec<_> = list.iter().filter_map(|(a, b)| Some((here.role(a)?, there.role(b)?))).collect();
    let unknown = list.len() - known.len();
    Ok((known, left_out + unknown))
}

/// Roles by id, by the last part of an address, or by title.
struct Ids<'m> {
    model: &'m Model,
}

impl Ids<'_> {
    fn of(model: &Model) -> Ids<'_> {
        Ids { model }
    }

    fn role(&self, name: &str) -> Option<RoleRow> {
        let tail = name.rsplit('/').next().unwrap_or(name);
        let by_tail = || {
            let ends = |r: &skillgap::catalog::Role| r.id.len() >= tail.len() && r.id.ends_with(tail);
            (name.contains('/')).then(|| self.model.catalog().roles.iter().position(ends)).flatten()
        };
        let by_id = self.model.catalog().role(name).or_else(|| self.model.catalog().role(tail));
        by_id.or_else(|| by_tail().map(RoleRow::of)).or_else(|| self.model.role(name).ok())
    }
}
