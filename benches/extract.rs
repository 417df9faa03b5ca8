//! Extraction with all cues, in bytes a second, beside aho-corasick over the same names: no words, no cues, no sections.
//!
//! ```text
//! cargo bench --bench extract
//! SKILLGAP_MODEL=esco.model cargo bench --bench extract
//! ```
//!
//! The text is the descriptions of all roles of the model, one behind the other.

use aho_corasick::{AhoCorasick, MatchKind};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use skillgap::model::Model;
use skillgap::text::Extractor;
use std::sync::OnceLock;

fn main() {
    divan::main();
}

/// The model of `SKILLGAP_MODEL`, or the shipped one.
fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let model = match std::env::var("SKILLGAP_MODEL") {
            Ok(path) => std::fs::read(&path)
                .map_err(|e| format!("{path}: {e}"))
                .and_then(|bytes| Model::read(&path, &bytes).map_err(|e| e.to_string())),
            Err(_) => Model::shipped().map_err(|e| e.to_string()),
        };
        model.unwrap_or_else(|e| {
            eprintln!("{e}");
            std::process::exit(1);
        })
    })
}

fn texts() -> Vec<&'static str> {
    model().catalog().roles.iter().map(|r| r.description.as_str()).collect()
}

fn bytes(texts: &[&str]) -> BytesCount {
    BytesCount::new(texts.iter().map(|t| t.len()).sum::<usize>())
}

#[divan::bench]
fn all_cues(bencher: Bencher) {
    let texts = texts();
    let mut extractor = Extractor::new(model().lexicon());
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| black_box(extractor.extract(text)).len()).sum::<usize>());
}

#[divan::bench]
fn names_by_aho_corasick(bencher: Bencher) {
    let texts = texts();
    let catalog = model().catalog();
    let skills = catalog.skills.iter().flat_map(|s| s.names.iter());
    let names = skills.chain(catalog.certifications.iter().flat_map(|c| c.names.iter()));
    let built = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(names.map(|n| n.text));
    let Ok(automaton) = built else {
        eprintln!("the names are too many for one automaton");
        return;
    };
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| automaton.find_iter(black_box(text)).count()).sum::<usize>());
}
