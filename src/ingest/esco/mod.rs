//! The CSV download of ESCO (v1.0 to the newest layout, any language) → records.
//!
//! Occupations become roles, skills and knowledge become skills, essential and optional relations become stated requirements,
//! broader relations become parents and related skills. Ids are the last part of the concept URIs (UUIDs).
//! See `docs/import.md` for every mapping.

mod kinds;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::kinds::{seniority, tail_with_scheme};
use super::import::{ImportReport, Imported, Release, aliases, marked, one_line};
use super::level::shorten;
use super::release::{Fate, FileAccount, ReleaseRow, read_rows};
use crate::catalog::record::{RequirementRecord, RoleRecord, SkillRecord};
use crate::catalog::{Records, SkillKind};
use crate::error::{Error, Result};

/// The line that the Commission asks users of ESCO to show.
pub const ATTRIBUTION: &str = "This service uses the ESCO classification of the European Commission.";

/// Importance of an essential skill. Everything essential counts the same: ESCO tells no degrees.
const ESSENTIAL: f32 = 1.0;
/// Importance of an optional skill: as a wish ("preferred") in a text.
const OPTIONAL: f32 = 0.45;

/// Reads the files of one language; `language` where the folder holds several (`en` wins where none is named).
///
/// # Errors
/// A needed file is missing, or a file is damaged.
pub fn import(folder: &Path, language: Option<&str>) -> Result<Imported> {
    let release = Release::open(folder)?;
    let language = language_of(&release, language)?;
    let names = |base: &str| vec![format!("{base}_{language}.csv"), format!("{base}.csv")];
    let mut esco = Esco { source: format!("{} {ATTRIBUTION}", edition(&release)), ..Esco::default() };
    let mut report = ImportReport::open("esco", &edition(&release), ATTRIBUTION);
    if let Some(path) = release.find(&names("ISCOGroups")) {
        report.files.push(esco.isco_groups(&path)?);
    }
    report.files.push(esco.occupations(&release.need(&names("occupations"), "ESCO")?)?);
    if let Some(path) = release.find(&names("skillGroups")) {
        report.files.push(esco.skill_groups(&path)?);
    }
    report.files.push(esco.skills(&release.need(&names("skills"), "ESCO")?)?);
    if let Some(path) = release.find(&names("broaderRelationsSkillPillar")) {
        report.files.push(esco.broader(&path)?);
    }
    if let Some(path) = release.find(&names("skillSkillRelations")) {
        report.files.push(esco.skill_relations(&path)?);
    }
    report.files.push(esco.requirements(&release.need(&names("occupationSkillRelations"), "ESCO")?)?);
    esco.set_kinds();
    Ok(report.close(esco.records(), &release, UNREAD))
}

/// Why known files are not read.
const UNREAD: &[(&str, &str)] = &[
    (
        "broaderRelationsOccPillar",
        "the ISCO group of each occupation is read from occupations; a catalog has no hierarchy of roles",
    ),
    ("skillsHierarchy", "the same hierarchy is read from broaderRelationsSkillPillar"),
    ("Collection", "a selection of concepts that are read from skills or occupations"),
    ("conceptSchemes", "names of lists, no concepts"),
    ("dictionary", "names of columns, no concepts"),
    ("greenShare", "shares of green skills have no place in a catalog"),
    ("ISCOGroups", "another language"),
    ("occupations_", "another language"),
    ("skills_", "another language"),
    ("skillGroups", "another language"),
];

fn edition(release: &Release) -> String {
    release.version_in_name().map_or_else(|| "ESCO".to_owned(), |v| format!("ESCO v{v}"))
}

fn language_of(release: &Release, wanted: Option<&str>) -> Result<String> {
    let languages: Vec<&str> = release
        .files()
        .filter_map(|f| f.strip_prefix("occupations_").and_then(|f| f.strip_suffix(".csv")))
        .collect();
    let chosen = match wanted {
        Some(w) => languages.iter().find(|l| l.eq_ignore_ascii_case(w)),
        None => languages.iter().find(|l| **l == "en").or(languages.first()),
    };
    match (chosen, wanted) {
        (Some(l), _) => Ok((*l).to_owned()),
        // Without any `occupations_xx.csv` the plain name is looked for, and its absence is the error.
        (None, None) => Ok("en".to_owned()),
        (None, Some(w)) => Err(Error::Parameter {
            name: "language",
            range: "one of the release's languages",
            value: format!("{w} (there are: {})", languages.join(", ")),
        }),
    }
}

