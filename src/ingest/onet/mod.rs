//! The O*NET database's text files (any release since 20; tab-separated, or the spreadsheet edition saved as text or CSV) → records.
//!
//! Occupations with tasks ("data-level") become roles under their O*NET-SOC codes; their technologies and tools, and the elements of
//! Skills and Knowledge that are important for them, become skills with stated requirements. See `docs/import.md` for the scales.

mod scales;
mod skills;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use self::scales::{category, major_group, seniority};
use super::import::{ImportReport, Imported, Release, aliases, one_line};
use super::release::{Fate, FileAccount, read_rows};
use crate::catalog::record::{RequirementRecord, RoleRecord, SkillRecord};
use crate::catalog::{Records, SkillKind};
use crate::error::Result;

/// Reads a release.
///
/// # Errors
/// A needed file is missing, or a file is damaged.
pub fn import(folder: &Path) -> Result<Imported> {
    let release = Release::open(folder)?;
    let find = |base: &str| release.find(&names(base));
    let edition = edition(&release);
    let attribution = attribution(&edition);
    let mut onet = Onet { edition: edition.clone(), attribution: attribution.clone(), ..Onet::default() };
    let mut report = ImportReport::open("onet", &edition, &attribution);
    // Tasks come first: they tell which occupations have data.
    report.files.push(onet.tasks(&release.need(&names("Task Statements"), "O*NET")?)?);
    if let Some(path) = find("Job Zones") {
        report.files.push(onet.job_zones(&path)?);
    }
    let categories = find("Education, Training, and Experience Categories");
    if let (Some(categories), Some(path)) = (categories, find("Education, Training, and Experience")) {
        report.files.push(onet.categories(&categories)?);
        report.files.push(onet.education(&path)?);
    }
    report.files.push(onet.occupations(&release.need(&names("Occupation Data"), "O*NET")?)?);
    for (base, column) in
        [("Alternate Titles", "Alternate Title"), ("Sample of Reported Titles", "Reported Job Title")]
    {
        if let Some(path) = find(base) {
            report.files.push(onet.titles(&path, column)?);
        }
    }
    if let Some(path) = find("Content Model Reference") {
        report.files.push(onet.elements(&path)?);
    }
    report.files.push(onet.technologies(&release.need(&names("Technology Skills"), "O*NET")?, true)?);
    if let Some(path) = find("Tools Used") {
        report.files.push(onet.technologies(&path, false)?);
    }
    for (base, kind) in [("Skills", SkillKind::Practice), ("Knowledge", SkillKind::Knowledge)] {
        if let Some(path) = find(base) {
            report.files.push(onet.rated(&path, kind)?);
        }
    }
    Ok(report.close(onet.records(), &release, UNREAD))
}

const UNREAD: &[(&str, &str)] = &[
    ("Read Me", "only its first line is read, for the edition"),
    ("DWA", "work activities are said by the tasks"),
    ("Scales Reference", "the ranges of the scales are fixed and stated in docs/import.md"),
    ("Job Zone Reference", "the meaning of the five zones is stated in docs/import.md"),
    ("UNSPSC", "commodity titles stand in Technology Skills and Tools Used"),
    ("Abilities", "abilities cannot be learned by certifications or projects"),
    ("Interests", "interests are no requirements"),
    ("Work", "activities, context, styles and values are no skills of the catalog"),
];

fn names(base: &str) -> Vec<String> {
    ["txt", "csv", "tsv"].iter().map(|e| format!("{base}.{e}")).collect()
}

fn edition(release: &Release) -> String {
    let first = release
        .find(&["Read Me.txt".to_owned(), "readme.txt".to_owned()])
        .and_then(|path| first_line(&path))
        .filter(|line| line.starts_with("O*NET"));
    first.unwrap_or_else(|| {
        release
            .version_in_name()
            .map_or_else(|| "O*NET Database".to_owned(), |v| format!("O*NET {v} Database"))
    })
}

fn first_line(path: &PathBuf) -> Option<String> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(path).ok()?.take(200).read_to_end(&mut head).ok()?;
    String::from_utf8_lossy(&head).lines().next().map(one_line)
}

/// As O*NET's licence page asks of those who change its data.
fn attribution(edition: &str) -> String {
    format!(
        "This page includes information from the {edition} by the U.S. Department of Labor, Employment and Training \
         Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. skillgap has modified \
         all or some of this information. USDOL/ETA has not approved, endorsed, or tested these modifications."
    )
}

#[derive(Default)]
struct Onet {
    edition: String,
    attribution: String,
    tasks: BTreeMap<String, Vec<(bool, String)>>,
    zones: BTreeMap<String, u8>,
    /// What a category of a scale means, by (scale, category).
    category: BTreeMap<(String, u32), String>,
    /// The most frequent category of each occupation and scale, with its share.
    usual: BTreeMap<(String, String), (f64, u32)>,
    roles: BTreeMap<String, RoleRecord>,
    titles: BTreeMap<String, Vec<String>>,
    skills: BTreeMap<String, SkillRecord>,
    /// Technologies and tools: name in lower case → id.
    ids: BTreeMap<String, String>,
    parents: BTreeMap<String, String>,
    elements: BTreeMap<String, String>,
    requirements: BTreeMap<(String, String), RequirementRecord>,
}

