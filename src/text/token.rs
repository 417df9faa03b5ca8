//! Text → tokens: words with their place in the text and what stands before them.
//!
//! A token is a run of letters and digits. Signs that belong to names stay with it: `+` and `#` behind a word (`C++`, `C#`, `A+`,
//! `5+`), a dot before one (`.NET`). All other characters are gaps. Letters fold to lower case without accents; a token
//! keeps its bytes' place in the original text, so folding never loses where a word stood.

pub use super::gap::Gap;
use super::gap::{SIGNS, gap_of};
use super::letters::Letters;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stands before it.
    pub gap: Gap,
    /// Whether a line starts with it (after bullets).
    pub line_start: bool,
    /// The folded word, as a range of [`Tokens::folded`].
    folded: (u32, u32),
}

/// The tokens of a text, with reusable memory.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// In text order.
    pub list: Vec<Token>,
    /// The text in lower case, where words of ASCII stand as they do in the text; then the others, folded; then [`HEAD`] zeros.
    folded: Vec<u8>,
    letters: Letters,
    /// Where the line feeds of the text are.
    line_feeds: Vec<u32>,
}

/// Bytes of a word that [`Tokens::head`] tells.
pub(super) const HEAD: usize = 16;

/// A word of at most [`HEAD`] bytes as two numbers.
pub(super) type Head = [u64; 2];

/// Of a word of so many bytes, the bits that are its own.
const OWN: [Head; HEAD + 1] = {
    let mut own = [[u64::MAX; 2]; HEAD + 1];
    let mut length = 0;
    while length < HEAD {
        let half = (1 << (8 * (length % 8))) - 1;
        own[length] = if length < 8 { [half, 0] } else { [u64::MAX, half] };
        length += 1;
    }
    own
};

impl Tokens {
    /// The folded form of a token: lower case, no accents.
    #[must_use]
    pub fn word(&self, token: &Token) -> &[u8] {
        &self.folded[token.folded.0 as usize..token.folded.1 as usize]
    }

    /// Where the line feeds of the text are.
    pub(super) fn line_feeds(&self) -> &[u32] {
        &self.line_feeds
    }

    /// The text in lower case, as far as it is ASCII, and more behind it.
    pub(super) fn lower(&self) -> &[u8] {
        &self.folded
    }

    /// The folded form of a token of at most [`HEAD`] bytes as numbers, which tell it from all others: no word holds a zero.
    #[inline]
    pub(super) fn head(&self, token: &Token) -> Option<Head> {
        let (from, to) = token.folded;
        let own = OWN.get((to - from) as usize)?;
        let bytes = self.folded[from as usize..].first_chunk::<HEAD>()?;
        let (halves, _) = bytes.as_chunks::<8>();
        Some([u64::from_le_bytes(halves[0]) & own[0], u64::from_le_bytes(halves[1]) & own[1]])
    }

    /// Splits `text`; what was held before is forgotten, its memory kept. Texts of 4 GiB or more are cut there.
    pub fn fill(&mut self, text: &str) {
        let text = cut(text);
        self.list.clear();
        self.folded.clear();
        self.folded.extend_from_slice(text.as_bytes());
        self.folded.make_ascii_lowercase();
        self.letters.mark(text.as_bytes());
        self.line_feeds.clear();
        let Tokens { list, folded, letters, line_feeds } = self;
        Splitter { text, at: 0, letters, folded, line_feeds }.run(list);
        self.folded.extend_from_slice(&[0; HEAD]);
    }
}

/// Offsets are 32-bit; a text beyond that is cut at a character border.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(u32::MAX as usize - 8);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Byte classes of ASCII: what a byte does, looked up once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Newline,
    /// `+` and `#`, which belong to a word before them.
    Sign,
    Other,
    High,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Class::Word,
            b' ' | b'\t' => Class::Space,
            b'\n' | b'\r' => Class::Newline,
            b'+' | b'#' => Class::Sign,
            128.. => Class::High,
            _ => Class::Other,
        };
        b += 1;
    }
    table
};

struct Splitter<'a> {
    text: &'a str,
    at: usize,
    letters: &'a Letters,
    folded: &'a mut Vec<u8>,
    line_feeds: &'a mut Vec<u32>,
}

