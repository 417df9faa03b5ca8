//! Public taxonomies in, a catalog out, and on to a match: small releases written here, and the full ones where a variable names them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const ROLE: &str = "http://data.europa.eu/esco/occupation/11111111-1111-4111-8111-111111111111";
const OTHER: &str = "http://data.europa.eu/esco/occupation/22222222-2222-4222-8222-222222222222";
const SKILL: &str = "http://data.europa.eu/esco/skill/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const PARENT: &str = "http://data.europa.eu/esco/skill/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
const TEAM: &str = "http://data.europa.eu/esco/skill/cccccccc-cccc-4ccc-8ccc-cccccccccccc";
const GROUP: &str = "http://data.europa.eu/esco/skill/dddddddd-dddd-4ddd-8ddd-dddddddddddd";

fn esco(folder: &Path) {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write(
        "occupations_en.csv",
        format!(
            "\u{feff}conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,description,code\n\
             Occupation,{ROLE},2522,systems minder,\"minder of systems\nsystems; servers minder\",,released,\"Minds systems, with care.\",1\n\
             Occupation,{OTHER},1330,minding manager,,,released,Leads minders.,2\n\
             Occupation,http://data.europa.eu/esco/occupation/3,2522,gone,,,obsolete,x,3\n"
        ),
    );
    write(
        "skills_en.csv",
        format!(
            "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,description\n\
             K,{SKILL},knowledge,sector-specific,Frobnix (operating system),frobnix OS,,released,x\n\
             K,{PARENT},knowledge,cross-sector,operating systems,,,released,x\n\
             K,{TEAM},skill/competence,cross-sector,lead minders,,,released,x\n"
        ),
    );
    write(
        "skillGroups_en.csv",
        format!(
            "conceptType,conceptUri,preferredLabel,code\nSkillGroup,{GROUP},leading,S4.5\nSkillGroup,http://data.europa.eu/esco/isced-f/0612,databases,\n"
        ),
    );
    write(
        "broaderRelationsSkillPillar.csv",
        format!(
            "conceptType,conceptUri,broaderType,broaderUri\nK,{SKILL},K,{PARENT}\nK,{PARENT},K,{SKILL}\nK,{TEAM},G,{GROUP}\n\
             K,{PARENT},G,http://data.europa.eu/esco/isced-f/0612\n"
        ),
    );
    write(
        "occupationSkillRelations.csv",
        format!(
            "occupationUri,relationType,skillType,skillUri\n{ROLE},essential,knowledge,{SKILL}\n{ROLE},optional,skill/competence,{TEAM}\n\
             {OTHER},essential,skill/competence,{TEAM}\nhttp://data.europa.eu/esco/occupation/9,essential,knowledge,{SKILL}\n"
        ),
    );
    write("skillsHierarchy_en.csv", "x\n".to_owned());
}

fn onet(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("Read Me.txt", "O*NET 99.1 Database\r\n");
    write(
        "Occupation Data.txt",
        "O*NET-SOC Code\tTitle\tDescription\r\n15-1232.00\tComputer Minders\tMind computers for users.\r\n15-9999.00\tAll Other\tOthers.\r\n",
    );
    write(
        "Task Statements.txt",
        "O*NET-SOC Code\tTask ID\tTask\tTask Type\r\n15-1232.00\t1\tSet up 5\" drives.\tCore\r\n15-1232.00\t2\tTrain users.\tSupplemental\r\n",
    );
    write("Job Zones.txt", "O*NET-SOC Code\tJob Zone\r\n15-1232.00\t2\r\n");
    write(
        "Alternate Titles.txt",
        "O*NET-SOC Code\tAlternate Title\tShort Title\r\n15-1232.00\tChief of Screens\tn/a\r\n15-9999.00\tx\tn/a\r\n",
    );
    write(
        "Technology Skills.txt",
        "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\r\n\
         15-1232.00\tMicrosoft Frobnix\t1\tMinding software\tY\tY\r\n15-1232.00\tR\t1\tMinding software\tY\tN\r\n",
    );
    write(
        "Skills.txt",
        "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tRecommend Suppress\tNot Relevant\r\n\
         15-1232.00\t2.B.1.f\tService Orientation\tIM\t4.0\tN\t\r\n15-1232.00\t2.B.1.f\tService Orientation\tLV\t4.1\tN\tN\r\n\
         15-1232.00\t2.A.1.a\tReading\tIM\t2.9\tN\t\r\n",
    );
}

