//! Writes made-up profiles for benches and tests: skills drawn by popularity (`benches/support/popularity.rs`), seeded, any number, in constant memory.
//!
//! ```text
//! cargo run --release --example generate_profiles -- --rows 1000000 --format wide > profiles.csv
//! ```

#[path = "../benches/support/popularity.rs"]
mod popularity;

use std::io::{BufWriter, Write};

use popularity::{Popularity, unit};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use skillgap::model::Model;
use skillgap::units::SkillRow;

struct Options {
    rows: u64,
    seed: u64,
    format: String,
    skills: f64,
    bad: u64,
    model: Option<String>,
}

fn options() -> Options {
    let mut options =
        Options { rows: 1000, seed: 1, format: "wide".to_owned(), skills: 22.0, bad: 0, model: None };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let value = args.next().unwrap_or_default();
        let number =
            || value.parse::<u64>().unwrap_or_else(|_| panic!("{name} needs a number, not “{value}”"));
        match name.as_str() {
            "--rows" => options.rows = number(),
            "--seed" => options.seed = number(),
            "--format" => options.format = value,
            "--skills" => options.skills = number() as f64,
            "--bad" => options.bad = number(),
            "--model" => options.model = Some(value),
            _ => panic!(
                "unknown option {name}; known: --rows --seed --format wide|long|jsonl --skills --bad --model"
            ),
        }
    }
    options
}

fn main() -> std::io::Result<()> {
    let options = options();
    let model = match &options.model {
        None => Model::shipped(),
        Some(path) => Model::read(path, &std::fs::read(path)?),
    };
    let model = model.expect("a readable model");
    let catalog = model.catalog();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(options.seed);
    let popularity = Popularity::of(&model, &mut rng);
    let mut out = BufWriter::with_capacity(1 << 18, std::io::stdout().lock());
    match options.format.as_str() {
        "wide" => writeln!(out, "profile_id,skills")?,
        "long" => writeln!(out, "profile_id,skill,level")?,
        _ => {}
    }
    let mut picked: Vec<(SkillRow, u64)> = Vec::new();
    for row in 0..options.rows {
        picked.clear();
        let many = (options.skills * (0.5 + unit(&mut rng))).round().max(1.0) as usize;
        for _ in 0..many {
            picked.push((popularity.draw(&mut rng), 1 + rng.next_u64() % 5));
        }
        let bad = options.bad > 0 && row % options.bad == options.bad - 1;
        write_profile(&mut out, &options.format, row, &picked, bad, &|s| &catalog[s].name)?;
    }
    out.flush()
}

fn write_profile<'n>(
    out: &mut impl Write,
    format: &str,
    row: u64,
    picked: &[(SkillRow, u64)],
    bad: bool,
    name: &dyn Fn(SkillRow) -> &'n str,
) -> std::io::Result<()> {
    let wrong = if bad { "lots" } else { "" };
    match format {
        "wide" => {
            write!(out, "p{row:09},\"")?;
            for (n, (skill, level)) in picked.iter().enumerate() {
                let sign = if n > 0 { ";" } else { "" };
                write!(out, "{sign}{}:{level}", name(*skill).replace('"', ""))?;
            }
            if bad {
                write!(out, ";Linux:9")?;
            }
            writeln!(out, "\"")
        }
        "long" => {
            for (skill, level) in picked {
                writeln!(out, "p{row:09},\"{}\",{level}{wrong}", name(*skill).replace('"', ""))?;
            }
            Ok(())
        }
        _ => {
            write!(out, "{{\"profile_id\":\"p{row:09}\",\"skills\":[")?;
            for (n, (skill, level)) in picked.iter().enumerate() {
                let sign = if n > 0 { "," } else { "" };
                let name = name(*skill).replace(['"', '\\'], "");
                write!(out, "{sign}{{\"skill\":\"{name}\",\"level\":\"{level}{wrong}\"}}")?;
            }
            writeln!(out, "]}}")
        }
    }
}
