//! `skillgap batch` from outside: batch = single, threads, formats, rejects, hostile inputs, resuming.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
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
        (one("{\"skill\":\"Linux\",\"years\":99}"), "bad-years: "),
        (one("{\"skill\":\"Linux\",\"last_used\":\"soon\"}"), "bad-date: "),
        (one("{\"skill\":\"Linux\",\"level\":9}"), "bad-level: "),
        (one("\"Linux:9\""), "bad-level: "),
        (one("7"), "bad-json: Of the skills, “7” is neither a text nor an object with `skill`."),
        (
            one("{\"name\":\"Web\",\"keywords\":[\"CSS\"]}"),
            "bad-json: A skill has `keywords`, as in a JSON Resume.",
        ),
        (one("\"Linux\"").replace("\"p\"", "[\"p\"]"), "bad-json: `profile_id` is a list"),
    ];
    let input: String = std::iter::once(good.as_str()).chain(bad.iter().map(|b| b.0.as_str())).collect();
    let (out, rejects, code) = batch(input.as_bytes(), "out.csv", &["--top", "1"]);
    assert_eq!((code, out.lines().count()), (1, 3001));
    for ((n, reject), (_, reason)) in (3001..).zip(rejects.lines().skip(1)).zip(&bad) {
        let id = if reason.contains("profile_id") { "" } else { "p" };
        assert!(reject.contains(reason) && reject.starts_with(&format!("{n},{id},")), "{reject}");
    }
    assert_eq!(rejects.lines().count(), 1 + bad.len());
}

#[test]
fn a_text_of_json_is_a_name_whatever_signs_are_in_it_and_stands_behind() {
    // In tables of columns this sign stands between the values of one skill.
    let odd = r#"{"profile_id":"a","skills":["Linux\u001f:4","Git"]}"#;
    let other = r#"{"profile_id":"z","skills":[{"skill":"Linux\u001f"}]}"#;
    let alone = batch(odd.as_bytes(), "out.csv", &["--top", "1"]);
    let behind = batch(format!("{other}\n{odd}\n").as_bytes(), "out.csv", &["--top", "1"]);
    assert_eq!((alone.2, behind.2), (0, 0), "{} {}", alone.1, behind.1);
    assert_eq!(alone.0.lines().last(), behind.0.lines().last());
}

#[test]
fn hours_a_week_count_in_plans_whatever_shape_says_them() {
    let plan = |person: &str, hours: &str| {
        let (out, rejects, code) = batch(person.as_bytes(), "out.jsonl", &["--top", "1", "--plan"]);
        assert_eq!((code, rejects.lines().count(), out.lines().count()), (0, 1, 1), "{person}: {rejects}");
        let many: Value = serde_json::from_str(&out).unwrap();
        let folder = Folder::new();
        // One person's object is read by the same rules but for hours of no week, which are an error there.
        if hours != "500" || !person.starts_with('{') {
            let me = folder.write("me", person);
            let alone =
                skillgap(&["match", &me, "--plan", "--top", "1", "--format", "json", "--on", "2026-01-01"]);
            let alone: Value = serde_json::from_slice(&alone.stdout).unwrap();
            assert_eq!(alone["plan"], many["plan"], "{person}");
        }
        assert!(many["plan"]["total_weeks"].as_f64().unwrap() > 0.0, "{person}");
        many["plan"]["weekly_hours"].as_f64().unwrap()
    };
    for (hours, counted) in [("5", 5.0), ("", 8.0), ("500", 8.0)] {
        let said = if hours.is_empty() { "null" } else { hours };
        for person in [
            format!("profile_id,skills,weekly_hours\np,Troubleshooting:3;Git,{hours}\n"),
            format!("profile_id,hours_per_week,skill,level\np,{hours},Troubleshooting,3\np,,Git,\n"),
            format!(
                "{{\"profile_id\":\"p\",\"skills\":[\"Troubleshooting:3\",\"Git\"],\"weekly_hours\":{said}}}\n"
            ),
        ] {
            assert_eq!(plan(&person, hours), counted, "{person}");
        }
    }
    // The hours of one person are nobody else's.
    let two = "profile_id,skills,weekly_hours\na,Git;Linux,5\nb,Git;Linux,\n";
    let (out, ..) = batch(two.as_bytes(), "out.jsonl", &["--top", "1", "--plan"]);
    let hours = |line: &str| serde_json::from_str::<Value>(line).unwrap()["plan"]["weekly_hours"].as_f64();
    assert_eq!(out.lines().map(hours).collect::<Vec<_>>(), [Some(5.0), Some(8.0)]);
}

