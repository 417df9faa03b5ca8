//! Every problem of a catalog at once, and how much of it is covered.
//!
//! Wrong cells and references are found by reading and assembling; here stands what only shows when tables are seen together.

mod facts;
mod texts;

use std::collections::BTreeMap;
use std::path::Path;

use crate::catalog::record::Records;
use crate::catalog::{Case, Catalog, Need, SkillKind, Status, assemble};
use crate::diagnostics::{Findings, Place, Severity};
use crate::error::Result;
use crate::ingest::catalog::read_folder;
use crate::text::stem::stem;
use crate::text::token::Tokens;
use crate::text::{Extractor, Lexicon};
use crate::units::{Level, ProjectRow, Seniority, SkillRow};
use crate::vector::{RoleVector, role_vector};

/// How much of a catalog is covered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Roles with a description.
    pub roles: usize,
    /// Skills.
    pub skills: usize,
    /// Certifications, retired ones among them.
    pub certifications: usize,
    /// Certifications that can still be earned.
    pub active_certifications: usize,
    /// Projects, patterns expanded.
    pub projects: usize,
    /// Rows of projects.csv.
    pub project_rows: usize,
    /// Moves between roles.
    pub transitions: usize,
    /// Skills that some role asks.
    pub skills_asked: usize,
    /// Technology, knowledge and practice skills.
    pub technical_skills: usize,
    /// Those of them with two ways or more to each of the levels 2, 3 and 4.
    pub technical_skills_two_ways: usize,
    /// Median number of requirements of a role.
    pub median_requirements: usize,
}

/// Reads a catalog folder and finds everything wrong with it.
///
/// # Errors
/// The folder cannot be read or is no catalog.
pub fn check_folder(folder: &Path) -> Result<(Coverage, Findings)> {
    let (records, mut findings) = read_folder(folder)?;
    if records.roles.is_empty() {
        findings.add(
            Severity::Error,
            "no-role",
            Place::file(folder.display().to_string()),
            "There is no role description to learn from.",
            "Add a folder `roles`, or a table `roles.csv`.",
        );
    }
    facts::unsupported(&records, &mut findings);
    facts::undated_status(&records, &mut findings);
    let places = Places::of(&records);
    let certificates: Vec<(String, Place)> =
        records.certifications.iter().map(|c| (c.id.clone(), c.place.clone())).collect();
    let (catalog, more) = assemble(records.clone());
    findings.append(more);
    let lexicon = Lexicon::build(&catalog);
    let mut extractor = Extractor::new(&lexicon);
    let vectors: Vec<RoleVector> =
        catalog.roles.iter().map(|r| role_vector(r, &catalog, &mut extractor)).collect();
    name_clashes(&catalog, &places, &mut findings);
    title_clashes(&catalog, &places, &mut findings);
    retired(&catalog, &certificates, &mut findings);
    cycles(&catalog, &places, &mut findings);
    texts::poor_roles(&catalog, &vectors, &places, &mut findings);
    unreached(&catalog, &places, &mut findings);
    texts::alike(&catalog, &places, &mut findings);
    let ways = Ways::count(&catalog);
    unbuildable(&catalog, &vectors, &ways, &places, &mut findings);
    findings.sort();
    Ok((coverage(&catalog, &vectors, &ways, &records), findings))
}

/// Places by id, for findings about whole rows.
struct Places {
    skills: BTreeMap<String, Place>,
    certifications: BTreeMap<String, Place>,
    roles: BTreeMap<String, Place>,
}

impl Places {
    fn of(records: &Records) -> Places {
        Places {
            skills: records.skills.iter().map(|r| (r.id.clone(), r.place.clone())).collect(),
            certifications: records.certifications.iter().map(|r| (r.id.clone(), r.place.clone())).collect(),
            roles: records.roles.iter().map(|r| (r.id.clone(), r.place.clone())).collect(),
        }
    }

    fn skill(&self, id: &str) -> Place {
        self.skills.get(id).cloned().unwrap_or_default()
    }

    fn role(&self, id: &str) -> Place {
        self.roles.get(id).cloned().unwrap_or_default()
    }
}