#[derive(Default)]
struct Esco {
    source: String,
    isco: BTreeMap<String, String>,
    roles: BTreeMap<String, RoleRecord>,
    skills: BTreeMap<String, SkillRecord>,
    /// Code of each group of skills (`S4.8`, `T3`), or its number in ISCED-F for knowledge (`isced-f/0613`).
    group_codes: BTreeMap<String, String>,
    /// Groups right above a skill or group.
    groups_above: BTreeMap<String, Vec<String>>,
    requirements: Vec<RequirementRecord>,
}

/// The last part of a concept's URI.
fn tail(uri: &str) -> &str {
    uri.trim_end_matches('/').rsplit('/').next().unwrap_or(uri)
}

/// A URI that is there as a whole: where a file is cut inside its last cell, the number of cells is right.
fn whole<'r>(row: &'r ReleaseRow, column: &str) -> Result<std::borrow::Cow<'r, str>> {
    let uri = row.needed(column)?;
    if uri.contains("/esco/") { Ok(uri) } else { Err(cut(row, column, &uri)) }
}

fn starts_another<T>(known: &BTreeMap<String, T>, id: &str) -> bool {
    known.range(id.to_owned()..).next().is_some_and(|(next, _)| next.starts_with(id))
}

fn cut(row: &ReleaseRow, column: &str, uri: &str) -> Error {
    let message =
        format!("“{}” is no URI of ESCO, or only the start of one: the file is cut here.", shorten(uri));
    row.wrong(column, message, "Download the release again.")
}

/// Labels stand one a line; in some files with bars between.
fn labels(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('\n').flat_map(|l| l.split(" | "))
}

const OBSOLETE: &str = "its status is not “released”";
const REPEATED: &str = "its URI stands in the file before";

fn is_released(status: &str) -> bool {
    status.is_empty() || status.eq_ignore_ascii_case("released")
}

