//! What is fuzzed: every reader, the extractor and the model file. Used by cargo-fuzz and, bounded, by `tests/fuzz.rs` on stable.
#![allow(dead_code)]

use std::io::{self, Cursor, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};

use skillgap::batch::{Counts, Input, OutputFormat, Reject, Settings, Target, run};
use skillgap::diagnostics::Findings;
use skillgap::ingest::roles::{RoleSource, read_roles};
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::text::Extractor;

fn shipped() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().expect("the shipped model"))
}

fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(shipped()))
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
    let input = Input { name: "fuzz".into(), reader: Box::new(Cursor::new(bytes.to_vec())), length: None };
    let target = Target::Stream("kept".into(), Box::new(kept.clone()));
    let summary = run(matcher(), input, target, &settings, &AtomicBool::new(false), &mut |_| {});
    let summary = summary.map_err(|e| e.to_string())?;
    let out = kept.0.lock().map_err(|e| e.to_string())?.clone();
    Ok((summary.counts, summary.first_rejects, out))
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

/// Any text: spans stay inside it and on character borders.
pub fn extract(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut extractor = Extractor::new(shipped().lexicon());
    for mention in extractor.extract(&text) {
        let span = mention.start as usize..mention.end as usize;
        assert!(text.get(span).is_some(), "a span outside the text");
    }
}

/// A model file: an error or a model, never more.
pub fn model(bytes: &[u8]) {
    let _ = Model::read("fuzz", bytes);
}

/// Role descriptions in all shapes.
pub fn roles(bytes: &[u8]) {
    for file in ["fuzz.csv", "fuzz.md", "fuzz.txt"] {
        let _ = read_roles(&RoleSource { file, bytes }, &mut Findings::new());
    }
}
