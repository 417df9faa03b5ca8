//! The same person or people, written as other programs write them, are read alike by every command; what cannot be read is said.

mod workbooks;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn skillgap(args: &[&str]) -> Output {
    Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap()
}

/// What `convert` makes of a file: the profile as CSV, what is said of it, and the exit code.
fn converted(folder: &Path, name: &str, bytes: &[u8]) -> (String, String, Option<i32>) {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let out = skillgap(&["convert", path.to_str().unwrap(), "--format", "csv"]);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(out.stdout), text(out.stderr), out.status.code())
}

#[test]
fn of_a_long_table_one_person_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let table = b"profile_id,skill,level\na,Linux,3\n,Bash,2\nb,Java,5\n,Go,5\na,Git,2\n";
    let (csv, said, code) = converted(folder.path(), "two.csv", table);
    assert_eq!(
        (csv.as_str(), code),
        ("skill,level,years,last_used,date\nLinux,3,,,\nBash,2,,,\nGit,2,,,\n", Some(0))
    );
    assert!(said.contains("two.csv:4: warning: The file holds more than one person"), "{said}");
}

#[test]
fn years_in_months_and_hours_with_a_comma_are_read_and_written_back() {
    let folder = tempfile::tempdir().unwrap();
    let table = b"skill;years;weekly_hours\nLinux;18 months;4,5\nBash;2,5;\n";
    let (csv, said, _) = converted(folder.path(), "months.csv", table);
    let want = "skill,level,years,last_used,date,weekly_hours\nLinux,,1.5,,,4.5\nBash,,2.5,,,\n";
    assert_eq!((csv.as_str(), said.as_str()), (want, ""));
    assert_eq!(converted(folder.path(), "again.csv", want.as_bytes()).0, want);
    let (_, said, code) = converted(folder.path(), "weeks.csv", b"skill,years\nLinux,30 weeks\n");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("“30 weeks” is not a number of years"), "{said}");
}

#[test]
fn a_resume_of_our_own_is_the_same_person() {
    let folder = tempfile::tempdir().unwrap();
    let table = "skill,level,years,last_used\nLinux,,10,\nLinux,,1,2005\nBash,4,2.5,2015\nBash,2,,\n";
    let me = folder.path().join("me.csv");
    std::fs::write(&me, table).unwrap();
    let resume = folder.path().join("me.json");
    std::fs::write(&resume, skillgap(&["convert", me.to_str().unwrap()]).stdout).unwrap();
    let matched = |path: &Path| {
        let out = skillgap(&[
            "match",
            path.to_str().unwrap(),
            "--format",
            "json",
            "--explain",
            "--on",
            "2026-11-01",
        ]);
        serde_json::from_slice::<Value>(&out.stdout).unwrap()
    };
    let (table, resume) = (matched(&me), matched(&resume));
    assert_eq!(table["matches"], resume["matches"]);
    assert!(!table["matches"].as_array().unwrap().is_empty());
}

#[test]
fn what_a_resume_says_in_other_words_is_read_or_told() {
    let folder = tempfile::tempdir().unwrap();
    let resume = r#"{"basics":{},"skills":[{"name":"Linux","level":4,"years":"6","lastUsed":"June 2010"},{"name":"Git","level":"sky"}],
        "work":[{"position":"Sysadmin","startDate":"spring 2010","endDate":"Present"}],"certificates":[{"name":"CompTIA A+","date":"May 2015"}]}"#;
    let (csv, said, code) = converted(folder.path(), "r.json", resume.as_bytes());
    assert!(csv.contains("\nLinux,4,6,2010-06-01,") && csv.contains("\nCompTIA A+,,,,2015-05-01,"), "{csv}");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("“sky” is not on the scale"), "{said}");
    assert!(said.contains("“spring 2010” is not a date. It is left out."), "{said}");
    assert!(!said.contains("Present"), "{said}");
    let badge = r#"{"type":"OpenBadgeCredential","validFrom":"03/02/2015","credentialSubject":{"achievement":{"name":"CompTIA A+"}}}"#;
    let (_, said, _) = converted(folder.path(), "b.json", badge.as_bytes());
    assert!(said.contains("“03/02/2015” is not a date"), "{said}");
}

