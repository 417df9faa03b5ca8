//! Extraction with all cues, in bytes a CPU second, beside aho-corasick over the same names: no words, no cues, no sections.
//!
//! ```text
//! cargo bench --bench extract
//! cargo bench --bench extract -- esco.model
//! SKILLGAP_BENCH_MODEL=esco.model cargo bench --bench extract
//! ```
//!
//! The text is the descriptions of all roles of a model, one behind the other: of the shipped one, and of each that is named. Both are measured in
//! turns in one run, so that a machine that is busy slows both.

#[path = "support/clock.rs"]
mod clock;

use aho_corasick::{AhoCorasick, MatchKind};
use clock::cpu;
use skillgap::model::Model;
use skillgap::text::Extractor;
use std::hint::black_box;

/// Turns; their median counts.
const TURNS: usize = 5;

/// CPU seconds of one turn at least: the system counts them in steps of some milliseconds.
const TURN: f64 = 0.4;

/// Megabytes a CPU second of one turn.
fn speed(bytes: usize, mut run: impl FnMut() -> usize) -> f64 {
    let began = cpu();
    let mut times = 0;
    loop {
        black_box(run());
        times += 1;
        let took = cpu() - began;
        if took >= TURN {
            return (bytes * times) as f64 / took / 1e6;
        }
    }
}

fn median(mut turns: Vec<f64>) -> f64 {
    turns.sort_by(f64::total_cmp);
    turns[turns.len() / 2]
}

fn measure(which: &str, model: &Model) -> Result<(), String> {
    let catalog = model.catalog();
    let texts: Vec<&str> = catalog.roles.iter().map(|r| r.description.as_str()).collect();
    let bytes = texts.iter().map(|t| t.len()).sum();
    let of_skills = catalog.skills.iter().flat_map(|s| s.names.iter());
    let names: Vec<&str> =
        of_skills.chain(catalog.certifications.iter().flat_map(|c| c.names.iter())).map(|n| n.text).collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(&names)
        .map_err(|e| format!("{which}: {e}"))?;
    let mut extractor = Extractor::new(model.lexicon());
    let mut mentions = || texts.iter().map(|text| black_box(extractor.extract(text)).len()).sum::<usize>();
    let matches = || texts.iter().map(|text| automaton.find_iter(black_box(*text)).count()).sum::<usize>();
    println!(
        "{which}: {} names, {} KB of text, {} mentions; {} matches of names alone",
        names.len(),
        bytes / 1000,
        mentions(),
        matches()
    );
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(speed(bytes, &mut mentions));
        theirs.push(speed(bytes, matches));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "  with all cues {ours:.1}, aho-corasick {theirs:.1} MB a CPU second: {:.2} times",
        ours / theirs
    );
    Ok(())
}

fn run() -> Result<(), String> {
    let shipped = Model::shipped().map_err(|e| e.to_string())?;
    measure("shipped", &shipped)?;
    let given = std::env::args().skip(1).filter(|a| !a.starts_with('-'));
    for path in given.chain(std::env::var("SKILLGAP_BENCH_MODEL").ok()) {
        let bytes = std::fs::read(&path).map_err(|e| format!("{path}: {e}"))?;
        let model = Model::read(&path, &bytes).map_err(|e| e.to_string())?;
        measure(&path, &model)?;
    }
    Ok(())
}

fn main() {
    if let Err(e) = run() {
        eprintln!("{e}");
        std::process::exit(1);
    }
}
