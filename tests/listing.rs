//! A document as found on the web, listing many roles under section headings, becomes roles; written here for the test.

use std::fs;

use skillgap::diagnostics::Findings;
use skillgap::ingest::roles::{RoleSource, read_roles};
use skillgap::units::Seniority;

const DOCUMENT: &str = "Jobs Worth Knowing
Cable Technician
A Cable Technician pulls and terminates copper and fibre, tests links and labels racks. They read floor plans.
Entry Level Job Titles
Service Desk Agent
Service Desk Agents take calls, reset passwords and log tickets. Patience matters.
Cable Technician
Entry-level Cable Technicians carry the ladder and learn to use a tester.
Mid Level Job Titles
Storage Administrator
Storage Administrators look after SAN and NAS, backups and restores.
Senior Level Job Titles
IT Manager
IT Managers plan budgets and lead people. They speak to vendors.
Director Level Job Titles
Director of Support
The Director of Support owns service levels and the people behind them.
VP Level Job Titles
Vice President of Infrastructure
The Vice President of Infrastructure sets direction for networks and systems.
How to Move Up
Earn More Certificates
Passing exams shows what you know, and employers look for it.
Find a Mentor
Talking to people who did it before saves years.
Similar Titles
Service Desk Agent
Service Desk Agents may also visit desks.
";

#[test]
fn every_role_once_with_the_rung_of_its_section() {
    let mut findings = Findings::new();
    let roles = read_roles(&RoleSource { file: "jobs.txt", bytes: DOCUMENT.as_bytes() }, &mut findings);
    let got: Vec<(&str, Seniority)> = roles.iter().map(|r| (r.title.as_str(), r.seniority)).collect();
    assert_eq!(
        got,
        [
            ("Cable Technician", Seniority::Entry),
            ("Service Desk Agent", Seniority::Entry),
            ("Storage Administrator", Seniority::Mid),
            ("IT Manager", Seniority::Senior),
            ("Director of Support", Seniority::Director),
            ("Vice President of Infrastructure", Seniority::Vp),
        ]
    );
    assert!(
        roles[0].description.contains("floor plans") && roles[0].description.contains("carry the ladder")
    );
    assert!(roles[1].description.contains("visit desks"));
    assert!(findings.is_empty());
}

#[test]
fn headings_that_end_in_no_word_for_a_job_are_told() {
    let text = "# Registered Nurse\nRegistered Nurses give medication and keep records on the ward every day.\n\
        # Barista\nMakes coffee, serves customers and keeps the counter clean all day long.\n\
        # Sous Chef\nLeads the kitchen when the chef is away and orders what runs short.\n\
        # Fish Counter\nSells what came in at night and knows every bone of it by name.\n\
        # How to Move Up\n# Find a Mentor\nTalking to people who did it before saves years.\n";
    let mut findings = Findings::new();
    let roles = read_roles(&RoleSource { file: "jobs.md", bytes: text.as_bytes() }, &mut findings);
    assert_eq!(
        roles.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        ["registered-nurse", "barista", "sous-chef"]
    );
    let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("jobs.md:7") && said[0].contains("“Fish Counter”."), "{}", said[0]);
    // As a table all of them are roles.
    let table = "title,description\nFish Counter,\"Sells fish, serves customers\"\n";
    let roles = read_roles(&RoleSource { file: "jobs.csv", bytes: table.as_bytes() }, &mut Findings::new());
    assert_eq!(roles.len(), 1);
}

#[test]
fn a_folder_a_csv_and_a_listing_train_together() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = dir.path().join("catalog");
    fs::create_dir(&catalog).unwrap();
    fs::write(
        catalog.join("skills.csv"),
        "id,name,kind,parent,aliases,related,source\nlinux,Linux,technology,,,,own\nbackups,Backups,practice,,backup,,own\n\
         budgets,Budgets,leadership,,plan budgets,,own\n",
    )
    .unwrap();
    let notes = dir.path().join("notes");
    fs::create_dir(&notes).unwrap();
    fs::write(notes.join("ops.md"), "# Operations Engineer\n\nRuns Linux and keeps backups that were tested by restoring them, every week.\n").unwrap();
    let table = dir.path().join("roles.csv");
    fs::write(
        &table,
        "Title;Description;ID;Seniority;Aliases\nLinux Administrator;\"Linux; all day\";la;senior;Unix Admin;\n",
    )
    .unwrap();
    let listing = dir.path().join("jobs.txt");
    fs::write(&listing, DOCUMENT).unwrap();
    let sources = [notes, table, listing];
    let params = skillgap::model::Params::default();
    let (model, _) = skillgap::pipeline::train(&catalog, &sources, params, &mut |_, _, _| {}).unwrap();
    let ids: Vec<&str> = model.catalog().roles.iter().map(|r| r.id.as_str()).collect();
    for id in ["operations-engineer", "storage-administrator", "la"] {
        assert!(ids.contains(&id), "{id} among {ids:?}");
    }
    let la = model.role("Unix Admin").unwrap();
    assert_eq!(model.catalog()[la].seniority, Seniority::Senior);
    assert_eq!(model.data.roles[la.at()].requirements.len(), 1);
}

