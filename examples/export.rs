//! Seeded instances with the solver's answers as JSON lines, for
//! `tests/oracle/highs.py`: `export COUNT [FIRST_SEED]`. Instance `s` has the
//! shape number `s` modulo (shapes + 1), the last being the small wild ones.

#[path = "../tests/plan_cover/mod.rs"]
mod common;

use common::SHAPES;
use skillgap::plan::cover::{Infeasible, Outcome, Problem, Worker};
use std::fmt::Write as _;
use std::io::Write as _;

fn optional(value: Option<u64>) -> String {
    value.map_or("null".to_owned(), |v| v.to_string())
}

fn line(seed: u64, shape: &str, p: &Problem, answer: &str) -> String {
    let mut out = String::new();
    let _ = write!(out, "{{\"seed\":{seed},\"shape\":\"{shape}\",\"target\":{},", p.target);
    let _ = write!(out, "\"max_primary\":{},", optional(p.max_primary));
    let _ = write!(out, "\"max_secondary\":{},", optional(p.max_secondary));
    let requirements: Vec<String> =
        p.requirements.iter().map(|r| format!("[{},{},{}]", r.now, r.full, u8::from(r.must))).collect();
    let _ = write!(out, "\"requirements\":[{}],", requirements.join(","));
    let steps: Vec<String> = p
        .steps
        .iter()
        .enumerate()
        .map(|(j, s)| {
            let yields: Vec<String> = s.yields.iter().map(|y| format!("[{},{}]", y.0, y.1)).collect();
            let needs: Vec<String> = p.needs_of(j).map(|g| format!("{g:?}")).collect();
            format!(
                "{{\"primary\":{},\"secondary\":{},\"yields\":[{}],\"needs\":[{}]}}",
                s.primary,
                s.secondary,
                yields.join(","),
                needs.join(",")
            )
        })
        .collect();
    let _ = write!(out, "\"steps\":[{}],\"answer\":{answer}}}", steps.join(","));
    out
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |at: usize, default: u64| args.get(at).and_then(|a| a.parse().ok()).unwrap_or(default);
    let (count, first) = (number(1, 300), number(2, 1_000_000));
    let mut worker = Worker::new();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for seed in first..first + count {
        let kind = (seed % (SHAPES.len() as u64 + 1)) as usize;
        let (name, problem) = match SHAPES.get(kind) {
            Some(&(name, shape)) => (name, common::career(seed, shape)),
            None => ("wild", common::wild(seed)),
        };
        let answer = match worker.solve(&problem, 1_000_000) {
            Ok(Outcome::Plan(s)) if s.optimal => {
                format!("{{\"primary\":{},\"secondary\":{},\"steps\":{:?}}}", s.primary, s.secondary, s.steps)
            }
            Ok(Outcome::Infeasible(Infeasible::Unreachable { .. })) => "\"unreachable\"".to_owned(),
            Ok(Outcome::Infeasible(Infeasible::Limit { .. })) => "\"limit\"".to_owned(),
            other => format!("\"{}\"", format!("{other:?}").replace('"', "'")),
        };
        if writeln!(out, "{}", line(seed, name, &problem, &answer)).is_err() {
            return;
        }
    }
}
