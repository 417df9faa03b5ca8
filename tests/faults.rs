//! Reads and writes that go wrong, at any place and in any way: an error that says so, no wrong byte, and a state to go on from.

mod kept;

use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use kept::{Kept, model};
use proptest::prelude::*;
use skillgap::batch::{Compression, Input, OutputFormat, RejectsTo, Settings, Summary, Target, run};
use skillgap::error::Result;
use skillgap::matching::Matcher;

fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(model()))
}

/// What goes wrong, by the number of the call: bytes at most that it moves, or an interruption; and after how many bytes all fails.
#[derive(Clone, Debug)]
struct Faults {
    calls: Vec<Fault>,
    fails_after: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    Short(usize),
    Interrupted,
}

fn faults(longest: usize) -> impl Strategy<Value = Faults> {
    let fault = prop_oneof![3 => (1..4000usize).prop_map(Fault::Short), 1 => Just(Fault::Interrupted)];
    (proptest::collection::vec(fault, 1..12), proptest::option::of(0..longest))
        .prop_map(|(calls, fails_after)| Faults { calls, fails_after })
}

/// A stream with faults around another.
struct Faulty<S> {
    inner: S,
    faults: Faults,
    call: usize,
    moved: usize,
}

impl<S> Faulty<S> {
    fn new(inner: S, faults: &Faults) -> Faulty<S> {
        Faulty { inner, faults: faults.clone(), call: 0, moved: 0 }
    }

    /// How many of `wanted` bytes the next call may move.
    fn next(&mut self, wanted: usize) -> io::Result<usize> {
        let left = self.faults.fails_after.map_or(usize::MAX, |n| n.saturating_sub(self.moved));
        if left == 0 {
            return Err(io::Error::other("the disk is on fire"));
        }
        let fault = self.faults.calls[self.call % self.faults.calls.len()];
        self.call += 1;
        match fault {
            // Twice in a row would be for ever where it is the only fault.
            Fault::Interrupted if self.call % 2 == 1 => Err(io::ErrorKind::Interrupted.into()),
            Fault::Interrupted => Ok(wanted.min(left)),
            Fault::Short(most) => Ok(wanted.min(most).min(left)),
        }
    }
}

impl<S: Read> Read for Faulty<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.next(buffer.len())?;
        let n = self.inner.read(&mut buffer[..most])?;
        self.moved += n;
        Ok(n)
    }
}

impl<S: Write> Write for Faulty<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let most = self.next(bytes.len())?;
        let n = self.inner.write(&bytes[..most])?;
        self.moved += n;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// People, a few of them with levels that are off the scale; more bytes than a run reads at its start.
fn people() -> &'static [u8] {
    static PEOPLE: OnceLock<Vec<u8>> = OnceLock::new();
    PEOPLE.get_or_init(|| {
        let one = |i: usize| {
            let level = if i.is_multiple_of(97) { 9 } else { 1 + i % 5 };
            format!("p{i},\"Linux:{level};Bash;{}\"\n", ["Docker", "SQL:4", "Zzz", "CompTIA A+"][i % 4])
        };
        let rows: String = (0..4000).map(one).collect();
        format!("profile_id,skills\n{rows}").into_bytes()
    })
}

fn settings() -> Settings {
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    (settings.top, settings.threads, settings.chunk) = (2, 2, 1 << 10);
    settings.checkpoint_every = Duration::ZERO;
    settings
}

fn go(reader: impl Read + Send + 'static, target: Target, settings: &Settings) -> Result<Summary> {
    let input = Input { name: "made-up".into(), reader: Box::new(reader), length: None };
    run(matcher(), input, target, settings, &AtomicBool::new(false), &mut |_| {})
}

/// What a run without faults writes.
fn whole() -> &'static [u8] {
    static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let kept = Kept::default();
        go(people(), kept.target(), &settings()).unwrap();
        kept.bytes()
    })
}

fn failing_reader(faults: &Faults) -> Faulty<Cursor<Vec<u8>>> {
    Faulty::new(Cursor::new(people().to_vec()), faults)
}

