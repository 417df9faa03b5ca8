//! A title that people use → roles: "net admin", "Sr. Systems Engineer", "VP of IT".
//!
//! Every title and alias of a role is a small document of words; abbreviations are spelled out on both sides. The score of a title is
//! the rarity-weighted share of words in common (Tversky: words of the role's title that are missing count more than words beside it, as
//! adverts add places and products), blended with the share of letter trigrams in common (Dice), which bridges spelling and inflection.
//! Words for rungs and ranks count less than words for the work. A role scores as its best title does, raised by the cosine of the title with all
//! words of its titles and descriptions ([`FieldIndex`]).
//!
//! Documents stand by role, and everything about them in plain columns: a title is looked up by adding up postings and one pass over the
//! columns, without a map or a sort over documents.

use rustc_hash::FxHashMap;

use super::spelling::{RANK_WORDS, RUNG_WEIGHT, RUNG_WORDS, sorted, spelled_out, trigrams};
use super::title_field::FieldIndex;
use crate::catalog::Catalog;
use crate::text::token::Tokens;
use crate::units::RoleRow;

/// A role with how well a title fits it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TitleMatch {
    /// The role.
    pub role: RoleRow,
    /// In [0, 1]; 1 = one of its titles, word for word. Words that no title knows lower it for all roles alike where they say of which trade the
    /// work is ("nail" in "Nail Technician"); beside the title (places, hours) they count nothing.
    pub score: f64,
    /// How near the nearest of its titles is on its own, in [0, 1], unknown words counted against it: what is asked before a title is taken for
    /// a role.
    pub nearest: f64,
}

/// All titles of a catalog. Immutable.
#[derive(Clone, Debug, Default)]
pub struct TitleIndex {
    /// Titles of role r are the documents `starts[r]..starts[r + 1]`, its main title first.
    starts: Vec<u32>,
    /// For each document the sum of its words' weights.
    weights: Vec<u32>,
    /// For each document how many trigrams it has.
    letters: Vec<u32>,
    words: FxHashMap<String, u32>,
    /// Of each word, over roles, in [`RARITY_UNIT`]s. Not over titles: a word that one role repeats in all its aliases tells no less.
    rarity: Vec<u32>,
    by_word: Vec<Vec<u32>>,
    /// Whether the word ends a title: the person who does the work.
    ends_title: Vec<bool>,
    by_trigram: FxHashMap<u32, Vec<u32>>,
    /// For each document, whether one of its words names a rung.
    with_rung: Vec<bool>,
    field: FieldIndex,
}

/// Rarities are kept as multiples of 1/this of a natural logarithm.
const RARITY_UNIT: f64 = 1024.0;

/// Words are shared out over the known words of the title that is looked up plus this many times those of the role's title (Tversky's α .25,
/// β .75; 1 would be Dice): a role's title that is there whole, with words beside it, is nearer than one of which words are missing.
const OWN_TIMES: u32 = 3;

/// The share of words against that of letters in a score.
const WORD_SHARE: f32 = 0.72;

/// How much the field raises what the nearest title leaves open.
const FIELD_SHARE: f64 = 0.7;

/// Longer titles are adverts.
const LONGEST_TITLE: usize = 200;

/// A word that no title has weighs this share of the rarest. It has no say in which role comes first: adverts add places, products and hours.
const UNKNOWN_SHARE: f64 = 0.4;

/// A title keeps this share of its score where the one looked for names another rung, or one of them none: "DevOps Engineer" is no junior,
/// "Sr. Sysadmin" no plain one. Estimate.
const OTHER_RUNG: f32 = 0.95;

/// The last word of titles that are graded; spelling leaves it out.
const GRADES: [&str; 8] = ["I", "II", "III", "IV", "1", "2", "3", "4"];

/// What parts a title from the places, products and hours beside it.
const SEPARATORS: &[char] = &[',', ';', ':', '|', '/', '(', ')', '[', ']', '–', '—', '@', '•', '·'];

/// Scores closer than this are one score: 32-bit sums end there.
const SAME: f32 = 1e-6;

/// A title as it is looked up.
#[derive(Debug)]
struct Query {
    /// Weight of its known words.
    weight: u32,
    /// The same with unknown words.
    weight_with_unknown: u32,
    /// For each document, whether both name the same rung; nothing where the title names none.
    same_rung: Option<Vec<bool>>,
    /// How many trigrams it has.
    letters: u32,
    /// For each document, the weight of the words in common.
    common_words: Vec<u32>,
    /// For each document, the number of trigrams in common.
    common_letters: Vec<u32>,
}

