//! What stands between the words of a text, and how strongly each sign parts them.

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

/// How strong a gap each sign of ASCII is where nothing around it says otherwise.
pub(super) const SIGNS: [Gap; 128] = {
    let mut table = [Gap::Bracket; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b' ' | b'\t' => Gap::Space,
            b'.' | b'!' | b'?' | b'-' | b'_' | b'\'' => Gap::Joint,
            b'/' | b'\\' => Gap::Slash,
            b'&' | b'+' => Gap::Ampersand,
            b',' | b'|' | b'*' => Gap::Comma,
            b':' | b'=' => Gap::Colon,
            b';' => Gap::Clause,
            _ => Gap::Bracket,
        };
        b += 1;
    }
    table
};

/// How strong a gap a character beyond ASCII is.
pub(super) fn gap_of(c: char) -> Gap {
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
