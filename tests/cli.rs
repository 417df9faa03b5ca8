//! The command line's contract: shapes of JSON, streams, exit codes.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;

const PROFILE: &str = "data/people/help-desk-technician.csv";

fn skillgap(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let out = skillgap(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn has(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(value.get(key).is_some(), "{key} is missing in {value}");
    }
}

#[test]
fn match_has_the_shape_of_the_contract() {
    let doc = json(&["match", PROFILE, "--format", "json", "--top", "7"]);
    assert_eq!(doc["schema_version"], 1);
    let matches = doc["matches"].as_array().unwrap();
    assert_eq!(matches.len(), 7);
    for (i, m) in matches.iter().enumerate() {
        has(
            m,
            &[
                "role_id",
                "role",
                "family",
                "seniority",
                "fit",
                "readiness",
                "verdict",
                "gaps",
                "certifications",
                "projects",
            ],
        );
        assert_eq!(m["rank"], i + 1);
        for gap in m["gaps"].as_array().unwrap() {
            has(gap, &["skill_id", "skill", "required_level", "level", "essential", "gain"]);
        }
        for c in m["certifications"].as_array().unwrap() {
            has(c, &["id", "name"]);
        }
        for p in m["projects"].as_array().unwrap() {
            has(p, &["id", "title", "hours"]);
        }
    }
    let fits: Vec<f64> = matches.iter().map(|m| m["fit"].as_f64().unwrap()).collect();
    assert!(fits.windows(2).all(|w| w[0] >= w[1]), "{fits:?}");
}

#[test]
fn explained_parts_add_up_to_what_is_printed() {
    let doc = json(&["match", PROFILE, "--format", "json", "--explain"]);
    for m in doc["matches"].as_array().unwrap() {
        let number = |v: &Value| v.as_f64().unwrap();
        let evidence = m["evidence"].as_array().unwrap();
        let sum: f64 = evidence.iter().map(|e| number(&e["weight"]) * number(&e["met"])).sum();
        assert!((sum - number(&m["readiness"])).abs() < 1e-4);
        let parts = &m["fit_parts"];
        let worth: f64 = parts["parts"].as_array().unwrap().iter().map(|p| number(&p["worth"])).sum();
        assert!((worth - number(&parts["overlap"])).abs() < 0.01, "{worth} {}", parts["overlap"]);
    }
}

#[test]
fn seniority_and_among_limit_the_roles() {
    let doc = json(&["match", PROFILE, "--format", "json", "--seniority", "mid"]);
    assert!(doc["matches"].as_array().unwrap().iter().all(|m| m["seniority"] == "mid"));
    let dir = tempfile::tempdir().unwrap();
    let among = dir.path().join("among.txt");
    fs::write(&among, "sysadmin\nnetwork-technician\n\nCIO\n").unwrap();
    let doc = json(&["match", PROFILE, "--format", "json", "--among", among.to_str().unwrap()]);
    let ids: Vec<&str> =
        doc["matches"].as_array().unwrap().iter().map(|m| m["role_id"].as_str().unwrap()).collect();
    assert!(!ids.is_empty());
    assert!(ids.iter().all(|i| ["systems-administrator", "network-technician", "chief-information-officer"].contains(i)));
}

#[test]
fn plan_has_the_shape_of_the_contract_and_adds_up() {
    let doc = json(&["plan", PROFILE, "--to", "desktop support technician", "--format", "json"]);
    has(
        &doc,
        &[
            "role_id",
            "readiness_before",
            "readiness_after",
            "steps",
            "total_hours",
            "total_cost_usd",
            "total_weeks",
            "optimal",
            "bound",
        ],
    );
    let steps = doc["steps"].as_array().unwrap();
    let ids: Vec<&str> = steps.iter().map(|s| s["id"].as_str().unwrap()).collect();
    let mut hours = 0.0;
    for (i, s) in steps.iter().enumerate() {
        has(s, &["kind", "id", "name", "hours", "cost_usd", "weeks", "closes", "after"]);
        hours += s["hours"].as_f64().unwrap();
        for after in s["after"].as_array().unwrap() {
            let at = ids.iter().position(|id| *id == after.as_str().unwrap()).unwrap();
            assert!(at < i, "a step comes after what it waits for");
        }
    }
    assert!((hours - doc["total_hours"].as_f64().unwrap()).abs() < 0.051 * steps.len() as f64);
    assert_eq!(doc["optimal"], true);
    assert_eq!(doc["bound"], doc["total_hours"]);
}

#[test]
fn the_profiles_hours_a_week_count_unless_others_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let skills = ["Windows 11", "Active Directory", "Customer service", "Technical support"];
    let long: String = skills.iter().map(|s| format!("{s},3,5\n")).collect();
    let quoted = skills.map(|s| format!("\"{s}\"")).join(",");
    let named = skills.map(|s| format!(r#"{{"name":"{s}"}}"#)).join(",");
    let files = [
        ("long.csv", format!("skill,level,weekly_hours\n{long}")),
        ("wide.csv", format!("skills,hours_per_week\n{},5\n", skills.join(";"))),
        ("object.json", format!(r#"{{"skills":[{quoted}],"weekly_hours":5}}"#)),
        ("resume.json", format!(r#"{{"basics":{{}},"skills":[{named}],"meta":{{"weeklyHours":5}}}}"#)),
        ("silent.csv", format!("skill\n{}\n", skills.join("\n"))),
    ];
    for (name, text) in files {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let said = if name == "silent.csv" { 8.0 } else { 5.0 };
        // More ladders than one take seconds to find.
        let plan: &[&str] = &["plan", file, "--to", "desktop support technician"];
        let path: &[&str] = &["path", file, "--to", "systems administrator", "--alternatives", "1"];
        for args in [plan, path] {
            let args = [args, &["--format", "json"]].concat();
            assert_eq!(json(&args)["weekly_hours"], said, "{args:?}");
            let asked = json(&[&args[..], &["--weekly-hours", "10"]].concat());
            assert_eq!(asked["weekly_hours"], 10.0, "{args:?}");
        }
        // Half the hours take twice the weeks.
        let weeks = |hours: &[&str]| {
            json(&[plan, &["--format", "json"], hours].concat())["total_weeks"].as_f64().unwrap()
        };
        let (usual, asked) = (weeks(&[]), weeks(&["--weekly-hours", "10"]));
        assert!(asked > 0.0 && (usual - asked * 10.0 / said).abs() < 0.2, "{name}: {usual}, {asked}");
    }
    for command in ["plan", "path"] {
        let help = String::from_utf8(skillgap(&[command, "--help"]).stdout).unwrap();
        assert!(help.contains("the profile's `weekly_hours` where not given"), "{help}");
    }
}

#[test]
fn standard_input_is_a_profile_too() {
    let profile = fs::read(PROFILE).unwrap();
    let mut command = Command::cargo_bin("skillgap").unwrap();
    let piped = command.args(["match", "-", "--format", "json"]).write_stdin(profile).output().unwrap();
    assert_eq!(piped.stdout, skillgap(&["match", PROFILE, "--format", "json"]).stdout);
}

#[test]
fn extract_points_into_the_text_and_reads_a_table_of_texts() {
    let text = fs::read_to_string("data/examples/advert.txt").unwrap();
    let doc = json(&["extract", "data/examples/advert.txt", "--format", "json"]);
    for s in doc["skills"].as_array().unwrap() {
        for span in s["spans"].as_array().unwrap() {
            let (a, b) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
            assert!(a < b && text.is_char_boundary(a) && text.is_char_boundary(b));
        }
    }
    let ids: Vec<&str> =
        doc["skills"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"powershell") && !ids.contains(&"java"), "{ids:?}");
    let dir = tempfile::tempdir().unwrap();
    let table = dir.path().join("t.csv");
    fs::write(&table, "Key,Body\n7,\"Linux, and\nBash\"\n8,nothing here\n").unwrap();
    let out =
        skillgap(&["extract", table.to_str().unwrap(), "--id", "key", "--text", "body", "--format", "jsonl"]);
    let lines: Vec<Value> =
        String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0]["id"].as_str(), lines[1]["id"].as_str()), (Some("7"), Some("8")));
    assert_eq!(lines[0]["skills"].as_array().unwrap().len(), 2);
    assert_eq!(lines[1]["skills"].as_array().unwrap().len(), 0);
}

#[test]
fn roles_are_listed_shown_and_found() {
    let list = json(&["roles", "list", "--format", "json"]);
    let roles = list["roles"].as_array().unwrap();
    assert!(roles.len() >= 180);
    has(&roles[0], &["id", "title", "seniority", "family"]);
    let show = json(&["roles", "show", "sysadmin", "--format", "json"]);
    assert_eq!(show["id"], "systems-administrator");
    let dir = tempfile::tempdir().unwrap();
    let titles = dir.path().join("titles.txt");
    fs::write(&titles, "Net Admin\nSr. Software Developer\nzzzz\n").unwrap();
    let out = skillgap(&["roles", "find", "--file", titles.to_str().unwrap()]);
    let lines: Vec<Value> =
        String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["title"], "Net Admin");
    assert_eq!(lines[0]["candidates"][0]["role_id"], "network-administrator");
    assert!(lines[1]["candidates"].as_array().unwrap().len() <= 10);
}

#[test]
fn families_partition_the_roles() {
    let doc = json(&["roles", "families", "--format", "json"]);
    let mut ids: Vec<&str> = Vec::new();
    for f in doc["families"].as_array().unwrap() {
        assert!(!f["label"].as_str().unwrap().is_empty());
        ids.extend(f["roles"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()));
    }
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n);
    assert_eq!(n, json(&["roles", "list", "--format", "json"])["roles"].as_array().unwrap().len());
}

