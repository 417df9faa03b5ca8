//! Each problem of a catalog that `check` promises to find, in a small catalog made for it: found once, at its line, with a remedy.

use std::fs;
use std::path::Path;

use skillgap::check::check_folder;
use skillgap::diagnostics::{Findings, Severity};

/// A catalog without a fault; a test replaces one file.
const CLEAN: [(&str, &str); 7] = [
    (
        "skills.csv",
        "id,name,kind,parent,aliases,related,source\n\
         linux,Linux,technology,,,,own\n\
         bash,Bash,technology,linux,Bash scripting,,own\n\
         dns,DNS,technology,,,,own\n\
         backup,Backup,practice,,,,own\n\
         patience,Patience,interpersonal,,,,own\n",
    ),
    (
        "certifications.csv",
        "id,name,issuer,level,status,as_of,successors,source\n\
         lpic-1,LPIC-1,LPI,entry,active,2026-11,,lpi.org 2026-11\n",
    ),
    ("certification_skills.csv", "certification,skill,level,source\nlpic-1,linux,4,estimate\n"),
    (
        "projects.csv",
        "id,title,kind,hours,cost_usd,brief,deliverable,evidence,setup,source\n\
         lab,A lab,project,20,0,Build it.,A lab,Notes,A computer,own\n",
    ),
    (
        "project_skills.csv",
        "project,skill,entry_level,level,source\n\
         lab,linux,,4,own\nlab,bash,,4,own\nlab,dns,,4,own\nlab,backup,,4,own\nlab,patience,,4,own\n",
    ),
    ("transitions.csv", "from,to,years,source\nhelper,admin,2,estimate\n"),
    ("career_paths.csv", "path,years,source\nhelper > admin,2,estimate\n"),
];

const ADMIN: &str = "---\nid: admin\ntitle: Administrator\nseniority: mid\nsource: own\n---\n\
    Keeps servers alive and answers when they are not. Works with Linux and Bash, cares for DNS and backup, and has patience.\n";

const HELPER: &str = "---\nid: helper\ntitle: Helper\nseniority: entry\nsource: own\n---\n\
    Learns from others at the counter: some Linux, a little Bash, what DNS is for, how a backup is restored, and much patience.\n";

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
    fs::write(path, text).expect("written");
}

/// Findings of the clean catalog with these files in the place of its own.
fn findings(changed: &[(&str, &str)]) -> Findings {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in CLEAN {
        write(dir.path(), name, text);
    }
    write(dir.path(), "roles/admin.md", ADMIN);
    write(dir.path(), "roles/helper.md", HELPER);
    for (name, text) in changed {
        write(dir.path(), name, text);
    }
    check_folder(dir.path()).expect("it can be read").1
}

/// One finding of this kind, in this file, at this line.
fn finds(changed: &[(&str, &str)], code: &str, file: &str, line: u64) {
    let all = findings(changed);
    let of_kind: Vec<_> = all.iter().filter(|f| f.code == code).collect();
    assert_eq!(of_kind.len(), 1, "{code}: {:#?}", all.iter().collect::<Vec<_>>());
    let f = of_kind[0];
    assert!(f.place.file.ends_with(file), "{code} at {}", f.place.file);
    assert_eq!(f.place.line, line, "{code}: {}", f.message);
    assert!(!f.message.is_empty() && !f.remedy.is_empty(), "{code}");
}

