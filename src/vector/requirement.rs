//! Mentions in a role's text → what the role asks: skill, importance, level, essential or not.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Role};
use crate::packed::{Packed, byte, put_from, take_from};
use crate::text::{Extractor, Mention, Strength, Subject};
use crate::units::{CertificationRow, Level, Seniority, SkillRow};
use crate::varint;

/// Where a requirement comes from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// How many of the role's other requirements its text names before it; 0 for what is only stated.
    pub place: u8,
}

/// The level in three bits, a must in the next, the origin above.
impl Packed for Requirement {
    fn put(&self, before: Option<&Requirement>, out: &mut Vec<u8>) {
        put_from(before.map_or(0, |b| b.skill.0), self.skill.0, out);
        varint::put(u32::from(self.importance), out);
        out.push(self.level.get() | u8::from(self.essential) << 3 | (self.origin as u8) << 4);
        out.push(self.place);
    }

    #[inline]
    fn take(bytes: &mut &[u8], before: Option<&Requirement>) -> Option<Requirement> {
        let skill = SkillRow(take_from(before.map_or(0, |b| b.skill.0), bytes)?);
        let importance = u16::try_from(varint::take(bytes)?).ok()?;
        let bits = byte(bytes)?;
        let origin = match bits >> 4 {
            0 => Origin::Text,
            1 => Origin::Stated,
            2 => Origin::Both,
            _ => return None,
        };
        let (level, essential) = (Level::new(bits & 7)?, bits & 8 != 0);
        Some(Requirement { skill, importance, level, essential, origin, place: byte(bytes)? })
    }
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
    #[serde(with = "crate::packed")]
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
pub(super) fn usual_level(seniority: Seniority) -> Level {
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
    /// Whether some mention of it at this strength is no alternative.
    firm: bool,
    /// Whether a sentence itself demands it.
    demanded: bool,
    times: u32,
    level: Option<Level>,
    in_title: bool,
    /// First byte of the first mention at the greatest strength; 0 if the title names it.
    start: u32,
}

/// Reads a role's title and description, and joins what its source states.
#[must_use]
pub fn role_vector(role: &Role, catalog: &Catalog, extractor: &mut Extractor) -> RoleVector {
    let mut gathered: Vec<(Subject, Gathered)> = Vec::new();
    for mention in extractor.extract(&role.title) {
        if mention.strength > Strength::Excluded {
            gather(&mut gathered, mention, true);
        }
    }
    for mention in extractor.extract(&role.description) {
        if mention.strength > Strength::Excluded {
            gather(&mut gathered, mention, false);
        }
    }
    let mut vector = RoleVector::default();
    gathered.sort_by_key(|(subject, g)| (g.start, *subject));
    for (subject, g) in gathered {
        let importance = importance(&g);
        match subject {
            Subject::Skill(skill) => vector.requirements.push(Requirement {
                skill,
                importance,
                level: g.level.unwrap_or_else(|| usual_level(role.seniority)),
                essential: g.is_must(),
                origin: Origin::Text,
                place: u8::try_from(vector.requirements.len()).unwrap_or(u8::MAX),
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

fn gather(gathered: &mut Vec<(Subject, Gathered)>, mention: &Mention, in_title: bool) {
    let strength = if in_title { Strength::Stated } else { mention.strength };
    let firm = !mention.alternative && !in_title;
    let demanded = firm && strength == Strength::Required && mention.by_cue;
    let level = if in_title { None } else { mention.level };
    match gathered.iter_mut().find(|(s, _)| *s == mention.subject) {
        Some((_, g)) => {
            g.firm = match strength.cmp(&g.strongest) {
                std::cmp::Ordering::Greater => firm,
                std::cmp::Ordering::Equal => g.firm | firm,
                std::cmp::Ordering::Less => g.firm,
            };
            if strength > g.strongest && !g.in_title {
                g.start = mention.start;
            }
            g.strongest = g.strongest.max(strength);
            g.demanded |= demanded;
            g.times += 1;
            g.level = g.level.max(level);
            g.in_title |= in_title;
        }
        None => {
            let start = if in_title { 0 } else { mention.start };
            let new = Gathered { strongest: strength, firm, demanded, times: 1, level, in_title, start };
            gathered.push((mention.subject, new));
        }
    }
}

impl Gathered {
    /// A must: required, no mere alternative, and more than one item of a list of wishes: the sentence itself demands it, the
    /// title names it, or the text comes back to it.
    fn is_must(&self) -> bool {
        self.strongest == Strength::Required
            && self.firm
            && (self.demanded || self.in_title || self.times > 1)
    }
}

/// One of several alternatives counts for this share of its strength, in percent: having any of them is enough.
const ALTERNATIVE_PERCENT: u32 = 60;

fn importance(g: &Gathered) -> u16 {
    if g.in_title {
        return TITLE_IMPORTANCE;
    }
    let full = u32::from(g.strongest.importance());
    let base = if g.firm { full } else { full * ALTERNATIVE_PERCENT / 100 };
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
                place: 0,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_come_back_packed() {
        let origins = [Origin::Text, Origin::Stated, Origin::Both];
        let of = |n: u32| Requirement {
            skill: SkillRow(n * n * 40),
            importance: 1 + (n * 77 % 1000) as u16,
            level: Level::new(1 + (n % 5) as u8).unwrap(),
            essential: n.is_multiple_of(2),
            origin: origins[n as usize % 3],
            place: (n * 31) as u8,
        };
        let list: Vec<Requirement> = (0..40).chain([3]).map(of).collect();
        crate::packed::comes_back(&list);
        let damaged = |bits: u8| Requirement::take(&mut &[1, 1, bits, 0][..], None);
        assert!(
            damaged(1).is_some() && damaged(0).is_none() && damaged(6).is_none() && damaged(0x31).is_none()
        );
    }
}