#[test]
fn check_finds_everything_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write(
        "skills.csv",
        "id,name,kind,parent,aliases,related,source\nlinux,Linux,technology,unix,,,own\nbash,Bash,wizardry,,,,own\nlinux,Linux again,technology,,,,own\n",
    );
    write(
        "certifications.csv",
        "id,name,issuer,level,status,exam_cost_usd,source\nx,X,Me,entry,active,cheap,own\ny,Y,Me,entry,retired,,\n",
    );
    write(
        "prerequisites.csv",
        "step_kind,step,group,strength,needs_kind,needs,level,years,source\ncertification,x,1,required,certification,x,,,own\n",
    );
    fs::create_dir(dir.path().join("roles")).unwrap();
    write("roles/admin.md", "---\nid: admin\ntitle: Admin\nseniority: boss\n---\nNothing to see.\n");
    let out = skillgap(&["check", dir.path().to_str().unwrap(), "--format", "json"]);
    assert_eq!(out.status.code(), Some(1));
    let doc: Value = serde_json::from_slice(&out.stdout).unwrap();
    let codes: Vec<&str> =
        doc["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    for code in [
        "unknown-skill",
        "bad-cell",
        "duplicate-id",
        "bad-seniority",
        "poor-role",
        "prerequisite-cycle",
        "no-source",
        "no-successor",
    ] {
        assert!(codes.contains(&code), "{code} among {codes:?}");
    }
    for f in doc["findings"].as_array().unwrap() {
        assert!(!f["remedy"].as_str().unwrap().is_empty() && !f["file"].as_str().unwrap().is_empty());
    }
}

