//! The O*NET database's text files (any release since 20; tab-separated, or the spreadsheet edition saved as text or CSV) → records.
//!
//! Occupations with tasks ("data-level") become roles under their O*NET-SOC codes; their technologies and tools, and the elements of
//! Skills and Knowledge that are important for them, become skills with stated requirements. See `docs/import.md` for the scales.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::import::{ImportReport, Imported, Release, aliases, marked, one_line};
use super::release::{Fate, FileAccount, ReleaseRow, read_rows};
use crate::catalog::record::{RequirementRecord, RoleRecord, SkillRecord};
use crate::catalog::{Records, SkillKind};
use crate::diagnostics::Place;
use crate::error::Result;
use crate::text::title::{seniority_in_words, slug};
use crate::units::{Level, Seniority};

/// Importance (scale IM, 1 to 5) from which O*NET calls an element important; below it nothing is asked.
const IMPORTANT: f64 = 3.0;
/// Importance from which it is very important: essential here.
const VERY_IMPORTANT: f64 = 4.0;
/// The highest value of the level scale LV, which starts at 0.
const HIGHEST_LEVEL: f64 = 7.0;

/// Importance of a technology: asked for often by employers of this occupation.
const IN_DEMAND: f32 = 0.8;
/// Asked for often by employers of all kinds.
const HOT: f32 = 0.6;
/// An example of what is used.
const EXAMPLE: f32 = 0.3;
/// Tools are examples, too, and say less about a person.
const TOOL: f32 = 0.2;

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
    let mut report =
        ImportReport { taxonomy: "onet".to_owned(), edition, attribution, ..ImportReport::default() };
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
    let records = onet.records();
    report.roles = records.roles.len();
    report.skills = records.skills.len();
    report.requirements = records.requirements.len();
    report.list_unread(&release, UNREAD);
    Ok(Imported { records, report })
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

    fn technologies(&mut self, path: &Path, technology: bool) -> Result<FileAccount> {
        let optional = ["Commodity Title", "Hot Technology", "In Demand"];
        read_rows(path, &[CODE, "Example"], &optional, |row, account| {
            let code = row.needed(CODE)?.into_owned();
            if !self.roles.contains_key(&code) {
                return Ok(Fate::Left(NO_ROLE));
            }
            let name = one_line(&row.needed("Example")?).replace(';', ",");
            let marked_so = |column| row.cell(column).eq_ignore_ascii_case("Y");
            let importance = match technology {
                true if marked_so("In Demand") => IN_DEMAND,
                true if marked_so("Hot Technology") => HOT,
                true => EXAMPLE,
                false => TOOL,
            };
            let known = self.ids.len();
            let parent = self.commodity(&one_line(&row.cell("Commodity Title")).replace(';', ","), row);
            let id = self.technology(&name, parent.as_deref(), row.place());
            if self.ids.len() > known && name.len() > 60 {
                account.change("long example kept as one skill");
            }
            Ok(self.require(code, id, importance, None, false, row))
        })
    }

    /// The class of a technology or tool, itself a skill that its examples are kinds of.
    fn commodity(&mut self, title: &str, row: &ReleaseRow) -> Option<String> {
        if title.is_empty() {
            return None;
        }
        Some(self.technology(title, None, row.place()))
    }

    fn technology(&mut self, name: &str, parent: Option<&str>, place: Place) -> String {
        let key = name.to_lowercase();
        let id = match self.ids.get(&key) {
            Some(id) => id.clone(),
            None => {
                let base = match slug(name) {
                    s if s.is_empty() => "technology".to_owned(),
                    s => s,
                };
                // Names that differ in punctuation only get numbers in the order of the file.
                let mut id = base.clone();
                let mut n = 2;
                while self.skills.contains_key(&id) {
                    id = format!("{base}-{n}");
                    n += 1;
                }
                let skill = SkillRecord {
                    place,
                    id: id.clone(),
                    aliases: marked(name, aliases(name, without_maker(name))),
                    name: name.to_owned(),
                    kind: SkillKind::Technology,
                    parent: String::new(),
                    related: Vec::new(),
                    source: self.edition.clone(),
                };
                self.skills.insert(id.clone(), skill);
                self.ids.insert(key, id.clone());
                id
            }
        };
        if let Some(parent) = parent.filter(|p| *p != id)
            && !self.parents.contains_key(parent)
        {
            // A class that is itself an example elsewhere keeps no parent, so that no circle can close.
            self.parents.entry(id.clone()).or_insert_with(|| parent.to_owned());
        }
        id
    }

    /// Skills or Knowledge: two rows an element and occupation, importance (IM) and level (LV).
    fn rated(&mut self, path: &Path, kind: SkillKind) -> Result<FileAccount> {
        let mut waiting: BTreeMap<(String, String), Level> = BTreeMap::new();
        let mut levels: BTreeSet<(String, String)> = BTreeSet::new();
        let required = [CODE, "Element ID", "Element Name", "Scale ID", "Data Value"];
        let optional = ["Recommend Suppress", "Not Relevant"];
        let mut important: Vec<(String, String, f64, Place)> = Vec::new();
        let mut known_names: BTreeMap<String, String> = BTreeMap::new();
        let account = read_rows(path, &required, &optional, |row, _| {
            let code = row.needed(CODE)?.into_owned();
            if !self.roles.contains_key(&code) {
                return Ok(Fate::Left(NO_ROLE));
            }
            let element = row.needed("Element ID")?.into_owned();
            let value = row.number("Data Value")?;
            if row.cell("Recommend Suppress") == "Y" {
                return Ok(Fate::Left(SUPPRESS));
            }
            match &*row.cell("Scale ID") {
                "IM" if value < IMPORTANT => Ok(Fate::Left("the importance is below 3 of 5")),
                "IM" => {
                    known_names.insert(element.clone(), one_line(&row.needed("Element Name")?));
                    important.push((code, element, value, row.place()));
                    Ok(Fate::Used)
                }
                "LV" if row.cell("Not Relevant") == "Y" => {
                    Ok(Fate::Left("O*NET marks the level as not relevant"))
                }
                "LV" => {
                    waiting.insert((code.clone(), element.clone()), level(value));
                    levels.insert((code, element));
                    Ok(Fate::Used)
                }
                other => {
                    let message = format!("“{other}” is no scale of this file.");
                    Err(row.wrong("Scale ID", message, "Scales are IM and LV; download the release again."))
                }
            }
        })?;
        for (id, name) in known_names {
            let alias = self.elements.get(&id).map(String::as_str).filter(|d| d.len() <= 60);
            let skill = SkillRecord {
                place: Place::file(account.file.clone()),
                aliases: aliases(&name, alias),
                kind: if kind == SkillKind::Practice { soft_kind(&id) } else { kind },
                parent: String::new(),
                related: Vec::new(),
                source: self.edition.clone(),
                name,
                id: id.clone(),
            };
            self.skills.entry(id).or_insert(skill);
        }
        for (role, skill, importance, place) in important {
            let key = (role, skill);
            let (role, skill) = key.clone();
            #[allow(clippy::cast_possible_truncation)]
            let record = RequirementRecord {
                place,
                role,
                skill,
                importance: (((importance.min(5.0) - 1.0) / 4.0 * 1000.0).round() / 1000.0) as f32,
                level: waiting.get(&key).copied(),
                essential: importance >= VERY_IMPORTANT,
                source: self.edition.clone(),
            };
            self.requirements.insert(key, record);
        }
        Ok(account)
    }

    fn require(
        &mut self,
        role: String,
        skill: String,
        importance: f32,
        level: Option<Level>,
        essential: bool,
        row: &ReleaseRow,
    ) -> Fate {
        let key = (role.clone(), skill.clone());
        if let Some(known) = self.requirements.get_mut(&key) {
            known.importance = known.importance.max(importance);
            return Fate::Left("the occupation names it before; the higher importance is kept");
        }
        let source = self.edition.clone();
        let record =
            RequirementRecord { place: row.place(), role, skill, importance, level, essential, source };
        self.requirements.insert(key, record);
        Fate::Used
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

fn category(row: &ReleaseRow) -> Result<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let category = match &*row.cell("Category") {
        "n/a" => 0,
        _ => row.number("Category")?.clamp(0.0, 99.0) as u32,
    };
    Ok(category)
}

