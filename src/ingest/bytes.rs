//! Any bytes → text. UTF-8 with or without a byte order mark, UTF-16, Windows-1252; never fails.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8.
    Utf8,
    /// UTF-16 in either byte order.
    Utf16,
    /// In some line neither; every byte sequence is valid in this one, so it may also be another 8-bit encoding.
    Windows1252,
}

/// The text in `bytes` without a byte order mark, and how it was read. NUL characters are kept.
///
/// UTF-16 is told by its mark, or by zero bytes in every other place of the first kilobyte of plain text.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return by_line(rest);
    }
    if let Some(little) = utf16(&bytes[..bytes.len().min(1024)]) {
        let encoding = if little { UTF_16LE } else { UTF_16BE };
        return (encoding.decode_with_bom_removal(bytes).0, Encoding::Utf16);
    }
    by_line(bytes)
}

/// Bytes that are not UTF-16 as text: lines that are not UTF-8 are read as Windows-1252, which any bytes are. So a line that is damaged, or came from
/// another program, changes no other.
#[must_use]
pub fn by_line(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Encoding::Utf8);
    }
    let mut all = String::with_capacity(bytes.len() + bytes.len() / 8);
    for line in bytes.split_inclusive(|b| matches!(b, b'\n' | b'\r')) {
        match std::str::from_utf8(line) {
            Ok(line) => all.push_str(line),
            Err(_) => all.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0),
        }
    }
    (Cow::Owned(all), Encoding::Windows1252)
}

/// Whether a text is none: a tenth or more of its first kilobyte are control characters that no text file has.
#[must_use]
pub fn is_binary(text: &str) -> bool {
    let head = || text.chars().take(1024);
    // The last four are ASCII's own separators, by which values in one cell are told apart.
    let usual = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{1c}'..='\u{1f}');
    let odd = head().filter(|c| c.is_control() && !usual(c)).count();
    odd > 0 && odd * 10 >= head().count()
}

/// Whether a text that starts like this is UTF-16, and if so whether little-endian: by its mark, or by zero bytes in every other place.
#[must_use]
pub fn utf16(head: &[u8]) -> Option<bool> {
    if head.starts_with(b"\xFF\xFE") {
        return Some(true);
    }
    if head.starts_with(b"\xFE\xFF") {
        return Some(false);
    }
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    let mostly =
        |first: usize| head.len() >= 4 && zeros(first) * 10 >= half * 8 && zeros(1 - first) * 10 < half;
    if mostly(1) {
        return Some(true);
    }
    mostly(0).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_encodings_people_have() {
        let cases: [(&[u8], &str, Encoding); 8] = [
            (b"caf\xC3\xA9", "café", Encoding::Utf8),
            (b"\xEF\xBB\xBFskill", "skill", Encoding::Utf8),
            (b"caf\xE9", "café", Encoding::Windows1252),
            (b"\xFF\xFEs\0k\0", "sk", Encoding::Utf16),
            (b"\xFE\xFF\0s\0k", "sk", Encoding::Utf16),
            (b"s\0k\0i\0l\0l\0", "skill", Encoding::Utf16),
            (b"D\xC3\xA9veloppement\nR\xE9seau\n", "Développement\nRéseau\n", Encoding::Windows1252),
            (b"", "", Encoding::Utf8),
        ];
        for (bytes, text, encoding) in cases {
            assert_eq!(decode(bytes), (Cow::Borrowed(text), encoding), "{bytes:?}");
        }
    }
}
