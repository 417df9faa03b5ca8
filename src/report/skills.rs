//! Skills and certifications by a part of their name: what a form offers while one types.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use crate::catalog::Catalog;

/// A skill or certification in a list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SkillLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Skills and certifications whose name holds a text.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SkillList {
    /// Version of this shape.
    pub schema_version: u32,
    /// As asked.
    pub text: String,
    /// Names that begin with the text first, then names with a word that does, then names that hold it; shorter before longer, ties by id.
    pub skills: Vec<SkillLine>,
}

/// The first `most` skills and certifications whose name holds `text`, in any letter case. Nothing for an empty text.
#[must_use]
pub fn containing(catalog: &Catalog, text: &str, most: usize) -> SkillList {
    let wanted = text.trim().to_lowercase();
    let mut found: Vec<(usize, usize, &str, &str)> = Vec::new();
    if !wanted.is_empty() {
        let skills = catalog.skills.iter().map(|s| (s.id.as_str(), s.name.as_str()));
        let certifications = catalog.certifications.iter().map(|c| (c.id.as_str(), c.name.as_str()));
        for (id, name) in skills.chain(certifications) {
            let lower = name.to_lowercase();
            let Some(at) = lower.find(&wanted) else { continue };
            let word = lower[..at].chars().next_back().is_some_and(|c| !c.is_alphanumeric());
            let kind = if at == 0 {
                0
            } else if word {
                1
            } else {
                2
            };
            found.push((kind, name.len(), id, name));
        }
    }
    found.sort_unstable();
    let line = |f: &(usize, usize, &str, &str)| SkillLine { id: f.2.to_owned(), name: f.3.to_owned() };
    SkillList {
        schema_version: SCHEMA_VERSION,
        text: text.chars().take(200).collect(),
        skills: found.iter().take(most).map(line).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::containing;
    use crate::model::Model;

    #[test]
    fn names_that_begin_so_come_first() {
        let model = Model::shipped().unwrap();
        let names = |text: &str| {
            let list = containing(model.catalog(), text, 5).skills;
            list.into_iter().map(|s| s.name).collect::<Vec<_>>()
        };
        assert_eq!(names("powersh")[0], "PowerShell");
        assert!(names("directory").iter().any(|n| n == "Active Directory"));
        assert!(names("").is_empty() && names("no such thing").is_empty());
    }
}
