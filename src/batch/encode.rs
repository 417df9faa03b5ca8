//! Matches → rows of CSV, byte for byte as [`crate::report::csv`] writes them, from texts made once.

use std::sync::OnceLock;

use super::buffer::{BLOCK, Buffer, Padded, Room};
use crate::matching::{Judged, Matcher, Verdict};
use crate::model::Model;
use crate::report::csv::{cell, is_formula};
use crate::units::{ProjectRow, RoleRow};

/// Texts of a model's ids and roles as they stand in rows. Shared by all threads.
#[derive(Debug)]
pub(super) struct Texts<'m> {
    model: &'m Model,
    /// Whether every id can stand in a list as it is: without quotes, separators, or the start of a formula.
    pub plain: bool,
    certifications: Words,
    projects: Words,
    verdicts: Words,
    shares: Shares,
    /// The ids of the skills that are asked, by number.
    skills: Words,
    /// Of each role, `,id,title,`.
    roles: Vec<OnceLock<Padded>>,
}

/// Ids or other words, each with its separator behind it.
#[derive(Debug)]
struct Words {
    words: Box<[Word]>,
    /// The words that are too long for a [`Word`], by number.
    long: Vec<Box<[u8]>>,
    /// Bytes of the longest.
    longest: usize,
}

/// Bytes of a short word.
const SHORT_WORD: usize = BLOCK - 1;

/// Up to [`SHORT_WORD`] bytes, copied as a whole, their length in the last byte. Length 0 marks a longer word: the first four bytes index `long`.
type Word = [u8; BLOCK];

impl Words {
    #[allow(clippy::cast_possible_truncation)]
    fn new<W: AsRef<str>>(words: impl Iterator<Item = W>, separator: u8) -> Words {
        let (mut all, mut long, mut text, mut longest) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for word in words {
            text.clear();
            text.extend_from_slice(word.as_ref().as_bytes());
            text.push(separator);
            longest = longest.max(text.len());
            let mut word = [0; BLOCK];
            if text.len() <= SHORT_WORD {
                word[..text.len()].copy_from_slice(&text);
                word[SHORT_WORD] = text.len() as u8;
            } else {
                word[..4].copy_from_slice(&(long.len() as u32).to_le_bytes());
                long.push(text.as_slice().into());
            }
            all.push(word);
        }
        Words { words: all.into(), long, longest }
    }

    /// Appends a word.
    #[inline]
    fn push(&self, out: &mut Room, word: usize) {
        let word = &self.words[word];
        match word[SHORT_WORD] {
            0 => self.push_long(out, word),
            long => out.block(word, long.into()),
        }
    }

    #[cold]
    fn push_long(&self, out: &mut Room, word: &Word) {
        let [a, b, c, d, ..] = *word;
        out.push(&self.long[u32::from_le_bytes([a, b, c, d]) as usize]);
    }
}

fn is_plain(id: &str) -> bool {
    !id.is_empty() && !is_formula(id) && !id.contains([',', '"', ';', '\n', '\r'])
}

