//! The tables of a catalog folder: which files are read, and which of their columns? `data/README.md` says what they mean.

use std::path::Path;

use super::level::shorten;
use super::table::{Table, column_key};
use crate::diagnostics::{Findings, Place, Severity};

/// File names with their columns, in the order in which they are written.
const TABLES: [(&str, &str); 11] = [
    ("skills.csv", "id,name,kind,parent,aliases,related,source"),
    ("roles.csv", "id,title,description,seniority,family,aliases,source"),
    ("requirements.csv", "role,skill,importance,level,essential,source"),
    ("transitions.csv", "from,to,years,source"),
    ("career_paths.csv", "path,years,source"),
    ("tenures.csv", "title,role,years,source"),
    (
        "certifications.csv",
        "id,name,issuer,level,status,as_of,retired_on,successors,validity_years,renewal_hours,renewal_cost_usd,\
         experience_years,exam_cost_usd,study_hours,aliases,url,source",
    ),
    ("certification_skills.csv", "certification,skill,level,source"),
    ("prerequisites.csv", "step_kind,step,group,strength,needs_kind,needs,level,years,source"),
    ("projects.csv", "id,title,kind,hours,cost_usd,brief,deliverable,evidence,setup,source"),
    ("project_skills.csv", "project,skill,entry_level,level,source"),
];

/// The columns of a table; none where no table is called so.
pub(super) fn columns_of(name: &str) -> impl Iterator<Item = &'static str> {
    let columns = TABLES.iter().find(|(table, _)| *table == name).map_or("", |(_, columns)| *columns);
    columns.split(',').filter(|c| !c.is_empty())
}

/// Says which columns of a table mean nothing: a name that is written otherwise loses all that stands under it.
pub(super) fn unknown_columns(name: &str, table: &Table, findings: &mut Findings) {
    let known: Vec<&str> = columns_of(name).collect();
    for (at, column) in table.header.iter().enumerate() {
        let key = column_key(column);
        if key.is_empty() || known.contains(&key.as_str()) {
            continue;
        }
        let place = Place { file: table.file.clone(), line: 1, column: at as u64 + 1 };
        findings.add(
            Severity::Warning,
            "unknown-column",
            place,
            format!("The column “{}” means nothing in {name}; it is not read.", shorten(column)),
            format!("Its columns are {}.", known.join(", ")),
        );
    }
}

/// Says which CSV files of a catalog folder are none of its tables, and which names of tables are no files.
pub(super) fn unknown_tables(folder: &Path, findings: &mut Findings) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
        let table = TABLES.iter().any(|(table, _)| *table == name);
        if table == path.is_file() || !name.to_lowercase().ends_with(".csv") {
            continue;
        }
        let names: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        findings.add(
            Severity::Warning,
            "unknown-table",
            Place::file(path.display().to_string()),
            if table {
                "This is a table's name, and no file; it is not read.".to_owned()
            } else {
                "No table of a catalog is called so; it is not read.".to_owned()
            },
            format!("Tables are {}.", names.join(", ")),
        );
    }
}