fn is_rung(word: &str) -> bool {
    RUNG_WORDS.contains(&word)
}

/// The shares of words and of letters in common, blended: each as common, asked, own; by words with the role's own counted `own_times` (whole numbers, so that a title
/// found word for word scores exactly 1), by letters with both sides alike.
#[allow(clippy::cast_precision_loss)]
fn blend(words: [u32; 3], own_times: u32, letters: [u32; 3]) -> f32 {
    let share = |parts: [u32; 3], times: u32| {
        let ([common, asked, own], times) = (parts.map(u64::from), u64::from(times));
        ((1 + times) * common) as f32 / (asked + times * own).max(1) as f32
    };
    WORD_SHARE * share(words, own_times) + (1.0 - WORD_SHARE) * share(letters, 1)
}

impl TitleIndex {
    /// Takes in all titles and aliases.
    #[must_use]
    pub fn build(catalog: &Catalog) -> TitleIndex {
        let mut index = TitleIndex { starts: vec![0], ..TitleIndex::default() };
        let mut tokens = Tokens::default();
        let mut documents: Vec<Vec<u32>> = Vec::new();
        for role in &catalog.roles {
            for title in std::iter::once(&role.title).chain(&role.aliases) {
                let number = u32::try_from(documents.len()).unwrap_or(u32::MAX);
                let graded = title.split_whitespace().next_back().is_some_and(|last| GRADES.contains(&last));
                index.with_rung.push(graded);
                let words: Vec<u32> = spelled_out(title, &mut tokens).iter().map(|w| index.word(w)).collect();
                if let Some(last) = words.last() {
                    index.ends_title[*last as usize] = true;
                }
                let words = sorted(words);
                words.iter().for_each(|w| index.by_word[*w as usize].push(number));
                let trigrams = trigrams(title, &mut tokens);
                trigrams.iter().for_each(|t| index.by_trigram.entry(*t).or_default().push(number));
                index.letters.push(u32::try_from(trigrams.len()).unwrap_or(u32::MAX));
                documents.push(words);
            }
            index.starts.push(u32::try_from(documents.len()).unwrap_or(u32::MAX));
        }
        index.weigh(&documents);
        index.field = FieldIndex::build(catalog, &mut tokens);
        index
    }

    fn word(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let number = *self.words.entry(word.to_owned()).or_insert(next);
        if number == next {
            self.by_word.push(Vec::new());
            self.ends_title.push(false);
        }
        number
    }

    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn weigh(&mut self, documents: &[Vec<u32>]) {
        let n = (self.starts.len() - 1) as f64;
        let mut roles_with = vec![0u32; self.by_word.len()];
        let mut last_role = vec![usize::MAX; self.by_word.len()];
        for (role, range) in self.starts.windows(2).enumerate() {
            for &word in documents[range[0] as usize..range[1] as usize].iter().flatten() {
                roles_with[word as usize] += u32::from(last_role[word as usize] != role);
                last_role[word as usize] = role;
            }
        }
        let mut rarity: Vec<f64> =
            roles_with.iter().map(|roles| ((n + 1.0) / (f64::from(*roles) + 0.5)).ln()).collect();
        for number in RANK_WORDS.iter().filter_map(|w| self.words.get(*w)) {
            rarity[*number as usize] *= RUNG_WEIGHT;
        }
        for word in RUNG_WORDS {
            if let Some(&number) = self.words.get(*word) {
                rarity[number as usize] *= RUNG_WEIGHT;
                self.by_word[number as usize].iter().for_each(|d| self.with_rung[*d as usize] = true);
                self.ends_title[number as usize] = false;
            }
        }
        self.rarity = rarity.iter().map(|r| (r * RARITY_UNIT).round() as u32).collect();
        let weight = |words: &Vec<u32>| {
            words.iter().fold(0, |sum: u32, w| sum.saturating_add(self.rarity[*w as usize]))
        };
        self.weights = documents.iter().map(weight).collect();
    }

