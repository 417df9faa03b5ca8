//! Gaps: requirements not met in full, each with the readiness that closing it would give back.

use super::readiness::{MET, Satisfaction};
use crate::units::{Level, SkillRow};
use crate::vector::{Held, RoleVector};

/// Why a requirement is not met in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapKind {
    /// Nothing in the profile counts for it.
    Missing,
    /// The skill is there, below the level asked.
    Level,
    /// Only a linked skill counts for it, in part.
    Related(SkillRow),
}

/// A requirement not met in full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Index into the role's requirements.
    pub requirement: usize,
    /// The skill.
    pub skill: SkillRow,
    /// The level asked.
    pub required: Level,
    /// The level the profile has, if it has the skill itself.
    pub level: Option<Level>,
    /// Whether it is a must.
    pub essential: bool,
    /// Readiness that closing it gives back, in (0, 1]. Readiness and all gains add up to 1.
    pub gain: f64,
    /// Why it is open.
    pub kind: GapKind,
}

/// The gaps in order of gain, largest first; ties by skill.
#[allow(clippy::cast_precision_loss)]
pub fn gaps(role: &RoleVector, satisfaction: &Satisfaction, held: &[Held], out: &mut Vec<Gap>) {
    out.clear();
    let all = (role.total_importance() * u64::from(MET)) as f64;
    for (at, (r, met)) in role.requirements.iter().zip(&satisfaction.met).enumerate() {
        if met.share >= MET {
            continue;
        }
        let by = met.by.and_then(|i| held.get(i as usize));
        let own = held.binary_search_by_key(&r.skill, |h| h.skill).ok().map(|i| held[i].level);
        let kind = match (by, met.over) {
            (Some(by), Some(_)) => GapKind::Related(by.skill),
            (Some(_), None) => GapKind::Level,
            (None, _) => GapKind::Missing,
        };
        let open = u64::from(r.importance) * u64::from(MET - met.share);
        out.push(Gap {
            requirement: at,
            skill: r.skill,
            required: r.level,
            level: own,
            essential: r.essential,
            gain: open as f64 / all,
            kind,
        });
    }
    out.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.skill.cmp(&b.skill)));
}
