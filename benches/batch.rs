//! The batch path in parts, in CPU time of one thread, with the ratios that matter.
//!
//! ```text
//! cargo bench --bench batch
//! cargo bench --bench batch -- 1000 esco.model
//! ```
//!
//! Models are grown from the shipped one to so many roles, or read from files. *named only* is the kernel without linked skills: what a sparse product adds.
//! The *floor* cuts, parses, looks names up and writes ids and skills; *to files*, floor and lean read nothing but memory and write to a file, the floor as many
//! bytes as lean does.

#[path = "support/clock.rs"]
mod clock;
#[path = "support/grow.rs"]
mod grow;
#[path = "support/popularity.rs"]
mod popularity;

use std::fs::File;
use std::hint::black_box;
use std::io::{Seek, Write};

use clock::cpu;
use popularity::{Popularity, unit};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use skillgap::batch::chunk::{Chunk, Chunker};
use skillgap::batch::parse::{Parsed, Parser};
use skillgap::batch::shape::Shape;
use skillgap::batch::{OutputFormat, Scored, Scorer, Settings, Shared};
use skillgap::matching::{Index, Kernel, Listed, Matcher};
use skillgap::model::Model;
use skillgap::units::{Level, SkillRow};
use skillgap::vector::Links;

/// CPU seconds that one measurement takes at least: the system counts them in steps of some milliseconds.
const LONG: f64 = 0.3;

/// CPU microseconds a profile: the least of a few measurements.
fn micros(mut run: impl FnMut()) -> f64 {
    let mut one = || {
        let (began, mut passes) = (cpu(), 0);
        loop {
            run();
            passes += 1;
            let took = cpu() - began;
            if took >= LONG {
                return took / f64::from(passes);
            }
        }
    };
    (0..3).map(|_| one()).fold(f64::INFINITY, f64::min) / PROFILES as f64 * 1e6
}

const PROFILES: usize = 20_000;
const SKILLS: usize = 22;

/// Skills by popularity.
fn people(model: &Model, seed: u64) -> Vec<Vec<(SkillRow, Level)>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let popularity = Popularity::of(model, &mut rng);
    (0..PROFILES)
        .map(|_| {
            let mut held: Vec<(SkillRow, Level)> = (0..SKILLS)
                .map(|_| {
                    let skill = popularity.draw(&mut rng);
                    (skill, Level::new(1 + (unit(&mut rng) * 5.0) as u8).unwrap_or(Level::WORKING))
                })
                .collect();
            held.sort_unstable();
            held.dedup_by_key(|h| h.0);
            held
        })
        .collect()
}

fn csv(model: &Model, people: &[Vec<(SkillRow, Level)>]) -> String {
    let mut text = String::from("profile_id,skills\n");
    for (row, held) in people.iter().enumerate() {
        let skills: Vec<String> =
            held.iter().map(|(s, l)| format!("{}:{l}", model.catalog()[*s].name.replace('"', ""))).collect();
        text.push_str(&format!("p{row:09},\"{}\"\n", skills.join(";")));
    }
    text
}

fn chunker<'t>(text: &'t str, settings: &Settings) -> Chunker<&'t [u8]> {
    Chunker::new("generated", text.as_bytes(), settings.chunk, settings.longest_record).expect("readable")
}

/// What a text looks like, and its number of chunks.
fn shape_and_chunks(text: &str, settings: &Settings) -> (Shape, usize) {
    let mut chunker = chunker(text, settings);
    let (mut chunk, mut many) = (Chunk::default(), 0);
    while chunker.next(&mut chunk).expect("readable") {
        many += 1;
    }
    (chunker.shape().clone(), many)
}

/// A matcher that lists what the fit, readiness, verdict and the five largest gaps need, and nothing else.
const LEAN: Listed = Listed { gaps: 5, pointers: 0 };

/// The file that is written, from its start on.
fn again(file: &mut File) {
    file.rewind().and_then(|()| file.set_len(0)).expect("a file of one's own");
}

