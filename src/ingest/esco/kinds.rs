//! What sort of thing a skill of ESCO is, by the groups above it, and the rung of an occupation, by its ISCO group.

use super::{Esco, tail};
use crate::catalog::SkillKind;
use crate::catalog::record::SkillRecord;
use crate::text::title::{seniority_in_title, seniority_in_words};
use crate::units::Seniority;

impl Esco {
    /// Kinds from the groups above: a skill is leadership or interpersonal only where all its groups are, and knowledge of the
    /// ISCED-F field 06 (information and communication technologies) is technology.
    pub(super) fn set_kinds(&mut self) {
        let kinds: Vec<SkillKind> = self.skills.values().map(|s| self.kind(s)).collect();
        for (skill, kind) in self.skills.values_mut().zip(kinds) {
            skill.kind = kind;
        }
    }

    fn kind(&self, skill: &SkillRecord) -> SkillKind {
        let codes = self.codes_above(&skill.id);
        if skill.kind != SkillKind::Knowledge {
            return soft_kind(&codes).unwrap_or(skill.kind);
        }
        if codes.iter().any(|c| c.starts_with("isced-f/06")) { SkillKind::Technology } else { skill.kind }
    }

    /// Whether `above` is `id` or stands above it.
    pub(super) fn is_above(&self, above: &str, id: &str) -> bool {
        let mut at = id;
        for _ in 0..=self.skills.len() {
            if at == above {
                return true;
            }
            match self.skills.get(at) {
                Some(skill) if !skill.parent.is_empty() => at = &skill.parent,
                _ => return false,
            }
        }
        true
    }

    /// Codes of the groups right above a skill, or of those above its broader skills.
    fn codes_above(&self, id: &str) -> Vec<&str> {
        let mut at = id;
        // Hierarchies are a few steps deep; a circle ends here as well.
        for _ in 0..12 {
            if let Some(groups) = self.groups_above.get(at) {
                return groups.iter().filter_map(|g| self.group_codes.get(g)).map(String::as_str).collect();
            }
            match self.skills.get(at) {
                Some(skill) if !skill.parent.is_empty() => at = &skill.parent,
                _ => break,
            }
        }
        Vec::new()
    }
}

/// `isced-f/0613` for fields of education, the last part for others.
pub(super) fn tail_with_scheme(uri: &str) -> String {
    match uri.find("/isced-f/") {
        Some(at) => uri[at + 1..].to_owned(),
        None => tail(uri).to_owned(),
    }
}

/// Leading people and direction.
const LEADERSHIP: &[&str] = &["S4.1", "S4.3", "S4.5", "S4.6", "S4.7", "S4.8", "T4.4"];
/// Dealing with people, and with oneself.
const INTERPERSONAL: &[&str] = &["S1.1", "S1.2", "S1.8", "T2", "T3", "T4", "T6"];

fn soft_kind(codes: &[&str]) -> Option<SkillKind> {
    let within =
        |code: &str, list: &[&str]| list.iter().any(|l| code == *l || code.starts_with(&format!("{l}.")));
    let leads = codes.iter().any(|c| within(c, LEADERSHIP));
    let soft = !codes.is_empty() && codes.iter().all(|c| within(c, LEADERSHIP) || within(c, INTERPERSONAL));
    match (soft, leads) {
        (true, true) => Some(SkillKind::Leadership),
        (true, false) => Some(SkillKind::Interpersonal),
        (false, _) => None,
    }
}

/// The rung: the title's words where they say it; else ISCO's major group (1 managers, 9 elementary occupations); else the title's head.
pub(super) fn seniority(title: &str, isco: &str) -> Seniority {
    if let Some(said) = seniority_in_words(title) {
        return said;
    }
    match isco.as_bytes() {
        [b'1', b'1', ..] => Seniority::Director,
        [b'1', ..] => Seniority::Senior,
        [b'9', ..] => Seniority::Entry,
        [b'2' | b'3', ..] => seniority_in_title(title).max(Seniority::Mid),
        _ => seniority_in_title(title),
    }
}