impl Splitter<'_> {
    fn run(mut self, list: &mut Vec<Token>) {
        let mut gap = Gap::Paragraph;
        let mut line_start = true;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            let word = match CLASS[usize::from(*byte)] {
                Class::Word => true,
                Class::High => self.char().is_alphanumeric(),
                // The weakest gap changes nothing.
                Class::Space => {
                    self.at += 1;
                    continue;
                }
                Class::Newline | Class::Sign | Class::Other => false,
            };
            if word {
                self.words(gap, line_start, list);
                (gap, line_start) = (Gap::Space, false);
            } else {
                let (found, newline) = self.gap();
                gap = gap.max(found);
                line_start |= newline;
            }
        }
    }

    fn char(&self) -> char {
        self.text[self.at..].chars().next().unwrap_or('\0')
    }

    /// The class of a byte; the end of the text is a space.
    #[inline]
    fn class(&self, at: usize) -> Class {
        self.text.as_bytes().get(at).map_or(Class::Space, |b| CLASS[usize::from(*b)])
    }

    /// A word, and those that follow it with a space or a comma and a space between, as most do.
    #[allow(clippy::cast_possible_truncation)]
    fn words(&mut self, mut gap: Gap, mut line_start: bool, list: &mut Vec<Token>) {
        let (bytes, letters) = (self.text.as_bytes(), self.letters);
        let mut at = self.at;
        // A dot is more of a gap than a space.
        let mut start = if gap != Gap::Space && self.dot_before() { at - 1 } else { at };
        loop {
            let (length, behind) = letters.run(at);
            let mut end = at + length;
            let mut folded = (start as u32, end as u32);
            let sign = bytes.get(end).copied().unwrap_or(b'\n');
            let next = match sign {
                b' ' if behind & 0b11 == 0b10 => Some((1, Gap::Space)),
                b',' if behind & 0b111 == 0b100 && bytes[end + 1] == b' ' => Some((2, Gap::Comma)),
                _ => {
                    if matches!(CLASS[usize::from(sign)], Class::High | Class::Sign) {
                        (end, folded) = self.odd_end(start, end);
                    }
                    None
                }
            };
            list.push(Token { start: start as u32, end: end as u32, gap, line_start, folded });
            let Some((width, found)) = next else {
                self.at = end;
                return;
            };
            at = end + width;
            (start, gap, line_start) = (at, found, false);
        }
    }

    /// Whether a dot before a word belongs to it, as it does after no word: `.NET`, not `end.Next`.
    fn dot_before(&self) -> bool {
        let bytes = self.text.as_bytes();
        if self.at == 0 || bytes[self.at - 1] != b'.' || !bytes[self.at].is_ascii_alphabetic() {
            return false;
        }
        let before = self.text[..self.at - 1].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == ')')
    }

    /// The end of a word behind whose letters of ASCII others or signs stand, and its place among the folded ones.
    #[cold]
    #[inline(never)]
    #[allow(clippy::cast_possible_truncation)]
    fn odd_end(&mut self, start: usize, end: usize) -> (usize, (u32, u32)) {
        self.at = end;
        if self.class(end) != Class::High {
            self.signs();
            return (self.at, (start as u32, self.at as u32));
        }
        let from = self.folded.len();
        self.folded.extend_from_within(start..end);
        self.high_letters();
        let letters_end = self.at;
        self.signs();
        self.folded.extend_from_slice(&self.text.as_bytes()[letters_end..self.at]);
        // Words folded beyond 4 GiB are none that anybody looks for.
        let to = u32::try_from(self.folded.len());
        (self.at, to.map_or((0, 0), |to| (from as u32, to)))
    }

    /// Letters beyond ASCII, and ASCII ones behind them: slow, and rare.
    fn high_letters(&mut self) {
        let mut end = self.at;
        for c in self.text[self.at..].chars() {
            if !c.is_alphanumeric() && !is_combining_mark(c) {
                break;
            }
            end += c.len_utf8();
        }
        let letters =
            self.text[self.at..end].nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
        let mut buffer = [0; 4];
        for c in letters {
            self.folded.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
        self.at = end;
    }

    /// `+` and `#` directly behind a word belong to it, unless a word follows at once (`Python+Django`).
    fn signs(&mut self) {
        let bytes = self.text.as_bytes();
        let mut end = self.at;
        while end < bytes.len() && matches!(bytes[end], b'+' | b'#') && end - self.at < 2 {
            end += 1;
        }
        let followed = bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
        if end > self.at && !(followed && end - self.at == 1) {
            self.at = end;
        }
    }

    /// Steps over one character that belongs to no word: how strong a gap it is, and whether a new line began.
    #[allow(clippy::cast_possible_truncation)]
    fn gap(&mut self) -> (Gap, bool) {
        let bytes = self.text.as_bytes();
        let here = bytes[self.at];
        let space = |at| matches!(self.class(at), Class::Space | Class::Newline);
        let mut width = 1;
        let gap = match here {
            b'\n' => {
                // The text was cut so that its places are 32-bit.
                self.line_feeds.push(self.at as u32);
                self.line_break()
            }
            b'\r' => self.line_break(),
            b'.' | b'!' | b'?' if space(self.at + 1) && !self.abbreviation() => Gap::Sentence,
            b'-' if space(self.at + 1) && self.at > 0 && space(self.at - 1) => Gap::Colon,
            0..=127 => SIGNS[usize::from(here)],
            _ => {
                let c = self.char();
                width = c.len_utf8();
                gap_of(c)
            }
        };
        self.at += width;
        (gap, matches!(here, b'\n' | b'\r'))
    }

    /// A line break ends a sentence where the next line starts like one: empty, a bullet, a capital; else the line was only wrapped.
    fn line_break(&self) -> Gap {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let indent = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        match rest.get(indent) {
            None | Some(b'\n') => Gap::Paragraph,
            Some(b) if b.is_ascii_lowercase() || matches!(b, b',' | b'(' | b'&') => Gap::Space,
            Some(_) => Gap::Sentence,
        }
    }

    /// `e.g. `, `i.e. `, `etc. `, `Sr. `, `incl. ` end no sentence; a single letter before the dot is an initial.
    fn abbreviation(&self) -> bool {
        const SHORT: [&[u8]; 7] = [b"eg", b"ie", b"sr", b"jr", b"incl", b"approx", b"vs"];
        const LONGEST: usize = 6;
        let before = &self.text.as_bytes()[..self.at];
        // Most words are told by their last letter.
        if let [.., front, last] = before
            && *front != b'.'
            && !b"eglrsx".contains(&last.to_ascii_lowercase())
        {
            return false;
        }
        let letters = before.iter().rev().take(LONGEST + 1).take_while(|b| b.is_ascii_alphabetic()).count();
        let (front, word) = before.split_at(before.len() - letters);
        (letters == 1 && front.ends_with(b"."))
            || front.len() > 1 && SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, Gap)> {
        let mut tokens = Tokens::default();
        tokens.fill(text);
        tokens.list.iter().map(|t| (String::from_utf8_lossy(tokens.word(t)).into_owned(), t.gap)).collect()
    }

    #[test]
    fn signs_stay_with_the_names_they_belong_to() {
        let got: Vec<String> =
            words("C, C++/C#, .NET, Node.js, A+ and Network+; 5+ years. Python+Django R&D")
                .into_iter()
                .map(|w| w.0)
                .collect();
        assert_eq!(
            got,
            [
                "c", "c++", "c#", ".net", "node", "js", "a+", "and", "network+", "5+", "years", "python",
                "django", "r", "d"
            ]
        );
    }

    #[test]
    fn letters_fold_and_keep_their_place() {
        let text = "Résumé ＳＱＬ ﬁle";
        let mut tokens = Tokens::default();
        tokens.fill(text);
        let got: Vec<(&str, &[u8])> =
            tokens.list.iter().map(|t| (&text[t.start as usize..t.end as usize], tokens.word(t))).collect();
        assert_eq!(got, [("Résumé", &b"resume"[..]), ("ＳＱＬ", b"sql"), ("ﬁle", b"file")]);
    }

    #[test]
    fn sentences_lines_and_paragraphs_end() {
        let gaps = words("One two. Three\nFour\nfive\n\nSix; seven (eight)");
        let gaps: Vec<Gap> = gaps.into_iter().map(|w| w.1).collect();
        assert_eq!(
            gaps,
            [
                Gap::Paragraph,
                Gap::Space,
                Gap::Sentence,
                Gap::Sentence,
                Gap::Space,
                Gap::Paragraph,
                Gap::Clause,
                Gap::Bracket
            ]
        );
    }
}