fn measure(model: &Model) {
    let people = people(model, 1);
    let d = &model.data;
    let ranked = |links: &Links| {
        let index = Index::build(&d.catalog, &d.roles, links, d.incumbents.as_ref());
        let mut kernel = Kernel::new(&index, |_| true);
        micros(|| {
            for held in &people {
                black_box(kernel.top(held.iter().copied(), [], 10));
            }
        })
    };
    let (kernel, named) = (ranked(&d.links), ranked(&Links::default()));
    let text = csv(model, &people);
    let mut file = tempfile::tempfile().expect("a file of one's own");
    let mut lean_bytes = 0;
    let mut whole = |format: OutputFormat, listed: Listed, to_file: bool| {
        let matcher = Matcher::new(model).listed(listed);
        let shared = Shared::new(&matcher);
        let mut scored = Scored::default();
        let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), format);
        settings.top = 10;
        let shape = chunker(&text, &settings).shape().clone();
        let mut scorer = Scorer::new(&shared, &shape, &settings);
        let mut chunk = Chunk::default();
        micros(|| {
            again(&mut file);
            lean_bytes = 0;
            let mut chunker = chunker(&text, &settings);
            while chunker.next(&mut chunk).expect("readable") {
                scorer.chunk(&chunk, &mut scored);
                lean_bytes += scored.out.as_slice().len();
                if to_file {
                    file.write_all(scored.out.as_slice()).expect("room");
                }
            }
        })
    };
    let rows = whole(OutputFormat::Csv, Listed::default(), false);
    let objects = whole(OutputFormat::Jsonl, Listed::default(), false);
    let lean = whole(OutputFormat::Csv, LEAN, false);
    let lean_to_file = whole(OutputFormat::Csv, LEAN, true);

    let settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    let (shape, many) = shape_and_chunks(&text, &settings);
    let mut parser = Parser::new(model, &shape, settings.on);
    let per_chunk = vec![b'x'; lean_bytes / many];
    let mut floor = |to_file: bool| {
        let mut out: Vec<u8> = Vec::new();
        micros(|| {
            again(&mut file);
            let mut chunker = chunker(&text, &settings);
            let mut chunk = Chunk::default();
            while chunker.next(&mut chunk).expect("readable") {
                out.clear();
                parser.each(&chunk, |parsed| {
                    if let Parsed::Profile(id, profile) = parsed {
                        out.extend_from_slice(id.as_bytes());
                        profile.skills.iter().for_each(|h| out.extend_from_slice(&h.skill.0.to_le_bytes()));
                    }
                });
                if to_file {
                    file.write_all(&per_chunk).expect("room");
                }
            }
        })
    };
    let (floor, floor_to_file) = (floor(false), floor(true));
    let rate = |micros: f64| 1e6 / micros;
    println!(
        "{:>7} {:>9.0} {kernel:>8.2} {named:>8.2} {floor:>8.2} {lean:>8.2} {rows:>8.2} {objects:>8.2} {:>9.0} {:>9.1} {:>9.1} | {floor_to_file:>8.2} {lean_to_file:>8.2} {:>8.1}",
        model.catalog().roles.len(),
        rate(kernel),
        rate(lean),
        lean / floor,
        rows / floor,
        lean_to_file / floor_to_file,
    );
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shipped = Model::shipped()?;
    println!(
        "{PROFILES} profiles of about {SKILLS} skills, top 10, CPU time of one thread in µs a profile, least of 3"
    );
    println!(
        "{:>7} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9} | to files: {:>8} {:>8}",
        "roles",
        "kernel/s",
        "kernel",
        "named",
        "floor",
        "lean",
        "CSV",
        "JSONL",
        "lean/s",
        "lean/flr",
        "CSV/floor",
        "lean",
        "ratio"
    );
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let all = ["302", "1000", "3000", "30000"].map(str::to_owned).to_vec();
    for asked in if asked.is_empty() { all } else { asked } {
        match asked.parse() {
            Ok(roles) => measure(&grow::grow(&shipped.data, roles, 1)),
            Err(_) => measure(&Model::read(&asked, &std::fs::read(&asked)?)?),
        }
    }
    Ok(())
}
