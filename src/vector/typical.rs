//! What roles with similar texts ask: skills that a text may leave unsaid.
//!
//! In: a title and a description. Out: skills, each with how strongly the nearest roles ask it and which ones do. This is evidence of
//! another kind than a mention: the text does not name the skill, so it never enters a role's requirements, fit or readiness; whoever shows it says
//! "typical for such roles".
//!
//! The nearest roles are weighed by kernel ridge regression among themselves (C. Saunders, A. Gammerman, V. Vovk, 1998) instead of by likeness alone: ten roles that
//! are copies of each other then speak with one voice, and a role unlike the rest is heard.

use crate::catalog::{Catalog, Role};
use crate::text::term_index::{Key, TermIndex, TermIndexBuilder, TermScores};
use crate::text::terms::Terms;
use crate::text::{NearestScratch, SkillIndex};
use crate::units::{RoleRow, SkillRow};
use crate::vector::RoleVector;

/// Nearest roles that are heard; chosen with `RIDGE` on 600 held-out ESCO occupations (docs/quality.md); 30 to 120 differ by .003.
const NEIGHBOURS: usize = 40;

/// Ridge, in units of a role's likeness to itself.
const RIDGE: f64 = 1.0;

/// What the wording of a skill's names adds beside the neighbours, where a text nearly names it.
const WORDING_WEIGHT: f32 = 0.3;

/// Roles named as the reason, at most.
const REASONS: usize = 3;

/// A skill that roles like the text's ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Typical {
    /// The skill.
    pub skill: SkillRow,
    /// How strongly the nearest roles ask it, in [0, 1]: about the share of them, weighed by likeness and importance.
    pub share: f32,
    /// What it is ranked by: the share, and the wording of the skill's names.
    pub score: f32,
    /// The nearest roles that ask it, nearest first, at most three.
    pub roles: Vec<RoleRow>,
}

/// Texts of roles with what they ask. Immutable.
#[derive(Debug)]
pub struct TypicalIndex {
    words: TermIndex,
    letters: TermIndex,
    word_vectors: Vec<Vec<(u32, f32)>>,
    letter_vectors: Vec<Vec<(u32, f32)>>,
    /// The role of each document.
    roles: Vec<RoleRow>,
    /// What each asks: (skill, importance in (0, 1]), ascending.
    asks: Vec<Vec<(SkillRow, f32)>>,
    skills: usize,
}

/// Memory for asking; one per thread.
#[derive(Clone, Debug, Default)]
pub struct TypicalScratch {
    terms: Terms,
    keys: Vec<Key>,
    hits: TermScores,
    nearest: NearestScratch,
}

fn words_of(
    (title, description): (&str, &str),
    aliases: &[String],
    terms: &mut Terms,
    words: &mut Vec<Key>,
    letters: &mut Vec<Key>,
) {
    // The title twice: it says most of what a job is.
    for text in [title, title, description].into_iter().chain(aliases.iter().map(String::as_str)) {
        terms.fill(text);
        terms.stems(words);
        terms.letters(letters);
    }
}

impl TypicalIndex {
    /// Takes in the roles for which `keep` holds.
    ///
    /// Cost: linear in the length of the texts.
    #[must_use]
    pub fn build(catalog: &Catalog, vectors: &[RoleVector], keep: impl Fn(RoleRow) -> bool) -> TypicalIndex {
        let (mut words, mut letters) = (TermIndexBuilder::default(), TermIndexBuilder::default());
        let (mut roles, mut asks) = (Vec::new(), Vec::new());
        let mut terms = Terms::default();
        for (row, (role, vector)) in catalog.roles.iter().zip(vectors).enumerate() {
            let row = RoleRow::of(row);
            if !keep(row) {
                continue;
            }
            let (mut w, mut l) = (Vec::new(), Vec::new());
            let text = (role.title.as_str(), role.description.as_str());
            words_of(text, &role.aliases, &mut terms, &mut w, &mut l);
            words.add(&w);
            letters.add(&l);
            roles.push(row);
            let asked = vector.requirements.iter().map(|r| (r.skill, f32::from(r.importance) / 1000.0));
            asks.push(asked.collect());
        }
        let (words, letters) = (words.build(), letters.build());
        let (word_vectors, letter_vectors) = (words.vectors(), letters.vectors());
        TypicalIndex {
            words,
            letters,
            word_vectors,
            letter_vectors,
            roles,
            asks,
            skills: catalog.skills.len(),
        }
    }

    /// The nearest documents other than `except`, nearest first, ties by role, with their likeness in [0, 1].
    fn neighbours(
        &self,
        text: (&str, &str),
        except: Option<RoleRow>,
        scratch: &mut TypicalScratch,
    ) -> Vec<(usize, f64)> {
        let mut likeness = vec![0.0f64; self.roles.len()];
        let mut letters = Vec::new();
        scratch.keys.clear();
        words_of(text, &[], &mut scratch.terms, &mut scratch.keys, &mut letters);
        for (index, keys) in [(&self.words, &scratch.keys), (&self.letters, &letters)] {
            index.ask(keys, &mut scratch.hits);
            scratch.hits.hits().for_each(|(d, s)| likeness[d] += f64::from(s) / 2.0);
        }
        let mut near: Vec<(usize, f64)> = likeness.into_iter().enumerate().collect();
        near.retain(|n| n.1 > 0.0 && Some(self.roles[n.0]) != except);
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(NEIGHBOURS);
        near
    }

    fn likeness(&self, a: usize, b: usize) -> f64 {
        (dot(&self.word_vectors[a], &self.word_vectors[b])
            + dot(&self.letter_vectors[a], &self.letter_vectors[b]))
            / 2.0
    }