fn skillgap(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap()
}

fn ok(args: &[&str]) -> String {
    let out = skillgap(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&ok(args)).unwrap()
}

struct Made {
    folder: tempfile::TempDir,
    report: Value,
}

impl Made {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

fn made(taxonomy: &str, write: fn(&Path)) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("release-9.9");
    fs::create_dir(&release).unwrap();
    write(&release);
    let (from, to) = (release.display().to_string(), folder.path().join("catalog").display().to_string());
    let report = json(&["import", taxonomy, &from, "-o", &to, "--format", "json"]);
    Made { folder, report }
}

/// Rows read = rows used + rows left, in every file.
fn adds_up(report: &Value) {
    for file in report["files"].as_array().unwrap() {
        let left: u64 = file["left"].as_object().unwrap().values().map(|v| v.as_u64().unwrap()).sum();
        assert_eq!(file["rows"].as_u64().unwrap(), file["used"].as_u64().unwrap() + left, "{file}");
    }
}

#[test]
fn esco_becomes_a_catalog_that_matches() {
    let made = made("esco", esco);
    adds_up(&made.report);
    assert_eq!(made.report["roles"], 2);
    assert_eq!(made.report["skills"], 3);
    assert_eq!(made.report["requirements"], 3);
    let text = made.report.to_string();
    for reason in
        ["not “released”", "not in the occupations file", "circle of broader skills", "skillsHierarchy"]
    {
        assert!(text.contains(reason), "{reason}: {text}");
    }
    let (catalog, model) = (made.path("catalog"), made.path("m.model"));
    let skills = fs::read_to_string(format!("{catalog}/skills.csv")).unwrap();
    assert!(skills.contains("Frobnix (operating system),technology,bbbbbbbb"), "{skills}");
    assert!(skills.contains("lead minders,leadership"), "{skills}");
    ok(&["train", "--catalog", &catalog, "-o", &model]);

    let shown = json(&["roles", "show", "systems minder", "--model", &model, "--format", "json"]);
    assert!(
        shown["id"]
            .as_str()
            .or(shown["role_id"].as_str())
            .unwrap()
            .ends_with("11111111-1111-4111-8111-111111111111")
    );
    assert!(
        shown["source"].as_str().unwrap().contains("uses the ESCO classification of the European Commission")
    );
    let printed = ok(&["roles", "show", "systems minder", "--model", &model]);
    assert!(printed.contains("ESCO classification of the European Commission"), "{printed}");

    let profile = made.path("p.csv");
    fs::write(&profile, format!("concept_uri,level\n{SKILL},4\n")).unwrap();
    let found = json(&["match", &profile, "--model", &model, "--format", "json", "--explain"]);
    assert_eq!(found["matches"][0]["role"], "systems minder");
    assert!(found["matches"][0]["readiness"].as_f64().unwrap() > 0.6);
}

#[test]
fn onet_becomes_a_catalog_with_its_scales() {
    let made = made("onet", onet);
    adds_up(&made.report);
    assert_eq!(made.report["roles"], 1);
    assert_eq!(made.report["edition"], "O*NET 99.1 Database");
    let catalog = made.path("catalog");
    let requirements = fs::read_to_string(format!("{catalog}/requirements.csv")).unwrap();
    assert!(requirements.contains("15-1232.00,2.B.1.f,0.75,3,true,O*NET 99.1 Database"), "{requirements}");
    assert!(requirements.contains("15-1232.00,microsoft-frobnix,0.8,,false"), "{requirements}");
    assert!(!requirements.contains("2.A.1.a"));
    let roles = fs::read_to_string(format!("{catalog}/roles.csv")).unwrap();
    assert!(
        roles.contains("Set up 5\"\" drives.")
            && roles.contains(",entry,")
            && roles.contains("Chief of Screens"),
        "{roles}"
    );
    assert!(roles.contains("CC BY 4.0"));
    let skills = fs::read_to_string(format!("{catalog}/skills.csv")).unwrap();
    assert!(
        skills.contains("microsoft-frobnix,Microsoft Frobnix,technology,minding-software,Frobnix"),
        "{skills}"
    );
    assert!(skills.contains("r,R,technology,minding-software,?R"), "{skills}");

    let model = made.path("m.model");
    ok(&["train", "--catalog", &catalog, "-o", &model]);
    let walk = json(&["crosswalk", &catalog, &model, "--format", "json"]);
    assert_eq!(walk["roles"][0]["candidates"][0]["role_id"], "15-1232.00");
    assert!(walk["roles"][0]["candidates"][0]["score"].as_f64().unwrap() > 0.69);

    let pairs = made.path("pairs.csv");
    fs::write(&pairs, "role,other\n15-1232.00,15-1232.00\n15-1232.00,no such role at all\n").unwrap();
    let report =
        json(&["evaluate", "related", &pairs, "--model", &model, "--in", &catalog, "--format", "json"]);
    assert_eq!((&report["cases"], &report["left_out"]), (&1.into(), &1.into()), "{report}");
    let first = &report["rows"][0]["figures"][2];
    assert_eq!((&first[0], &first[1]["value"]), (&"hit@1".into(), &1.0.into()), "{report}");
}

