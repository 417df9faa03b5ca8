//! Every command in README's `console` blocks runs from the root of the repository and prints what README says.
//!
//! In a block, a line that starts with `$ ` is a command (words split at spaces, `'…'` kept together), the lines under it are its
//! standard output. A line `…` stands for any lines. With `SKILLGAP_ACCEPT=1` set, README is rewritten with what is printed now.

use std::fmt::Write as _;
use std::process::Command;

/// A command with the output that README shows.
struct Example {
    command: String,
    output: Vec<String>,
}

fn examples(markdown: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            match line.strip_prefix("$ ") {
                Some(command) => examples.push(Example { command: command.to_owned(), output: Vec::new() }),
                None => examples.last_mut().unwrap().output.push(line.to_owned()),
            }
        }
    }
    examples
}

fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

fn run(command: &str) -> String {
    let words = words(command);
    // `cargo run --release -- …` is what a reader types first; here the built binary stands for it.
    let args: &[String] = match words.iter().position(|w| w == "--") {
        Some(at) if words[0] == "cargo" => &words[at + 1..],
        _ if words[0] == "skillgap" => &words[1..],
        _ => panic!("README shows a command that is not skillgap: {command}"),
    };
    let out = Command::new(env!("CARGO_BIN_EXE_skillgap")).args(args).env("COLUMNS", "100").output().unwrap();
    assert!(out.status.success(), "{command}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Whether `got` is what is shown; `…` stands for any lines.
fn same(got: &[&str], shown: &[String]) -> bool {
    match shown.split_first() {
        None => got.is_empty(),
        Some((first, rest)) if first.trim() == "…" => (0..=got.len()).any(|skip| same(&got[skip..], rest)),
        Some((first, rest)) => got.first() == Some(&first.as_str()) && same(&got[1..], rest),
    }
}

#[test]
fn readme_tells_the_truth() {
    let mut pages = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir("docs").into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "md") {
            pages.push(path.display().to_string());
        }
    }
    pages.sort();
    let mut wrong = String::new();
    let mut count = 0;
    for page in pages {
        let mut markdown = std::fs::read_to_string(&page).unwrap();
        for example in examples(&markdown.clone()) {
            count += 1;
            let got = run(&example.command);
            let lines: Vec<&str> = got.lines().collect();
            if same(&lines, &example.output) {
                continue;
            }
            if std::env::var_os("SKILLGAP_ACCEPT").is_some()
                && !example.output.iter().any(|l| l.trim() == "…")
            {
                let block = |lines: &[String]| format!("$ {}\n{}\n```", example.command, lines.join("\n"));
                let new: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
                markdown = markdown.replacen(&block(&example.output), &block(&new), 1);
                std::fs::write(&page, &markdown).unwrap();
            }
            let _ = writeln!(
                wrong,
                "{page}: $ {}\nprints\n{got}\nand not\n{}\n",
                example.command,
                example.output.join("\n")
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 3, "README shows the main commands");
}
