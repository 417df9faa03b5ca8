//! Time: skills that fade, certificates that end, and the same answer from one file of one person and from a file of many.

use assert_cmd::Command;
use serde_json::Value;

fn run(args: &[&str]) -> Vec<u8> {
    let out = Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn json(args: &[&str]) -> Value {
    serde_json::from_slice(&run(args)).unwrap()
}

const ONE: &str = "skill,level,years,last_used,date\nLinux,4,6,2019-03-01,\nPowerShell,,3,2016-05,\nPatience,4,,2001,\n\
    Ansible,3,,2026-01-10,\nRHCSA,,,,2025-02-01\nCCNA,,,,2024-06-01\n";

fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let one = folder.path().join("one.csv");
    std::fs::write(&one, ONE).unwrap();
    let shown = one.display().to_string();
    (folder, shown)
}

#[test]
fn what_fades_is_said_and_counts_at_what_is_left() {
    let (_folder, one) = folder();
    let doc = json(&["match", &one, "--on", "2026-02-01", "--explain", "--format", "json"]);
    let faded: Vec<(&str, u64, u64)> = doc["faded"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            let number = |key: &str| f[key].as_u64().unwrap();
            (f["skill_id"].as_str().unwrap(), number("said_level"), number("level"))
        })
        .collect();
    // Six full years of Linux: 4 → 2, but the certificate shows 3. Three years of PowerShell say working; nine without use leave 1.
    // Patience does not fade, and what was used last month has not.
    let linux = faded.iter().find(|f| f.0 == "linux").unwrap();
    assert_eq!((linux.1, linux.2), (4, 3), "{faded:?}");
    let powershell = faded.iter().find(|f| f.0 == "powershell").unwrap();
    assert!(powershell.1 == 3 && powershell.2 < 3, "{faded:?}");
    assert_eq!(faded.len(), 2, "{faded:?}");
    // The parts add up to what is printed, with the levels that are left.
    for m in doc["matches"].as_array().unwrap() {
        let evidence = m["evidence"].as_array().unwrap();
        let sum: f64 =
            evidence.iter().map(|e| e["weight"].as_f64().unwrap() * e["met"].as_f64().unwrap()).sum();
        assert!((sum - m["readiness"].as_f64().unwrap()).abs() < 1e-4);
        for e in evidence.iter().filter(|e| e["skill_id"] == "linux" && e["how"] != "related") {
            assert_eq!(e["level"], 3);
        }
    }
    let table = String::from_utf8(run(&["match", &one, "--on", "2026-02-01"])).unwrap();
    assert!(table.contains("Faded: Linux counts as 3 and not as 4: last used 2019-03-01."), "{table}");
}

#[test]
fn a_day_to_come_is_compared_with_now() {
    let (_folder, one) = folder();
    let args = ["match", &one, "--now", "2026-02-01", "--on", "2031-02-01", "--format"];
    let doc = json(&[&args[..], &["json"]].concat());
    assert_eq!(doc["days"], serde_json::json!({ "now": "2026-02-01", "then": "2031-02-01" }));
    let mut less = 0;
    for m in doc["matches"].as_array().unwrap() {
        let role = m["role_id"].as_str().unwrap();
        let (now, then) = (m["now"]["readiness"].as_f64().unwrap(), m["readiness"].as_f64().unwrap());
        assert!(then <= now, "time alone makes nobody readier");
        less += usize::from(then < now);
        // Each column is what the command says of that day alone.
        for (day, value) in [("2026-02-01", now), ("2031-02-01", then)] {
            let alone = json(&["match", &one, "--on", day, "--now", day, "--top", "400", "--format", "json"]);
            assert!(alone.get("days").is_none());
            let found = alone["matches"].as_array().unwrap().iter().find(|m| m["role_id"] == role).cloned();
            assert_eq!(found.unwrap()["readiness"].as_f64(), Some(value));
        }
    }
    assert!(less > 0, "both certificates end by then");
    assert!(doc["expired"].as_array().is_some_and(|e| e.len() == 2), "{}", doc["expired"]);
    let table = String::from_utf8(run(&[&args[..], &["table"]].concat())).unwrap();
    assert!(table.contains("ready now") && table.contains("Now is 2026-02-01, then 2031-02-01."), "{table}");
}

#[test]
fn a_batch_reads_the_same_dates() {
    let (folder, one) = folder();
    let long: String = ONE
        .lines()
        .enumerate()
        .map(|(n, l)| if n == 0 { format!("profile_id,{l}\n") } else { format!("a,{l}\n") })
        .collect();
    let entries: Vec<Value> = csv::Reader::from_reader(ONE.as_bytes())
        .records()
        .map(|r| {
            let r = r.unwrap();
            let mut entry = serde_json::json!({ "skill": &r[0], "level": &r[1] });
            let mut put = |key: &str, text: &str, value: Value| {
                if !text.is_empty() {
                    entry[key] = value;
                }
            };
            put("years", &r[2], r[2].parse::<f64>().unwrap_or(0.0).into());
            put("last_used", &r[3], r[3].into());
            put("date", &r[4], r[4].into());
            entry
        })
        .collect();
    let lines = format!("{}\n", serde_json::json!({ "profile_id": "a", "skills": entries }));
    for day in ["2020-01-01", "2026-02-01", "2026-11-01"] {
        let single = json(&["match", &one, "--on", day, "--now", day, "--format", "json", "--top", "9"]);
        for (name, text) in [("long.csv", &long), ("lines.jsonl", &lines)] {
            let (from, to) = (folder.path().join(name), folder.path().join("out.jsonl"));
            std::fs::write(&from, text).unwrap();
            let (from, to) = (from.display().to_string(), to.display().to_string());
            run(&["batch", &from, "-o", &to, "--on", day, "--top", "9"]);
            let mut row: Value = serde_json::from_slice(&std::fs::read(&to).unwrap()).unwrap();
            row.as_object_mut().unwrap().remove("profile_id");
            assert_eq!(row, single, "{name} {day}");
        }
    }
}
