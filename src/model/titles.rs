//! A title that people use → roles: "net admin", "Sr. Systems Engineer", "VP of IT".
//!
//! Every title and alias of a role is a small document of words; abbreviations are spelled out on both sides. The score of a title is
//! the rarity-weighted share of words in common (Dice), blended with the share of letter trigrams in common, which bridges
//! spelling and inflection. Words for rungs count less than words for the work. A role scores as its best title does, raised by the cosine of
//! the title with all words of its titles and description ([`FieldIndex`]): words of the field that no single title has still tell the role.

use rustc_hash::FxHashMap;

use crate::catalog::Catalog;
use crate::text::stem::stem;
use crate::text::token::Tokens;
use crate::units::RoleRow;

/// A role with how well a title fits it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TitleMatch {
    /// The role.
    pub role: RoleRow,
    /// In [0, 1]; 1 = one of its titles, word for word.
    pub score: f64,
    /// How near the nearest of its titles is on its own, in [0, 1] and at most `score`: what is asked before a title is taken for a role.
    pub nearest: f64,
}

#[derive(Clone, Debug)]
struct Document {
    role: RoleRow,
    words: Vec<u32>,
    /// Sum of the words' weights.
    weight: f64,
    trigrams: Vec<u32>,
    /// Main titles win over aliases at equal scores.
    is_title: bool,
}

/// All titles of a catalog. Immutable.
#[derive(Clone, Debug, Default)]
pub struct TitleIndex {
    documents: Vec<Document>,
    words: FxHashMap<String, u32>,
    rarity: Vec<f64>,
    by_word: Vec<Vec<u32>>,
    by_trigram: FxHashMap<u32, Vec<u32>>,
    field: FieldIndex,
}

