//! `skillgap batch` from outside: batch = single, threads, formats, rejects, hostile inputs, resuming.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use proptest::prelude::*;
use serde_json::Value;

fn skillgap(arguments: &[&str]) -> Output {
    Command::cargo_bin("skillgap").unwrap().args(arguments).output().unwrap()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        shown(&path)
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8(std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Runs a batch over `input`; the output and the exit code.
fn batch(input: &[u8], output: &str, more: &[&str]) -> (String, String, i32) {
    let folder = Folder::new();
    let from = folder.write("in", input);
    let to = shown(&folder.path(output));
    let rejects = shown(&folder.path("rejects.csv"));
    let mut arguments = vec!["batch", &from, "-o", &to, "--rejects", &rejects, "--on", "2026-01-01"];
    arguments.extend(more);
    let run = skillgap(&arguments);
    let code = run.status.code().unwrap();
    assert!(code <= 1, "{}", String::from_utf8_lossy(&run.stderr));
    assert!(!folder.path(&format!("{output}.part")).exists());
    assert!(!folder.path(&format!("{output}.resume")).exists());
    (folder.read(output), folder.read("rejects.csv"), code)
}

const WIDE: &str = "profile_id,skills\np1,Linux:4;Bash;Python:3\np2,Windows:2;Active Directory;CompTIA A+\n\
    p3,Basket weaving;Zzyzx\np4,SQL:5;ETL;Power BI:2;data warehousing\n";

#[test]
fn a_batch_equals_single_matches() {
    let (rows, _, code) = batch(WIDE.as_bytes(), "out.jsonl", &["--top", "7"]);
    assert_eq!(code, 0);
    let folder = Folder::new();
    let people = [
        ("p1", "skill,level\nLinux,4\nBash,\nPython,3\n"),
        ("p2", "skill,level\nWindows,2\nActive Directory,\nCompTIA A+,\n"),
        ("p3", "skill\nBasket weaving\nZzyzx\n"),
        ("p4", "skill,level\nSQL,5\nETL,\nPower BI,2\ndata warehousing,\n"),
    ];
    for (row, (id, profile)) in rows.lines().zip(people) {
        let path = folder.write("one.csv", profile);
        let one = skillgap(&["match", &path, "--format", "json", "--top", "7", "--on", "2026-01-01"]);
        assert!(one.status.success());
        let pretty = String::from_utf8(one.stdout).unwrap();
        assert!(row.starts_with(&format!("{{\"profile_id\":\"{id}\",\"schema_version\":1,")), "{row}");
        let rest = row.replacen(&format!("\"profile_id\":\"{id}\","), "", 1);
        let (theirs, ours): (Value, Value) =
            (serde_json::from_str(&pretty).unwrap(), serde_json::from_str(&rest).unwrap());
        assert_eq!(ours, theirs);
        // Not only equal as values: the same text but for white space.
        let squeezed: String = squeeze(&pretty);
        assert_eq!(rest, squeezed);
    }
    assert_eq!(rows.lines().count(), people.len());
}

/// JSON without white space outside strings.
fn squeeze(pretty: &str) -> String {
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for c in pretty.chars() {
        if quoted || !c.is_whitespace() {
            out.push(c);
        }
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

#[test]
fn all_ways_to_write_the_same_people_give_the_same_bytes() {
    let (want, _, _) = batch(WIDE.as_bytes(), "out.csv", &[]);
    assert!(
        want.starts_with(
            "profile_id,rank,role_id,role,fit,readiness,verdict,missing,certifications,projects\n"
        )
    );
    assert!(want.contains("\np3,0,,,,,,,,\n"), "a profile that matches nothing keeps its row: {want}");
    let long = "profile_id;skill;level\np1;Linux;4\np1;Bash;\np1;Python;3\np2;Windows;2\np2;Active Directory;\np2;CompTIA A+;\n\
        p3;Basket weaving;\np3;Zzyzx;\np4;SQL;5\np4;ETL;\np4;Power BI;2\np4;data warehousing;\n";
    let lines = WIDE.lines().skip(1).map(|l| {
        let (id, skills) = l.split_once(',').unwrap();
        let skills: Vec<&str> = skills.split(';').collect();
        format!("{}\n", serde_json::json!({ "profile_id": id, "skills": skills }))
    });
    let jsonl: String = lines.collect();
    let crlf = WIDE.replace('\n', "\r\n");
    let utf16: Vec<u8> =
        [0xFEFFu16].into_iter().chain(WIDE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, WIDE.as_bytes()).unwrap();
    let quoted: String = WIDE
        .lines()
        .map(|l| l.split(',').map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    let inputs: [(&str, Vec<u8>); 9] = [
        ("long", long.into()),
        ("jsonl", jsonl.into()),
        ("crlf", crlf.clone().into()),
        ("cr", crlf.replace('\n', "").into()),
        ("bom", [b"\xEF\xBB\xBF".as_slice(), WIDE.as_bytes()].concat()),
        ("utf16", utf16),
        ("gz", gz.finish().unwrap()),
        ("zst", zstd::encode_all(WIDE.as_bytes(), 3).unwrap()),
        ("quoted", quoted.into()),
    ];
    for (name, input) in inputs {
        for threads in ["1", "3"] {
            let (got, _, code) = batch(&input, "out.csv", &["--threads", threads]);
            assert_eq!((got.as_str(), code), (want.as_str(), 0), "{name}");
        }
    }
}

#[test]
fn every_row_ends_as_results_or_as_one_reject() {
    let input = "profile_id,skills,level,age\np1,Linux:4,,30\n,Bash,,31\np3,Linux:9,,32\np4,Bash,lots,33\np5,,,34\n\
        p6,\"Bash\nand Linux\",,35\np1,Python,,36\np8,Bash;Linux,1;2;3,37\n";
    let (out, rejects, code) = batch(input.as_bytes(), "out.csv", &["--top", "1"]);
    assert_eq!(code, 1);
    let ids: Vec<&str> = out.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    assert_eq!(ids, ["p1", "p6", "p1"]);
    let rows: Vec<Vec<&str>> = rejects.lines().map(|l| l.splitn(3, ',').collect()).collect();
    let heads: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|r| (r[0], r[1], r[2].trim_start_matches('"').split([':', ',']).next().unwrap()))
        .collect();
    assert_eq!(
        heads,
        [
            ("line", "profile_id", "reason"),
            ("3", "", "no-id"),
            ("4", "p3", "bad-level"),
            ("5", "p4", "bad-level"),
            ("6", "p5", "empty-profile"),
            ("10", "p8", "bad-level"),
        ]
    );
}

#[test]
fn unusable_inputs_end_in_a_sentence_with_place_and_remedy() {
    let folder = Folder::new();
    let out = shown(&folder.path("out.csv"));
    for (input, want) in [
        ("", "empty"),
        ("a,b\n1,2\n", "profile_id"),
        ("profile_id,b\n1,2\n", "skill"),
        ("[{\"profile_id\": 1}]", "JSON Lines"),
        ("\n\n\n", "empty"),
    ] {
        let path = folder.write("in.csv", input);
        let run = skillgap(&["batch", &path, "-o", &out]);
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(3), "{input:?}: {said}");
        assert!(said.contains(want) && said.contains("in.csv:1"), "{input:?}: {said}");
        assert!(!folder.path("out.csv").exists() && !folder.path("out.csv.part").exists());
    }
    let gone = skillgap(&["batch", &shown(&folder.path("gone.csv")), "-o", &out]);
    assert_eq!(gone.status.code(), Some(3));
}

#[test]
fn what_is_wrong_with_a_line_of_json_has_its_reason_and_its_line() {
    // A lone `\r` is white space in JSON, and ends no line.
    let good = "{\"profile_id\":\"p\",\r\"skills\":[\"Linux\"]}\n".repeat(3000);
    let one = |skill: &str| format!("{{\"profile_id\":\"p\",\"skills\":[{skill}]}}\n");
    let bad = [
        (one("{\"skill\":\"Linux\",\"years\":99}"), "bad-years"),
        (one("{\"skill\":\"Linux\",\"last_used\":\"soon\"}"), "bad-date"),
        (one("{\"skill\":\"Linux\",\"level\":9}"), "bad-level"),
        (one("\"Linux:9\""), "bad-level"),
        (one("7"), "bad-json"),
        (one("\"Linux\"").replace("}", ",\"weekly_hours\":200}"), "bad-json"),
    ];
    let input: String = std::iter::once(good.as_str()).chain(bad.iter().map(|b| b.0.as_str())).collect();
    let (out, rejects, code) = batch(input.as_bytes(), "out.csv", &["--top", "1"]);
    assert_eq!((code, out.lines().count()), (1, 3001));
    for ((n, reject), (_, reason)) in (3001..).zip(rejects.lines().skip(1)).zip(&bad) {
        assert!(
            reject.contains(&format!("{reason}: ")) && reject.starts_with(&format!("{n},p,")),
            "{reject}"
        );
    }
    assert_eq!(rejects.lines().count(), 1 + bad.len());
}

#[test]
fn a_header_of_any_length_is_read_whole() {
    let columns: String = (0..6000).map(|n| format!("a column of no meaning {n},")).collect();
    let cells = ",".repeat(6000);
    let input = format!("{columns}profile_id,skills\n{cells}p1,Linux:4\n{cells}p2,Bash\n");
    let (out, _, code) = batch(input.as_bytes(), "out.csv", &["--top", "1"]);
    assert_eq!(code, 0);
    assert_eq!(out.lines().map(|l| &l[..3]).collect::<Vec<_>>(), ["pro", "p1,", "p2,"]);
    let (out, ..) = batch(format!("{}{WIDE}", "\n".repeat(100_000)).as_bytes(), "out.csv", &["--top", "1"]);
    assert_eq!(out.lines().count(), 5);
}

#[test]
fn a_line_that_is_not_utf_8_changes_no_other() {
    for end in ["\n", "\r", "\r\n"] {
        let input =
            [b"profile_id,skills|", "é1,Linux|".as_bytes(), b"\xE92,Bash|", "é3,SQL|".as_bytes()].concat();
        let input: Vec<u8> =
            input.iter().flat_map(|b| if *b == b'|' { end.as_bytes().to_vec() } else { vec![*b] }).collect();
        let (out, ..) = batch(&input, "out.csv", &["--top", "1"]);
        let ids: Vec<&str> = out.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
        assert_eq!(ids, ["é1", "é2", "é3"], "{end:?}");
    }
}

#[test]
fn a_name_beside_skills_is_the_persons() {
    let want = batch(b"profile_id,skills\np1,Linux:4;ISO 9001:2015\n", "out.csv", &[]).0;
    let named = batch(b"profile_id,name,skills\np1,Ann Smith,Linux:4;ISO 9001:2015\n", "out.csv", &[]);
    assert_eq!((named.0, named.2), (want.clone(), 0));
    let long = b"profile_id,skill,level\np1,Linux,4\np1,ISO 9001:2015,\n";
    assert_eq!(batch(long, "out.csv", &[]).0, want);
    assert_ne!(batch(b"profile_id,name,level\np1,Linux,4\n", "out.csv", &[]).0.lines().nth(1), None);
}

#[test]
fn skills_named_by_the_uri_of_esco_are_found_in_any_shape() {
    let uri = "http://data.europa.eu/esco/skill/linux";
    let want = batch(b"profile_id,skills\np1,Linux:4\n", "out.csv", &[]).0;
    for input in [
        format!("profile_id,skill,level\np1,{uri},4\n"),
        format!("profile_id,skills\np1,{uri}:4\n"),
        format!("{{\"profile_id\":\"p1\",\"skills\":[{{\"skill\":\"{uri}\",\"level\":4}}]}}\n"),
    ] {
        assert_eq!(batch(input.as_bytes(), "out.csv", &[]).0, want, "{input}");
    }
}

#[test]
fn a_run_never_writes_over_its_own_input() {
    let folder = Folder::new();
    let file = |name: &str| shown(&folder.path(name));
    let nested = format!("{}/../{}", file(""), folder.path("").file_name().unwrap().to_str().unwrap());
    for (input, more) in [
        ("in.csv", vec!["-o", "in.csv"]),
        ("out.csv.part", vec!["-o", "out.csv"]),
        ("out.csv.resume", vec!["-o", "out.csv"]),
        ("out.parquet.unfinished", vec!["-o", "out.parquet"]),
        ("r.csv.part", vec!["-o", "out.csv", "--rejects", "r.csv"]),
        ("in.csv", vec!["-o", "out.csv", "--rejects", "out.csv.part"]),
        ("in.csv", vec!["-o", "out.csv", "--rejects", "out.csv.resume"]),
        ("in.csv", vec!["-o", "r.csv.part", "--rejects", "r.csv"]),
    ] {
        let from = folder.write(input, WIDE);
        let more: Vec<String> = more
            .iter()
            .map(|a| if a.starts_with('-') { (*a).to_owned() } else { format!("{nested}/{a}") })
            .collect();
        let mut arguments = vec!["batch", &from, "--format", "csv"];
        arguments.extend(more.iter().map(String::as_str));
        let run = skillgap(&arguments);
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{more:?}: {said}");
        assert!(said.contains("different files") && said.contains("Rename"), "{said}");
        assert_eq!(folder.read(input), WIDE, "{more:?}");
    }
}

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

mod library {
    use super::*;
    use skillgap::batch::{Input, OutputFormat, Settings, Summary, Target, run};
    use skillgap::error::Result;
    use skillgap::matching::Matcher;
    use skillgap::model::Model;
    use std::io::{self, Cursor, Read, Write};
    use std::sync::atomic::AtomicBool;
    use std::sync::{Arc, Mutex, OnceLock};

    pub fn model() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Model::shipped().unwrap())
    }

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    pub fn settings(format: OutputFormat) -> Settings {
        Settings::new(jiff::civil::date(2026, 1, 1), format)
    }

    /// Gives at most so many bytes at once, and an error after so many in all.
    pub struct Slow {
        pub inner: Cursor<Vec<u8>>,
        pub most: usize,
        pub fails_after: Option<u64>,
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

    pub fn go(reader: Slow, settings: &Settings) -> (Result<Summary>, Vec<u8>) {
        let matcher = Matcher::new(model());
        let kept = Kept::default();
        let input = Input { name: "made-up".into(), reader: Box::new(reader), length: None };
        let target = Target::Stream("kept".into(), Box::new(kept.clone()));
        let summary = run(&matcher, input, target, settings, &AtomicBool::new(false), &mut |_| {});
        let bytes = kept.0.lock().unwrap().clone();
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
            (
                format!("profile_id,skill\np0,Bash\n{}big,\"Bash\nz,Linux\n", "big,Linux\n".repeat(20_000)),
                2,
                1,
            ),
            // Rows without an id are one reject each, however many there are.
            (format!("profile_id,skill\n{}z,Bash\n", ",Linux\n".repeat(30_000)), 1, 30_000),
            (format!("profile_id,skill\n{}z,Bash\n", ",\"Linux\"\n".repeat(30_000)), 1, 30_000),
            // A person is rejected once, and not matched by what is left.
            (format!("profile_id,skill\np0,Bash\nbig,Bash\nbig,{huge}\nbig,Linux\nz,Bash\n"), 2, 1),
            (format!("profile_id,skill\np0,Bash\nbig,{huge}\nbig,Bash\nz,{huge}\nz,Bash\nq,Bash\n"), 2, 2),
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
}
