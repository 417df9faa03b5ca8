//! What importers share: the folder of a release, its account, and names made fit for a catalog.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::release::FileAccount;
use crate::catalog::Records;
use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// A release as records, and the account of what was done with it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The catalog.
    pub records: Records,
    /// What was read, used and left.
    pub report: ImportReport,
}

/// The account of an import: every file of the folder, and in it every row, stands in it once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ImportReport {
    /// `esco` or `onet`.
    pub taxonomy: String,
    /// The edition as far as the files tell it.
    pub edition: String,
    /// The line that the publisher asks for.
    pub attribution: String,
    /// Roles in the catalog.
    pub roles: usize,
    /// Skills in the catalog.
    pub skills: usize,
    /// Stated requirements in the catalog.
    pub requirements: usize,
    /// Files read, in the order of reading.
    pub files: Vec<FileAccount>,
    /// Files of the folder that were not read, by name, with the reason.
    pub not_read: Vec<(String, String)>,
}

impl ImportReport {
    /// An account with nothing in it yet.
    #[must_use]
    pub fn open(taxonomy: &str, edition: &str, attribution: &str) -> ImportReport {
        ImportReport {
            taxonomy: taxonomy.to_owned(),
            edition: edition.to_owned(),
            attribution: attribution.to_owned(),
            ..ImportReport::default()
        }
    }

    /// Closes the account over what came of it.
    #[must_use]
    pub fn close(mut self, records: Records, release: &Release, unread: &[(&str, &str)]) -> Imported {
        self.roles = records.roles.len();
        self.skills = records.skills.len();
        self.requirements = records.requirements.len();
        self.list_unread(release, unread);
        Imported { records, report: self }
    }

    /// Lists what else is in the folder. `reasons` says why by a part of the name.
    fn list_unread(&mut self, release: &Release, reasons: &[(&str, &str)]) {
        for name in &release.files {
            if self.files.iter().any(|f| f.file == *name) {
                continue;
            }
            let reason = reasons.iter().find(|(part, _)| name.contains(part));
            let reason = reason.map_or("not a file that is imported", |(_, r)| r);
            self.not_read.push((name.clone(), reason.to_owned()));
        }
    }
}

/// The folder of a release.
#[derive(Clone, Debug)]
pub struct Release {
    folder: PathBuf,
    files: BTreeSet<String>,
}

impl Release {
    /// Lists a folder.
    ///
    /// # Errors
    /// It cannot be listed.
    pub fn open(folder: &Path) -> Result<Release> {
        let shown = folder.display().to_string();
        let mut files = BTreeSet::new();
        for entry in std::fs::read_dir(folder).map_err(Error::io("cannot list", shown.clone()))? {
            let entry = entry.map_err(Error::io("cannot list", shown.clone()))?;
            files.insert(entry.file_name().to_string_lossy().into_owned());
        }
        Ok(Release { folder: folder.to_owned(), files })
    }

    /// The files by name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The file of one of these names in any letter case, the first name first.
    #[must_use]
    pub fn find(&self, names: &[String]) -> Option<PathBuf> {
        names
            .iter()
            .find_map(|n| self.files.iter().find(|f| f.eq_ignore_ascii_case(n)))
            .map(|f| self.folder.join(f))
    }

    /// As [`Release::find`], for a file that must be there.
    ///
    /// # Errors
    /// It is not.
    pub fn need(&self, names: &[String], taxonomy: &str) -> Result<PathBuf> {
        self.find(names).ok_or_else(|| Error::Input {
            place: Place::file(self.folder.display().to_string()),
            message: format!("There is no {} in this folder.", names.first().map_or("", String::as_str)),
            remedy: format!("Name the folder with the unpacked {taxonomy} files, under their own names."),
        })
    }

    /// The version in the folder's name (`esco-1.1.1` → `1.1.1`), if there is one.
    #[must_use]
    pub fn version_in_name(&self) -> Option<String> {
        let name = self.folder.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned();
        let digits = |c: char| c.is_ascii_digit() || c == '.';
        name.split(|c| !digits(c))
            .map(|part| part.trim_matches('.'))
            .find(|part| part.contains('.') && part.len() >= 3)
            .map(str::to_owned)
    }
}

/// Names of a skill or role: cleaned, without repeats in any letter case and without the main one, in the order given.
///
/// `;` separates names in a catalog, so one inside a name becomes `,`.
#[must_use]
pub fn aliases<'n>(main: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let mut seen = BTreeSet::from([main.to_lowercase()]);
    let mut out = Vec::new();
    for name in names {
        let name = one_line(name).replace(';', ",");
        let name = name.trim_matches([' ', ',']);
        // A mark in front would change how the name is looked for.
        let name = name.trim_start_matches(['=', '?']);
        if !name.is_empty() && seen.insert(name.to_lowercase()) {
            out.push(name.to_owned());
        }
    }
    out
}

/// Runs of white space and control characters as one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A name that is also looked for in texts gets a mark where it would be found everywhere: `?` for one or two letters, `=` for
/// short words all in capitals.
#[must_use]
pub fn mark(name: &str) -> Option<String> {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    let plain = name.chars().all(char::is_alphanumeric);
    let capitals = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if plain && letters <= 2 {
        Some(format!("?{name}"))
    } else if plain && letters <= 5 && capitals {
        Some(format!("={name}"))
    } else {
        None
    }
}

/// Applies [`mark`] to a list of aliases, and to the main name by repeating it with its mark.
#[must_use]
pub fn marked(main: &str, aliases: Vec<String>) -> Vec<String> {
    let own = mark(main);
    own.into_iter().chain(aliases.into_iter().map(|a| mark(&a).unwrap_or(a))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_told_apart_in_any_case() {
        let got = aliases("data base", ["Data Base", "DB; databases", "=x", " a\n b ", "db, databases"]);
        assert_eq!(got, ["DB, databases", "x", "a b"]);
    }

    #[test]
    fn short_names_are_looked_for_strictly() {
        assert_eq!(marked("R", vec!["SQL".into(), "Rust".into()]), ["?R", "=SQL", "Rust"]);
        assert!(marked("C++", vec![]).is_empty());
    }
}
