//! What one match costs: reading the shipped model, making a matcher, the first match, and the next ones.
//!
//! ```text
//! cargo bench --bench match
//! ```

use divan::{Bencher, black_box};
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::vector::Profile;
use std::sync::OnceLock;

fn main() {
    divan::main();
}

fn or_stop<T>(result: skillgap::error::Result<T>) -> T {
    result.unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(1);
    })
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| or_stop(Model::shipped()))
}

/// The shipped example of a help-desk technician.
fn person() -> Profile {
    let file = "data/people/help-desk-technician.csv";
    let bytes = include_bytes!("../data/people/help-desk-technician.csv");
    or_stop(skillgap::pipeline::profile(model(), file, bytes, jiff::civil::date(2026, 1, 1)).0)
}

#[divan::bench]
fn read_the_model() -> Model {
    or_stop(Model::shipped())
}

#[divan::bench]
fn first_match(bencher: Bencher) {
    let person = person();
    bencher.bench_local(|| {
        let matcher = Matcher::new(model());
        black_box(matcher.worker().matches(&person, 5).len())
    });
}

#[divan::bench]
fn next_match(bencher: Bencher) {
    let (person, matcher) = (person(), Matcher::new(model()));
    let mut worker = matcher.worker();
    bencher.bench_local(|| black_box(worker.matches(&person, 5).len()));
}
