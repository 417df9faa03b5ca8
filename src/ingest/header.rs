//! The header of a table of profiles: which columns are read, under which names, and which never?

use super::level::shorten;
use super::person::VALUE_SIGN;
use super::table::{Table, column_key};
use crate::diagnostics::{Findings, Place, Severity};

/// Columns that say what a person is, not what they can do: never read. Names are compared as whole words.
const PROTECTED: &[&str] = &[
    "age",
    "gender",
    "sex",
    "race",
    "ethnicity",
    "religion",
    "nationality",
    "birth",
    "birthdate",
    "dob",
    "disability",
    "marital",
    "pregnancy",
    "orientation",
    "pronouns",
    "veteran",
    "citizenship",
];

/// Whether a column's name says that it holds a protected attribute.
#[must_use]
pub fn is_protected(column: &str) -> bool {
    column_key(column).split('_').any(|word| PROTECTED.contains(&word))
}

/// Names under which columns are known.
pub const SKILL_COLUMNS: &[&str] = &[
    "skill",
    "skill_name",
    "name",
    "competence",
    "technology",
    // Europass and ESCO tables.
    "preferred_label",
    "preferredlabel",
    "digital_skill",
    "esco_skill",
    "concept_uri",
    "concepturi",
];
/// Of these, the ones that mean nothing else.
pub(super) const PLAIN_SKILL_COLUMNS: &[&str] = &["skill", "skill_name"];

/// The column with one skill a row. Beside a column that holds many, only a plain name says so: `name` is the person's there.
pub fn one_skill(find: impl Fn(&[&str]) -> Option<usize>) -> Option<usize> {
    let plain = find(PLAIN_SKILL_COLUMNS);
    if find(SKILLS_COLUMNS).is_some() { plain } else { plain.or_else(|| find(SKILL_COLUMNS)) }
}

/// Names of the column that holds many skills.
pub const SKILLS_COLUMNS: &[&str] = &["skills", "skill_list", "technologies"];
/// Names of the column that tells people apart.
pub const ID_COLUMNS: &[&str] =
    &["profile_id", "id", "person_id", "employee_id", "person", "employee", "user_id"];
/// Names of the column with levels.
pub const LEVEL_COLUMNS: &[&str] = &[
    "level",
    "levels",
    "proficiency",
    "rating",
    "skill_level",
    "proficiency_level",
    "self_assessment",
    "cefr",
];
/// Names of the column with years of experience.
pub const YEARS_COLUMNS: &[&str] = &["years", "years_of_experience", "experience_years", "experience"];
/// Names of the column that says when a skill was last used.
pub const LAST_USED_COLUMNS: &[&str] = &["last_used", "lastused"];
/// Names of the column that says when a certificate was earned.
pub const DATE_COLUMNS: &[&str] = &[
    "date",
    "earned",
    "certified_on",
    "issued",
    "issue_date",
    "issued_on",
    "issued_date",
    "date_issued",
    "earned_on",
    "date_earned",
    "obtained",
    "obtained_on",
    "date_obtained",
    "completed",
    "completed_on",
    "date_completed",
    "completion_date",
    "certification_date",
    // Certifications as LinkedIn exports them.
    "started_on",
];
/// Names of columns that say when a certificate ends, which nothing is read from.
const END_COLUMNS: &[&str] = &[
    "expires",
    "expires_on",
    "expiration",
    "expiration_date",
    "expiry",
    "expiry_date",
    "valid_until",
    "valid_to",
    "finished_on",
];
/// Names of the column with the present role.
pub const ROLE_COLUMNS: &[&str] = &["current_role", "role", "job_title", "current_title"];
/// Names of the column with hours a week for learning.
pub const HOURS_COLUMNS: &[&str] = &["weekly_hours", "hours_per_week"];

/// The names of all columns that are read, those of one meaning in a list.
pub(super) const READ_COLUMNS: [&[&str]; 9] = [
    SKILL_COLUMNS,
    LEVEL_COLUMNS,
    SKILLS_COLUMNS,
    ID_COLUMNS,
    YEARS_COLUMNS,
    LAST_USED_COLUMNS,
    DATE_COLUMNS,
    ROLE_COLUMNS,
    HOURS_COLUMNS,
];

pub(super) fn find(table: &Table, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|n| table.column(n))
}

/// Whether a column of this name is read.
pub(super) fn is_known(name: &str) -> bool {
    let key = column_key(name);
    let lists = [SKILL_COLUMNS, SKILLS_COLUMNS, ID_COLUMNS, LEVEL_COLUMNS, YEARS_COLUMNS, DATE_COLUMNS];
    lists.iter().any(|names| names.contains(&key.as_str()))
}

/// Names of columns that say something of one skill.
const OF_EACH: [&[&str]; 3] = [YEARS_COLUMNS, LAST_USED_COLUMNS, DATE_COLUMNS];

