//! Extraction against two tables that anyone can extend: `data/must_match.tsv` and `data/must_not_match.tsv`.

use skillgap::model::Model;
use skillgap::text::{Extractor, Mention, NearestScratch, Strength, Subject};

fn rows(table: &str) -> Vec<Vec<&str>> {
    let lines = table.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.map(|l| l.split('\t').collect()).collect()
}

/// The text of a case; `\n` in the table is a line break.
fn lines_of(text: &str) -> String {
    text.replace("\\n", "\n")
}

fn subject(model: &Model, kind: &str, id: &str) -> Subject {
    let catalog = model.catalog();
    let found = match kind {
        "skill" => catalog.skill(id).map(Subject::Skill),
        "certification" => catalog.certification(id).map(Subject::Certification),
        _ => None,
    };
    found.unwrap_or_else(|| panic!("the table names an unknown {kind} {id}"))
}

fn found(model: &Model, text: &str, subject: Subject) -> Vec<Mention> {
    let mut extractor = Extractor::new(model.lexicon());
    let text = lines_of(text);
    let mentions = extractor.extract(&text).iter();
    mentions.filter(|m| m.subject == subject && m.strength > Strength::Excluded).copied().collect()
}

#[test]
fn what_must_match_matches() {
    let model = Model::shipped().unwrap();
    let mut wrong = Vec::new();
    for row in rows(include_str!("data/must_match.tsv")) {
        let [text, kind, id, strength] = row[..] else { panic!("four columns: {row:?}") };
        let mentions = found(&model, text, subject(&model, kind, id));
        let strengths: Vec<&str> = mentions.iter().map(|m| m.strength.word()).collect();
        if mentions.is_empty() || strength != "-" && !strengths.contains(&strength) {
            wrong.push(format!("{text}: {id} {strength}, found {strengths:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_must_not_match_does_not() {
    let model = Model::shipped().unwrap();
    let mut wrong = Vec::new();
    for row in rows(include_str!("data/must_not_match.tsv")) {
        let [text, kind, id] = row[..] else { panic!("three columns: {row:?}") };
        if !found(&model, text, subject(&model, kind, id)).is_empty() {
            wrong.push(format!("{text}: {id}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mentions_point_to_the_bytes_they_were_found_in() {
    let model = Model::shipped().unwrap();
    let text = "Müssen: Kubernetes – und “PostgreSQL”; C++ sowie .NET.";
    let mut extractor = Extractor::new(model.lexicon());
    let words: Vec<&str> =
        extractor.extract(text).iter().map(|m| &text[m.start as usize..m.end as usize]).collect();
    assert_eq!(words, ["Kubernetes", "PostgreSQL", "C++", ".NET"]);
}

#[test]
fn lists_are_expanded() {
    let model = Model::shipped().unwrap();
    let mut extractor = Extractor::new(model.lexicon());
    let ids = |extractor: &mut Extractor, text: &str| -> Vec<String> {
        let mentions = extractor.extract(text).to_vec();
        let skills = mentions.iter().filter_map(|m| match m.subject {
            Subject::Skill(s) => Some(model.catalog()[s].id.clone()),
            Subject::Certification(_) => None,
        });
        skills.collect()
    };
    let repair = ids(&mut extractor, "repair computers");
    assert!(!repair.is_empty(), "the catalog knows computer repair by its verb phrase");
    let spread = ids(&mut extractor, "install, configure and repair computers");
    assert!(repair.iter().all(|r| spread.contains(r)), "{repair:?} {spread:?}");
}

#[test]
fn levels_and_years_are_read() {
    let model = Model::shipped().unwrap();
    let level = |text: &str, id: &str| {
        found(&model, text, subject(&model, "skill", id)).first().and_then(|m| m.level).map(|l| l.get())
    };
    for (text, id, want) in [
        ("Expert in Kubernetes", "kubernetes", Some(5)),
        ("5+ years of experience with Python", "python", Some(4)),
        ("Linux (advanced)", "linux", Some(4)),
        ("familiarity with Terraform", "terraform", Some(2)),
        ("strong Python and basic Terraform", "terraform", Some(2)),
        ("Docker", "docker", None),
    ] {
        assert_eq!(level(text, id), want, "{text}");
    }
}

#[test]
fn any_text_gives_an_answer() {
    let model = Model::shipped().unwrap();
    let mut extractor = Extractor::new(model.lexicon());
    let long = "Python, ".repeat(200_000);
    for text in ["", "\0\0\0", "\u{202e}Go", "((((((", "C++++++", "...NET", &long, "a\u{301}\u{301}\u{301}"] {
        let end = text.len();
        assert!(extractor.extract(text).iter().all(|m| m.start < m.end && m.end as usize <= end));
    }
}

#[test]
fn wording_finds_what_no_name_says() {
    let model = Model::shipped().unwrap();
    let mut scratch = NearestScratch::default();
    for (text, id, among) in [
        ("resolving network outages", "network-troubleshooting", 3),
        ("administering databases of PostgreSQL", "postgresql", 2),
        ("kubernets clusters", "kubernetes", 3),
    ] {
        let found = model.skill_index().nearest(text, among, &mut scratch);
        let ids: Vec<&str> = found.iter().map(|(s, _)| model.catalog()[*s].id.as_str()).collect();
        assert!(ids.contains(&id), "{text}: {ids:?}");
        assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
    }
    assert!(model.skill_index().nearest("", 3, &mut scratch).len() == 3, "any text gives an answer");
}

#[test]
fn typical_skills_come_from_other_roles_and_say_which() {
    let model = Model::shipped().unwrap();
    let row = model.role("network-administrator").unwrap();
    let typical = skillgap::report::roles::typical(&model, row, 8);
    let asked = skillgap::report::roles::show(&model, row).requirements;
    assert_eq!(typical.len(), 8);
    for t in &typical {
        assert!(asked.iter().all(|r| r.skill_id != t.id), "{} is asked, so it is not typical only", t.id);
        assert!(!t.roles.is_empty() && !t.roles.contains(&model.catalog()[row].title), "{t:?}");
        assert!(t.share > 0.0 && t.share <= 1.0);
    }
}