    /// Skills typical for roles like one with this title and description, best first, ties by skill, at most `most`. The role `except`, if it is in
    /// the index, is not heard. Aliases and stated requirements of `role` are not looked at.
    #[must_use]
    pub fn ask(
        &self,
        role: &Role,
        except: Option<RoleRow>,
        skills: &SkillIndex,
        most: usize,
        scratch: &mut TypicalScratch,
    ) -> Vec<Typical> {
        self.asked((&role.title, &role.description), except, skills, most, scratch)
    }

    /// As [`TypicalIndex::ask`], for a text without a title.
    #[must_use]
    pub fn ask_text(
        &self,
        text: &str,
        skills: &SkillIndex,
        most: usize,
        scratch: &mut TypicalScratch,
    ) -> Vec<Typical> {
        self.asked(("", text), None, skills, most, scratch)
    }

    fn asked(
        &self,
        (title, description): (&str, &str),
        except: Option<RoleRow>,
        skills: &SkillIndex,
        most: usize,
        scratch: &mut TypicalScratch,
    ) -> Vec<Typical> {
        let near = self.neighbours((title, description), except, scratch);
        let weights = self.weights(&near);
        let mut shares = vec![0.0f64; self.skills];
        for ((document, _), weight) in near.iter().zip(&weights) {
            for &(skill, importance) in &self.asks[*document] {
                shares[skill.at()] += weight * f64::from(importance);
            }
        }
        let text = format!("{title}\n{title}\n{description}");
        let wording = skills.nearness(&text, &mut scratch.nearest);
        #[allow(clippy::cast_possible_truncation)]
        let score = |s: usize| shares[s] as f32 + WORDING_WEIGHT * (wording.name[s] + wording.together[s]);
        let mut order: Vec<(usize, f32)> = (0..self.skills).map(|s| (s, score(s))).collect();
        order.retain(|o| o.1 > 0.0);
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order.truncate(most);
        let typical = |(skill, score): (usize, f32)| {
            let row = SkillRow::of(skill);
            let asks = |d: usize| self.asks[d].binary_search_by_key(&row, |a| a.0).is_ok();
            let roles = near.iter().filter(|n| asks(n.0)).take(REASONS).map(|n| self.roles[n.0]);
            #[allow(clippy::cast_possible_truncation)]
            let share = shares[skill].clamp(0.0, 1.0) as f32;
            Typical { skill: row, share, score, roles: roles.collect() }
        };
        order.into_iter().map(typical).collect()
    }

    /// A score for each skill by row: the mean of what the nearest `most` roles ask, weighed by likeness. The plain way, to compare with.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn plain(&self, role: &Role, most: usize, scratch: &mut TypicalScratch) -> Vec<f32> {
        let near = self.neighbours((&role.title, &role.description), None, scratch);
        let mut scores = vec![0.0f32; self.skills];
        let total = near.iter().take(most).map(|n| n.1).sum::<f64>().max(f64::MIN_POSITIVE);
        for &(document, likeness) in near.iter().take(most) {
            for &(skill, importance) in &self.asks[document] {
                scores[skill.at()] += (likeness / total) as f32 * importance;
            }
        }
        scores
    }

    /// The weight of each neighbour: (K + ridge · 1) w = likeness to the text, K the likenesses among neighbours.
    fn weights(&self, near: &[(usize, f64)]) -> Vec<f64> {
        let n = near.len();
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                lower[i * n + j] = self.likeness(near[i].0, near[j].0) + if i == j { RIDGE } else { 0.0 };
            }
        }
        solve(&mut lower, near.iter().map(|x| x.1).collect())
    }
}

/// Cholesky's method for a positive definite matrix of which the lower half is given, by rows.
fn solve(lower: &mut [f64], mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
            let rest = lower[i * n + j] - sum;
            lower[i * n + j] = if i == j { rest.sqrt() } else { rest / lower[j * n + j] };
        }
        let sum: f64 = (0..i).map(|k| lower[i * n + k] * right[k]).sum();
        right[i] = (right[i] - sum) / lower[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| lower[k * n + i] * right[k]).sum();
        right[i] = (right[i] - sum) / lower[i * n + i];
    }
    right
}

fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(a[i].1 * b[j].1);
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        // [[2, 1], [1, 3]] x = [3, 5] has x = [0.8, 1.4].
        let x = solve(&mut [2.0, 0.0, 1.0, 3.0], vec![3.0, 5.0]);
        assert!((x[0] - 0.8).abs() < 1e-12 && (x[1] - 1.4).abs() < 1e-12, "{x:?}");
        assert!(solve(&mut [], Vec::new()).is_empty());
    }

    #[test]
    fn copies_speak_with_one_voice() {
        // Three copies of one document, and another one, all equally like the text.
        let mut lower = vec![0.0; 16];
        for i in 0..4 {
            for j in 0..=i {
                lower[i * 4 + j] = match (i, j) {
                    _ if i == j => 2.0,
                    (0..3, 0..3) => 1.0,
                    _ => 0.0,
                };
            }
        }
        let w = solve(&mut lower, vec![0.5; 4]);
        assert!(w[3] > 1.9 * w[0] && (w[0] - w[2]).abs() < 1e-12, "{w:?}");
    }

    #[test]
    fn dots_meet_common_terms() {
        assert!((dot(&[(1, 0.5), (3, 0.5)], &[(0, 1.0), (3, 0.25)]) - 0.125).abs() < 1e-12);
    }
}
