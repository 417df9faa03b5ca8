//! Profiles and roles in the formats of other programs, through the command.

mod workbooks;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn skillgap(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap()
}

fn matched(path: &Path) -> (Value, String) {
    let out = skillgap(&["match", path.to_str().unwrap(), "--format", "json", "--explain", "--top", "3"]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{said}");
    (serde_json::from_slice(&out.stdout).unwrap(), said)
}

/// Writes a workbook with one sheet of inline strings.
fn workbook(path: &Path, rows: &str) {
    fs::write(path, workbooks::workbook(rows, "")).unwrap();
}

fn text_cell(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn a_spreadsheet_is_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.xlsx");
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"3\">{}<c r=\"B3\"><v>4</v></c></row><row r=\"4\">{}{}</row>",
        text_cell("A1", "Skill"),
        text_cell("B1", "Level"),
        text_cell("A3", "Linux"),
        text_cell("A4", "Bash"),
        text_cell("B4", "expert")
    );
    workbook(&path, &rows);
    let (doc, _) = matched(&path);
    assert_eq!(doc["unknown"].as_array().unwrap().len(), 0);
    assert!(doc["matches"][0]["fit"].as_f64().unwrap() > 0.0);
    // A wrong level is said with the line of the sheet.
    workbook(&path, &rows.replace("expert", "9"));
    let out = skillgap(&["match", path.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(3));
    assert!(
        String::from_utf8_lossy(&out.stderr).contains("p.xlsx:4:2"),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn a_spreadsheet_that_unpacks_to_gigabytes_or_spans_billions_of_cells_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.xlsx");
    workbook(&path, &" ".repeat(140 << 20));
    let out = skillgap(&["match", path.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("unpacks to more than 128 MB"));
    workbook(
        &path,
        &format!(
            "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
            text_cell("A1", "skill"),
            text_cell("XFD1048576", "x")
        ),
    );
    let out = skillgap(&["match", path.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("bomb.xlsx:1048576:16384"));
    fs::write(&path, b"PK\x03\x04 cut").unwrap();
    let out = skillgap(&["match", path.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(3));
}

/// The empty cells before a far one are kept as well, and so is a text that stands once in the file, once for each cell that shows it.
#[test]
fn a_spreadsheet_of_few_cells_that_keeps_gigabytes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wide.xlsx");
    let refused = |place: &str, message: &str| {
        let out = skillgap(&["match", path.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(3), "{said}");
        assert!(said.contains(place) && said.contains(message), "{said}");
    };
    let mut rows = format!("<row r=\"1\">{}</row>", text_cell("A1", "skill"));
    for row in 2..=5000 {
        rows.push_str(&format!("<row r=\"{row}\">{}</row>", text_cell(&format!("ALK{row}"), "x")));
    }
    workbook(&path, &rows);
    // One cell in the first row, 999 in each of the others: 4,000,000 are reached in row 4006.
    refused("wide.xlsx:4006:999", "at most 4000000 cells in 1000 columns");
    let rows: String =
        (1..=200).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let long = format!("<si><t>{}</t></si>", "x".repeat(1 << 20));
    fs::write(&path, workbooks::workbook(&rows, &long)).unwrap();
    refused("wide.xlsx:129:1", "at most 128 MB of text");
}

#[test]
fn a_resume_in_prose_is_inferred_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("resume.txt");
    fs::write(
        &path,
        "Help desk technician\n\nI spent five years supporting Windows 11 desktops and Active Directory accounts in a hospital.\n\
         I write PowerShell scripts and keep the documentation of our network printers up to date.\n",
    )
    .unwrap();
    let (doc, said) = matched(&path);
    assert!(said.contains("inferred from its sentences") && said.contains("Active Directory"), "{said}");
    let all = doc.to_string();
    assert!(all.contains("\"how\":\"inferred\"") && !all.contains("\"how\":\"exact\""), "{all}");
}

#[test]
fn json_resume_goes_round_and_takes_the_plan_along() {
    let folder = tempfile::tempdir().unwrap();
    let profile = "data/people/help-desk-technician.csv";
    let convert = |path: &str, format: &str, more: &[&str]| {
        let out = skillgap(&[&["convert", path, "--format", format], more].concat());
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let resume = folder.path().join("resume.json");
    let with_plan = convert(profile, "json-resume", &["--to", "desktop support technician"]);
    fs::write(&resume, &with_plan).unwrap();
    let json: Value = serde_json::from_str(&with_plan).unwrap();
    let planned = json["projects"].as_array().unwrap();
    assert!(planned.iter().all(|p| p["type"].as_str().unwrap().starts_with("planned")));
    // What is planned is not claimed: the résumé reads back as the profile that it was made from.
    let plain = folder.path().join("plain.json");
    fs::write(&plain, convert(profile, "json-resume", &[])).unwrap();
    assert_eq!(convert(resume.to_str().unwrap(), "csv", &[]), convert(plain.to_str().unwrap(), "csv", &[]));
    let (from_csv, _) = matched(Path::new(profile));
    let (from_resume, _) = matched(&resume);
    assert_eq!(from_csv["matches"][0]["role_id"], from_resume["matches"][0]["role_id"]);
}

#[test]
fn job_postings_and_pages_are_roles() {
    let folder = tempfile::tempdir().unwrap();
    let roles = folder.path().join("roles");
    fs::create_dir(&roles).unwrap();
    fs::write(
        roles.join("a.json"),
        r#"[{"@type":"JobPosting","title":"Zebra Network Keeper","description":"<p>Keeps networks.</p>","skills":["Cisco IOS","BGP","OSPF"]}]"#,
    )
    .unwrap();
    fs::write(
        roles.join("b.html"),
        "<!DOCTYPE html><html><head><title>Quagga Database Keeper | Jobs</title></head><body><h1>Quagga Database Keeper</h1><p>Required: PostgreSQL, SQL and Linux.</p></body></html>",
    )
    .unwrap();
    let catalog = folder.path().join("catalog");
    fs::create_dir(&catalog).unwrap();
    fs::copy("data/skills.csv", catalog.join("skills.csv")).unwrap();
    let model = folder.path().join("m.model");
    let out = skillgap(&[
        "train",
        "--catalog",
        catalog.to_str().unwrap(),
        "--roles",
        roles.to_str().unwrap(),
        "-o",
        model.to_str().unwrap(),
    ]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let show = |role: &str| {
        let out = skillgap(&["roles", "show", role, "--model", model.to_str().unwrap()]);
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(show("zebra-network-keeper").contains("BGP"), "{}", show("zebra-network-keeper"));
    assert!(show("quagga-database-keeper").contains("PostgreSQL"));
}