    /// The best roles for a title, best first, at most `most`; ties go to the smaller id. Titles that share nothing give none.
    ///
    /// Cost: the postings of the title's words and trigrams, and one pass over all titles.
    #[must_use]
    pub fn find(&self, title: &str, most: usize) -> Vec<TitleMatch> {
        let title: String = title.chars().take(LONGEST_TITLE).collect();
        let mut tokens = Tokens::default();
        let spelled = spelled_out(&title, &mut tokens);
        let query = self.query(&spelled, &trigrams(&title, &mut tokens));
        let scores = self.scores(&query);
        let field = self.field.scores(&spelled);
        let mut found: Vec<(TitleMatch, bool)> = Vec::new();
        for (row, range) in self.starts.windows(2).enumerate() {
            let own = &scores[range[0] as usize..range[1] as usize];
            let nearest = own.iter().copied().fold(0.0f32, f32::max);
            let field = field.get(row).copied().unwrap_or(0.0);
            if nearest > 0.0 || field > 0.0 {
                let is_title = own.first().is_some_and(|main| *main > nearest - SAME);
                let nearest = f64::from(nearest.min(1.0));
                let score = nearest + FIELD_SHARE * field * (1.0 - nearest);
                found.push((TitleMatch { role: RoleRow::of(row), score, nearest }, is_title));
            }
        }
        let order = |a: &(TitleMatch, bool), b: &(TitleMatch, bool)| {
            b.0.score.total_cmp(&a.0.score).then(b.1.cmp(&a.1)).then(a.0.role.cmp(&b.0.role))
        };
        if found.len() > most.saturating_mul(2) {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        found.truncate(most);
        let trade = self.share_known(&query, &title, &mut tokens);
        let with_unknown = |(m, _): (TitleMatch, bool)| TitleMatch {
            score: m.score * trade,
            nearest: self.nearest(&query, m.role),
            ..m
        };
        found.into_iter().map(with_unknown).collect()
    }

    fn query(&self, spelled: &[String], trigrams: &[u32]) -> Query {
        let (documents, unknown) = (self.weights.len(), self.unknown_weight());
        let mut query = Query {
            weight: 0,
            weight_with_unknown: 0,
            same_rung: spelled.iter().any(|w| is_rung(w)).then(|| vec![false; documents]),
            letters: u32::try_from(trigrams.len()).unwrap_or(u32::MAX),
            common_words: vec![0; documents],
            common_letters: vec![0; documents],
        };
        for at in (0..spelled.len()).filter(|at| !spelled[..*at].contains(&spelled[*at])) {
            let Some(&number) = self.words.get(&spelled[at]) else {
                query.weight_with_unknown += unknown;
                continue;
            };
            if let Some(same) = query.same_rung.as_mut().filter(|_| is_rung(&spelled[at])) {
                self.by_word[number as usize].iter().for_each(|d| same[*d as usize] = true);
            }
            let rarity = self.rarity[number as usize];
            query.weight += rarity;
            self.by_word[number as usize].iter().for_each(|d| query.common_words[*d as usize] += rarity);
        }
        query.weight_with_unknown += query.weight;
        for postings in trigrams.iter().filter_map(|t| self.by_trigram.get(t)) {
            postings.iter().for_each(|d| query.common_letters[*d as usize] += 1);
        }
        query
    }

    /// What one word that no title has weighs.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn unknown_weight(&self) -> u32 {
        ((self.starts.len() as f64 / 0.5).ln() * UNKNOWN_SHARE * RARITY_UNIT) as u32
    }

    /// The share of a title's weight in known words, where those unknown words count that stand before the noun of the work: in English
    /// they say of which trade it is. The same for every role, so that it changes no order.
    fn share_known(&self, query: &Query, title: &str, tokens: &mut Tokens) -> f64 {
        let mut unknown = 0u32;
        for part in title.split(SEPARATORS).flat_map(|p| p.split(" - ")) {
            let words: Vec<Option<u32>> =
                spelled_out(part, tokens).iter().map(|w| self.words.get(w).copied()).collect();
            if words.iter().any(Option::is_some) {
                let noun = words.iter().position(|w| w.is_some_and(|w| self.ends_title[w as usize]));
                let before = &words[..noun.unwrap_or(words.len())];
                unknown += u32::try_from(before.iter().filter(|w| w.is_none()).count()).unwrap_or(u32::MAX);
            }
        }
        let unknown = unknown.saturating_mul(self.unknown_weight());
        f64::from(query.weight.max(1)) / f64::from(query.weight.max(1).saturating_add(unknown))
    }

