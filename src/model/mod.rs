//! What `train` makes from a catalog: role vectors, rarities, links, families, thresholds. One file, read back whole.
//!
//! In: a [`Catalog`] and checked [`Params`]. Out: a [`Model`], the same bytes for the same input. linfa is used in
//! `cluster` and `plane`, and nowhere else.

mod calibrate;
mod cluster;
mod family;
mod field;
mod incumbents;
mod params;
mod plane;
mod spelling;
mod store;
mod title_field;
mod titles;
mod train;
mod words;

pub use calibrate::{SeniorityScale, Threshold};
pub use cluster::adjusted_rand;
pub use family::{Family, families_of, word_clusters};
pub use incumbents::{Example, Incumbents, Prior, Weight};
pub use params::{CheckedParams, Params};
pub use plane::plane;
pub use store::{FORMAT_VERSION, decode, encode};
pub use titles::{TitleIndex, TitleMatch};
pub use train::{Progress, Stage, train};

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::catalog::{Builders, Bytes, Catalog};
use crate::error::{Error, Result};
use crate::text::names::Names;
use crate::text::{Lexicon, SkillIndex};
use crate::units::RoleRow;
use crate::vector::{Links, Profile, ProfileBuilder, RoleVector, Said, TypicalIndex};

/// What is kept in a model file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelData {
    /// How it was trained.
    pub params: Params,
    /// The knowledge it was trained on.
    pub catalog: Catalog,
    /// What each role asks, by role row.
    pub roles: Vec<RoleVector>,
    /// Rarity of each column in 1/256: skills, then certifications.
    #[serde(with = "crate::packed")]
    pub rarity: Vec<u16>,
    /// How far one skill counts for another.
    pub links: Links,
    /// Fields of work, largest first.
    pub families: Vec<Family>,
    /// The family of each role, as an index into `families`.
    pub family_of: Vec<u16>,
    /// What skills and levels say about seniority.
    pub seniority: SeniorityScale,
    /// From which readiness on a person is ready for each role, and from which on it is a stretch.
    pub thresholds: Vec<Threshold>,
    /// What people who hold the roles taught; nothing where the model is from descriptions alone.
    pub incumbents: Option<Incumbents>,
}

/// A model ready for use: its data, and look-ups made when first needed.
#[derive(Debug)]
pub struct Model {
    /// What the file holds.
    pub data: ModelData,
    /// Checksum of the catalog it was trained on.
    pub fingerprint: u32,
    checksum: OnceLock<u32>,
    names: OnceLock<Names>,
    builders: OnceLock<Builders>,
    lexicon: OnceLock<Lexicon>,
    titles: OnceLock<TitleIndex>,
    skill_index: OnceLock<SkillIndex>,
    typical_index: OnceLock<TypicalIndex>,
}

/// The model that comes with the program.
static SHIPPED: &[u8] = include_bytes!("../../models/skillgap.model");

impl Model {
    /// Wraps model data.
    #[must_use]
    pub fn new(data: ModelData, fingerprint: u32) -> Model {
        Model {
            data,
            fingerprint,
            checksum: OnceLock::new(),
            names: OnceLock::new(),
            builders: OnceLock::new(),
            lexicon: OnceLock::new(),
            titles: OnceLock::new(),
            skill_index: OnceLock::new(),
            typical_index: OnceLock::new(),
        }
    }

    /// Wraps what a file holds, look-ups that it brought along among it.
    fn of_file(data: ModelData, head: store::Head, names: Names, builders: Builders) -> Model {
        Model {
            checksum: OnceLock::from(head.checksum),
            names: OnceLock::from(names),
            builders: OnceLock::from(builders),
            ..Model::new(data, head.fingerprint)
        }
    }

