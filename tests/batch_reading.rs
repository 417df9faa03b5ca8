//! The batch as a library, fed by readers of the tests: how an input is cut, by how many threads and how slowly it is read, changes nothing, and
//! what is too long or breaks off loses no other row.

mod kept;

use std::io::{self, Cursor, Read};
use std::sync::atomic::AtomicBool;

use kept::{Kept, model};
use proptest::prelude::*;
use skillgap::batch::{Input, OutputFormat, Settings, Summary, run};
use skillgap::error::Result;
use skillgap::matching::Matcher;

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"Linux".to_vec()),
        Just(b",".to_vec()),
        Just(b";".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\"".to_vec()),
        Just(b":4".to_vec()),
        Just(b":9".to_vec()),
        Just(b"p1".to_vec()),
        Just(b"p2".to_vec()),
        Just(b"\0".to_vec()),
        Just(b"\xE9".to_vec()),
        Just("é".as_bytes().to_vec()),
        Just(b"C++".to_vec()),
        Just(b" ".to_vec()),
        Just(b"=cmd".to_vec()),
        Just(b"{".to_vec()),
        Just(br#"{"profile_id":"p3","skills":["Linux"]}"#.to_vec()),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|p| p.concat())
}

fn settings(format: OutputFormat) -> Settings {
    Settings::new(jiff::civil::date(2026, 1, 1), format)
}

/// Gives at most so many bytes at once, and an error after so many in all.
struct Slow {
    inner: Cursor<Vec<u8>>,
    most: usize,
    fails_after: Option<u64>,
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fails_after.is_some_and(|n| self.inner.position() >= n) {
            return Err(io::Error::other("the disk is on fire"));
        }
        let most = buffer.len().min(self.most.max(1));
        self.inner.read(&mut buffer[..most])
    }
}

fn go(reader: Slow, settings: &Settings) -> (Result<Summary>, Vec<u8>) {
    let matcher = Matcher::new(model());
    let kept = Kept::default();
    let input = Input { name: "made-up".into(), reader: Box::new(reader), length: None };
    let target = kept.target();
    let summary = run(&matcher, input, target, settings, &AtomicBool::new(false), &mut |_| {});
    let bytes = kept.bytes();
    (summary, bytes)
}

fn whole(bytes: &[u8]) -> Slow {
    Slow { inner: Cursor::new(bytes.to_vec()), most: usize::MAX, fails_after: None }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn chunks_threads_and_reads_do_not_matter(
        body in hostile(), shape in 0..3usize, chunk in 1usize..200, threads in 1usize..4, most in 1usize..50, csv in any::<bool>()
    ) {
        let header = [&b"profile_id,skill,level\n"[..], b"profile_id,skills\n", b"{}\n"][shape];
        let input = [header, &body].concat();
        let mut settings = settings(if csv { OutputFormat::Csv } else { OutputFormat::Jsonl });
        settings.top = 2;
        settings.threads = 1;
        let (summary, want) = go(whole(&input), &settings);
        let summary = summary.unwrap();
        settings.threads = threads;
        settings.chunk = chunk;
        let reader = Slow { inner: Cursor::new(input), most, fails_after: None };
        let (other, got) = go(reader, &settings);
        let other = other.unwrap();
        prop_assert_eq!(&other.counts, &summary.counts);
        prop_assert_eq!(other.first_rejects, summary.first_rejects);
        prop_assert_eq!(other.unknown, summary.unknown);
        prop_assert_eq!(String::from_utf8(got).unwrap(), String::from_utf8(want).unwrap());
    }
}

#[test]
fn behind_something_long_chunks_are_as_short_as_before() {
    use skillgap::batch::chunk::{Chunk, Chunker};
    let long = "Linux:4;".repeat(41_000);
    let wide: String = (0..60_000).map(|i| format!("b{i},Bash:3\n")).collect();
    let json: String =
        (0..60_000).map(|i| format!("{{\"profile_id\":\"b{i}\",\"skills\":[\"Bash\"]}}\n")).collect();
    let rows: String = (0..60_000).map(|i| format!("b{i},Bash\n")).collect();
    for input in [
        format!("profile_id,skills\na,\"{long}\"\n{wide}"),
        format!("profile_id,skills\na,{long}\n{wide}"),
        format!("profile_id,skills\na,\"Linux\n{wide}"),
        format!("{{\"profile_id\":\"a\",\"skills\":[\"{long}\"]}}\n{json}"),
        format!("profile_id,skill\n{}{rows}", "a,Linux\n".repeat(41_000)),
        format!("profile_id,skill\n{}{rows}", "a,\"Linux\"\n".repeat(32_000)),
    ] {
        let size = 1 << 10;
        let mut chunker = Chunker::new("made-up", input.as_bytes(), size, 1 << 19).unwrap();
        let (mut chunk, mut all, mut longest) = (Chunk::default(), 0, 0);
        while chunker.next(&mut chunk).unwrap() {
            all += chunk.bytes.len();
            longest = longest.max(chunk.bytes.len());
        }
        // That of the long record, or of the long table's first profile.
        assert!(longest < 332_000, "{longest}: {}", &input[..40]);
        assert!(all > input.len() - 100, "{all} of {}", input.len());
    }
}