#[test]
fn of_thousands_of_unknown_names_the_first_get_suggestions() {
    let names: Vec<String> = (0..20_000).map(|n| format!("Linnux {n}")).collect();
    let person = serde_json::json!({ "profile_id": "p", "skills": names }).to_string();
    let (out, _, code) = batch(person.as_bytes(), "out.jsonl", &["--top", "1"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    let unknown = document["unknown"].as_array().unwrap();
    let suggested = |n: usize| !unknown[n]["suggestions"].as_array().unwrap().is_empty();
    assert_eq!((code, unknown.len()), (0, names.len()));
    assert!(suggested(0) && suggested(99) && !suggested(100) && !suggested(19_999));
    let folder = Folder::new();
    let single =
        skillgap(&["match", &folder.write("me.json", &person), "--format", "json", "--on", "2026-01-01"]);
    let single: Value = serde_json::from_slice(&single.stdout).unwrap();
    assert_eq!(single["unknown"], document["unknown"]);
}

#[test]
fn one_stream_does_not_serve_two() {
    let folder = Folder::new();
    let (from, to) = (folder.write("in.csv", WIDE), shown(&folder.path("out.csv")));
    let out = skillgap(&["batch", &from, "-o", &to, "--rejects", "-"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("--rejects rejects.csv"));
    for name in ["rejects.csv.gz", "rejects.ZST", "rejects.parquet", "rejects.jsonl"] {
        let out = skillgap(&["batch", &from, "-o", &to, "--rejects", &shown(&folder.path(name))]);
        assert_eq!(out.status.code(), Some(2), "{name}");
        assert!(String::from_utf8_lossy(&out.stderr).contains("rejects are written as plain CSV"), "{name}");
    }
    let out = skillgap(&["batch", "-", "-o", &to, "--among", "-"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("cannot both come from standard input"));
    assert!(!Path::new("-").exists() && !folder.path("out.csv").exists());
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
        ("out.csv.resume.tmp", vec!["-o", "out.csv"]),
        ("out.parquet.unfinished", vec!["-o", "out.parquet"]),
        ("r.csv.part", vec!["-o", "out.csv", "--rejects", "r.csv"]),
        ("in.csv", vec!["-o", "out.csv", "--rejects", "out.csv.part"]),
        ("in.csv", vec!["-o", "out.csv", "--rejects", "out.csv.resume"]),
        ("in.csv", vec!["-o", "r.csv.part", "--rejects", "r.csv"]),
        ("in.csv", vec!["-o", "out.csv", "--rejects", "out.csv.resume.tmp"]),
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

#[test]
fn a_quote_that_stays_open_in_the_header_is_an_error() {
    let folder = Folder::new();
    let rows: String = (0..20_000).map(|i| format!("p{i},Linux,3\n")).collect();
    for header in ["profile_id,skill,\"level", "\"profile_id,skill,level"] {
        let from = folder.write("in.csv", format!("{header}\n{rows}"));
        let run = skillgap(&["batch", &from, "-o", &shown(&folder.path("out.csv"))]);
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(3), "{said}");
        assert!(said.contains("in.csv:1") && said.contains("A quote opens in the header"), "{said}");
    }
    let (out, _, code) = batch(b"profile_id,\"skills\"\np,Linux", "out.csv", &["--top", "1"]);
    assert_eq!((code, out.lines().count()), (0, 2));
}

#[cfg(unix)]
#[test]
fn who_may_read_an_output_stays_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let from = folder.write("in.csv", WIDE);
    for name in ["out.csv", "out.csv.gz"] {
        let to = folder.write(name, "older");
        std::fs::set_permissions(&to, PermissionsExt::from_mode(0o600)).unwrap();
        assert!(skillgap(&["batch", &from, "-o", &to]).status.success());
        let now = folder.path(name).metadata().unwrap();
        assert_eq!((now.permissions().mode() & 0o777, now.len() > 100), (0o600, true));
    }
}

#[test]
fn plans_are_those_of_single_matches_on_the_same_day() {
    let skills = "Troubleshooting,3,\nActive Directory,3,\nSecurity+,,2024-06\n";
    let day = ["--plan", "--top", "1", "--on", "2026-11-01"];
    let folder = Folder::new();
    let me = folder.write("me.csv", format!("skill,level,date\n{skills}"));
    let alone = skillgap(&[&["match", &me, "--format", "json"][..], &day].concat());
    let alone: serde_json::Value = serde_json::from_slice(&alone.stdout).unwrap();
    let rows: String = skills.lines().map(|row| format!("p,{row}\n")).collect();
    let from = folder.write("in.csv", format!("profile_id,skill,level,date\n{rows}"));
    let to = shown(&folder.path("out.jsonl"));
    let run = skillgap(&[&["batch", &from, "-o", &to][..], &day].concat());
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let many: serde_json::Value = serde_json::from_str(&folder.read("out.jsonl")).unwrap();
    assert_eq!(many["plan"], alone["plan"]);
    // The certificate lapses before the plan is done, so its renewal is part of it.
    assert!(many["plan"].to_string().contains("security-plus"), "{}", many["plan"]);
}

#[test]
fn unknown_names_are_counted_once_a_profile_however_many_there_are() {
    let names = |many: usize| (0..many).map(|i| format!("zz{i};ZZ {i};zz{i};")).collect::<String>();
    let input = format!("profile_id,skills\na,{}\nb,{}\n", names(50_000), names(3));
    let folder = Folder::new();
    let from = folder.write("in.csv", input);
    let run = skillgap(&["batch", &from, "-o", &shown(&folder.path("out.csv"))]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("zz0 (2)") && !said.contains("(3)") && !said.contains("(4)"), "{said}");
    assert!(said.contains("names are not known"), "{said}");
}

#[test]
fn names_that_are_empty_name_nothing_in_any_shape() {
    for input in [
        &b"profile_id,skills\np,\"; ;:3;\"\n"[..],
        b"profile_id,skill,level\np,,3\n",
        b"{\"profile_id\":\"p\",\"skills\":[\"\",\" :3\",{\"skill\":\" \"}]}\n",
    ] {
        let (out, rejects, code) = batch(input, "out.csv", &[]);
        let shown = String::from_utf8_lossy(input);
        assert_eq!((code, out.lines().count()), (1, 1), "{shown}");
        assert!(rejects.contains(",p,empty-profile: "), "{shown}: {rejects}");
    }
    // Alone it is an error, too; an object is answered, with no role.
    let folder = Folder::new();
    let alone = |person: &str| skillgap(&["match", &folder.write("me", person), "--format", "json"]);
    let run = alone("skills\n;:3;\n");
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(said.contains("names no skill"), "{said}");
    for person in ["{\"skills\":[]}", "{\"skills\":[\"\"]}"] {
        let run = alone(person);
        let answer: Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!((run.status.code(), &answer["matches"]), (Some(0), &serde_json::json!([])), "{person}");
    }
}

#[test]
fn an_id_in_json_is_text_as_it_is_written() {
    for (written, id) in [
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1.50", "1.50"),
        ("\"a\\u0062\"", "ab"),
        ("true", "true"),
    ] {
        let good = format!("{{\"profile_id\":{written},\"skills\":[\"Linux\"]}}\n");
        let bad = format!("{{\"id\":{written},\"skills\":[\"Linux:9\"]}}\n");
        let (out, rejects, _) = batch((good + &bad).as_bytes(), "out.csv", &["--top", "1"]);
        assert!(out.lines().nth(1).unwrap().starts_with(&format!("{id},1,")), "{out}");
        assert!(rejects.lines().nth(1).unwrap().starts_with(&format!("2,{id},bad-level")), "{rejects}");
    }
    let (_, rejects, _) = batch(b"{\"profile_id\":null,\"skills\":[\"Linux\"]}\n", "out.csv", &[]);
    assert!(rejects.contains("1,,no-id"), "{rejects}");
}