#[test]
fn own_certifications_join_an_imported_catalog() {
    let made = made("esco", esco);
    let own = made.folder.path().join("own");
    fs::create_dir(&own).unwrap();
    fs::write(
        own.join("certifications.csv"),
        "id,name,issuer,level,status,exam_cost_usd,study_hours,source\nfrob-1,Certified Frobnix,Frob,entry,active,100,20,own\n",
    )
    .unwrap();
    fs::write(
        own.join("certification_skills.csv"),
        "certification,skill,level,source\nfrob-1,frobnix OS,3,own\nfrob-1,unheard-of,3,own\n",
    )
    .unwrap();
    let (catalog, model, profile) = (made.path("catalog"), made.path("m.model"), made.path("p.csv"));
    let own = own.display().to_string();
    ok(&["train", "--catalog", &catalog, "--with", &own, "-o", &model]);
    fs::write(&profile, "skill\nlead minders\n").unwrap();
    let plan = json(&["plan", &profile, "--to", "systems minder", "--model", &model, "--format", "json"]);
    assert_eq!(plan["steps"][0]["id"], "frob-1", "{plan}");
}

/// What a folder of own steps holds beside the five tables is not merged, and that is said: skills and names too.
#[test]
fn what_own_folders_hold_and_is_not_merged_is_said() {
    use skillgap::diagnostics::{Findings, Severity};
    use skillgap::ingest::{catalog::read_folder, own};

    let made = made("esco", esco);
    let own_folder = made.folder.path().join("own");
    let write = |name: &str, text: &str| fs::write(own_folder.join(name), text).unwrap();
    fs::create_dir(&own_folder).unwrap();
    write(
        "skills.csv",
        "id,name,kind,aliases,source\nquux,Quuxing,practice,,own\nfrob,frobnix OS,technology,Frobnix the Great,own\n",
    );
    // Not merged, so what is wrong in it stops nothing.
    write("tenures.csv", "title,role,years,source\nMinder,,,own\n");
    let (catalog, model) = (made.path("catalog"), made.path("m.model"));
    let folder = own_folder.display().to_string();
    let train = ["train", "--catalog", &catalog, "--with", &folder, "-o", &model];
    let out = skillgap(&train);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(3), "{said}");
    for part in
        ["no certifications or projects", "not merged: skills.csv, tenures.csv", "skills.csv of the catalog"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!Path::new(&model).exists());

    // One of the five tables is enough, and the folder's own ids may stand in it.
    write(
        "certifications.csv",
        "id,name,issuer,level,status,exam_cost_usd,study_hours,source\nfrob-1,Certified Frobnix,Frob,entry,active,100,20,own\n",
    );
    write(
        "certification_skills.csv",
        "certification,skill,level,source\nfrob-1,frob,3,own\nfrob-1,quux,3,own\n",
    );
    ok(&train);
    let (mut records, _) = read_folder(Path::new(&catalog)).unwrap();
    let before = (records.skills.len(), records.skills.iter().map(|s| s.aliases.len()).sum::<usize>());
    let mut findings = Findings::new();
    own::merge(&mut records, &own_folder, &mut findings).unwrap();
    let after = (records.skills.len(), records.skills.iter().map(|s| s.aliases.len()).sum::<usize>());
    assert_eq!(before, after);
    assert_eq!(records.evidence.len(), 1);
    assert!(records.evidence[0].skill.starts_with("aaaaaaaa"));
    let found =
        findings.iter().map(|f| (f.severity, f.code, f.place.file.rsplit('/').next().unwrap(), f.place.line));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            (Severity::Warning, "not-merged", "tenures.csv", 0),
            (Severity::Warning, "not-merged", "skills.csv", 2),
            (Severity::Warning, "skill-not-in-catalog", "certification_skills.csv", 3),
        ]
    );
    let skills = findings.iter().find(|f| f.place.file.ends_with("/skills.csv")).unwrap();
    assert!(
        skills.message.contains("Quuxing") && !skills.message.contains("frobnix OS"),
        "{}",
        skills.message
    );
}