/// Abbreviations and spellings of titles, spelled out. Own list, from how adverts shorten titles.
const SPELLED: &[(&str, &str)] = &[
    ("sr", "senior"),
    ("snr", "senior"),
    ("jr", "junior"),
    ("jnr", "junior"),
    ("mgr", "manager"),
    ("mgmt", "management"),
    ("admin", "administrator"),
    ("admins", "administrator"),
    ("sysadmin", "systems administrator"),
    ("eng", "engineer"),
    ("engr", "engineer"),
    ("dev", "developer"),
    ("devs", "developer"),
    ("tech", "technician"),
    ("techs", "technician"),
    ("spec", "specialist"),
    ("vp", "vice president"),
    ("svp", "senior vice president"),
    ("avp", "assistant vice president"),
    ("dir", "director"),
    ("cio", "chief information officer"),
    ("cto", "chief technology officer"),
    ("ciso", "chief information security officer"),
    ("cdo", "chief data officer"),
    ("coo", "chief operating officer"),
    ("cpo", "chief product officer"),
    ("ceo", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("dba", "database administrator"),
    ("sre", "site reliability engineer"),
    ("swe", "software engineer"),
    ("sde", "software development engineer"),
    ("sdet", "software development engineer in test"),
    ("qa", "quality assurance"),
    ("pm", "project manager"),
    ("ba", "business analyst"),
    ("bi", "business intelligence"),
    ("ml", "machine learning"),
    ("ai", "artificial intelligence"),
    ("net", "network"),
    ("sys", "systems"),
    ("ops", "operations"),
    ("infra", "infrastructure"),
    ("info", "information"),
    ("infosec", "information security"),
    ("sec", "security"),
    ("helpdesk", "help desk"),
    ("servicedesk", "service desk"),
    ("it", "information technology"),
    ("hr", "human resources"),
    ("ux", "user experience"),
    ("ui", "user interface"),
    ("devops", "devops"),
    ("fullstack", "full stack"),
    ("frontend", "front end"),
    ("backend", "back end"),
    ("noc", "network operations center"),
    ("soc", "security operations center"),
    ("asst", "assistant"),
    ("assoc", "associate"),
    ("coord", "coordinator"),
    ("exec", "executive"),
    ("rep", "representative"),
    ("acct", "account"),
    ("dept", "department"),
    ("cybersecurity", "cyber security"),
    ("webmaster", "web administrator"),
    ("programmer", "developer"),
    ("centre", "center"),
    ("ii", ""),
    ("iii", "senior"),
    ("iv", "senior"),
    ("i", ""),
    ("m", ""),
    ("f", ""),
    ("d", ""),
    ("w", ""),
    ("x", ""),
];

/// Words that say nothing about the work.
const EMPTY: &[&str] = &["of", "the", "and", "for", "in", "a", "an", "to", "at", "on", "with", "or"];

/// Words for rungs: they tell roles of one field apart, and must not bring fields together.
const RUNG_WORDS: &[&str] = &[
    "senior",
    "junior",
    "lead",
    "principal",
    "staff",
    "entri",
    "level",
    "trainee",
    "intern",
    "internship",
    "graduat",
    "apprentic",
];
const RUNG_WEIGHT: f64 = 0.45;

/// The share of words against that of letters in a score.
const WORD_SHARE: f64 = 0.72;

/// Of a role's titles, words count this many times as often as those of its description.
const TITLE_TIMES: f64 = 2.0;

/// All words of a role's titles and description, for the cosine of a title with them.
#[derive(Clone, Debug, Default)]
struct FieldIndex {
    words: FxHashMap<String, u32>,
    rarity: Vec<f64>,
    /// By word: (role, weight); the weights of a role have length 1.
    postings: Vec<Vec<(u32, f64)>>,
    roles: usize,
}

impl FieldIndex {
    #[allow(clippy::cast_precision_loss)]
    fn build(catalog: &Catalog, tokens: &mut Tokens) -> FieldIndex {
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
    fn scores(&self, spelled: &[String]) -> Vec<f64> {
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

impl TitleIndex {
    /// Takes in all titles and aliases.
    #[must_use]
    pub fn build(catalog: &Catalog) -> TitleIndex {
        let mut index = TitleIndex::default();
        let mut tokens = Tokens::default();
        for (row, role) in catalog.roles.iter().enumerate() {
            let titles = std::iter::once((&role.title, true)).chain(role.aliases.iter().map(|a| (a, false)));
            for (title, is_title) in titles {
                let words: Vec<u32> = spelled_out(title, &mut tokens).iter().map(|w| index.word(w)).collect();
                let trigrams = trigrams(title, &mut tokens);
                index.documents.push(Document {
                    role: RoleRow::of(row),
                    words: sorted(words),
                    weight: 0.0,
                    trigrams,
                    is_title,
                });
            }
        }
        index.weigh();
        index.field = FieldIndex::build(catalog, &mut tokens);
        index
    }

    fn word(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        *self.words.entry(word.to_owned()).or_insert(next)
    }

    #[allow(clippy::cast_precision_loss)]
    fn weigh(&mut self) {
        self.by_word = vec![Vec::new(); self.words.len()];
        for (number, document) in self.documents.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            document.words.iter().for_each(|w| self.by_word[*w as usize].push(number));
            document.trigrams.iter().for_each(|t| self.by_trigram.entry(*t).or_default().push(number));
        }
        let n = self.documents.len() as f64;
        self.rarity = self.by_word.iter().map(|d| ((n + 1.0) / (d.len() as f64 + 0.5)).ln()).collect();
        for word in RUNG_WORDS {
            if let Some(&number) = self.words.get(*word) {
                self.rarity[number as usize] *= RUNG_WEIGHT;
            }
        }
        for document in &mut self.documents {
            document.weight = document.words.iter().map(|w| self.rarity[*w as usize]).sum();
        }
    }

    /// The best roles for a title, best first, at most `most`; ties go to the smaller id. Titles that share nothing give none.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn find(&self, title: &str, most: usize) -> Vec<TitleMatch> {
        let title: String = title.chars().take(LONGEST_TITLE).collect();
        let mut tokens = Tokens::default();
        let spelled = spelled_out(&title, &mut tokens);
        let unknown_weight = ((self.documents.len() + 1) as f64 / 0.5).ln();
        let mut query: Vec<u32> = Vec::new();
        let mut query_weight = 0.0;
        let mut seen: Vec<&String> = Vec::new();
        for word in &spelled {
            if seen.contains(&word) {
                continue;
            }
            seen.push(word);
            match self.words.get(word) {
                Some(&number) => {
                    query_weight += self.rarity[number as usize];
                    query.push(number);
                }
                None => query_weight += unknown_weight * UNKNOWN_SHARE,
            }
        }
        let query_trigrams = trigrams(&title, &mut tokens);
        // Common words and letters of every document that shares any.
        let mut common: FxHashMap<u32, (f64, u32)> = FxHashMap::default();
        for word in query {
            for &d in &self.by_word[word as usize] {
                common.entry(d).or_default().0 += self.rarity[word as usize];
            }
        }
        for trigram in &query_trigrams {
            for &d in self.by_trigram.get(trigram).into_iter().flatten() {
                common.entry(d).or_default().1 += 1;
            }
        }
        let mut best: FxHashMap<RoleRow, (f64, bool)> = FxHashMap::default();
        for (d, (words, letters)) in common {
            let document = &self.documents[d as usize];
            let by_words = 2.0 * words / (query_weight + document.weight).max(1e-9);
            let by_letters =
                2.0 * f64::from(letters) / (query_trigrams.len() + document.trigrams.len()).max(1) as f64;
            let score = (WORD_SHARE * by_words + (1.0 - WORD_SHARE) * by_letters).min(1.0);
            let entry = best.entry(document.role).or_insert((0.0, false));
            if score > entry.0 + 1e-12 || (score > entry.0 - 1e-12 && document.is_title) {
                *entry = (score, document.is_title);
            }
        }
        let field = self.field.scores(&spelled);
        for (row, _) in field.iter().enumerate().filter(|f| *f.1 > 0.0) {
            best.entry(RoleRow::of(row)).or_insert((0.0, false));
        }
        let with_field = |(role, (nearest, is_title)): (RoleRow, (f64, bool))| {
            let field = field.get(role.at()).copied().unwrap_or(0.0);
            (TitleMatch { role, score: nearest + field * (1.0 - nearest), nearest }, is_title)
        };
        let mut found: Vec<(TitleMatch, bool)> = best.into_iter().map(with_field).collect();
        found.sort_by(|a, b| {
            b.0.score.total_cmp(&a.0.score).then(b.1.cmp(&a.1)).then(a.0.role.cmp(&b.0.role))
        });
        found.into_iter().take(most).map(|(m, _)| m).collect()
    }
}

/// Longer titles are adverts.
const LONGEST_TITLE: usize = 200;

/// A word that no title has weighs this share of the rarest: adverts add places, products and hours.
const UNKNOWN_SHARE: f64 = 0.4;

fn sorted(mut words: Vec<u32>) -> Vec<u32> {
    words.sort_unstable();
    words.dedup();
    words
}

/// Stems of the words of a title with abbreviations spelled out.
fn spelled_out(title: &str, tokens: &mut Tokens) -> Vec<String> {
    tokens.fill(title);
    let mut words = Vec::new();
    for token in &tokens.list {
        let word = String::from_utf8_lossy(tokens.word(token)).into_owned();
        let spelled =
            SPELLED.iter().find(|(short, _)| *short == word).map_or(word.as_str(), |(_, long)| *long);
        words.extend(spelled.split_whitespace().filter(|w| !EMPTY.contains(w)).map(stem));
    }
    words
}

/// Letter trigrams of the folded words, each word with a border on both sides.
fn trigrams(title: &str, tokens: &mut Tokens) -> Vec<u32> {
    tokens.fill(title);
    let mut out = Vec::new();
    for token in &tokens.list {
        let mut word = vec![b' '];
        word.extend_from_slice(tokens.word(token));
        word.push(b' ');
        out.extend(word.windows(3).map(|w| u32::from(w[0]) << 16 | u32::from(w[1]) << 8 | u32::from(w[2])));
    }
    sorted(out)
}
