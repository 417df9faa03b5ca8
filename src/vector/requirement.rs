//! Mentions in a role's text → what the role asks: skill, importance, level, essential or not.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Role};
use crate::text::{Extractor, Strength, Subject};
use crate::units::{CertificationRow, Level, Seniority, SkillRow};

/// Where a requirement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Extracted from the description.
    Text,
    /// Stated as a fact by the catalog's source (`requirements.csv`).
    Stated,
    /// Both.
    Both,
}

/// What a role asks of one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The skill.
    pub skill: SkillRow,
    /// In thousandths, 1 to 1000.
    pub importance: u16,
    /// The level asked.
    pub level: Level,
    /// Whether it is a must.
    pub essential: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// A certification that a role's text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationWish {
    /// The certification.
    pub certification: CertificationRow,
    /// In thousandths, 1 to 1000.
    pub importance: u16,
}

/// What a role asks. Both lists are sorted by row and name each row once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleVector {
    /// Skills.
    pub requirements: Vec<Requirement>,
    /// Certifications.
    pub certifications: Vec<CertificationWish>,
}

impl RoleVector {
    /// The sum of importances: what readiness is a share of.
    #[must_use]
    pub fn total_importance(&self) -> u64 {
        self.requirements.iter().map(|r| u64::from(r.importance)).sum()
    }
}

/// The level that a text means when it says none: what the ordinary holder of such a job brings.
///
/// Leadership and interpersonal demands grow with the rung; a director's technical skills need not.
fn usual_level(seniority: Seniority) -> Level {
    match seniority {
        Seniority::Entry => Level::BASIC,
        Seniority::Mid => Level::WORKING,
        _ => Level::ADVANCED,
    }
}

/// Each further mention of a skill adds a tenth of its importance, three at most.
const REPEAT_PERCENT: u32 = 10;
const REPEATS_COUNTED: u32 = 3;

/// A skill named in the title is what the job is about.
const TITLE_IMPORTANCE: u16 = 1000;

#[derive(Clone, Copy, Debug)]
struct Gathered {
    strongest: Strength,
    times: u32,
    level: Option<Level>,
    in_title: bool,
}

/// Reads a role's title and description, and joins what its source states.
#[must_use]
pub fn role_vector(role: &Role, catalog: &Catalog, extractor: &mut Extractor) -> RoleVector {
    let mut gathered: Vec<(Subject, Gathered)> = Vec::new();
    let mut gather =
        |subject: Subject, strength: Strength, level: Option<Level>, in_title: bool| match gathered
            .iter_mut()
            .find(|(s, _)| *s == subject)
        {
            Some((_, g)) => {
                g.strongest = g.strongest.max(strength);
                g.times += 1;
                g.level = g.level.max(level);
                g.in_title |= in_title;
            }
            None => gathered.push((subject, Gathered { strongest: strength, times: 1, level, in_title })),
        };
    for mention in extractor.extract(&role.title) {
        if mention.strength > Strength::Excluded {
            gather(mention.subject, Strength::Stated, None, true);
        }
    }
    for mention in extractor.extract(&role.description) {
        if mention.strength > Strength::Excluded {
            gather(mention.subject, mention.strength, mention.level, false);
        }
    }
    let mut vector = RoleVector::default();
    for (subject, g) in gathered {
        let importance = importance(&g);
        match subject {
            Subject::Skill(skill) => vector.requirements.push(Requirement {
                skill,
                importance,
                level: g.level.unwrap_or_else(|| usual_level(role.seniority)),
                essential: g.strongest == Strength::Required,
                origin: Origin::Text,
            }),
            Subject::Certification(certification) => {
                vector.certifications.push(CertificationWish { certification, importance });
            }
        }
    }
    join_stated(&mut vector, role, catalog);
    vector.requirements.sort_by_key(|r| r.skill);
    vector.certifications.sort_by_key(|c| c.certification);
    vector
}

fn importance(g: &Gathered) -> u16 {
    if g.in_title {
        return TITLE_IMPORTANCE;
    }
    let base = u32::from(g.strongest.importance());
    let repeats = (g.times - 1).min(REPEATS_COUNTED);
    #[allow(clippy::cast_possible_truncation)]
    let importance = (base + base * repeats * REPEAT_PERCENT / 100).min(1000) as u16;
    importance.max(1)
}

fn join_stated(vector: &mut RoleVector, role: &Role, catalog: &Catalog) {
    for stated in role.stated.iter().filter(|s| s.skill.at() < catalog.skills.len()) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let importance = ((stated.importance * 1000.0).round() as u16).clamp(1, 1000);
        match vector.requirements.iter_mut().find(|r| r.skill == stated.skill) {
            Some(known) => {
                known.importance = known.importance.max(importance);
                known.essential |= stated.essential;
                known.level = stated.level.unwrap_or(known.level);
                known.origin = Origin::Both;
            }
            None => vector.requirements.push(Requirement {
                skill: stated.skill,
                importance,
                level: stated.level.unwrap_or_else(|| usual_level(role.seniority)),
                essential: stated.essential,
                origin: Origin::Stated,
            }),
        }
    }
}