/// In a catalog with moves, a role above entry to which none leads is on no ladder.
fn unreached(catalog: &Catalog, places: &Places, findings: &mut Findings) {
    if catalog.transitions.is_empty() {
        return;
    }
    let mut reached = vec![false; catalog.roles.len()];
    catalog.transitions.iter().for_each(|t| reached[t.to.at()] = true);
    let lonely =
        catalog.roles.iter().zip(reached).filter(|(r, known)| !known && r.seniority > Seniority::Entry);
    for (role, _) in lonely {
        findings.add(
            Severity::Warning,
            "unreached",
            places.role(&role.id),
            format!("No move leads to “{}”.", role.title),
            "Add to transitions.csv from which roles people come to it, and after how many years.",
        );
    }
}

/// The stems of a name's words: what two names must differ in to be told apart in texts.
fn key(name: &str, tokens: &mut Tokens) -> String {
    tokens.fill(name);
    let words: Vec<String> =
        tokens.list.iter().map(|t| stem(&String::from_utf8_lossy(tokens.word(t)))).collect();
    words.join(" ")
}

fn name_clashes(catalog: &Catalog, places: &Places, findings: &mut Findings) {
    let mut tokens = Tokens::default();
    let mut seen: BTreeMap<String, (String, Case, String)> = BTreeMap::new();
    let skills = catalog.skills.iter().map(|s| (&s.id, &s.names, places.skill(&s.id)));
    let certifications = catalog.certifications.iter().map(|c| {
        let place = places.certifications.get(&c.id).cloned().unwrap_or_default();
        (&c.id, &c.names, place)
    });
    for (id, names, place) in skills.chain(certifications) {
        for name in names.iter() {
            let key = key(name.text, &mut tokens);
            match seen.get(&key) {
                // Names told apart by letter case (`Go`, `GO`) are no clash.
                Some((other, case, text))
                    if other != id && (name.case == Case::Any || *case == Case::Any || text == name.text) =>
                {
                    findings.add(
                        Severity::Warning,
                        "name-clash",
                        place.clone(),
                        format!("“{}” of {id} is also a name of {other}.", name.text),
                        "Keep it with one of them.",
                    );
                }
                Some(_) => {}
                None => {
                    seen.insert(key, (id.clone(), name.case, name.text.to_owned()));
                }
            }
        }
    }
}

fn title_clashes(catalog: &Catalog, places: &Places, findings: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for role in &catalog.roles {
        for title in std::iter::once(&role.title).chain(&role.aliases) {
            let known = seen.entry(title.to_lowercase()).or_insert(&role.id);
            if *known != role.id {
                findings.add(
                    Severity::Warning,
                    "title-clash",
                    places.role(&role.id),
                    format!("“{title}” is also a title of {known}."),
                    "Keep it with one of them.",
                );
            }
        }
    }
}

fn retired(catalog: &Catalog, places: &[(String, Place)], findings: &mut Findings) {
    for (id, place) in places {
        let Some(row) = catalog.certification(id) else { continue };
        let c = &catalog[row];
        if c.status == Status::Retired && c.successors.is_empty() {
            findings.add(
                Severity::Note,
                "no-successor",
                place.clone(),
                format!("“{}” is retired and names no successor.", c.name),
                "Name what took its place, if anything did.",
            );
        }
        if c.status != Status::Retired && c.evidence.is_empty() {
            findings.add(
                Severity::Warning,
                "no-evidence",
                place.clone(),
                format!("“{}” is evidence of no skill.", c.name),
                "Add rows to certification_skills.csv.",
            );
        }
    }
}