fn to_file(out: &Path, rejects: &Path) -> (Target, Settings) {
    let mut settings = settings();
    settings.rejects = RejectsTo::File(rejects.to_owned());
    settings.resume = true;
    (Target::File(out.to_owned()), settings)
}

/// Fails when two thirds of the people were read.
fn two_thirds() -> Faulty<Cursor<Vec<u8>>> {
    failing_reader(&Faults { calls: vec![Fault::Short(1000)], fails_after: Some(people().len() * 2 / 3) })
}

fn content(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[test]
fn stop_on_the_way_back_to_where_a_run_was_leaves_its_state_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let start = || to_file(&file("out.csv"), &file("rejects.csv"));
    let (target, settings) = start();
    go(two_thirds(), target, &settings).unwrap_err();
    let state = content(&file("out.csv.resume"));
    let (target, settings) = start();
    let input = Input { name: "made-up".into(), reader: Box::new(people()), length: None };
    let stopped = run(matcher(), input, target, &settings, &AtomicBool::new(true), &mut |_| {});
    let said = stopped.unwrap_err().to_string();
    assert!(said.contains("stopped") && said.contains("--resume"), "{said}");
    assert!(content(&file("out.csv.resume")) == state);
    let (target, settings) = start();
    let summary = go(people(), target, &settings).unwrap();
    assert!(summary.resumed_from > 100, "{}", summary.resumed_from);
    assert!(content(&file("out.csv")) == whole());
}

#[test]
fn a_panic_while_progress_is_told_ends_the_run_with_an_error() {
    let mut settings = settings();
    for threads in [1, 2, 3] {
        settings.threads = threads;
        // Beside others this thread may come too late to write anything: then nobody is told, and the run ends well.
        let met = (0..1000).any(|_| {
            let (kept, mut told) = (Kept::default(), false);
            let input = Input { name: "made-up".into(), reader: Box::new(people()), length: None };
            let target = kept.target();
            let ended = run(matcher(), input, target, &settings, &AtomicBool::new(false), &mut |_| {
                told = true;
                panic!("told")
            });
            let written = kept.bytes();
            match ended.map_err(|e| e.to_string()) {
                Err(said) => {
                    assert!(told && said.contains("a defect of skillgap") && whole().starts_with(&written))
                }
                Ok(_) => assert!(!told && written == whole(), "{threads} threads"),
            }
            told
        });
        assert!(met, "{threads} threads: never told");
    }
}

#[test]
fn a_run_that_lacks_only_the_name_gets_it_or_says_what_is_gone() {
    for compression in [None, Some(Compression::Zstd)] {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let start = || to_file(&file("out.csv"), &file("rejects.csv"));
        let settings = || {
            let (_, mut settings) = start();
            // This thread writes, so that it is told.
            (settings.threads, settings.compression) = (1, compression);
            settings
        };
        // A folder in the way of the output.
        let mut first = true;
        let input = Input { name: "made-up".into(), reader: Box::new(people()), length: None };
        run(matcher(), input, start().0, &settings(), &AtomicBool::new(false), &mut |_| {
            if std::mem::take(&mut first) {
                std::fs::create_dir_all(file("out.csv").join("in the way")).unwrap();
            }
        })
        .unwrap_err();
        std::fs::remove_dir_all(file("out.csv")).unwrap();
        // Neither another input, nor one that goes on where that one ended, nor an older output is taken for its own.
        let other: &'static [u8] = people()[..people().len() - 10].to_vec().leak();
        let said = go(other, start().0, &settings()).unwrap_err().to_string();
        assert!(said.contains("not the input"), "{said}");
        let part = content(&file("out.csv.part"));
        std::fs::remove_file(file("out.csv.part")).unwrap();
        let said = go(people(), start().0, &settings()).unwrap_err().to_string();
        assert!(said.contains("gone") && said.contains("--resume"), "{said}");
        std::fs::write(file("out.csv"), "older").unwrap();
        let said = go(people(), start().0, &settings()).unwrap_err().to_string();
        assert!(said.contains("Start over without --resume"), "{said}");
        assert_eq!(content(&file("out.csv")), b"older");
        std::fs::write(file("out.csv.part"), part).unwrap();
        go(people(), start().0, &settings()).unwrap();
        let got = content(&file("out.csv"));
        let got = if compression.is_some() { zstd::decode_all(got.as_slice()).unwrap() } else { got };
        assert!(got == whole());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "something is left over");
    }
}

