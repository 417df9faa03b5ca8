//! What happens in the middle of long inputs, as a library: quotes across the borders of chunks, blank rows by the megabyte, quotes that never close, and a
//! stop while much is left out.

mod kept;

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use kept::{Kept, model};
use skillgap::batch::{Input, OutputFormat, RejectsTo, Settings, Summary, run};
use skillgap::error::Result;
use skillgap::matching::Matcher;

/// Records of at most 64 KiB, chunks of 1 KiB.
fn settings() -> Settings {
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    (settings.top, settings.threads) = (1, 1);
    (settings.chunk, settings.longest_record) = (1 << 10, 1 << 16);
    settings
}

fn go(input: &str, settings: &Settings) -> (Summary, String) {
    let matcher = Matcher::new(model());
    let kept = Kept::default();
    let reader = Box::new(io::Cursor::new(input.as_bytes().to_vec()));
    let input = Input { name: "made-up".into(), reader, length: None };
    let summary = run(&matcher, input, kept.target(), settings, &AtomicBool::new(false), &mut |_| {});
    (summary.unwrap(), String::from_utf8(kept.bytes()).unwrap())
}

/// The ids in the output, in order.
fn ids(out: &str) -> Vec<&str> {
    out.lines().skip(1).map(|row| row.split(',').next().unwrap()).collect()
}

/// Cells with line breaks, quotes and separators in them, half a megabyte of them.
#[test]
fn quotes_go_on_across_chunks() {
    let rows: String = (0..12_000)
        .map(|n| {
            format!("p{n},\"Linux;an \"\"odd\"\" name,\n{};Bash\"{}", n % 7, ["\n", "\r\n", "\r"][n % 3])
        })
        .collect();
    let input = format!("profile_id,skills\n{rows}");
    let (summary, out) = go(&input, &settings());
    assert_eq!((summary.counts.profiles, summary.counts.rejected()), (12_000, 0));
    let want: Vec<String> = (0..12_000).map(|n| format!("p{n}")).collect();
    assert_eq!(ids(&out), want);
    // In one piece it is the same.
    let mut one = settings();
    (one.chunk, one.longest_record) = (input.len(), input.len());
    assert_eq!(go(&input, &one).1, out);
}

#[test]
fn blank_rows_by_the_megabyte_are_nobodys() {
    let blank = ",,\n".repeat(100_000);
    let people = |from: usize, to: usize| -> String {
        (from..to).map(|n| format!("p{n},Linux,3\np{n},Bash,2\n")).collect()
    };
    for (input, profiles) in [
        (format!("profile_id,skill,level\n{}{blank}", people(0, 3)), 3),
        (format!("profile_id,skill,level\n{blank}{}", people(0, 3)), 3),
        (format!("profile_id,skill,level\n{}{blank}{}{blank}", people(0, 3), people(3, 5)), 5),
        (
            format!("profile_id,skill,level\n{}{}{}", people(0, 3), "\"\",,\n".repeat(100_000), people(3, 5)),
            5,
        ),
    ] {
        let (summary, out) = go(&input, &settings());
        assert_eq!((summary.counts.profiles, summary.counts.rejected()), (profiles, 0), "{}", &input[..60]);
        assert_eq!(ids(&out).len() as u64, profiles);
    }
    // Rows without an id behind them are one reject each.
    let input = format!("profile_id,skill,level\n{blank},Linux,3\n,Bash,4\np1,DNS,3\n");
    let (summary, out) = go(&input, &settings());
    assert_eq!((summary.counts.profiles, summary.counts.rejected()), (1, 2));
    assert_eq!(ids(&out), ["p1"]);
    let lines: Vec<u64> = summary.first_rejects.iter().map(|r| r.line).collect();
    assert_eq!(lines, [100_002, 100_003]);
}

/// A quote that opens in each of a hundred thousand lines and never closes: each is one reject, and the time does not grow with the square of their number.
#[test]
fn a_quote_that_opens_in_every_line_rejects_every_line() {
    const LINES: u64 = 100_000;
    type Line = fn(u64) -> String;
    let cases: [(&str, Line, u64); 4] = [
        ("profile_id,skills", |_| "a\",\"".to_owned(), LINES),
        ("profile_id,skill", |n| format!("p{n},a\"b,\"c"), LINES),
        // Rows of one profile of a long table are left out together.
        ("profile_id,skill", |_| "a\",\"".to_owned(), 1),
        ("profile_id,skill", |_| "p1,a\"b,\"c".to_owned(), 1),
    ];
    for (header, line, rejects) in cases {
        let body: String = (0..LINES).map(|n| format!("{}\n", line(n))).collect();
        let mut input = format!("{header}\n{body}");
        let (summary, _) = go(&input, &settings());
        assert_eq!(summary.counts.profiles, 0);
        assert_eq!(summary.counts.rejected(), rejects, "{header} {}", line(0));
        // What stands in front is matched.
        input.insert_str(header.len() + 1, "x,Linux\n");
        let (summary, out) = go(&input, &settings());
        assert_eq!(summary.counts.profiles, 1);
        assert_eq!(ids(&out), ["x"]);
    }
}