    /// Reads a model file's bytes; `path` is shown in errors.
    ///
    /// # Errors
    /// The bytes are no model, damaged, cut short, or of another version.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Model> {
        decode(path, Bytes::Read(bytes))
    }

    /// The shipped model. Rows of its catalog are read when they are first asked for.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn shipped() -> Result<Model> {
        decode("(shipped)", Bytes::Kept(SHIPPED))
    }

    /// Checksum of all that its file holds: models that answer differently show another.
    ///
    /// # Errors
    /// The model was not read from a file and cannot be encoded; only running out of memory leads there.
    pub fn checksum(&self) -> Result<u32> {
        match self.checksum.get() {
            Some(known) => Ok(*known),
            None => store::checksum(self).map(|new| *self.checksum.get_or_init(|| new)),
        }
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.data.catalog
    }

    /// All names of skills and certifications.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::build(&self.data.catalog))
    }

    /// Which steps build which skill.
    pub fn builders(&self) -> &Builders {
        self.builders.get_or_init(|| Builders::of(&self.data.catalog))
    }

    /// All names, ready to be looked for in texts.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::build(&self.data.catalog))
    }

    /// All titles of roles.
    pub fn titles(&self) -> &TitleIndex {
        self.titles.get_or_init(|| TitleIndex::build(&self.data.catalog))
    }

    /// How many roles ask each skill, by skill row.
    #[must_use]
    pub fn asked(&self) -> Vec<u32> {
        let mut asked = vec![0; self.data.catalog.skills.len()];
        self.data.roles.iter().flat_map(|r| &r.requirements).for_each(|r| asked[r.skill.at()] += 1);
        asked
    }

    /// All names of skills, ready to be compared with texts.
    pub fn skill_index(&self) -> &SkillIndex {
        self.skill_index.get_or_init(|| SkillIndex::build(&self.data.catalog, &self.asked()))
    }

    /// All role texts with what the roles ask, ready to be compared with texts.
    pub fn typical_index(&self) -> &TypicalIndex {
        self.typical_index.get_or_init(|| TypicalIndex::build(&self.data.catalog, &self.data.roles, |_| true))
    }

    /// A builder for profiles in this model's terms.
    pub fn profile_builder(&self, on: jiff::civil::Date) -> ProfileBuilder<'_> {
        ProfileBuilder::new(self.catalog(), self.names(), self, on)
    }

    /// The role of an id or of any title that people use.
    ///
    /// # Errors
    /// No role matches clearly; the nearest titles are in the error.
    pub fn role(&self, name: &str) -> Result<RoleRow> {
        if let Some(row) = self.catalog().role(name.trim()) {
            return Ok(row);
        }
        if let Some(row) = self.called(name.trim()) {
            return Ok(row);
        }
        let found = self.titles().find(name, 5);
        match found.first() {
            Some(best)
                if best.nearest >= CLEAR_TITLE
                    && found.get(1).is_none_or(|next| next.score < best.score - 1e-9) =>
            {
                Ok(best.role)
            }
            _ => Err(Error::UnknownRole {
                name: name.chars().take(80).collect(),
                candidates: found.iter().map(|m| self.catalog()[m.role].title.clone()).collect(),
            }),
        }
    }

    /// The one role whose title reads so, in any letter case.
    fn called(&self, title: &str) -> Option<RoleRow> {
        let title = title.to_lowercase();
        let roles = self.catalog().roles.iter().enumerate();
        let mut same = roles.filter(|(_, role)| role.title.to_lowercase() == title);
        let (row, _) = same.next()?;
        same.next().is_none().then(|| RoleRow::of(row))
    }

    /// The label of a role's family.
    #[must_use]
    pub fn family(&self, role: RoleRow) -> &str {
        let family = self.data.family_of.get(role.at()).copied().unwrap_or(0);
        self.data.families.get(usize::from(family)).map_or("", |f| f.label.as_str())
    }

    /// The readiness from which on a person is ready for a role, in [0, 1].
    #[must_use]
    pub fn threshold(&self, role: RoleRow) -> f64 {
        f64::from(self.data.thresholds[role.at()].ready) / 1000.0
    }

    /// The readiness from which on a role is a stretch, in [0, 1].
    #[must_use]
    pub fn stretch(&self, role: RoleRow) -> f64 {
        f64::from(self.data.thresholds[role.at()].stretch) / 1000.0
    }
}

/// A title that scores below this is not taken for a role without asking.
const CLEAR_TITLE: f64 = 0.72;

impl crate::vector::LexiconSource for Model {
    fn lexicon_if(&self, make: bool) -> Option<&Lexicon> {
        if make { Some(self.lexicon()) } else { self.lexicon.get() }
    }
}

impl Model {
    /// A profile from names at levels, for callers that have no file.
    #[must_use]
    pub fn profile<'n>(
        &self,
        names: impl IntoIterator<Item = (&'n str, Option<crate::units::Level>)>,
        on: jiff::civil::Date,
    ) -> Profile {
        let mut builder = self.profile_builder(on);
        builder.begin();
        for (name, level) in names {
            builder.add(name, Said { level, ..Said::default() });
        }
        std::mem::take(builder.finish())
    }
}
