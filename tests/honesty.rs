//! What is not so is not said: certificates to come, roles nobody stated, figures of no cases, lists of nothing.

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn run(args: &[&str], stdin: &str) -> Output {
    Command::cargo_bin("skillgap").unwrap().args(args).write_stdin(stdin).output().unwrap()
}

/// The end of a run that must not succeed: exit code and what it says.
fn refused(args: &[&str], stdin: &str) -> (i32, String) {
    let out = run(args, stdin);
    assert!(out.stdout.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&out.stdout));
    (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
}

fn answer(args: &[&str], stdin: &str) -> String {
    let out = run(args, stdin);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn json(args: &[&str], stdin: &str) -> Value {
    serde_json::from_str(&answer(&[args, &["--format", "json"]].concat(), stdin)).unwrap()
}

/// A technician with a certificate of a day.
fn technician(earned: &str) -> String {
    format!("skill,level,date\nWindows,3,\nPrinters,3,\nCustomer service,3,\nCompTIA A+,,{earned}\n")
}

#[test]
fn a_certificate_counts_from_the_day_it_was_earned() {
    let on = |earned: &str, day: &str| {
        json(&["match", "-", "--top", "1", "--on", day, "--now", day], &technician(earned))
    };
    let without = json(
        &["match", "-", "--top", "1", "--on", "2026-11-28"],
        "skill,level\nWindows,3\nPrinters,3\nCustomer service,3\n",
    );
    for (earned, day) in [("2099-01", "2026-11-28"), ("2026-11-29", "2026-11-28"), ("2025-03", "2020-01-01")]
    {
        let doc = on(earned, day);
        assert_eq!(doc["not_yet_earned"][0]["id"], "comptia-a-plus", "{earned}: {doc}");
        assert!(doc.get("expired").is_none());
        assert_eq!(doc["matches"][0]["readiness"], without["matches"][0]["readiness"], "{earned}");
    }
    // A month and a year begin with their first day.
    for earned in ["2026-11-28", "2026-11", "2026", "11/2026", ""] {
        let doc = on(earned, "2026-11-28");
        assert!(doc.get("not_yet_earned").is_none() && doc.get("expired").is_none(), "{earned}: {doc}");
        assert!(doc["matches"][0]["readiness"].as_f64() > without["matches"][0]["readiness"].as_f64());
    }
    assert_eq!(on("2020", "2026-11-28")["expired"][0]["id"], "comptia-a-plus");
    let args = ["match", "-", "--top", "1", "--on", "2026-11-28", "--now", "2026-11-28"];
    let said = "Not yet earned: CompTIA A+, dated 2099-01-01; it does not count before.";
    assert!(answer(&args, &technician("2099-01")).contains(said));
    let page = answer(&[&args[..], &["--format", "html"]].concat(), &technician("2099-01"));
    assert!(page.contains("Not yet earned, and not counted: <bdi>CompTIA A+</bdi> (2099-01-01)"), "{page}");
}

const DEFENDER: &str = "skill,level\nSplunk,4\nSIEM,4\nIncident response,3\nCISSP,\nWireshark,3\n";

#[test]
fn a_ladder_starts_at_no_role_above_what_the_profile_shows() {
    let args = ["path", "-", "--to", "CISO", "--on", "2026-11-28", "--alternatives", "1"];
    let doc = json(&args, DEFENDER);
    assert_eq!(doc["start_guessed"], true);
    assert_ne!(doc["from_role_id"], doc["to_role_id"]);
    let rungs = ["entry", "mid", "senior"];
    assert!(rungs.contains(&doc["pathways"][0]["rungs"][0]["seniority"].as_str().unwrap()), "{doc}");
    let table = answer(&args, DEFENDER);
    let said = format!(
        "The profile states no present role: taken to start as {}, the nearest role at the level that it shows or below.",
        doc["from_role"].as_str().unwrap()
    );
    assert!(table.contains(&said), "{table}");
    // Who states it is where they want to go already.
    let (code, said) = refused(&[&args[..], &["--current-role", "CISO"]].concat(), DEFENDER);
    assert!(code == 4 && said.contains("the profile's present role is"), "{said}");
}

#[test]
fn a_plan_has_no_place_in_a_table_of_skills() {
    let (code, said) = refused(&["convert", "-", "--to", "SOC analyst", "--format", "csv"], DEFENDER);
    assert!(code == 2 && said.contains("--format json-resume"), "{code} {said}");
}

#[test]
fn a_renewal_says_why_it_is_there() {
    let profile = "skill,level,date\nLinux,3,\nRHCSA,,2023-12-20\nBash,2,\nSecurity+,,2024-01-10\n";
    let args = ["plan", "-", "--to", "Security Analyst", "--on", "2026-11-28", "--weekly-hours", "4"];
    let plan = json(&args, profile);
    let steps = plan["steps"].as_array().unwrap();
    assert!(steps.iter().any(|s| s["kind"] == "renewal"), "{plan}");
    let out = Command::cargo_bin("skillgap")
        .unwrap()
        .args(args)
        .env("COLUMNS", "240")
        .write_stdin(profile)
        .output();
    let table = String::from_utf8(out.unwrap().stdout).unwrap();
    let row = table.lines().find(|l| l.contains("Renew CompTIA Security+")).unwrap();
    assert!(row.contains("it lapses before the end of the plan") && !row.contains("later step"), "{row}");
}

#[test]
fn no_case_gives_no_figure() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let titles = write("titles.csv", "title,role\nbaker,no-such-role\n");
    let people = write("people.csv", "profile_id,skills,role\na,Linux;Bash,no-such-role-at-all\n");
    let moves = write("moves.csv", "from,to\nciso,ciso\n");
    for args in [
        &["titles", &titles][..],
        &["people", &people],
        &["moves", &moves],
        &["typical", "--held-out", "0"],
        &["typical", "--skip", "100000"],
    ] {
        let (code, said) = refused(&[&["evaluate"], args].concat(), "");
        assert!(code == 3 && said.contains("not enough data"), "{args:?}: {code} {said}");
    }
    // A pair of a role and itself counts as left out.
    let moves = write(
        "moves.csv",
        "from,to\nsystems administrator,systems administrator\nhelp desk technician,systems administrator\n",
    );
    let report = json(&["evaluate", "moves", &moves], "");
    assert_eq!((&report["cases"], &report["left_out"]), (&Value::from(1), &Value::from(1)));
}

