//! Profiles as people really save them, and as nobody should: an answer, or an error with file, line and remedy.

use assert_cmd::Command;
use std::fs;

fn skillgap() -> Command {
    Command::cargo_bin("skillgap").unwrap()
}

/// Runs `match` on bytes; returns the exit code, stdout and stderr.
fn run(bytes: &[u8]) -> (i32, String, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("me.csv");
    fs::write(&file, bytes).unwrap();
    let out = skillgap().args(["match", "--format", "json"]).arg(&file).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8_lossy(&b).into_owned();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

#[test]
fn the_same_skills_in_every_dress_give_the_same_answer() {
    let (code, plain, _) = run(b"skill,level\nLinux,4\nPython,3\n");
    assert_eq!(code, 0);
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("skill,level\nLinux,4\nPython,3\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for (name, bytes) in [
        ("BOM", &b"\xEF\xBB\xBFskill,level\nLinux,4\nPython,3\n"[..]),
        ("CRLF", b"skill,level\r\nLinux,4\r\nPython,3\r\n"),
        ("CR only at the end", b"skill,level\nLinux,4\nPython,3"),
        ("semicolons", b"skill;level\nLinux;4\nPython;3\n"),
        ("tabs", b"skill\tlevel\nLinux\t4\nPython\t3\n"),
        ("quotes and spaces", b"\"skill\" , \"level\"\n\" Linux \",\"4\"\nPython,3\n"),
        ("another order and case", b"LEVEL,Skill\n4,Linux\n3,Python\n"),
        ("duplicate rows", b"skill,level\nLinux,4\nLinux,4\nPython,3\nLinux,2\n"),
        ("blank lines", b"skill,level\n\nLinux,4\n\n\nPython,3\n\n"),
        ("words", b"skill,level\nLinux,advanced\nPython,working\n"),
        ("shares", b"skill,level\nLinux,4/5\nPython,60%\n"),
        ("missing header", b"Linux,4\nPython,3\n"),
        ("wide", b"skills\nLinux:4;Python:3\n"),
        ("JSON", br#"{"skills":[{"skill":"Linux","level":4},"Python"]}"#),
        ("UTF-16", &utf16),
    ] {
        let (code, out, err) = run(bytes);
        assert_eq!((code, out == plain), (0, true), "{name}: {err}");
    }
}

#[test]
fn windows_1252_is_read() {
    let (code, out, _) = run(b"skill,level\nR\xE9seaux,3\nLinux,3\n");
    assert_eq!(code, 0);
    assert!(out.contains("Réseaux"), "the unknown name is shown as it was meant");
}

#[test]
fn what_cannot_be_used_is_said_with_line_and_remedy() {
    for (bytes, place, words) in [
        (&b"skill,level\nLinux,-1\n"[..], "me.csv:2:2", "not on the scale"),
        (b"skill,level\nLinux,3\nPython,7\n", "me.csv:3:2", "not on the scale"),
        (b"skill,level,date\nA+,,soon\n", "me.csv:2:3", "not a date"),
        (b"skill,years\nLinux,many\n", "me.csv:2:2", "number of years"),
        (b"", "me.csv", "empty"),
        (b"skill,level\n", "me.csv", "no skill"),
        (b"a,b,c\n1,2,3\n", "me.csv:1", "no column `skill`"),
        (br#"{"skills": [1]}"#, "me.csv:1", "neither a text nor an object with `skill`"),
    ] {
        let (code, out, err) = run(bytes);
        assert_eq!(code, 3, "{err}");
        assert!(out.is_empty());
        assert!(err.contains(place) && err.contains(words), "{place} {words}: {err}");
        assert!(err.trim_end().ends_with('.') || err.contains("}."), "errors are sentences: {err}");
    }
}

#[test]
fn unknown_names_are_kept_and_suggested_for() {
    let (code, out, _) = run(b"skill\nPyhton\nKuberentes\nqqqqzzzz\nLinux\n");
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let unknown = json["unknown"].as_array().unwrap();
    let names: Vec<&str> = unknown.iter().map(|u| u["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Pyhton", "Kuberentes", "qqqqzzzz"]);
    assert_eq!(unknown[0]["suggestions"][0], "Python");
    assert_eq!(unknown[1]["suggestions"][0], "Kubernetes");
}

#[test]
fn protected_columns_are_ignored_and_said() {
    let (_, plain, _) = run(b"skill,level\nLinux,4\n");
    let (code, out, err) = run(b"skill,level,gender,Date of birth\nLinux,4,f,1990-01-01\n");
    assert_eq!((code, out), (0, plain));
    assert!(err.contains("gender") && err.contains("Date of birth") && err.contains("never read"), "{err}");
}

#[test]
fn hostile_bytes_end_in_an_answer_or_an_error() {
    let big = [&b"skill\n\""[..], &vec![b'a'; 5_000_000], b"\"\nLinux\n"].concat();
    for (bytes, ends) in [
        (&b"\0\0\0\0"[..], 3),
        (b"skill\n\"unclosed\nLinux\n", 3),
        (b"skill\n=cmd|' /C calc'!A0\nLinux\n", 0),
        (b"skill\n\xFF\xFE\xFD\nLinux\n", 0),
        (b"{", 3),
        (b"\"\"\"\"\"\",,,,,,\n", 3),
        (&big, 0),
    ] {
        let (code, _, err) = run(bytes);
        assert_eq!(code, ends, "{err}");
        assert!(!err.contains("panicked"), "{err}");
    }
}

#[test]
fn a_missing_file_a_folder_and_wrong_usage_have_their_codes() {
    let code = |args: &[&str]| skillgap().args(args).output().unwrap().status.code().unwrap();
    assert_eq!(code(&["match", "/nowhere/at/all.csv"]), 3);
    assert_eq!(code(&["match", "."]), 3);
    assert_eq!(code(&["match"]), 2);
    assert_eq!(code(&["plan", "data/people/help-desk-technician.csv", "--to", "zzz qqq"]), 2);
    assert_eq!(
        code(&["plan", "data/people/help-desk-technician.csv", "--to", "sysadmin", "--readiness", "7"]),
        2
    );
    assert_eq!(
        code(&["plan", "data/people/help-desk-technician.csv", "--to", "sysadmin", "--max-hours", "1"]),
        4
    );
    assert_eq!(code(&["--help"]), 0);
}

#[test]
fn what_is_out_of_range_in_json_is_told() {
    for (json, told) in [
        (r#"{"skills":["Linux"],"weekly_hours":500}"#, "at most 168"),
        (r#"{"skills":["Linux"],"weekly_hours":0}"#, "more than 0"),
        (
            r#"{"skills":[{"skill":"Linux","level":3,"last_used":"last spring"}]}"#,
            "“last spring” is not a date",
        ),
        (r#"{"skills":[{"skill":"Linux","level":3,"years":-2}]}"#, "number of years from 0 to 70"),
    ] {
        let (code, out, err) = run(json.as_bytes());
        assert_eq!((code, out.as_str()), (3, ""), "{json}: {err}");
        assert!(err.contains(told), "{json}: {err}");
    }
    let (code, _, err) = run(b"skill,level,weekly_hours\nLinux,4,too many\n");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("“too many” is no number of hours a week"), "{err}");
}