#[test]
fn a_read_error_is_said_and_what_was_read_is_written() {
    let people: String = (0..50_000).map(|i| format!("p{i},Linux;Bash\n")).collect();
    let input = format!("profile_id,skills\n{people}").into_bytes();
    let reader = Slow { inner: Cursor::new(input), most: 10_000, fails_after: Some(600_000) };
    let mut settings = settings(OutputFormat::Csv);
    settings.top = 1;
    let (outcome, bytes) = go(reader, &settings);
    let said = outcome.unwrap_err().to_string();
    assert!(said.contains("cannot read made-up") && said.contains("on fire"), "{said}");
    assert!(bytes.len() > 100_000 && bytes.ends_with(b"\n"));
}

#[test]
fn records_over_the_limit_are_rejected_and_the_rest_goes_on() {
    let mut settings = settings(OutputFormat::Csv);
    settings.top = 1;
    settings.chunk = 1 << 10;
    settings.longest_record = 1 << 14;
    let many = |n: usize| (0..n).map(|i| format!("p{i},Linux\n")).collect::<String>();
    let huge = "x;".repeat(50_000);
    for (input, profiles, rejects) in [
        (format!("profile_id,skills\np0,Bash\nbig,{huge}\n{}", many(10)), 11, 1),
        (format!("profile_id,skills\np0,Bash\nbig,\"{huge}\"\n{}", many(10)), 11, 1),
        (format!("profile_id,skills\np0,\"Bash\n{}", many(5000)), 5000, 1),
        ("profile_id,skills\np0,\"Bash\np1,Linux\n".to_owned() + &many(3), 4, 1),
        // Lines that end with `\r` alone.
        ("profile_id,skills\rp0,\"Bash\rp1,Linux\r".to_owned() + &many(3).replace('\n', "\r"), 4, 1),
        (format!("profile_id,skills\rp0,\"Bash\r{}", many(5000).replace('\n', "\r")), 5000, 1),
        // What is behind a quote that stays open is not lost with the person whose rows are too many.
        (format!("profile_id,skill\np0,Bash\n{}big,\"Bash\nz,Linux\n", "big,Linux\n".repeat(20_000)), 2, 1),
        // Rows without an id are one reject each, however many there are.
        (format!("profile_id,skill\n{}z,Bash\n", ",Linux\n".repeat(30_000)), 1, 30_000),
        (format!("profile_id,skill\n{}z,Bash\n", ",\"Linux\"\n".repeat(30_000)), 1, 30_000),
        // A person is rejected once, and not matched by what is left.
        (format!("profile_id,skill\np0,Bash\nbig,Bash\nbig,{huge}\nbig,Linux\nz,Bash\n"), 2, 1),
        (format!("profile_id,skill\np0,Bash\nbig,{huge}\nbig,Bash\nz,{huge}\nz,Bash\nq,Bash\n"), 2, 2),
        (format!("profile_id,skill\np0,Bash\n\"Roe, Max\",{huge}\n\"Roe, Max\",Linux\nz,Bash\n"), 2, 1),
        // Each line alone opens a quote; within another's it closes one, and opens the next.
        (format!("profile_id,skills,x\np0,Bash\n{}z,Bash\n", "p,a\"b,\"c\n".repeat(1000)), 2, 1000),
        (format!("profile_id,skill,x\np0,Bash\n{}z,Bash\n", "p,a\"b,\"c\n".repeat(5000)), 2, 5000),
        // The rows of one person may be many; each of them is short.
        (format!("profile_id,skill\np0,Bash\n{}z,Bash\n", "big,Linux\n".repeat(5000)), 3, 0),
        (
            format!(
                "{{\"profile_id\":\"a\",\"skills\":[\"{huge}\"]}}\n{{\"profile_id\":\"b\",\"skills\":[\"Linux\"]}}\n"
            ),
            1,
            1,
        ),
    ] {
        let (summary, _) = go(whole(input.as_bytes()), &settings);
        let Summary { counts, first_rejects, .. } = summary.unwrap();
        let got = (counts.profiles, counts.rejected());
        assert_eq!(got, (profiles, rejects), "{}: {first_rejects:?}", &input[..60]);
    }
}
