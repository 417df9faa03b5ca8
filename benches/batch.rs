//! The batch path in parts, in CPU time of one thread, with the ratios that matter.
//!
//! ```text
//! cargo bench --bench batch
//! ```

#[path = "support/clock.rs"]
mod clock;
#[path = "support/grow.rs"]
mod grow;

use clock::cpu;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use skillgap::batch::chunk::{Chunk, Chunker};
use skillgap::batch::parse::{Parsed, Parser};
use skillgap::batch::shape::Shape;
use skillgap::batch::{OutputFormat, Scored, Scorer, Settings, Shared};
use skillgap::matching::{Index, Kernel, Listed, Matcher};
use skillgap::model::Model;
use skillgap::units::{Level, SkillRow};

/// The least CPU time of a few runs.
fn best(mut run: impl FnMut()) -> f64 {
    (0..3)
        .map(|_| {
            let began = cpu();
            run();
            cpu() - began
        })
        .fold(f64::INFINITY, f64::min)
}

const PROFILES: usize = 20_000;
const SKILLS: usize = 22;

/// Skills by popularity (Zipf), those that roles ask first.
fn people(model: &Model, seed: u64) -> Vec<Vec<(SkillRow, Level)>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..model.catalog().skills.len()).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, (rng.next_u64() % (i as u64 + 1)) as usize);
    }
    order.sort_by_key(|s| model.data.rarity[*s] == 0);
    let sums: Vec<f64> = order
        .iter()
        .enumerate()
        .scan(0.0, |sum, (rank, _)| {
            *sum += 1.0 / (rank as f64 + 5.0);
            Some(*sum)
        })
        .collect();
    let all = sums.last().copied().unwrap_or(1.0);
    let mut unit = || (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    (0..PROFILES)
        .map(|_| {
            let mut held: Vec<(SkillRow, Level)> = (0..SKILLS)
                .map(|_| {
                    let at = sums.partition_point(|s| *s < unit() * all).min(order.len() - 1);
                    let level = Level::new(1 + (unit() * 5.0) as u8).unwrap_or(Level::WORKING);
                    (SkillRow::of(order[at]), level)
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

fn chunks(text: &str, settings: &Settings) -> (Shape, Vec<Chunk>) {
    let mut chunker = Chunker::new("generated", text.as_bytes(), settings.chunk, settings.longest_record)
        .expect("readable");
    let mut list = Vec::new();
    let mut chunk = Chunk::default();
    while chunker.next(&mut chunk).expect("readable") {
        list.push(chunk.clone());
    }
    (chunker.shape().clone(), list)
}

/// A matcher that lists what the fit, readiness, verdict and the five largest gaps need, and nothing else.
const LEAN: Listed = Listed { gaps: 5, pointers: 0 };

fn main() {
    let shipped = Model::shipped().expect("the shipped model");
    println!(
        "{PROFILES} profiles of about {SKILLS} skills, top 10, CPU time of one thread in µs a profile, best of 3"
    );
    println!(
        "{:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10} {:>10}",
        "roles",
        "kernel/s",
        "kernel",
        "floor",
        "CSV",
        "lean CSV",
        "JSONL",
        "CSV/s",
        "lean/s",
        "CSV/floor",
        "lean/floor"
    );
    let all = [302, 1000, 3000, 30_000];
    let asked: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    for roles in if asked.is_empty() { all.to_vec() } else { asked } {
        let model = grow::grow(&shipped.data, roles, 1);
        let people = people(&model, 1);
        let d = &model.data;
        let index = Index::build(&d.catalog, &d.roles, &d.links, d.incumbents.as_ref());
        let mut kernel = Kernel::new(&index, |_| true);
        let ranked = best(|| {
            for held in &people {
                std::hint::black_box(kernel.top(held.iter().copied(), [], 10));
            }
        });
        let text = csv(&model, &people);
        let whole = |format: OutputFormat, listed: Listed| {
            let matcher = Matcher::new(&model).listed(listed);
            let shared = Shared::new(&matcher);
            let mut scored = Scored::default();
            let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), format);
            settings.top = 10;
            let (shape, chunks) = chunks(&text, &settings);
            let mut scorer = Scorer::new(&shared, &shape, &settings);
            best(|| chunks.iter().for_each(|chunk| scorer.chunk(chunk, &mut scored)))
        };
        let rows = whole(OutputFormat::Csv, Listed::default());
        let lean = whole(OutputFormat::Csv, LEAN);
        let objects = whole(OutputFormat::Jsonl, Listed::default());
        let settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
        let (shape, _) = chunks(&text, &settings);
        let mut parser = Parser::new(&model, &shape, settings.on);
        // The floor: cut, parse, look names up, and write the id and the rows of the skills.
        let mut out: Vec<u8> = Vec::new();
        let floor = best(|| {
            let mut chunker =
                Chunker::new("generated", text.as_bytes(), settings.chunk, settings.longest_record)
                    .expect("readable");
            let mut chunk = Chunk::default();
            while chunker.next(&mut chunk).expect("readable") {
                out.clear();
                parser.each(&chunk, |parsed| {
                    if let Parsed::Profile(id, profile) = parsed {
                        out.extend_from_slice(id.as_bytes());
                        profile.skills.iter().for_each(|h| out.extend_from_slice(&h.skill.0.to_le_bytes()));
                    }
                });
            }
        });
        let micros = |seconds: f64| seconds / PROFILES as f64 * 1e6;
        let rate = |seconds: f64| PROFILES as f64 / seconds;
        println!(
            "{roles:>7} {:>9.0} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.0} {:>9.0} {:>10.1} {:>10.1}",
            rate(ranked),
            micros(ranked),
            micros(floor),
            micros(rows),
            micros(lean),
            micros(objects),
            rate(rows),
            rate(lean),
            rows / floor,
            lean / floor,
        );
    }
}
