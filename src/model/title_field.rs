//! All words of a role's titles and description as one bag: words of the field that no single title has still tell the role.

use rustc_hash::FxHashMap;

use super::spelling::spelled_out;
use crate::catalog::Catalog;
use crate::text::token::Tokens;

/// Of a role's titles, words count this many times as often as those of its description.
const TITLE_TIMES: f64 = 2.0;
/// All words of a role's titles and description, for the cosine of a title with them.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldIndex {
    words: FxHashMap<String, u32>,
    rarity: Vec<f64>,
    /// By word: (role, weight); the weights of a role have length 1.
    postings: Vec<Vec<(u32, f64)>>,
    roles: usize,
}

impl FieldIndex {
    #[allow(clippy::cast_precision_loss)]
    pub fn build(catalog: &Catalog, tokens: &mut Tokens) -> FieldIndex {
        let mut index = FieldIndex { roles: catalog.roles.len(), ..FieldIndex::default() };
        let mut bags: Vec<Vec<(u32, f64)>> = Vec::new();
        for role in &catalog.roles {
            let mut bag: Vec<(u32, f64)> = Vec::new();
            let titles = std::iter::once(&role.title).chain(&role.aliases).map(|t| (t, TITLE_TIMES));
            for (text, times) in titles.chain(std::iter::once((&role.description, 1.0))) {
                for word in spelled_out(text, tokens) {
                    let next = u32::try_from(index.words.len()).unwrap_or(u32::MAX);
                    bag.push((*index.words.entry(word).or_insert(next), times));
                }
            }
            bag.sort_by_key(|w| w.0);
            bag.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                if same {
                    kept.1 += later.1;
                }
                same
            });
            bags.push(bag);
        }
        let mut df = vec![0.0; index.words.len()];
        bags.iter().flatten().for_each(|(w, _)| df[*w as usize] += 1.0);
        let n = bags.len() as f64;
        index.rarity = df.iter().map(|d: &f64| ((n + 1.0) / (d + 0.5)).ln()).collect();
        index.postings = vec![Vec::new(); df.len()];
        for (role, bag) in bags.into_iter().enumerate() {
            let role = u32::try_from(role).unwrap_or(u32::MAX);
            let weigh = |(w, times): &(u32, f64)| (*w, (1.0 + times.ln()) * index.rarity[*w as usize]);
            let weighed: Vec<(u32, f64)> = bag.iter().map(weigh).collect();
            let length = weighed.iter().map(|(_, v)| v * v).sum::<f64>().sqrt().max(1e-12);
            weighed.iter().for_each(|(w, v)| index.postings[*w as usize].push((role, v / length)));
        }
        index
    }

    /// The cosine of a title's words with each role, in [0, 1].
    pub fn scores(&self, spelled: &[String]) -> Vec<f64> {
        let mut words: Vec<u32> = spelled.iter().filter_map(|w| self.words.get(w).copied()).collect();
        words.sort_unstable();
        words.dedup();
        let mut scores = vec![0.0; self.roles];
        let length = words.iter().map(|w| self.rarity[*w as usize].powi(2)).sum::<f64>().sqrt().max(1e-12);
        for word in words {
            let weight = self.rarity[word as usize] / length;
            self.postings[word as usize].iter().for_each(|(role, v)| scores[*role as usize] += weight * v);
        }
        scores.iter_mut().for_each(|s| *s = s.clamp(0.0, 1.0));
        scores
    }
}