#[test]
fn families_are_read_from_standard_input_and_stay_in_range() {
    let cases = "role,family\nsystems administrator,ops\nnetwork engineer,net\nhelp desk technician,ops\n";
    let report = json(&["evaluate", "families", "-"], cases);
    assert_eq!(report["cases"], 3);
    for row in report["rows"].as_array().unwrap() {
        for figure in row["figures"].as_array().unwrap() {
            let least = if figure[0] == "NMI" { 0.0 } else { -0.5 };
            let end = |key: &str| figure[1][key].as_f64().unwrap();
            assert!(end("low") >= least && end("high") <= 1.0 && end("low") <= end("high"), "{figure}");
        }
    }
}

#[test]
fn a_list_of_none_is_refused() {
    for args in [
        &["match", "-", "--top", "0"][..],
        &["unlock", "-", "--top", "0"],
        &["cohort", "-", "--top", "0"],
        &["roles", "find", "administrator", "--top", "0"],
        &["roles", "show", "ciso", "--typical=0"],
        &["extract", "-", "--nearest=0"],
    ] {
        let (code, said) = refused(args, DEFENDER);
        assert!(code == 2 && said.contains('0'), "{args:?}: {code} {said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.txt");
    fs::write(&none, "\n  \n").unwrap();
    for command in [&["match", "-"][..], &["unlock", "-"], &["path", "-", "--to", "ciso"]] {
        let (code, said) = refused(&[command, &["--among", none.to_str().unwrap()]].concat(), DEFENDER);
        assert!(code == 3 && said.contains("names no role"), "{command:?}: {code} {said}");
    }
}

#[test]
fn who_fits_no_role_is_not_called_singled_out() {
    let people = "profile_id,skills\na,Linux;Bash;Docker\nb,knitting socks\n";
    let alone = answer(&["cohort", "-", "--min-group", "1"], people);
    assert!(alone.contains("Skills and steps count 1: the others fit no role."), "{alone}");
    let two = answer(&["cohort", "-", "--min-group", "2"], people);
    assert!(two.contains("the others fit no role, or one that fewer than 2 share"), "{two}");
}