#[cfg(feature = "xlsx")]
#[test]
fn workbooks_say_what_their_cells_show() {
    let folder = tempfile::tempdir().unwrap();
    let text = |cell: &str, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let head = format!(
        r#"<row r="1">{}{}{}</row>"#,
        text("A1", "skill"),
        text("B1", "level"),
        text("C1", "notes; free; text; any")
    );
    let broken = format!(
        r#"<row r="2">{}<c r="B2"><v>4</v></c>{}</row>"#,
        text("A2", "Linux"),
        text("C2", "one\ntwo")
    );
    let wrong = format!(r#"<row r="3">{}<c r="B3" t="e"><v>#N/A</v></c></row>"#, text("A3", "Bash"));
    let rows = format!("{head}{broken}{wrong}");
    let (_, said, code) = converted(folder.path(), "me.xlsx", &workbooks::workbook(&rows, ""));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("me.xlsx:3:2") && said.contains("“#N/A” is not on the scale"), "{said}");
    let (csv, said, _) =
        converted(folder.path(), "me.xlsx", &workbooks::workbook(&format!("{head}{broken}"), ""));
    assert_eq!(csv, "skill,level,years,last_used,date\nLinux,4,,,\n", "{said}");
}

/// Both commands read a file of one person and of many alike, for `many` is `one` with an id in front.
fn alike(one: &[u8], many: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("one"), one).unwrap();
    std::fs::write(path("many"), many).unwrap();
    let day = ["--on", "2026-11-01", "--top", "3"];
    let alone = skillgap(&[&["match", &path("one"), "--format", "json"], &day[..]].concat());
    let said = String::from_utf8_lossy(&alone.stderr).into_owned();
    assert!(alone.status.success(), "{said}");
    let alone: Value = serde_json::from_slice(&alone.stdout).unwrap();
    let run = skillgap(&[&["batch", &path("many"), "-o", &path("out.jsonl")], &day[..]].concat());
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let batch: Value = serde_json::from_str(&std::fs::read_to_string(path("out.jsonl")).unwrap()).unwrap();
    assert_eq!((&alone["matches"], &alone["unknown"]), (&batch["matches"], &batch["unknown"]));
    assert!(!batch["matches"].as_array().unwrap().is_empty());
    let all = skillgap(&["cohort", &path("many"), "--min-group", "1", "--format", "json"]);
    assert!(all.status.success(), "{}", String::from_utf8_lossy(&all.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&all.stdout).unwrap()["people"], 1);
}

#[test]
fn encodings_headers_and_blank_lines_are_read_alike() {
    // Two encodings in one file.
    alike(
        b"skill,level\nLinux,3\nD\xC3\xA9veloppement,3\nR\xE9seau,2\n",
        b"profile_id,skill,level\np,Linux,3\np,D\xC3\xA9veloppement,3\np,R\xE9seau,2\n",
    );
    alike(b"\nskill;level\nLinux;4\n", b"\nprofile_id;skill;level\np;Linux;4\n");
    alike(b",,\nskill,level,\nLinux,4,\n", b",,,\nprofile_id,skill,level,\np,Linux,4,\n");
    alike(b"sep=;\r\nskill;level\r\nLinux;4\r\n", b"sep=;\r\nprofile_id;skill;level\r\np;Linux;4\r\n");
    alike(b"\"skill\", \"level\"\nLinux,4\n", b"\"profile_id\", \"skill\", \"level\"\np,Linux,4\n");
    alike(
        b"skill,level\nLinux,3\nSupport of 19\"\" monitors,4\n",
        b"profile_id,skill,level\np,Linux,3\np,Support of 19\"\" monitors,4\n",
    );
    alike(
        br#"{"skills":["Linux:4"],"current_role":" "}"#,
        br#"{"profile_id":"p","skills":["Linux:4"],"current_role":" "}"#,
    );
    let wide = |text: &str| -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    alike(
        &wide("{\"skills\":[\"Linux:4\",\"Bash:3\"]}\n"),
        &wide("{\"profile_id\":\"p\",\"skills\":[\"Linux:4\",\"Bash:3\"]}\n"),
    );
}