#[test]
fn a_row_without_a_title_stops_training_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("skills.csv"), "id,name,kind,source\nlinux,Linux,technology,own\n").unwrap();
    let table = dir.path().join("roles.csv");
    fs::write(&table, "title,description\nAdmin,Linux\n,Linux again\n").unwrap();
    let params = skillgap::model::Params::default();
    let error =
        skillgap::pipeline::train(dir.path(), &[table], params, &mut |_, _, _| {}).unwrap_err().to_string();
    assert!(error.contains("roles.csv:3") && error.contains("title is empty"), "{error}");
}

#[test]
fn in_a_numbered_list_of_roles_no_title_goes_into_the_text_above() {
    let text = "1. Kitchen Supervisor: Plans shifts and watches over hygiene in the kitchen all day.\n\
        2. Kitchen hand's hand: Peels and cuts, washes up and carries what others need in the kitchen.\n\
        3. Pastry Chef: Makes doughs, creams and ices, and orders flour, butter and sugar in time.\n";
    let mut findings = Findings::new();
    let roles = read_roles(&RoleSource { file: "p.txt", bytes: text.as_bytes() }, &mut findings);
    assert_eq!(
        roles.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        ["kitchen-supervisor", "pastry-chef"]
    );
    assert!(roles.iter().all(|r| !r.description.contains("Peels")));
    let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        said.len() == 1 && said[0].contains("p.txt:2") && said[0].contains("“Kitchen hand's hand”"),
        "{said:?}"
    );
    // Steps of one role's work are no titles.
    let text = "Kitchen Supervisor\nKitchen supervisors do this every day, from the morning to the evening:\n\
        1. Morning: look at what came in and what is missing, and order it at once.\n";
    let roles = read_roles(&RoleSource { file: "q.txt", bytes: text.as_bytes() }, &mut Findings::new());
    assert!(roles.len() == 1 && roles[0].description.contains("Morning"), "{roles:?}");
}

#[test]
fn headers_are_read_as_people_write_them_and_what_means_nothing_is_said() {
    let read = |text: &str| {
        let mut findings = Findings::new();
        let roles = read_roles(&RoleSource { file: "r.md", bytes: text.as_bytes() }, &mut findings);
        (roles, findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    };
    let body = "Runs Linux and keeps backups that were tested by restoring them, every week.";
    let (roles, said) = read(&format!(
        "\n--- \nid: kp\ntitle: Kitchen Porter\naliases: [KP, \"Dish, washer\"]\n--- \n{body}\n"
    ));
    assert_eq!((roles.len(), said.as_str()), (1, ""));
    assert_eq!((roles[0].id.as_str(), roles[0].description.as_str()), ("kp", body));
    assert_eq!(roles[0].aliases[0], "KP");
    let (roles, said) = read(&format!("---\ntitle: Porter\nsenority: entry\n---\n{body}\n"));
    assert_eq!(roles.len(), 1);
    assert!(said.contains("r.md:3: warning: The key “senority” means nothing in a header"), "{said}");
    let (_, said) = read(&format!("---\nid: Kitchen Porter\ntitle: Porter\n---\n{body}\n"));
    assert!(said.contains("r.md:2: error: The id “Kitchen Porter” holds a space"), "{said}");
    let (roles, said) = read(&format!("---\ntitle: \"!!!\"\n---\n{body}\n"));
    assert!(roles.is_empty() && said.contains("The title “!!!” has no letter or digit"), "{said}");
}

#[test]
fn broken_postings_are_said_to_be_broken() {
    for (text, told) in [
        ("{\"@type\":\"JobPosting\",\n\"title\":", "j.json:2"),
        (
            "{\"@type\":\"JobPosting\"}\n{\"@type\":\"JobPosting\"}\n",
            "j.json:1: error: More stands behind the JSON",
        ),
    ] {
        let mut findings = Findings::new();
        let roles = read_roles(&RoleSource { file: "j.json", bytes: text.as_bytes() }, &mut findings);
        let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(roles.is_empty() && findings.has_errors() && said[0].contains(told), "{said:?}");
    }
    // A text that begins with a bracket is one.
    let text = "[1] Network Technician\nNetwork technicians lay cables, install switches and keep the diagrams of all sites up to date.\n";
    let mut findings = Findings::new();
    let _ = read_roles(&RoleSource { file: "r.txt", bytes: text.as_bytes() }, &mut findings);
    assert!(!findings.has_errors(), "{findings:?}");
}
