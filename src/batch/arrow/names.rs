//! The ids of a model as they stand in results: texts made once, and dictionaries.

use std::sync::{Arc, OnceLock};

use arrow_array::{ArrayRef, StringArray};

use super::text::{GROUP, Name};
use crate::matching::Verdict;
use crate::matching::gap::Demands;
use crate::model::Model;
use crate::units::{ProjectRow, RoleRow};

/// The ids of a model as they stand in results. Shared by all threads.
#[derive(Debug)]
pub struct Names {
    pub(super) certifications: Vec<Name>,
    pub(super) projects: Vec<Name>,
    pub(super) verdicts: [Name; Verdict::ALL.len()],
    roles: Vec<OnceLock<RoleNames>>,
    pub(super) dictionaries: Dictionaries,
}

/// What numbers stand for where ids are kept as such.
#[derive(Debug)]
pub(super) struct Dictionaries {
    pub role_ids: ArrayRef,
    pub titles: ArrayRef,
    pub verdicts: ArrayRef,
    pub skills: ArrayRef,
    pub certifications: ArrayRef,
    pub projects: ArrayRef,
}

fn strings<S: AsRef<str>>(of: impl Iterator<Item = S>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(of))
}

impl Dictionaries {
    fn new(model: &Model) -> Dictionaries {
        let c = model.catalog();
        Dictionaries {
            role_ids: strings(c.roles.iter().map(|r| &r.id)),
            titles: strings(c.roles.iter().map(|r| &r.title)),
            verdicts: strings(Verdict::ALL.iter().map(|v| v.word())),
            skills: strings(c.skills.iter().map(|s| &s.id)),
            certifications: strings(c.certifications.iter().map(|x| &x.id)),
            projects: strings((0..c.projects.len()).map(|p| c.project_id(ProjectRow::of(p)))),
        }
    }
}

/// A role's id and title, and the ids of its demands, one behind the other: a run of gaps is a piece of that.
#[derive(Debug)]
pub(super) struct RoleNames {
    pub id: Name,
    pub title: Name,
    pub demands: Name,
    /// Where each demand starts, and the end; a few more stand behind, so that any part can be copied in whole groups.
    pub starts: Box<[i32]>,
    /// The skills of the demands by number.
    pub keys: Box<[i32]>,
}

impl Names {
    /// Those of a model.
    #[must_use]
    pub fn new(model: &Model) -> Names {
        let catalog = model.catalog();
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        let project = |p: usize| Name::new(&catalog.project_id(ProjectRow::of(p)));
        Names {
            certifications: catalog.certifications.iter().map(|c| Name::new(&c.id)).collect(),
            projects: (0..catalog.projects.len()).map(project).collect(),
            verdicts: Verdict::ALL.map(|v| Name::new(v.word())),
            roles,
            dictionaries: Dictionaries::new(model),
        }
    }

    /// Those of a role that was met before.
    pub(super) fn known(&self, role: usize) -> Option<&RoleNames> {
        self.roles.get(role)?.get()
    }

    pub(super) fn role(&self, model: &Model, role: RoleRow, demands: &Demands) -> &RoleNames {
        self.roles[role.at()].get_or_init(|| {
            let requirements = &model.data.roles[role.at()].requirements;
            let (mut text, mut starts, mut keys) = (String::new(), vec![0], Vec::new());
            for requirement in demands.requirements() {
                let skill = requirements[usize::from(requirement)].skill;
                text.push_str(&model.catalog()[skill].id);
                keys.push(key(skill.at()));
                starts.push(i32::try_from(text.len()).unwrap_or(i32::MAX));
            }
            starts.extend([0; GROUP]);
            let role = &model.catalog()[role];
            RoleNames {
                id: Name::new(&role.id),
                title: Name::new(&role.title),
                demands: Name::new(&text),
                starts: starts.into(),
                keys: keys.into(),
            }
        })
    }
}

/// A row of the catalog as a number in a dictionary.
pub(super) fn key(row: usize) -> i32 {
    i32::try_from(row).unwrap_or(i32::MAX)
}