#[test]
fn own_tables_of_which_every_row_is_wrong_say_what_is_wrong() {
    let made = made("esco", esco);
    let own = made.folder.path().join("own");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("projects.csv"), "id,title,kind,hours,source\nlab,A lab,project,,own\n").unwrap();
    let (catalog, model, own) = (made.path("catalog"), made.path("m.model"), own.display().to_string());
    let out = skillgap(&["train", "--catalog", &catalog, "--with", &own, "-o", &model]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(3), "{said}");
    assert!(said.contains("projects.csv:2:4") && said.contains("`hours` is empty"), "{said}");
}

#[test]
fn a_damaged_release_ends_in_an_error_and_leaves_nothing() {
    type Damage = fn(&Path);
    let cases: [(Damage, &[&str]); 6] = [
        (|f| fs::remove_file(f.join("skills_en.csv")).unwrap(), &["no skills_en.csv", "Name the folder"]),
        (
            |f| {
                let text = fs::read_to_string(f.join("occupationSkillRelations.csv")).unwrap();
                fs::write(f.join("occupationSkillRelations.csv"), &text[..text.len() - 80]).unwrap();
            },
            &["occupationSkillRelations.csv:5:", "the file is cut here"],
        ),
        (
            |f| {
                let text = fs::read_to_string(f.join("occupationSkillRelations.csv")).unwrap();
                fs::write(f.join("occupationSkillRelations.csv"), &text[..text.len() - 5]).unwrap();
            },
            &["occupationSkillRelations.csv:5:4:", "the file is cut here"],
        ),
        (
            |f| {
                let text = fs::read_to_string(f.join("skills_en.csv")).unwrap();
                fs::write(f.join("skills_en.csv"), text.replacen("preferredLabel", "prefLabel", 1)).unwrap();
            },
            &["skills_en.csv:1:5:", "no column `preferredLabel`", "Is “prefLabel” meant?"],
        ),
        (
            |f| {
                let text = fs::read_to_string(f.join("occupationSkillRelations.csv")).unwrap();
                fs::write(f.join("occupationSkillRelations.csv"), text.replacen("essential", "vital", 1))
                    .unwrap();
            },
            &["occupationSkillRelations.csv:2:2:", "neither essential nor optional"],
        ),
        (
            |f| {
                let mut text = fs::read(f.join("skills_en.csv")).unwrap();
                text.extend_from_slice(b"\n\"");
                text.resize(12 << 20, b'x');
                fs::write(f.join("skills_en.csv"), text).unwrap();
            },
            &["skills_en.csv:", "longer than 4 MB", "quote that is not closed"],
        ),
    ];
    for (damage, wants) in cases {
        let folder = tempfile::tempdir().unwrap();
        esco(folder.path());
        damage(folder.path());
        let catalog = folder.path().join("catalog");
        let out =
            skillgap(&["import", "esco", folder.path().to_str().unwrap(), "-o", catalog.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(3), "{said}");
        wants.iter().for_each(|w| assert!(said.contains(w), "{w}: {said}"));
        assert!(!catalog.exists());
    }
}

#[test]
fn the_full_releases_where_a_variable_names_them() {
    let named = |name: &str| std::env::var(name).ok().filter(|f| !f.is_empty());
    for (taxonomy, variable, roles) in
        [("esco", "SKILLGAP_ESCO_DIR", 2900), ("onet", "SKILLGAP_ONET_DIR", 900)]
    {
        let Some(release) = named(variable) else {
            eprintln!("skipped: {variable} names no folder with a full release");
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        let catalog = folder.path().join("catalog").display().to_string();
        let report = json(&["import", taxonomy, &release, "-o", &catalog, "--format", "json"]);
        adds_up(&report);
        assert!(report["roles"].as_u64().unwrap() >= roles, "{report}");
        let model = folder.path().join("m.model").display().to_string();
        ok(&["train", "--catalog", &catalog, "-o", &model]);
        let found = json(&["roles", "find", "software developer", "--model", &model, "--format", "json"]);
        let best = found["candidates"][0]["role"].as_str().unwrap().to_lowercase();
        assert!(best.contains("software developer"), "{best}");
    }
}
