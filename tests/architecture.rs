//! The invariants of ARCHITECTURE.md that can be read off the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Stages in the order in which imports may go: a file may import from its own stage and from those before it.
const ORDER: &[&str] = &[
    "bits",
    "few",
    "varint",
    "packed",
    "units",
    "diagnostics",
    "error",
    "catalog",
    "text",
    "ingest",
    "vector",
    "matching",
    "model",
    "plan",
    "check",
    "evaluate",
    "report",
    "output",
    "pipeline",
    "batch",
];

/// Imports that go up, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "matching",
    "model",
    "a matcher is made over a model; calibration in the model measures readiness with matching's own code",
)];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn all() -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    sources(Path::new("src"), &mut paths);
    paths.sort();
    paths.into_iter().map(|p| (p.clone(), fs::read_to_string(&p).unwrap())).collect()
}

/// The part of a source file before its unit tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        let inside = path.strip_prefix("src").unwrap();
        let stage = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let Some(mine) = ORDER.iter().position(|s| *s == stage) else { continue };
        for (n, line) in code(&text).lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for part in line.split("crate::").skip(1) {
                if part.starts_with('{') {
                    wrong.push(format!("{}:{}: one `use` for each part of the crate", path.display(), n + 1));
                }
                let target: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(theirs) = ORDER.iter().position(|s| *s == target) else { continue };
                let excepted = EXCEPTIONS.iter().any(|(from, to, _)| *from == stage && *to == target);
                if theirs > mine && !excepted {
                    wrong.push(format!("{}:{}: {stage} imports {target}", path.display(), n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_binary_prints() {
    for (path, text) in all().into_iter().filter(|(p, _)| !p.starts_with("src/bin")) {
        for word in ["println!", "eprintln!", "print!(", "stdout()", "stderr()"] {
            assert!(!code(&text).contains(word), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn files_are_opened_at_the_edges() {
    for (path, text) in all().into_iter().filter(|(p, _)| !p.starts_with("src/bin")) {
        let opens = ["fs::read", "fs::write", "File::open", "File::create", "OpenOptions", "TcpListener"];
        let may = ["ingest", "output.rs", "batch", "check"]
            .iter()
            .any(|part| path.starts_with(Path::new("src").join(part)));
        assert!(
            may || !opens.iter().any(|word| code(&text).contains(word)),
            "{} opens files",
            path.display()
        );
    }
}

#[test]
fn linfa_lives_in_two_files() {
    let users: Vec<PathBuf> = all()
        .into_iter()
        .filter(|(_, t)| t.lines().any(|l| l.trim_start().starts_with("use linfa")))
        .map(|(p, _)| p)
        .collect();
    assert_eq!(users, ["src/model/cluster.rs", "src/model/plane.rs"].map(PathBuf::from));
}

#[test]
fn nothing_unfinished_and_no_unsafe() {
    for (path, text) in all() {
        for word in ["todo!(", "unimplemented!(", "dbg!(", "#[ignore", "unsafe {"] {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}