#[test]
fn help_names_every_command_and_exit_code() {
    let out = skillgap(&["--help"]);
    let help = String::from_utf8(out.stdout).unwrap();
    for word in ["match", "plan", "batch", "extract", "roles", "train", "check", "Exit codes"] {
        assert!(help.contains(word), "{word}");
    }
    let dir = tempfile::tempdir().unwrap();
    assert!(skillgap(&["man", dir.path().to_str().unwrap()]).status.success());
    assert!(dir.path().join("skillgap-match.1").is_file());
    assert!(String::from_utf8(skillgap(&["completions", "bash"]).stdout).unwrap().contains("skillgap"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for args in [
        &["match", PROFILE, "--format", "json", "--explain"][..],
        &["plan", PROFILE, "--to", "sysadmin", "--format", "json"],
        &["roles", "families"],
    ] {
        assert_eq!(skillgap(args).stdout, skillgap(args).stdout, "{args:?}");
    }
}

#[test]
fn a_closed_pipe_is_success() {
    // `skillgap roles list | head -1`
    use std::process::{Command as Std, Stdio};
    let mut child = Std::new(env!("CARGO_BIN_EXE_skillgap"))
        .args(["roles", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn outputs_that_cannot_be_written_end_with_code_5() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let people: String = std::iter::once("profile_id,skills".to_owned())
        .chain((0..3000).map(|i| format!("p{i},Linux;Bash")))
        .collect::<Vec<_>>()
        .join("\n");
    let path = file("in.csv");
    fs::write(&path, people).unwrap();
    let full = skillgap(&["batch", &path, "-o", "/dev/full", "--format", "csv"]);
    assert_eq!(full.status.code(), Some(5), "{}", String::from_utf8_lossy(&full.stderr));
    assert!(String::from_utf8_lossy(&full.stderr).contains("/dev/full"));
    let nowhere = skillgap(&["batch", &path, "-o", &file("no/such/out.csv")]);
    assert_eq!(nowhere.status.code(), Some(5));
    let same = skillgap(&["batch", &path, "-o", &path, "--format", "csv"]);
    assert_eq!(same.status.code(), Some(2));
    assert_eq!(skillgap(&["batch", &path, "-o", "out.txt"]).status.code(), Some(2));
}

#[test]
fn shorter_lists_are_the_heads_of_the_whole_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let path = file("in.csv");
    fs::write(&path, "profile_id,skills\np1,Linux:4;Bash;Networking:2\np2,Python;SQL:5\n").unwrap();
    let rows = |name: &str, more: &[&str]| {
        let out = file(name);
        let ran = skillgap(&[&["batch", &path, "-o", &out, "--on", "2026-01-01"], more].concat());
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        fs::read_to_string(&out).unwrap()
    };
    let head = |list: &str, n: usize| list.split(';').take(n).collect::<Vec<_>>().join(";");
    let cells = |text: String| -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.unwrap()).collect()
    };
    let short = ["--gaps", "2", "--pointers", "1"];
    let (whole, few) = (cells(rows("all.csv", &[])), cells(rows("few.csv", &short)));
    assert_eq!(whole.len(), few.len());
    for (all, few) in whole.iter().zip(&few) {
        assert!(all.iter().take(7).eq(few.iter().take(7)));
        for (column, n) in [(7, 2), (8, 1), (9, 1)] {
            assert_eq!(head(&all[column], n), few[column]);
        }
    }
    // JSON Lines goes another way to the same lists.
    let lines = rows("few.jsonl", &short);
    let mut rows = few.iter();
    for line in lines.lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        for m in object["matches"].as_array().unwrap() {
            let cells = rows.next().unwrap();
            let ids = |list: &str, id: &str| {
                let all = m[list].as_array().unwrap().iter();
                all.map(|o| o[id].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(";")
            };
            assert_eq!(ids("gaps", "skill_id"), cells[7]);
            assert_eq!(ids("certifications", "id"), cells[8]);
            assert_eq!(ids("projects", "id"), cells[9]);
        }
    }
    assert!(rows.next().is_none());
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_has_the_code_of_outputs() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let out = Command::cargo_bin("skillgap").unwrap();
    let mut out = std::process::Command::new(out.get_program());
    let out = out.args(["match", PROFILE]).stdout(full).output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(5), "{said}");
    assert!(said.contains("cannot write <stdout>") && said.contains("Free some space"), "{said}");
}