#[test]
fn a_person_with_too_many_rows_is_rejected_once_also_by_a_run_that_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let one = |i: usize| format!("p{i},Linux,3\np{i},Bash,2\n");
    let many: String = (0..1000).map(one).collect();
    let big = "big,Linux,3\n".repeat(10_000);
    let text = format!("profile_id,skill,level\n{many}{big}z,Bash,2\n").into_bytes();
    for fails_after in (many.len()..text.len()).step_by(20_011) {
        for (out, rejects, fails_after) in [
            ("want.csv", "want-r.csv", None),
            ("out.csv", "out-r.csv", Some(fails_after)),
            ("out.csv", "out-r.csv", None),
        ] {
            let (target, mut settings) = to_file(&file(out), &file(rejects));
            settings.longest_record = 1 << 14;
            let faults = Faults { calls: vec![Fault::Short(4000)], fails_after };
            let outcome = go(Faulty::new(Cursor::new(text.clone()), &faults), target, &settings);
            assert_eq!(outcome.is_err(), fails_after.is_some());
        }
        assert!(content(&file("out.csv")) == content(&file("want.csv")), "{fails_after}");
        assert!(content(&file("out-r.csv")) == content(&file("want-r.csv")), "{fails_after}");
        assert_eq!(content(&file("want-r.csv")).iter().filter(|b| **b == b'\n').count(), 2);
    }
}

#[test]
fn a_run_that_cannot_begin_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (target, settings) = to_file(&folder.path().join("out.csv"), &folder.path().join("no folder/r.csv"));
    go(people(), target, &settings).unwrap_err();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_stays_a_link_and_one_to_what_is_open_is_written_to() {
    use std::os::fd::AsRawFd;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::create_dir(file("real")).unwrap();
    std::fs::write(file("real/out.csv"), "older").unwrap();
    std::os::unix::fs::symlink("real/out.csv", file("out.csv")).unwrap();
    let (target, settings) = to_file(&file("out.csv"), &file("rejects.csv"));
    go(people(), target, &settings).unwrap();
    assert!(file("out.csv").is_symlink() && content(&file("real/out.csv")) == whole());
    let open = std::fs::File::create(file("open")).unwrap();
    std::os::unix::fs::symlink(format!("/proc/self/fd/{}", open.as_raw_fd()), file("fd.csv")).unwrap();
    let (target, mut settings) = to_file(&file("fd.csv"), &file("rejects.csv"));
    settings.resume = false;
    if Path::new("/proc/self/fd").exists() {
        go(people(), target, &settings).unwrap();
        assert!(file("fd.csv").is_symlink() && content(&file("open")) == whole());
    }
}

#[test]
fn a_run_leaves_what_another_is_writing_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("out.csv.part"), "half").unwrap();
    std::fs::write(file("out.csv.resume"), "a state").unwrap();
    let other = std::fs::File::open(file("out.csv.part")).unwrap();
    other.lock().unwrap();
    let (target, mut settings) = to_file(&file("out.csv"), &file("rejects.csv"));
    settings.resume = false;
    let said = go(people(), target, &settings).unwrap_err().to_string();
    assert!(said.contains("another run"), "{said}");
    assert_eq!(content(&file("out.csv.part")), b"half");
    assert_eq!(content(&file("out.csv.resume")), b"a state");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_yet_is_written_through_and_one_in_the_way_is_not() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::create_dir(file("real")).unwrap();
    symlink("real/by.csv", file("to.csv")).unwrap();
    symlink("to.csv", file("out.csv")).unwrap();
    std::fs::write(file("precious"), "precious").unwrap();
    let (target, mut settings) = to_file(&file("out.csv"), &file("rejects.csv"));
    settings.compression = Some(Compression::Zstd);
    let in_the_way = ["unfinished", "resume.tmp"].map(|end| file(&format!("real/by.csv.{end}")));
    in_the_way.iter().for_each(|path| symlink(file("precious"), path).unwrap());
    go(people(), target, &settings).unwrap();
    assert!(file("out.csv").is_symlink() && file("to.csv").is_symlink() && !file("real/by.csv").is_symlink());
    assert!(zstd::decode_all(content(&file("real/by.csv")).as_slice()).unwrap() == whole());
    assert_eq!(content(&file("precious")), b"precious");
    assert_eq!(std::fs::read_dir(file("real")).unwrap().count(), 1, "something is left over");
}

