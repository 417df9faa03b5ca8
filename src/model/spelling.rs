//! Titles → words and letters that can be compared: abbreviations spelled out, inflections stemmed, empty words gone.

use crate::text::stem::stem;
use crate::text::token::Tokens;

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
pub(super) const RUNG_WORDS: &[&str] = &[
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
/// Words for a rank in a house rather than for the work or a rung of it: adverts call clerks, sellers and managers so alike.
pub(super) const RANK_WORDS: &[&str] = &["executiv", "assistant", "associat"];
/// What both weigh, as a share of what their rarity gives.
pub(super) const RUNG_WEIGHT: f64 = 0.45;

pub(super) fn sorted(mut words: Vec<u32>) -> Vec<u32> {
    words.sort_unstable();
    words.dedup();
    words
}

/// Stems of the words of a title with abbreviations spelled out.
pub(super) fn spelled_out(title: &str, tokens: &mut Tokens) -> Vec<String> {
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
pub(super) fn trigrams(title: &str, tokens: &mut Tokens) -> Vec<u32> {
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