/// Certifications that need each other in a circle can never be earned.
fn cycles(catalog: &Catalog, places: &Places, findings: &mut Findings) {
    let n = catalog.certifications.len();
    let mut takable = vec![false; n];
    loop {
        let mut grown = false;
        for row in 0..n {
            let met = |need: &Need| match need {
                Need::Certification(c) => takable[c.at()],
                Need::Skill(..) | Need::Experience(_) => true,
            };
            let groups = catalog.certifications[row].needs.iter().filter(|g| g.required);
            if !takable[row] && groups.clone().all(|g| g.any_of.iter().any(met)) {
                takable[row] = true;
                grown = true;
            }
        }
        if !grown {
            break;
        }
    }
    for (row, _) in takable.iter().enumerate().filter(|(_, t)| !**t) {
        let id = &catalog.certifications[row].id;
        findings.add(
            Severity::Error,
            "prerequisite-cycle",
            places.certifications.get(id).cloned().unwrap_or_default(),
            format!("“{id}” can never be earned: what it requires waits for itself."),
            "Correct prerequisites.csv so that each certification can be reached.",
        );
    }
}

/// How many ways there are to bring each skill to each level.
struct Ways(Vec<[usize; 6]>);

impl Ways {
    fn count(catalog: &Catalog) -> Ways {
        let mut ways = vec![[0; 6]; catalog.skills.len()];
        let mut add = |skill: SkillRow, level: Level| {
            for reached in 1..=level.get() {
                ways[skill.at()][usize::from(reached)] += 1;
            }
        };
        for c in catalog.certifications.iter().filter(|c| c.status == Status::Active) {
            c.evidence.iter().for_each(|(s, l)| add(*s, *l));
        }
        for row in (0..catalog.projects.len()).map(ProjectRow::of) {
            catalog.project_builds(row).for_each(|b| add(b.skill, b.level));
        }
        Ways(ways)
    }

    fn to(&self, skill: SkillRow, level: u8) -> usize {
        self.0[skill.at()][usize::from(level)]
    }
}

fn is_technical(kind: SkillKind) -> bool {
    matches!(kind, SkillKind::Technology | SkillKind::Knowledge | SkillKind::Practice)
}

fn unbuildable(
    catalog: &Catalog,
    vectors: &[RoleVector],
    ways: &Ways,
    places: &Places,
    findings: &mut Findings,
) {
    let mut highest: BTreeMap<SkillRow, (Level, &str)> = BTreeMap::new();
    for (role, vector) in catalog.roles.iter().zip(vectors) {
        for r in &vector.requirements {
            let entry = highest.entry(r.skill).or_insert((r.level, &role.title));
            if r.level > entry.0 {
                *entry = (r.level, &role.title);
            }
        }
    }
    // A catalog without any steps is for matching only; saying it once for each skill helps nobody.
    if catalog.projects.is_empty() && catalog.certifications.is_empty() {
        return;
    }
    for (skill, (level, role)) in highest {
        if ways.to(skill, level.get()) == 0 {
            findings.add(
                Severity::Warning,
                "unbuildable",
                places.skill(&catalog[skill].id),
                format!("No step brings “{}” to level {level}, which {role} asks.", catalog[skill].name),
                "Add a project or certification that does.",
            );
        }
    }
}

fn coverage(catalog: &Catalog, vectors: &[RoleVector], ways: &Ways, records: &Records) -> Coverage {
    let mut asked = vec![false; catalog.skills.len()];
    vectors.iter().flat_map(|v| &v.requirements).for_each(|r| asked[r.skill.at()] = true);
    let technical: Vec<SkillRow> =
        (0..catalog.skills.len()).map(SkillRow::of).filter(|s| is_technical(catalog[*s].kind)).collect();
    let mut sizes: Vec<usize> = vectors.iter().map(|v| v.requirements.len()).collect();
    sizes.sort_unstable();
    Coverage {
        roles: catalog.roles.len(),
        skills: catalog.skills.len(),
        certifications: catalog.certifications.len(),
        active_certifications: catalog.certifications.iter().filter(|c| c.status == Status::Active).count(),
        projects: catalog.projects.len(),
        project_rows: records.projects.len(),
        transitions: catalog.transitions.len(),
        skills_asked: asked.iter().filter(|a| **a).count(),
        technical_skills: technical.len(),
        technical_skills_two_ways: technical.iter().filter(|s| (2..=4).all(|l| ways.to(**s, l) >= 2)).count(),
        median_requirements: sizes.get(sizes.len() / 2).copied().unwrap_or(0),
    }
}