/// Gives a text again and again, for ever; says stop after so many bytes.
struct Endless {
    start: &'static [u8],
    again: &'static [u8],
    given: usize,
    stop: Arc<AtomicBool>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in &mut *buffer {
            *byte = match self.given.checked_sub(self.start.len()) {
                None => self.start[self.given],
                Some(n) => self.again[n % self.again.len()],
            };
            self.given += 1;
        }
        self.stop.store(self.given > 4 << 20, Ordering::Relaxed);
        // A run that goes on would never end.
        assert!(self.given < 64 << 20, "stop is not heard");
        Ok(buffer.len())
    }
}

#[test]
fn a_stop_is_heard_while_something_endless_is_left_out() {
    for (start, again) in [
        (&b"profile_id,skill,level\n"[..], &b"big,Linux,3\n"[..]),
        (b"profile_id,skills\nbig,", b"Linux;"),
        (b"{\"profile_id\":\"big\",\"skills\":[", b"\"Linux\","),
    ] {
        let stop = Arc::new(AtomicBool::new(false));
        let reader = Endless { start, again, given: 0, stop: Arc::clone(&stop) };
        let input = Input { name: "made-up".into(), reader: Box::new(reader), length: None };
        let matcher = Matcher::new(model());
        let kept = Kept::default();
        let outcome = run(&matcher, input, kept.target(), &settings(), &stop, &mut |_| {});
        let said = outcome.unwrap_err().to_string();
        assert!(said.starts_with("stopped after "), "{said}");
    }
}

/// What a run that is stopped says is done is what the next one finds done.
#[test]
fn what_is_said_to_be_kept_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let people: String = (0..2_000).map(|n| format!("p{n},Linux;Bash\n")).collect();
    let text = format!("profile_id,skills\n{people}");
    let matcher = Matcher::new(model());
    let input = || {
        let reader = Box::new(io::Cursor::new(text.clone().into_bytes()));
        Input { name: "made-up".into(), reader, length: None }
    };
    let mut settings = settings();
    settings.rejects = RejectsTo::Summary;
    let stop = AtomicBool::new(false);
    let target = || skillgap::batch::Target::File(out.clone());
    // To the end of the input, from where no run can go on, since more may come of the last row.
    let seen = Mutex::new(0);
    let outcome = run(&matcher, input(), target(), &settings, &stop, &mut |status| {
        *seen.lock().unwrap() = status.counts.profiles;
        stop.store(status.counts.profiles == 2_000, Ordering::Relaxed);
    });
    let said = outcome.unwrap_err().to_string();
    assert_eq!(*seen.lock().unwrap(), 2_000);
    let said: u64 = said.split(' ').nth(2).unwrap().parse().unwrap();
    assert!(said < 2_000, "{said}");
    settings.resume = true;
    let summary = run(&matcher, input(), target(), &settings, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!((summary.resumed_from, summary.counts.profiles), (said, 2_000));
    assert_eq!(ids(&std::fs::read_to_string(&out).unwrap()).len(), 2_000);
}

#[test]
fn a_part_that_something_else_took_the_place_of_gets_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let part = skillgap::batch::part_path(&out);
    let matcher = Matcher::new(model());
    let text = "profile_id,skills\np1,Linux\n";
    let input = Input { name: "made-up".into(), reader: Box::new(text.as_bytes()), length: None };
    let target = skillgap::batch::Target::File(out.clone());
    let outcome: Result<Summary> =
        run(&matcher, input, target, &settings(), &AtomicBool::new(false), &mut |_| {
            // While it runs.
            std::fs::remove_file(&part).unwrap();
            std::fs::write(&part, "hi").unwrap();
        });
    let said = outcome.unwrap_err().to_string();
    assert!(said.contains("something else in its place"), "{said}");
    assert!(!out.exists());
}