#[test]
fn a_name_that_is_too_long_for_the_state_is_told_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let name = format!("{}.csv", "b".repeat(242));
    let (target, settings) = to_file(&folder.path().join(name), &folder.path().join("rejects.csv"));
    let said = go(people(), target, &settings).unwrap_err().to_string();
    assert!(said.contains("cannot write") && said.contains(".resume.tmp"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something is left over");
}

#[test]
fn behind_a_write_that_failed_nothing_is_written() {
    /// Fails once, at a place in the output, and works before and afterwards.
    struct FailsOnce(Kept, usize);
    impl Write for FailsOnce {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.1 != 0 && self.0.bytes().len() >= self.1 {
                self.1 = 0;
                return Err(io::Error::other("the disk was on fire"));
            }
            self.0.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut settings = settings();
    settings.threads = 4;
    for part in 1..40 {
        let kept = Kept::default();
        let writer = FailsOnce(kept.clone(), whole().len() * part / 40);
        let said = go(people(), Target::Stream("kept".into(), Box::new(writer)), &settings).unwrap_err();
        assert!(said.to_string().contains("on fire"), "{said}");
        assert!(whole().starts_with(&kept.bytes()), "a chunk is missing in the middle");
    }
}

#[cfg(unix)]
#[test]
fn a_run_whose_rejects_go_to_a_device_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let start = || to_file(&file("out.csv"), Path::new("/dev/null"));
    let (target, settings) = start();
    go(two_thirds(), target, &settings).unwrap_err();
    let (target, settings) = start();
    assert!(go(people(), target, &settings).unwrap().resumed_from > 100);
    assert!(content(&file("out.csv")) == whole());
    // Those of a file cannot go on there.
    let (target, settings) = to_file(&file("out.csv"), &file("rejects.csv"));
    go(two_thirds(), target, &settings).unwrap_err();
    let (target, settings) = start();
    let said = go(people(), target, &settings).unwrap_err().to_string();
    assert!(said.contains("wrote its rejects to a file"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_stream_holds_the_right_bytes_up_to_a_fault(reads in faults(160_000), writes in faults(6_000_000)) {
        let kept = Kept::default();
        let writer = Faulty::new(kept.clone(), &writes);
        let outcome = go(failing_reader(&reads), Target::Stream("kept".into(), Box::new(writer)), &settings());
        let got = kept.bytes();
        prop_assert!(whole().starts_with(&got), "wrong bytes");
        match outcome {
            Ok(_) => prop_assert_eq!(got.len(), whole().len()),
            Err(e) => {
                let said = e.to_string();
                prop_assert!(said.contains("cannot read made-up") || said.contains("cannot write kept"), "{}", said);
                prop_assert!(said.contains("on fire"), "{}", said);
            }
        }
    }

    #[test]
    fn a_run_that_could_not_read_on_goes_on_later(faults in proptest::collection::vec(faults(160_000), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let (target, settings) = to_file(&file("want.csv"), &file("want-rejects.csv"));
        go(people(), target, &settings).unwrap();
        for faults in &faults {
            let (target, settings) = to_file(&file("out.csv"), &file("rejects.csv"));
            let outcome = go(failing_reader(faults), target, &settings);
            prop_assert_eq!(outcome.is_ok(), file("out.csv").exists(), "whole or not at all");
            if outcome.is_ok() {
                break;
            }
        }
        let (target, settings) = to_file(&file("out.csv"), &file("rejects.csv"));
        go(people(), target, &settings).unwrap();
        for (got, want) in [("out.csv", "want.csv"), ("rejects.csv", "want-rejects.csv")] {
            prop_assert!(std::fs::read(file(got)).unwrap() == std::fs::read(file(want)).unwrap(), "{}", got);
        }
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "nothing is left over");
    }
}