const CODE: &str = "O*NET-SOC Code";
const NO_ROLE: &str = "its occupation has no tasks, so it is no data-level occupation";
const SUPPRESS: &str = "O*NET recommends to suppress the value";

impl Onet {
    fn tasks(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &[CODE, "Task"], &["Task Type"], |row, _| {
            let core = !row.cell("Task Type").eq_ignore_ascii_case("supplemental");
            let task = one_line(&row.needed("Task")?);
            self.tasks.entry(row.needed(CODE)?.into_owned()).or_default().push((core, task));
            Ok(Fate::Used)
        })
    }

    fn job_zones(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &[CODE, "Job Zone"], &[], |row, _| {
            let zone = match &*row.cell("Job Zone") {
                "1" => 1,
                "2" => 2,
                "3" => 3,
                "4" => 4,
                "5" => 5,
                "" | "n/a" => return Ok(Fate::Left("the zone is empty")),
                other => {
                    let message = format!("“{other}” is no job zone.");
                    return Err(row.wrong(
                        "Job Zone",
                        message,
                        "Zones are 1 to 5; download the release again.",
                    ));
                }
            };
            self.zones.insert(row.needed(CODE)?.into_owned(), zone);
            Ok(Fate::Used)
        })
    }

    fn categories(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &["Scale ID", "Category", "Category Description"], &[], |row, _| {
            let meaning = one_line(&row.cell("Category Description"));
            let short = meaning.split(" - ").next().unwrap_or(&meaning).to_owned();
            self.category.insert((row.cell("Scale ID").into_owned(), category(row)?), short);
            Ok(Fate::Used)
        })
    }

    fn education(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &[CODE, "Scale ID", "Category", "Data Value"], &["Recommend Suppress"], |row, _| {
            let scale = row.cell("Scale ID");
            if !matches!(&*scale, "RL" | "RW") {
                return Ok(Fate::Left("only required education and related experience are read"));
            }
            if row.cell("Recommend Suppress") == "Y" {
                return Ok(Fate::Left(SUPPRESS));
            }
            let (share, category) = (row.number("Data Value")?, category(row)?);
            let key = (row.needed(CODE)?.into_owned(), scale.into_owned());
            let known = self.usual.entry(key).or_insert((share, category));
            if share > known.0 {
                *known = (share, category);
            }
            Ok(Fate::Used)
        })
    }

    fn occupations(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &[CODE, "Title", "Description"], &[], |row, _| {
            let code = row.needed(CODE)?.into_owned();
            let Some(tasks) = self.tasks.get(&code) else { return Ok(Fate::Left(NO_ROLE)) };
            let title = one_line(&row.needed("Title")?);
            let mut text = one_line(&row.cell("Description"));
            for (label, scale) in [("Usual education", "RL"), ("Usual related experience", "RW")] {
                let usual = self.usual.get(&(code.clone(), scale.to_owned()));
                if let Some(meaning) =
                    usual.and_then(|(_, category)| self.category.get(&(scale.to_owned(), *category)))
                {
                    text.push_str(&format!("\n\n{label}: {meaning}."));
                }
            }
            for (heading, core) in [("Tasks", true), ("Further tasks", false)] {
                let list: Vec<&str> =
                    tasks.iter().filter(|(c, _)| *c == core).map(|(_, t)| t.as_str()).collect();
                if !list.is_empty() {
                    text.push_str(&format!("\n\n{heading}:\n- {}", list.join("\n- ")));
                }
            }
            let role = RoleRecord {
                place: row.place(),
                id: code.clone(),
                aliases: Vec::new(),
                seniority: seniority(&title, &code, self.zones.get(&code).copied()),
                family: major_group(&code).map(str::to_owned),
                description: text,
                source: self.attribution.clone(),
                title,
            };
            self.roles.insert(code, role);
            Ok(Fate::Used)
        })
    }

    fn titles(&mut self, path: &Path, column: &str) -> Result<FileAccount> {
        read_rows(path, &[CODE, column], &["Short Title"], |row, _| {
            let code = row.needed(CODE)?;
            if !self.roles.contains_key(&*code) {
                return Ok(Fate::Left(NO_ROLE));
            }
            let titles = self.titles.entry(code.into_owned()).or_default();
            titles.push(row.needed(column)?.into_owned());
            let short = row.cell("Short Title");
            if !short.is_empty() && short != "n/a" {
                titles.push(short.into_owned());
            }
            Ok(Fate::Used)
        })
    }

    fn elements(&mut self, path: &Path) -> Result<FileAccount> {
        read_rows(path, &["Element ID", "Description"], &[], |row, _| {
            self.elements.insert(row.needed("Element ID")?.into_owned(), one_line(&row.cell("Description")));
            Ok(Fate::Used)
        })
    }

    fn records(mut self) -> Records {
        for (id, parent) in &self.parents {
            if let Some(skill) = self.skills.get_mut(id)
                && !self.parents.contains_key(parent)
            {
                skill.parent.clone_from(parent);
            }
        }
        for (code, titles) in &self.titles {
            if let Some(role) = self.roles.get_mut(code) {
                role.aliases = aliases(&role.title, titles.iter().map(String::as_str));
            }
        }
        Records {
            skills: self.skills.into_values().collect(),
            roles: self.roles.into_values().collect(),
            requirements: self.requirements.into_values().collect(),
            ..Records::default()
        }
    }
}