impl<'m> Texts<'m> {
    pub fn new(matcher: &Matcher<'m>) -> Texts<'m> {
        let model = matcher.model();
        let catalog = model.catalog();
        let mut plain = true;
        let mut word = |id: &str| plain &= is_plain(id);
        // Where no pointers are listed their words are not needed.
        let all = if matcher.lists_pointers() { usize::MAX } else { 0 };
        let certifications = catalog.certifications.iter().map(|c| &c.id).take(all);
        let certifications = Words::new(certifications.inspect(|id| word(id)), b';');
        let projects = (0..catalog.projects.len()).map(|p| catalog.project_id(ProjectRow::of(p))).take(all);
        let projects = Words::new(projects.inspect(|id| word(id)), b';');
        let skills = matcher.asked_skills().map(|s| &catalog[s].id);
        let skills = Words::new(skills.inspect(|id| word(id)), b';');
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        let verdicts = Words::new(Verdict::ALL.iter().map(|v| v.word()), b',');
        Texts { model, plain, certifications, projects, verdicts, shares: Shares::new(), skills, roles }
    }

    fn role(&self, role: RoleRow) -> &Padded {
        self.roles[role.at()].get_or_init(|| {
            let catalog = self.model.catalog();
            let mut lead = vec![b','];
            cell(&mut lead, &catalog[role].id);
            lead.push(b',');
            cell(&mut lead, &catalog[role].title);
            lead.push(b',');
            Padded::new(&lead)
        })
    }

    /// Appends the row of one match, the line's end included. `id` is the cell of the profile's id with the separator behind it.
    pub fn row(&self, out: &mut Buffer, id: &Padded, rank: usize, judged: &Judged) {
        let (lead, gaps) = (self.role(judged.role), judged.judgement.gaps());
        let lists = gaps.len() * self.skills.longest
            + judged.certifications.len() * self.certifications.longest
            + judged.projects.len() * self.projects.longest;
        let mut out = out.room(id.len() + lead.len() + lists + SHORT);
        out.text(id);
        integer(&mut out, rank);
        out.text(lead);
        self.shares.push(&mut out, judged.fit);
        self.shares.push(&mut out, judged.standing.readiness);
        let verdict = judged.standing.verdict() as usize;
        self.verdicts.push(&mut out, verdict);
        for demand in gaps {
            self.skills.push(&mut out, judged.demands.asked((*demand).into()));
        }
        out.end_list(gaps.len(), b',');
        for c in judged.certifications.iter().map(|c| c.at()) {
            self.certifications.push(&mut out, c);
        }
        out.end_list(judged.certifications.len(), b',');
        for p in judged.projects.iter().map(|p| p.at()) {
            self.projects.push(&mut out, p);
        }
        out.end_list(judged.projects.len(), b'\n');
        out.end();
    }
}

/// Bytes at most of a rank, two shares, a verdict, and the ends of three lists.
const SHORT: usize = 24 + 2 * 24 + 24 + 3;

fn integer(out: &mut Room, number: usize) {
    if number < 10 {
        #[allow(clippy::cast_possible_truncation)]
        out.byte(b'0' + number as u8);
    } else {
        out.push(number.to_string().as_bytes());
    }
}

/// Shares as [`crate::report::csv::number`] prints them, with a separator behind: at most four digits, none that are needless.
#[derive(Debug)]
pub(super) struct Shares(Box<[[u8; 8]]>);

/// In how many steps shares below 1 are printed.
const STEPS: u16 = 10_000;

impl Shares {
    pub fn new() -> Shares {
        let one = |n: u16| {
            let mut text = Vec::new();
            crate::report::csv::number(&mut text, f64::from(n) / f64::from(STEPS));
            text.push(b',');
            let mut word = [0; 8];
            word.iter_mut().zip(&text).for_each(|(to, from)| *to = *from);
            word[7] = u8::try_from(text.len()).unwrap_or(0);
            word
        };
        Shares((0..STEPS).map(one).collect())
    }

    /// Appends a share.
    #[inline]
    fn push(&self, out: &mut Room, value: f64) {
        let scaled = value * f64::from(STEPS);
        if (0.0..f64::from(STEPS - 1)).contains(&scaled) {
            #[allow(clippy::cast_possible_truncation)]
            let whole = scaled as i32;
            // As `round` does it, which is a call without SSE 4.1.
            let n = whole + i32::from(scaled - f64::from(whole) >= 0.5);
            if let Some(word) = usize::try_from(n).ok().and_then(|n| self.0.get(n)) {
                return out.word(*word);
            }
        }
        other(out, value);
    }
}

/// Appends a share that is not ready-made.
#[cold]
fn other(out: &mut Room, value: f64) {
    let mut text = Vec::new();
    crate::report::csv::number(&mut text, value);
    text.push(b',');
    out.push(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_printed_as_the_plain_way_prints_them() {
        let shares = Shares::new();
        for n in 0..=20_000u32 {
            let value = f64::from(n) / 20_000.0;
            let (mut ours, mut theirs) = (Buffer::default(), Vec::new());
            let mut room = ours.room(64);
            shares.push(&mut room, value);
            room.end();
            crate::report::csv::number(&mut theirs, value);
            theirs.push(b',');
            assert_eq!(ours.as_slice(), theirs, "{value}");
        }
    }
}
