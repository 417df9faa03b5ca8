//! Text → tokens: words with their place in the text and what stands before them.
//!
//! A token is a run of letters and digits. Signs that belong to names stay with it: `+` and `#` behind a word (`C++`, `C#`, `A+`,
//! `5+`), a dot before one (`.NET`). All other characters are gaps. Letters fold to lower case without accents; a token
//! keeps its bytes' place in the original text, so folding never loses where a word stood.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands between a token and the one before it; later ones are stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Spaces or a single line break.
    Space,
    /// A hyphen, dot, apostrophe or underscore inside a word: `on-site`, `Node.js`.
    Joint,
    /// `/`: alternatives, or a name such as IDS/IPS.
    Slash,
    /// `&` or `+` between words.
    Ampersand,
    /// A bracket.
    Bracket,
    /// A comma or bullet inside a line: another item of a list.
    Comma,
    /// A colon or a dash between spaces.
    Colon,
    /// A semicolon: another clause.
    Clause,
    /// The end of a sentence or line of a list.
    Sentence,
    /// An empty line or the start of the text.
    Paragraph,
}

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
}

/// Bytes of a word that [`Tokens::head`] tells.
pub(super) const HEAD: usize = 16;

impl Tokens {
    /// The folded form of a token: lower case, no accents.
    #[must_use]
    pub fn word(&self, token: &Token) -> &[u8] {
        &self.folded[token.folded.0 as usize..token.folded.1 as usize]
    }

    /// The folded form of a token of 1 to [`HEAD`] bytes as a number, which tells it from all others: no word holds a zero.
    #[inline]
    pub(super) fn head(&self, token: &Token) -> Option<u128> {
        let length = (token.folded.1 - token.folded.0) as usize;
        if length == 0 || length > HEAD {
            return None;
        }
        let bytes = self.folded[token.folded.0 as usize..].first_chunk::<HEAD>()?;
        Some(u128::from_le_bytes(*bytes) & (u128::MAX >> (8 * (HEAD - length))))
    }

    /// Splits `text`; what was held before is forgotten, its memory kept. Texts of 4 GiB or more are cut there.
    pub fn fill(&mut self, text: &str) {
        let text = cut(text);
        self.list.clear();
        self.folded.clear();
        self.folded.extend_from_slice(text.as_bytes());
        self.folded.make_ascii_lowercase();
        Splitter { text, at: 0 }.run(self);
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
}

impl Splitter<'_> {
    fn run(mut self, out: &mut Tokens) {
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
                Class::Newline | Class::Other => false,
            };
            if word {
                self.token(gap, line_start, out);
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

    #[allow(clippy::cast_possible_truncation)]
    fn token(&mut self, gap: Gap, line_start: bool, out: &mut Tokens) {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        // A dot before a word and after no word: `.NET`, not `end.Next`.
        if start > 0 && bytes[start - 1] == b'.' && bytes[start].is_ascii_alphabetic() {
            let before = self.text[..start - 1].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == ')') {
                start -= 1;
            }
        }
        let rest = &bytes[self.at..];
        self.at += rest.iter().position(|b| CLASS[usize::from(*b)] != Class::Word).unwrap_or(rest.len());
        let mut folded = None;
        if self.at < bytes.len() && bytes[self.at] >= 128 {
            folded = Some(out.folded.len());
            out.folded.extend_from_within(start..self.at);
            self.high_letters(out);
        }
        let plain_end = self.at;
        self.signs();
        let (mut from, mut to) = (start, self.at);
        if let Some(folded) = folded {
            out.folded.extend_from_slice(&bytes[plain_end..self.at]);
            (from, to) = (folded, out.folded.len());
        }
        // Words folded beyond 4 GiB are none that anybody looks for.
        let folded = u32::try_from(to).map_or((0, 0), |to| (from as u32, to));
        out.list.push(Token { start: start as u32, end: self.at as u32, gap, line_start, folded });
    }

    /// Letters beyond ASCII, and ASCII ones behind them: slow, and rare.
    fn high_letters(&mut self, out: &mut Tokens) {
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
            out.folded.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
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
    fn gap(&mut self) -> (Gap, bool) {
        let bytes = self.text.as_bytes();
        let here = bytes[self.at];
        let next = bytes.get(self.at + 1).copied().unwrap_or(b'\n');
        let spaced = CLASS[usize::from(next)] == Class::Space || CLASS[usize::from(next)] == Class::Newline;
        let after_space =
            self.at > 0 && matches!(CLASS[usize::from(bytes[self.at - 1])], Class::Space | Class::Newline);
        let mut width = 1;
        let mut newline = false;
        let gap = match here {
            b' ' | b'\t' => Gap::Space,
            b'\n' | b'\r' => {
                newline = true;
                self.line_break()
            }
            b'.' | b'!' | b'?' => {
                if spaced && !self.abbreviation() {
                    Gap::Sentence
                } else {
                    Gap::Joint
                }
            }
            b'-' if spaced && after_space => Gap::Colon,
            b'-' | b'_' | b'\'' => Gap::Joint,
            b'/' | b'\\' => Gap::Slash,
            b'&' | b'+' => Gap::Ampersand,
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'"' | b'<' | b'>' => Gap::Bracket,
            b',' => Gap::Comma,
            b'|' | b'*' => Gap::Comma,
            b':' | b'=' => Gap::Colon,
            b';' => Gap::Clause,
            0..=127 => Gap::Bracket,
            _ => {
                let c = self.char();
                width = c.len_utf8();
                match c {
                    '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{200b}' | '\u{feff}' => Gap::Space,
                    '\u{2010}' | '\u{2011}' | '\u{ad}' | '’' | '‘' => Gap::Joint,
                    '–' | '—' => Gap::Colon,
                    '•' | '·' | '●' | '▪' | '、' | '，' => Gap::Comma,
                    '。' | '\u{2028}' => Gap::Sentence,
                    '\u{2029}' => Gap::Paragraph,
                    '；' => Gap::Clause,
                    c if c.is_whitespace() => Gap::Space,
                    _ => Gap::Bracket,
                }
            }
        };
        self.at += width;
        (gap, newline)
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