/// Whether a column says something of one skill in a table whose rows have many, so that nothing is read from it.
pub(super) fn of_one_of_many(column: &str, header: &[String]) -> bool {
    let keys = keys(header);
    let find = |names: &[&str]| position(&keys, names);
    let wide = one_skill(find).is_none() && find(SKILLS_COLUMNS).is_some();
    let key = column_key(column);
    wide && OF_EACH.iter().any(|names| names.contains(&key.as_str()))
}

/// The keys of columns.
fn keys(header: &[String]) -> Vec<String> {
    header.iter().map(|h| column_key(h)).collect()
}

/// Where the column is that is called by the first of these names that any is called by.
fn position(keys: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| keys.iter().position(|key| key == name))
}

/// Columns that have a name which is read, and are not read here. With each why: another one is read for the same (its name comes twice, or it is a
/// second list of skills, or a second id), or a row with many skills cannot say it of each.
#[must_use]
pub fn passed_over(header: &[String]) -> Vec<(String, String)> {
    let keys = keys(header);
    let column = |names: &[&str]| position(&keys, names);
    let mut over = Vec::new();
    let (one, many) = (one_skill(column), column(SKILLS_COLUMNS));
    if let (Some(one), Some(many)) = (one, many) {
        over.push((header[many].clone(), format!("“{}” is read, one skill a row", shorten(&header[one]))));
    } else if many.is_some() {
        let why =
            || "it cannot be told which of a row's skills it speaks of: write one skill a row".to_owned();
        over.extend(OF_EACH.iter().filter_map(|names| column(names)).map(|at| (header[at].clone(), why())));
    }
    for names in READ_COLUMNS {
        // `name` and its like may be the person's.
        let names = if names == SKILL_COLUMNS { PLAIN_SKILL_COLUMNS } else { names };
        let Some(read) = column(names) else { continue };
        let lists = names == SKILLS_COLUMNS || names == ID_COLUMNS;
        let same = |key: &String| *key == keys[read] || lists && names.contains(&key.as_str());
        let others = (0..keys.len()).filter(|at| *at != read && same(&keys[*at]));
        let why = || format!("“{}” is read for the same", shorten(&header[read]));
        over.extend(others.map(|at| (header[at].clone(), why())));
    }
    over
}

/// Says which columns are passed over.
pub(super) fn columns_passed_over(table: &Table, findings: &mut Findings) {
    for name in table.header.iter().filter(|h| END_COLUMNS.contains(&column_key(h).as_str())) {
        findings.add(
            Severity::Warning,
            "column-not-read",
            Place::line(table.file.clone(), 1),
            format!("The column “{}” is not read: a certificate counts as long as its issuer says from the day on which it was earned.", shorten(name)),
            "Write that day into a column `date`; for a certificate that was renewed, the day of its last renewal.",
        );
    }
    for (name, why) in passed_over(&table.header) {
        findings.add(
            Severity::Warning,
            "column-not-read",
            Place::line(table.file.clone(), 1),
            format!("The column “{}” is not read: {why}.", shorten(&name)),
            "Put what is to be read into a column of its own.",
        );
    }
}

/// Says which columns are ignored because they hold protected attributes.
pub fn protected_columns(table: &Table, findings: &mut Findings) {
    for name in table.header.iter().filter(|h| is_protected(h)) {
        findings.add(
            Severity::Note,
            "protected-column",
            Place::line(table.file.clone(), 1),
            format!("The column “{}” is ignored: protected attributes are never read.", shorten(name)),
            "Leave it out of the file.",
        );
    }
}

/// Where the columns of a table are.
pub(super) struct Columns {
    pub(super) id: Option<usize>,
    pub(super) skill: Option<usize>,
    pub(super) skills: Option<usize>,
    pub(super) level: Option<usize>,
    pub(super) years: Option<usize>,
    pub(super) last_used: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) role: Option<usize>,
    pub(super) hours: Option<usize>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Columns {
        Columns {
            id: find(table, ID_COLUMNS),
            skill: one_skill(|names| find(table, names)),
            skills: find(table, SKILLS_COLUMNS),
            level: find(table, LEVEL_COLUMNS),
            years: find(table, YEARS_COLUMNS),
            last_used: find(table, LAST_USED_COLUMNS),
            date: find(table, DATE_COLUMNS),
            role: find(table, ROLE_COLUMNS),
            hours: find(table, HOURS_COLUMNS),
        }
    }

    /// As read where the table is one person's: a column of lists that has one skill a row, in rows that nobody's id tells apart, is a list down the page.
    pub(super) fn of_one_person(mut self, table: &Table) -> Columns {
        let one = |cell: &str| !cell.contains([';', char::from(VALUE_SIGN)]);
        let single = table.rows.len() > 1 && table.rows.iter().all(|row| one(row.cell(self.skills)));
        if self.wide() && self.id.is_none() && self.role.is_none() && single {
            self.skill = self.skills.take();
        }
        self
    }

    /// Whether a row holds one person with many skills. As in a batch, a column with one skill a row goes before one with many.
    pub(super) fn wide(&self) -> bool {
        self.skill.is_none() && self.skills.is_some()
    }
}
