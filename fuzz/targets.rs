//! What is fuzzed: every reader, the extractor and the model file. Used by cargo-fuzz and, bounded, by `tests/fuzz.rs` on stable.
#![allow(dead_code)]

pub mod small;
#[path = "../tests/workbooks/mod.rs"]
pub mod workbooks;

use std::io::{self, Cursor, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};

use skillgap::batch::{Counts, Input, OutputFormat, Reject, Settings, Target, run};
use skillgap::diagnostics::Findings;
use skillgap::ingest::roles::{RoleSource, read_roles};
use skillgap::matching::Matcher;
use skillgap::model::{FORMAT_VERSION, Model};
use skillgap::plan::{Goal, Planner};
use skillgap::text::Extractor;

fn shipped() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().expect("the shipped model"))
}

fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(shipped()))
}

/// That of a small model, with which a batch begins in no time.
fn small_matcher() -> &'static Matcher<'static> {
    static MODEL: OnceLock<Model> = OnceLock::new();
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| {
        Matcher::new(
            MODEL.get_or_init(|| Model::read("small", small::model()).expect("a model as it was written")),
        )
    })
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Ok(mut kept) = self.0.lock() {
            kept.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts, the first rejects and the output of a batch, or what it says is wrong.
type Outcome = Result<(Counts, Vec<Reject>, Vec<u8>), String>;

fn batch(bytes: &[u8], threads: usize, chunk: usize) -> Outcome {
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    (settings.top, settings.threads, settings.chunk, settings.longest_record) = (1, threads, chunk, 1 << 20);
    let kept = Kept::default();
    let input = input(bytes)?;
    let target = Target::Stream("kept".into(), Box::new(kept.clone()));
    let summary = run(small_matcher(), input, target, &settings, &AtomicBool::new(false), &mut |_| {});
    let summary = summary.map_err(|e| e.to_string())?;
    let out = kept.0.lock().map_err(|e| e.to_string())?.clone();
    Ok((summary.counts, summary.first_rejects, out))
}

/// Bytes as they come; a table in Parquet is read from its end, and so is a file.
fn input(bytes: &[u8]) -> Result<Input, String> {
    if bytes.starts_with(b"PAR1") {
        let mut file = tempfile::NamedTempFile::new().map_err(|e| e.to_string())?;
        file.write_all(bytes).map_err(|e| e.to_string())?;
        let named = |said: String| said.replace(&file.path().display().to_string(), "fuzz");
        let input = Input::open(file.path()).map_err(|e| named(e.to_string()))?;
        return Ok(Input { name: "fuzz".into(), ..input });
    }
    Ok(Input { name: "fuzz".into(), reader: Box::new(Cursor::new(bytes.to_vec())), length: None })
}

/// Profiles of many: any bytes end in results, rejects or an error, and chunks and threads do not matter.
pub fn profiles(bytes: &[u8]) {
    let (whole, pieces) = (batch(bytes, 1, 1 << 16), batch(bytes, 2, 7));
    assert!(whole == pieces, "chunks changed the results");
}

/// The profile of one person.
pub fn single(bytes: &[u8]) {
    let (profile, _) = skillgap::pipeline::profile(shipped(), "fuzz", bytes, jiff::civil::date(2026, 1, 1));
    if let Ok(profile) = profile {
        let _ = matcher().worker().matches(&profile, 3);
    }
}

/// The profile of one person in a workbook whose rows are these; what is damaged around them is found out by its checksums.
pub fn workbook(bytes: &[u8]) {
    single(&workbooks::workbook(&String::from_utf8_lossy(bytes), "<si><t>Linux</t></si>"));
}

/// Any text: spans stay inside it and on character borders.
pub fn extract(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut extractor = Extractor::new(shipped().lexicon());
    for mention in extractor.extract(&text) {
        let span = mention.start as usize..mention.end as usize;
        assert!(text.get(span).is_some(), "a span outside the text");
    }
}

/// A model file: an error or a model that answers, never more. Anyone can compute a checksum, so that what is behind the head is tried with the right one, too.
pub fn model(bytes: &[u8]) {
    let _ = Model::read("fuzz", bytes).map(|model| answers(&model));
    if let Some(body) = bytes.get(HEAD..) {
        let (format, length, sum) = (FORMAT_VERSION, body.len() as u64, crc32fast::hash(body));
        let head =
            [&b"SKILLGAP"[..], &format.to_le_bytes(), &[0; 4], &length.to_le_bytes(), &sum.to_le_bytes()];
        let _ = Model::read("fuzz", &[&head.concat(), body].concat()).map(|model| answers(&model));
    }
}

/// Bytes in front of what a model file's checksum is of.
const HEAD: usize = 28;

/// Asks a model what may be asked of any.
fn answers(model: &Model) {
    let on = jiff::civil::date(2026, 1, 1);
    let catalog = model.catalog();
    let names: Vec<String> = catalog.skills.iter().take(4).map(|s| s.name.clone()).collect();
    let certificates = catalog.certifications.iter().take(2).map(|c| c.name.clone());
    let names: Vec<String> = names.into_iter().chain(certificates).collect();
    let profile = model.profile(names.iter().map(|name| (name.as_str(), None)), on);
    let matcher = Matcher::new(model);
    let mut worker = matcher.worker();
    let best = worker.matches(&profile, 2);
    let (shows, _) = worker.shows(&profile);
    let goal = Goal { from: Some(on), ..Goal::default() };
    for found in &best {
        let _ = Planner::new(model).plan(&profile, shows, found.role, &goal);
    }
    Extractor::new(model.lexicon()).extract(&names.join(", "));
    let _ = model.role("systems administrator");
}

/// A table of a catalog, and what is trained on it; the first byte says which one.
pub fn catalog(bytes: &[u8]) {
    let Some((which, table)) = bytes.split_first() else { return };
    if let Ok(model) = small::trained_with(usize::from(*which) % small::TABLES.len(), table) {
        answers(&model);
    }
}

/// Files of many people, with labels and without.
pub fn people(bytes: &[u8]) {
    if skillgap::ingest::people::holds_many("fuzz", bytes) {
        let _ = skillgap::ingest::people::read_many("fuzz", bytes, &mut Findings::new());
    }
    let labels = Some(("labels", &b"profile_id,role\np1,Helper\n"[..]));
    for labels in [None, labels] {
        let _ = skillgap::ingest::labelled::read_labelled("fuzz", bytes, labels, &mut Findings::new());
    }
}

/// Role descriptions in all shapes.
pub fn roles(bytes: &[u8]) {
    for file in ["fuzz.csv", "fuzz.md", "fuzz.txt"] {
        let _ = read_roles(&RoleSource { file, bytes }, &mut Findings::new());
    }
}
