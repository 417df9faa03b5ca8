//! Technologies, tools, and the rated elements of Skills and Knowledge → skills and what occupations ask of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::scales::{level, soft_kind, without_maker};
use super::{CODE, NO_ROLE, Onet, SUPPRESS};
use crate::catalog::SkillKind;
use crate::catalog::record::{RequirementRecord, SkillRecord};
use crate::diagnostics::Place;
use crate::error::Result;
use crate::ingest::import::{aliases, marked, one_line};
use crate::ingest::release::{Fate, FileAccount, ReleaseRow, read_rows};
use crate::text::title::slug;
use crate::units::Level;

/// Importance (scale IM, 1 to 5) from which O*NET calls an element important; below it nothing is asked.
const IMPORTANT: f64 = 3.0;
/// Importance from which it is very important: essential here.
const VERY_IMPORTANT: f64 = 4.0;
/// Importance of a technology: asked for often by employers of this occupation.
const IN_DEMAND: f32 = 0.8;
/// Asked for often by employers of all kinds.
const HOT: f32 = 0.6;
/// An example of what is used.
const EXAMPLE: f32 = 0.3;
/// Tools are examples, too, and say less about a person.
const TOOL: f32 = 0.2;

impl Onet {
    pub(super) fn technologies(&mut self, path: &Path, technology: bool) -> Result<FileAccount> {
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
    pub(super) fn rated(&mut self, path: &Path, kind: SkillKind) -> Result<FileAccount> {
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
}