/// What each command that reads tables says of one.
fn said_of(table: &str) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (from, to) = (path("in.csv"), path("out.csv"));
    std::fs::write(&from, table).unwrap();
    let commands =
        [&["batch", &from, "-o", &to][..], &["match", &from], &["cohort", &from, "--min-group", "1"]];
    let names = ["batch", "match", "cohort"];
    let say = |(name, args): (&'static str, &[&str])| {
        let out = skillgap(args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{name}: {said}");
        (name, said)
    };
    names.into_iter().zip(commands).map(say).collect()
}

#[test]
fn columns_that_are_passed_over_are_said() {
    for (header, name) in [("skills,skills", "skills"), ("skills,technologies", "technologies")] {
        for (command, said) in said_of(&format!("profile_id,{header}\na,Linux:4,Java\n")) {
            assert!(said.contains(&format!("The column “{name}” ")), "{command}: {said}");
            assert!(said.contains("“skills” is read for the same"), "{command}: {said}");
        }
    }
}

#[test]
fn what_a_row_with_many_skills_cannot_say_is_said() {
    for (table, told) in [
        ("profile_id,skills,last_used\na,Linux:4,2005\n", "“last_used” "),
        ("profile_id,skills,years\na,Linux:4,x\n", "“years” "),
        ("profile_id,skill,skills\na,Linux,Java\n", "“skills” "),
        ("profile_id,id,skills\na,7,Linux:4\n", "“id” "),
    ] {
        for (command, said) in said_of(table) {
            assert!(said.contains(&format!("The column {told}")), "{command}: {said}");
        }
    }
}

#[test]
fn skills_down_the_page_are_one_persons() {
    let folder = tempfile::tempdir().unwrap();
    let want = "skill,level,years,last_used,date\nReact,4,,,\nHTML,,,,\nTypeScript,2,,,\n";
    let (csv, said, _) =
        converted(folder.path(), "down.csv", b"Skills,Proficiency\nReact,4\nHTML,\nTypeScript,2\n");
    assert_eq!((csv.as_str(), said.as_str()), (want, ""));
    // With ids, or with lists in the cells, each row is a person.
    for table in [&b"id,skills\na,React\nb,HTML\n"[..], b"skills\nReact;Vite\nHTML;CSS\n"] {
        let (_, said, _) = converted(folder.path(), "people.csv", table);
        assert!(said.contains("more than one person"), "{said}");
    }
}

#[test]
fn certificates_as_other_programs_export_them_have_their_day() {
    let folder = tempfile::tempdir().unwrap();
    let table =
        b"Name,Url,Authority,Started On,Finished On,License Number\nCCNA,,Cisco,Mar 2024,Mar 2027,1\n";
    let (csv, said, _) = converted(folder.path(), "certifications.csv", table);
    assert!(csv.ends_with("\nCCNA,,,,2024-03-01\n"), "{csv}");
    assert!(said.contains("The column “Finished On” is not read: a certificate counts as long as"), "{said}");
}

#[test]
fn packed_files_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.csv.gz").display().to_string();
    let packed: [(&[u8], &str); 4] = [
        (b"\x1F\x8B\x08\0\0\0\0\0\0\x03 Linux", "gzip"),
        (b"\x28\xB5\x2F\xFD\x04 Linux", "zstd"),
        (b"\xFD7zXZ\0\0 Linux", "xz"),
        (b"BZh91AY&SY Linux", "bzip2"),
    ];
    for (bytes, packer) in packed {
        std::fs::write(&path, bytes).unwrap();
        for command in ["match", "convert", "extract", "cohort"] {
            let out = skillgap(&[command, &path]);
            let said = String::from_utf8_lossy(&out.stderr);
            assert_eq!(out.status.code(), Some(3), "{command} {packer}: {said}");
            assert!(said.contains(&format!("The file is packed by {packer}")), "{command}: {said}");
        }
    }
    std::fs::write(&path, "BZhang, Linux\n").unwrap();
    assert!(skillgap(&["extract", &path]).status.success());
}