#[test]
fn a_catalog_without_a_fault_is_clean() {
    let bad: Vec<String> =
        findings(&[]).iter().filter(|f| f.severity != Severity::Note).map(|f| f.message.clone()).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn unresolved_ids() {
    let skills = "project,skill,entry_level,level,source\nlab,linux,,4,own\nlab,bash,,4,own\nlab,dns,,4,own\n\
                  lab,backup,,4,own\nlab,patience,,4,own\nlab,unix,,2,own\n";
    finds(&[("project_skills.csv", skills)], "unknown-skill", "project_skills.csv", 7);
    let moves = "from,to,years,source\nhelper,admin,2,estimate\nadmin,king,2,estimate\n";
    finds(&[("transitions.csv", moves)], "unknown-role", "transitions.csv", 3);
    let evidence = "certification,skill,level,source\nlpic-1,linux,4,estimate\nlpic-9,linux,4,estimate\n";
    finds(&[("certification_skills.csv", evidence)], "unknown-certification", "certification_skills.csv", 3);
}

#[test]
fn levels_out_of_range() {
    let evidence = "certification,skill,level,source\nlpic-1,linux,4,estimate\nlpic-1,dns,9,estimate\n";
    finds(&[("certification_skills.csv", evidence)], "bad-cell", "certification_skills.csv", 3);
}

/// A row without a number that it cannot do without is left out, and that is said.
#[test]
fn numbers_that_are_missing() {
    let needs = "step_kind,step,group,strength,needs_kind,needs,level,years,source\n\
                 certification,lpic-1,1,required,skill,linux,3,,own\n";
    let builds = "project,skill,entry_level,level,source\n\
                  lab,linux,,4,own\nlab,bash,,4,own\nlab,dns,,4,own\nlab,backup,,4,own\nlab,patience,,4,own\n";
    let head = "id,title,kind,hours,cost_usd,brief,deliverable,evidence,setup,source\n";
    let cases = [
        (
            "certification_skills.csv",
            "certification,skill,level,source\nlpic-1,linux,4,own\n".to_owned(),
            "lpic-1,dns,,own",
        ),
        ("prerequisites.csv", needs.to_owned(), "certification,lpic-1,,required,skill,dns,3,,own"),
        ("prerequisites.csv", needs.to_owned(), "certification,lpic-1,2,required,experience,,,,own"),
        (
            "projects.csv",
            format!("{head}lab,A lab,project,20,0,Build it.,A lab,Notes,A computer,own\n"),
            "den,A den,project,,0,Dig it.,A den,Notes,A spade,own",
        ),
        ("project_skills.csv", builds.to_owned(), "lab,linux,2,,own"),
        (
            "requirements.csv",
            "role,skill,importance,level,essential,source\nadmin,linux,0.5,,true,own\n".to_owned(),
            "admin,dns,,3,true,own",
        ),
        ("transitions.csv", "from,to,years,source\nhelper,admin,2,own\n".to_owned(), "admin,helper,,own"),
        ("career_paths.csv", "path,years,source\nhelper > admin,2,own\n".to_owned(), "admin > helper,,own"),
        (
            "tenures.csv",
            "title,role,years,source\nHelper,helper,2,own\n".to_owned(),
            "Administrator,admin,,own",
        ),
    ];
    for (file, rows, empty) in cases {
        let line = rows.lines().count() as u64 + 1;
        let text = format!("{rows}{empty}\n");
        finds(&[(file, &text)], "bad-cell", file, line);
        let all = findings(&[(file, &text)]);
        let said = all.iter().find(|f| f.code == "bad-cell").expect("found above");
        assert!(said.message.contains("is empty or missing; the row is left out"), "{}", said.message);
    }
    // Half a group is none.
    let half = format!("{needs}certification,lpic-1,1.5,required,skill,dns,3,,own\n");
    let all = findings(&[("prerequisites.csv", &half)]);
    let said = all.iter().find(|f| f.code == "bad-cell").expect("told");
    assert!(
        said.message.contains("`group` is 1.5, not a whole number; the row is left out"),
        "{}",
        said.message
    );
    // What may be empty may stay so: entry levels, levels that a source does not tell.
    let may = "role,skill,importance,level,essential,source\nadmin,linux,0.5,,,own\n";
    assert!(!findings(&[("requirements.csv", may)]).has_errors());
    // A number that is wrong is not “taken as unknown” where the row cannot do without it.
    let moves = "from,to,years,source\nhelper,admin,2,own\nadmin,helper,soon,own\n";
    let all = findings(&[("transitions.csv", moves)]);
    let said: Vec<_> = all.iter().filter(|f| f.code == "bad-cell").collect();
    assert!(said.len() == 1 && said[0].message.ends_with("the row is left out."), "{said:#?}");
}

#[test]
fn names_and_titles_that_clash() {
    let skills = CLEAN[0].1.replace("dns,DNS,technology,,,,own", "dns,DNS,technology,,bash,,own");
    finds(&[("skills.csv", &skills)], "name-clash", "skills.csv", 4);
    let helper = HELPER.replace("title: Helper", "title: Helper\naliases: administrator");
    finds(&[("roles/helper.md", &helper)], "title-clash", "helper.md", 1);
}

#[test]
fn circles() {
    let skills = CLEAN[0].1.replace("linux,Linux,technology,,", "linux,Linux,technology,bash,");
    let all = findings(&[("skills.csv", &skills)]);
    assert!(all.iter().any(|f| f.code == "parent-cycle" && f.severity == Severity::Error));
    let needs = "step_kind,step,group,strength,needs_kind,needs,level,years,source\n\
                 certification,lpic-1,1,required,certification,lpic-1,,,own\n";
    finds(&[("prerequisites.csv", needs)], "prerequisite-cycle", "certifications.csv", 2);
}

#[test]
fn facts_without_support() {
    let certifications = CLEAN[1].1.replace("lpi.org 2026-11", "");
    finds(&[("certifications.csv", &certifications)], "no-source", "certifications.csv", 2);
    let certifications = CLEAN[1].1.replace("2026-11,,", ",,");
    finds(&[("certifications.csv", &certifications)], "undated-status", "certifications.csv", 2);
    // A search that gave nothing is said, and then the lack is a note; such a certification is not called active.
    let lost = "2026-11,,lpi.org 2026-11";
    let certifications = CLEAN[1].1.replace(lost, ",,not confirmed: no page found in 2026-11");
    finds(&[("certifications.csv", &certifications)], "undated-status", "certifications.csv", 2);
    for (status, code) in [("retired", "undated-status"), ("unconfirmed", "unconfirmed-status")] {
        let certifications = certifications.replace("active", status);
        let all = findings(&[("certifications.csv", &certifications)]);
        assert!(all.iter().any(|f| f.code == code && f.severity == Severity::Note), "{status}");
        assert!(all.iter().all(|f| f.severity < Severity::Warning || f.code != "undated-status"));
    }
    let certifications = CLEAN[1].1.replace("lpi.org 2026-11", "\"issuer's page, as known 2026\"");
    finds(&[("certifications.csv", &certifications)], "unsupported", "certifications.csv", 2);
    let head = "id,name,issuer,level,status,as_of,exam_cost_usd,study_hours,source\n";
    let fees = format!("{head}lpic-1,LPIC-1,LPI,entry,active,2026-11,200,,lpi.org\n");
    finds(&[("certifications.csv", &fees)], "undated-facts", "certifications.csv", 2);
    let hours = format!("{head}lpic-1,LPIC-1,LPI,entry,active,2026-11,200,40,lpi.org 2026-11\n");
    finds(&[("certifications.csv", &hours)], "no-basis", "certifications.csv", 2);
    let certifications = format!("{}old,Old paper,LPI,entry,retired,2026-11,,lpi.org 2026-11\n", CLEAN[1].1);
    finds(&[("certifications.csv", &certifications)], "no-successor", "certifications.csv", 3);
    let certifications = format!("{}new,New paper,LPI,entry,active,2026-11,,lpi.org 2026-11\n", CLEAN[1].1);
    finds(&[("certifications.csv", &certifications)], "no-evidence", "certifications.csv", 3);
}

#[test]
fn texts_that_say_too_little_or_the_same() {
    let poor = "---\nid: helper\ntitle: Helper\nseniority: entry\nsource: own\n---\nHelps with Linux.\n";
    finds(&[("roles/helper.md", poor)], "poor-role", "helper.md", 1);
    let twin = ADMIN.replace("id: admin", "id: helper").replace("title: Administrator", "title: Helper");
    finds(&[("roles/helper.md", &twin)], "alike", "helper.md", 1);
}

#[test]
fn what_nothing_builds_and_nobody_reaches() {
    let builds = CLEAN[4].1.replace("lab,dns,,4,own\n", "");
    finds(&[("project_skills.csv", &builds)], "unbuildable", "skills.csv", 4);
    let moves = "from,to,years,source\nadmin,helper,2,estimate\n";
    finds(&[("transitions.csv", moves)], "unreached", "admin.md", 1);
}

#[test]
fn names_that_mean_nothing_are_told() {
    let skills = CLEAN[0].1.replacen("aliases", "alias", 1);
    finds(&[("skills.csv", &skills)], "unknown-column", "skills.csv", 1);
    for name in ["transition.csv", "Transitions.csv"] {
        finds(&[(name, "from,to,years,source\nhelper,admin,2,own\n")], "unknown-table", name, 0);
    }
    // `train` refuses a catalog without roles, so `check` does.
    let empty = tempfile::tempdir().unwrap();
    write(empty.path(), "skills.csv", CLEAN[0].1);
    let all = check_folder(empty.path()).unwrap().1;
    assert!(all.iter().any(|f| f.code == "no-role" && f.severity == Severity::Error));
}