/// O*NET's level scale runs from 0 to 7; each fifth of it is one of the catalog's levels.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn level(value: f64) -> Level {
    let fifth = (value / HIGHEST_LEVEL * 5.0).ceil().clamp(1.0, 5.0) as u8;
    Level::new(fifth).unwrap_or(Level::WORKING)
}

/// Social skills (2.B.1) and management of people and money (2.B.5).
fn soft_kind(element: &str) -> SkillKind {
    if element.starts_with("2.B.1") {
        SkillKind::Interpersonal
    } else if element.starts_with("2.B.5") {
        SkillKind::Leadership
    } else {
        SkillKind::Practice
    }
}

/// `Microsoft Excel` is called `Excel`, `Structured query language SQL` `SQL`: the last word where it is all in capitals.
fn without_maker(name: &str) -> impl Iterator<Item = &str> {
    const MAKERS: [&str; 9] =
        ["Microsoft ", "Adobe ", "Oracle ", "IBM ", "Apple ", "Google ", "Apache ", "Amazon ", "SAP "];
    let short = MAKERS.iter().find_map(|m| name.strip_prefix(m)).filter(|s| s.len() >= 4);
    let words = name.split(' ').count();
    let last = name.rsplit(' ').next().filter(|w| {
        words >= 3
            && (2..=6).contains(&w.len())
            && w.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    });
    short.into_iter().chain(last)
}

/// The rung: the title's words where they say it; managers (major group 11) are senior; else the job zone.
fn seniority(title: &str, code: &str, zone: Option<u8>) -> Seniority {
    if let Some(said) = seniority_in_words(title) {
        return said;
    }
    if code.starts_with("11-") {
        return Seniority::Senior;
    }
    match zone {
        Some(1 | 2) => Seniority::Entry,
        Some(5) => Seniority::Senior,
        _ => Seniority::Mid,
    }
}

/// Major groups of the Standard Occupational Classification (2018), which the codes start with.
fn major_group(code: &str) -> Option<&'static str> {
    Some(match code.get(..2)? {
        "11" => "Management",
        "13" => "Business and financial operations",
        "15" => "Computer and mathematical",
        "17" => "Architecture and engineering",
        "19" => "Life, physical and social science",
        "21" => "Community and social service",
        "23" => "Legal",
        "25" => "Education and library",
        "27" => "Arts, design, entertainment, sports and media",
        "29" => "Healthcare practitioners and technical",
        "31" => "Healthcare support",
        "33" => "Protective service",
        "35" => "Food preparation and serving",
        "37" => "Building and grounds cleaning and maintenance",
        "39" => "Personal care and service",
        "41" => "Sales",
        "43" => "Office and administrative support",
        "45" => "Farming, fishing and forestry",
        "47" => "Construction and extraction",
        "49" => "Installation, maintenance and repair",
        "51" => "Production",
        "53" => "Transportation and material moving",
        "55" => "Military",
        _ => return None,
    })
}