impl Esco {
    fn isco_groups(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &["code", "preferredLabel"], &[], |row, _| {
            self.isco.insert(row.cell("code").into_owned(), one_line(&row.cell("preferredLabel")));
            Ok(Fate::Used)
        })
    }

    fn occupations(&mut self, path: &Path) -> Result<FileAccount> {
        let required = ["conceptUri", "preferredLabel", "altLabels", "description"];
        let optional = ["iscoGroup", "hiddenLabels", "status"];
        read_rows(path, &required, &optional, |row, account| {
            let uri = row.needed("conceptUri")?;
            let title = one_line(&row.needed("preferredLabel")?);
            if !is_released(&row.cell("status")) {
                return Ok(Fate::Left(OBSOLETE));
            }
            let id = tail(&uri).to_owned();
            if self.roles.contains_key(&id) {
                return Ok(Fate::Left(REPEATED));
            }
            let (alternative, hidden) = (row.cell("altLabels"), row.cell("hiddenLabels"));
            if alternative.contains(';') || hidden.contains(';') {
                account.change("“;” in names became “,”");
            }
            let isco = row.cell("iscoGroup");
            let isco = isco.trim_start_matches('C');
            let role = RoleRecord {
                place: row.place(),
                aliases: aliases(&title, labels(&alternative).chain(labels(&hidden))),
                seniority: seniority(&title, isco),
                family: self.field(isco),
                description: row.cell("description").trim().to_owned(),
                source: format!("{} {uri}", self.source),
                title,
                id: id.clone(),
            };
            self.roles.insert(id, role);
            Ok(Fate::Used)
        })
    }

    /// The ISCO minor group (three digits): narrow enough to be a field of work.
    fn field(&self, isco: &str) -> Option<String> {
        [3, 4, 2].iter().filter_map(|n| isco.get(..*n)).find_map(|code| self.isco.get(code)).cloned()
    }

    fn skill_groups(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &["conceptUri"], &["code"], |row, _| {
            let uri = row.needed("conceptUri")?;
            let code = row.cell("code");
            let code = if code.is_empty() { tail_with_scheme(&uri) } else { code.into_owned() };
            self.group_codes.insert(tail_with_scheme(&uri), code);
            Ok(Fate::Used)
        })
    }

    fn skills(&mut self, path: &Path) -> Result<FileAccount> {
        let required = ["conceptUri", "preferredLabel", "altLabels"];
        let optional = ["skillType", "reuseLevel", "hiddenLabels", "status"];
        read_rows(path, &required, &optional, |row, account| {
            let uri = row.needed("conceptUri")?;
            let name = one_line(&row.needed("preferredLabel")?);
            if !is_released(&row.cell("status")) {
                return Ok(Fate::Left(OBSOLETE));
            }
            let id = tail(&uri).to_owned();
            if self.skills.contains_key(&id) {
                return Ok(Fate::Left(REPEATED));
            }
            let (alternative, hidden) = (row.cell("altLabels"), row.cell("hiddenLabels"));
            if alternative.contains(';') || hidden.contains(';') {
                account.change("“;” in names became “,”");
            }
            // `Python (computer programming)` is also called `Python`.
            let short = name.split_once(" (").map(|(short, _)| short);
            let names = labels(&alternative).chain(labels(&hidden)).chain(short);
            let reuse = row.cell("reuseLevel");
            let knowledge = row.cell("skillType").eq_ignore_ascii_case("knowledge");
            let skill = SkillRecord {
                place: row.place(),
                aliases: marked(&name, aliases(&name, names)),
                kind: if knowledge { SkillKind::Knowledge } else { SkillKind::Practice },
                parent: String::new(),
                related: Vec::new(),
                source: format!(
                    "{}; {}",
                    self.edition(),
                    if reuse.is_empty() { "reuse not stated" } else { &reuse }
                ),
                name,
                id: id.clone(),
            };
            self.skills.insert(id, skill);
            Ok(Fate::Used)
        })
    }

    fn edition(&self) -> &str {
        self.source.strip_suffix(ATTRIBUTION).unwrap_or(&self.source).trim()
    }

    /// The first broader skill becomes the parent, further ones become related; groups tell the kind.
    fn broader(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &["conceptUri", "broaderUri"], &[], |row, _| {
            let (from, to) = (row.needed("conceptUri")?, row.needed("broaderUri")?);
            let (narrow, broad) = (tail(&from).to_owned(), tail(&to).to_owned());
            if self.skills.contains_key(&broad) {
                if self.is_above(&narrow, &broad) {
                    return Ok(Fate::Left("it would close a circle of broader skills"));
                }
                let Some(skill) = self.skills.get_mut(&narrow) else {
                    return Ok(Fate::Left("its narrower concept is no skill of the skills file"));
                };
                if skill.parent.is_empty() {
                    skill.parent = broad;
                } else if skill.parent != broad && !skill.related.contains(&broad) {
                    skill.related.push(broad);
                }
                return Ok(Fate::Used);
            }
            let group = tail_with_scheme(&to);
            if !self.group_codes.contains_key(&group) {
                return Ok(Fate::Left("its broader concept is not in the skills or groups file"));
            }
            let key = if self.skills.contains_key(&narrow) { narrow } else { tail_with_scheme(&from) };
            self.groups_above.entry(key).or_default().push(group);
            Ok(Fate::Used)
        })
    }

    fn skill_relations(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &["originalSkillUri", "relatedSkillUri"], &[], |row, _| {
            let (from, to) = (row.needed("originalSkillUri")?, row.needed("relatedSkillUri")?);
            let to = tail(&to).to_owned();
            if !self.skills.contains_key(&to) {
                return Ok(Fate::Left(NO_SKILL));
            }
            let Some(skill) = self.skills.get_mut(tail(&from)) else { return Ok(Fate::Left(NO_SKILL)) };
            if skill.id == to {
                return Ok(Fate::Left("it relates a skill to itself"));
            }
            if skill.parent != to && !skill.related.contains(&to) {
                skill.related.push(to);
            }
            Ok(Fate::Used)
        })
    }

    fn requirements(&mut self, path: &Path) -> Result<FileAccount> {
        let mut seen = BTreeSet::new();
        read_rows(path, &["occupationUri", "relationType", "skillUri"], &[], |row, _| {
            let (role, skill) = (whole(row, "occupationUri")?, whole(row, "skillUri")?);
            let (role, skill) = (tail(&role), tail(&skill));
            if !self.skills.contains_key(skill) && starts_another(&self.skills, skill) {
                return Err(cut(row, "skillUri", skill));
            }
            let essential = match &*row.cell("relationType") {
                "essential" => true,
                "optional" => false,
                other => {
                    let message = format!("The relation “{}” is neither essential nor optional.", other);
                    return Err(row.wrong("relationType", message, "Download the release again."));
                }
            };
            if !self.roles.contains_key(role) {
                return Ok(Fate::Left("its occupation is not in the occupations file"));
            }
            if !self.skills.contains_key(skill) {
                return Ok(Fate::Left(NO_SKILL));
            }
            if !seen.insert((role.to_owned(), skill.to_owned())) {
                return Ok(Fate::Left("the same occupation and skill are related before"));
            }
            self.requirements.push(RequirementRecord {
                place: row.place(),
                role: role.to_owned(),
                skill: skill.to_owned(),
                importance: if essential { ESSENTIAL } else { OPTIONAL },
                level: None,
                essential,
                source: self.edition().to_owned(),
            });
            Ok(Fate::Used)
        })
    }

    fn records(self) -> Records {
        Records {
            skills: self.skills.into_values().collect(),
            roles: self.roles.into_values().collect(),
            requirements: self.requirements,
            ..Records::default()
        }
    }
}

const NO_SKILL: &str = "its skill is not in the skills file";