    /// The score of every document, unknown words left out.
    fn scores(&self, query: &Query) -> Vec<f32> {
        let known = query.common_words.iter().zip(&self.weights);
        let letters = query.common_letters.iter().zip(&self.letters);
        let score = |((words, weight), (common, letters)): ((&u32, &u32), (&u32, &u32))| {
            blend([*words, query.weight, *weight], OWN_TIMES, [*common, query.letters, *letters])
        };
        let scores = known.zip(letters).map(score);
        match &query.same_rung {
            Some(same) => scores.zip(same).map(|(s, same)| if *same { s } else { s * OTHER_RUNG }).collect(),
            None => {
                scores.zip(&self.with_rung).map(|(s, has)| if *has { s * OTHER_RUNG } else { s }).collect()
            }
        }
    }

    /// The score of a role's nearest title, unknown words counted and both sides alike: to be one title, nothing may be left over on either.
    fn nearest(&self, query: &Query, role: RoleRow) -> f64 {
        let documents = self.starts[role.at()] as usize..self.starts[role.at() + 1] as usize;
        let score = |d: usize| {
            let words = [query.common_words[d], query.weight_with_unknown, self.weights[d]];
            blend(words, 1, [query.common_letters[d], query.letters, self.letters[d]])
        };
        f64::from(documents.map(score).fold(0.0f32, f32::max).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Model;

    fn best(title: &str) -> (String, f64) {
        let model = Model::shipped().unwrap();
        let found = model.titles().find(title, 1);
        found.first().map_or_else(Default::default, |m| (model.catalog()[m.role].id.clone(), m.score))
    }

    #[test]
    fn abbreviations_order_plurals_and_rungs() {
        for (title, id) in [
            ("sysadmin", "systems-administrator"),
            ("Systems Administrators", "systems-administrator"),
            ("administrator, systems", "systems-administrator"),
            ("net admin", "network-administrator"),
            ("DBA", "database-administrator"),
            ("SRE", "site-reliability-engineer"),
            ("CIO", "chief-information-officer"),
            ("Sr. Systems Engineer", "senior-systems-engineer"),
            ("help desk technicians (m/f/d)", "help-desk-technician"),
            ("DevOps Engineer - Remote - Berlin", "devops-engineer"),
        ] {
            let (found, score) = best(title);
            assert!(found == id && score > 0.6, "{title}: {found} {score}");
        }
        assert!((best("Network Administrator").1 - 1.0).abs() < 1e-12, "word for word");
    }

    #[test]
    fn unknown_words_count_against_taking_a_title_for_a_role() {
        let model = Model::shipped().unwrap();
        let near = |title: &str| model.titles().find(title, 1)[0];
        let (plain, odd) = (near("Network Administrator"), near("Zorbing Quux Network Administrator"));
        assert!(odd.nearest < plain.nearest - 0.2 && odd.role == plain.role);
        assert!(model.role("Zorbing Quux Wibble Network").is_err());
        assert!(model.titles().find("!!!", 5).is_empty() && model.titles().find("network", 0).is_empty());
    }

    #[test]
    fn a_noun_shared_with_another_trade_is_no_confident_hit() {
        for title in
            ["Nail Technician", "Pharmacy Technician", "Dental Assistant", "Civil Engineer", "Music Teacher"]
        {
            let (found, score) = best(title);
            assert!(score < 0.5, "{title}: {found} {score}");
        }
        // A place beside a title says nothing of the trade.
        let (found, score) = best("IT Technician, Zorbingham");
        assert!(found == "it-technician" && score > 0.8, "{found} {score}");
    }

    #[test]
    fn another_rung_comes_after_none_and_none_after_the_one_asked() {
        let model = Model::shipped().unwrap();
        let first = |title: &str, n: usize| -> Vec<String> {
            model.titles().find(title, n).iter().map(|m| model.catalog()[m.role].id.clone()).collect()
        };
        assert_eq!(
            first("Senior DevOps Engineer", 3),
            ["senior-devops-engineer", "devops-engineer", "junior-devops-engineer"]
        );
        assert_eq!(first("Sr. Sysadmin", 2), ["senior-systems-administrator", "systems-administrator"]);
        assert_eq!(first("DevOps Engineer", 1), ["devops-engineer"]);
    }

    #[test]
    fn fewer_asked_for_are_the_first_of_more() {
        let model = Model::shipped().unwrap();
        let all = model.titles().find("Senior Network Engineer", 1000);
        assert!(all.len() > 20 && all.windows(2).all(|w| w[0].score >= w[1].score));
        assert_eq!(model.titles().find("Senior Network Engineer", 7), all[..7]);
    }
}