#[test]
fn json_lines_of_a_long_table_are_told_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("in.jsonl"), "{\"profile_id\":\"a\",\"skill\":\"Linux\",\"level\":4}\n").unwrap();
    let out = skillgap(&["batch", &path("in.jsonl"), "-o", &path("out.jsonl")]);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.code() == Some(1) && said.contains("one skill under `skill`"), "{said}");
    assert!(said.contains("1 bad-json"), "{said}");
}

#[test]
fn years_count_in_the_field_they_were_worked_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.csv").display().to_string();
    // CISSP asks five years of work in its field.
    let plans_for = |table: &str, certification: &str| -> bool {
        std::fs::write(&path, table).unwrap();
        let to = ["--to", "information security manager", "--readiness", "0.95", "--format", "json"];
        let out = skillgap(&[&["plan", &path][..], &to].concat());
        let plan: Value = serde_json::from_slice(&out.stdout).unwrap();
        plan["steps"].as_array().unwrap().iter().any(|step| step["id"] == certification)
    };
    let sold = "skill,level,years\nSales,4,10\nExcel,3,10\nRetail,4,10\n";
    let guarded = "skill,level,years\nInformation risk management,3,10\nCybersecurity,3,10\nExcel,3,1\n";
    assert!(!plans_for(sold, "isc2-cissp"));
    assert!(plans_for(guarded, "isc2-cissp"));
}

#[test]
fn a_present_role_that_is_asked_for_goes_before_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.csv").display().to_string();
    std::fs::write(&path, "skill,level,current_role\nLinux,4,Frobnicator\nBash,3,\n").unwrap();
    let out = skillgap(&["match", &path, "--current-role", "sysadmin", "--format", "json"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let out = skillgap(&["match", &path]);
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(3), "{said}");
    assert!(said.contains("me.csv: Of the present role: no role is called “Frobnicator”"), "{said}");
    let out = skillgap(&["match", &path, "--current-role", "frobnicator"]);
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn cohorts_count_nobody_without_an_id_and_say_what_they_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for table in ["profile_id,skill\n,Linux\n,Java\na,Python\n", "profile_id,skills\n,Linux\na,Python\n"] {
        std::fs::write(path("in.csv"), table).unwrap();
        let out = skillgap(&["cohort", &path("in.csv"), "--min-group", "1", "--format", "json"]);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{said}");
        assert!(said.contains("in.csv:2: error: The row has no profile id"), "{said}");
        assert_eq!(serde_json::from_slice::<Value>(&out.stdout).unwrap()["people"], 1);
    }
    for (name, bytes, told) in [
        ("arr.json", &b"[{\"profile_id\":\"a\",\"skills\":[\"Linux\"]}]"[..], "one object a line is read"),
        ("noid.csv", b"skill,level\nLinux,3\n", "names no column that tells people apart"),
        ("in.csv.gz", b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x01\x02\x03\x04\x05\x06\x07\x08", "is packed by gzip"),
    ] {
        std::fs::write(path(name), bytes).unwrap();
        let out = skillgap(&["cohort", &path(name), "--min-group", "1"]);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(3), "{name}: {said}");
        assert!(said.contains(name) && said.contains(told), "{name}: {said}");
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn cohorts_are_read_from_workbooks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("team.xlsx").display().to_string();
    let row = |n: usize, id: &str, skills: &str| {
        format!(
            r#"<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{id}</t></is></c><c r="B{n}" t="inlineStr"><is><t>{skills}</t></is></c></row>"#
        )
    };
    let rows = [row(1, "profile_id", "skills"), row(2, "a", "Linux:4;Bash"), row(3, "b", "Git")].concat();
    std::fs::write(&path, workbooks::workbook(&rows, "")).unwrap();
    let out = skillgap(&["cohort", &path, "--min-group", "1", "--format", "json"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&out.stdout).unwrap()["people"], 2);
}
