//! Damaged and endless files end in an error with a place and a remedy, in bounded memory.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use assert_cmd::Command;
use skillgap::batch::{Input, OutputFormat, Reason, Settings, Target, run};
use skillgap::ingest::release::{Fate, read_stream};
use skillgap::ingest::whole;
use skillgap::matching::Matcher;
use skillgap::model::Model;

/// A gigabyte.
const GIGABYTE: u64 = 1 << 30;

/// A head, so many times the letter `x`, and a tail, made as they are read.
struct Endless {
    head: io::Cursor<&'static [u8]>,
    left: u64,
    tail: io::Cursor<&'static [u8]>,
    read: Arc<AtomicU64>,
}

impl Endless {
    fn new(head: &'static str, tail: &'static str) -> (Endless, Arc<AtomicU64>) {
        let read = Arc::new(AtomicU64::new(0));
        let (head, tail) = (io::Cursor::new(head.as_bytes()), io::Cursor::new(tail.as_bytes()));
        (Endless { head, left: GIGABYTE, tail, read: read.clone() }, read)
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut n = self.head.read(buffer)?;
        if n == 0 && self.left > 0 {
            n = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
            buffer[..n].fill(b'x');
            self.left -= n as u64;
        } else if n == 0 {
            n = self.tail.read(buffer)?;
        }
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[test]
fn a_gigabyte_of_one_line_in_a_release_ends_after_some_megabytes() {
    for head in ["conceptUri,preferredLabel\na,b\n", "conceptUri,preferredLabel\na,b\nc,\"d\ne"] {
        let (endless, read) = Endless::new(head, "");
        let outcome = read_stream("skills_en.csv", endless, &["conceptUri"], &["preferredLabel"], |_, _| {
            Ok(Fate::Used)
        });
        let said = outcome.unwrap_err().to_string();
        assert!(said.contains("skills_en.csv:3: The record that starts here is longer than 4 MB."), "{said}");
        assert!(said.contains("quote that is not closed"), "{said}");
        assert!(read.load(Ordering::Relaxed) < 16 << 20);
    }
}

#[test]
fn a_gigabyte_of_one_line_about_one_person_ends_at_the_limit() {
    let (endless, read) = Endless::new("skill,level\nLinux,4\n", "");
    let said = whole::read("me.csv", endless, whole::MOST_BYTES).unwrap_err().to_string();
    assert!(said.starts_with("me.csv:3:"), "{said}");
    assert!(said.contains("more than 128 MB") && said.contains("closing quote that is missing"), "{said}");
    assert!(read.load(Ordering::Relaxed) <= whole::MOST_BYTES + (1 << 20));
}

#[test]
fn a_gigabyte_of_one_line_among_many_people_is_one_reject() {
    let (endless, _) = Endless::new("profile_id,skills\np1,Linux\nbig,", "\np2,Bash\n");
    let model = Model::shipped().unwrap();
    let matcher = Matcher::new(&model);
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    (settings.top, settings.threads) = (1, 1);
    let input = Input { name: "people.csv".into(), reader: Box::new(endless), length: None };
    let target = Target::Stream("nowhere".into(), Box::new(io::sink()));
    let summary = run(&matcher, input, target, &settings, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!((summary.counts.profiles, summary.counts.rejected()), (2, 1));
    let reject = &summary.first_rejects[0];
    assert_eq!((reject.line, &*reject.profile_id, reject.reason), (3, "big", Reason::TooLong));
}

/// Exit code and message of `match` for a file of these bytes.
fn matched(name: &str, bytes: &[u8]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let mut command = Command::cargo_bin("skillgap").unwrap();
    let out = command.current_dir(folder.path()).args(["match", name]).output().unwrap();
    (out.status.code(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn damaged_profiles_are_refused_with_place_and_remedy() {
    let cases: [(&str, &[u8], &[&str]); 9] = [
        // Cut in the middle.
        ("cut.json", b"{\"basics\":{},\n\"skills\":[{\"name\":\"Linux\",\"key", &["cut.json:2:", "cut"]),
        (
            "cut.jsonld",
            b"[{\"type\":\"VerifiableCredential\",\n\"credentialSubject\":",
            &["cut.jsonld:2:", "cut"],
        ),
        ("cut.csv", b"skill,level\nLinux,4\n\"Bash,3\nSQL,2\n", &["cut.csv:3", "quote", "closed"]),
        ("cut.xlsx", b"PK\x03\x04 cut", &["cut.xlsx", "spreadsheet", "Save"]),
        // A renamed or missing column, a wrong separator.
        ("renamed.csv", b"skil,level\nLinux,4\n", &["renamed.csv:1", "no column `skill`", "`skill`"]),
        ("missing.csv", b"level,years,last_used\n4,2,2024\n", &["missing.csv:1", "no column `skill`"]),
        ("separator.csv", b"skill%level\nLinux%4\n", &["separator.csv:1", "separator"]),
        // Of another kind.
        (
            "cv.pdf",
            b"%PDF-1.7\nBT (I administer servers and networks for a living since 2010) Tj",
            &["cv.pdf", "PDF"],
        ),
        ("empty.csv", b"", &["empty.csv", "empty"]),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, wants) in cases {
        let (code, said) = matched(name, bytes);
        if code != Some(3) || !wants.iter().all(|w| said.contains(w)) {
            wrong.push(format!("{name}: {code:?} {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
