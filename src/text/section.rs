//! Headings inside a description set the strength of what stands under them.

use super::mention::Strength;

/// From which byte on which strength holds where no cue says otherwise.
pub type Sections = Vec<(u32, Strength)>;

/// A heading is at most this long, in bytes; longer lines are prose.
const LONGEST_HEADING: usize = 60;

/// Finds headings: lines of a few words, alone or closed by a colon, that speak of requirements, duties or the company.
///
/// A heading that stands alone opens a section that lasts until the next one. A label with text behind it ("Nice to have:
/// Terraform, Ansible.") speaks of its own paragraph only, or of less: it ends with a line that ends a sentence.
///
/// `line_feeds` are the places of all line feeds of the text.
pub(super) fn sections(text: &str, line_feeds: &[u32], out: &mut Sections) {
    out.clear();
    out.push((0, Strength::Stated));
    let (mut lasting, mut labelled) = (Strength::Stated, false);
    let mut start = 0;
    for line_end in line_feeds.iter().map(|at| *at as usize).chain([text.len()]) {
        let line = &text[start..line_end];
        let at = u32::try_from(start).unwrap_or(u32::MAX);
        match heading(line) {
            Some((strength, alone)) => {
                out.push((at, strength));
                labelled = !alone;
                if alone {
                    lasting = strength;
                } else {
                    out.extend(labels_behind(line).map(|(within, strength)| (at + within, strength)));
                }
            }
            None if labelled && line.trim().is_empty() => {
                out.push((at, lasting));
                labelled = false;
            }
            None => {}
        }
        start = line_end + 1;
        if start > text.len() {
            break;
        }
        if labelled && line.trim_end().ends_with(['.', '!', '?']) {
            out.push((u32::try_from(start).unwrap_or(u32::MAX), lasting));
            labelled = false;
        }
    }
}

/// Further labels of a line that begins with one, each behind the end of a sentence: "Nice to have: Docker. Required: Linux."
fn labels_behind(line: &str) -> impl Iterator<Item = (u32, Strength)> + '_ {
    memchr::memchr_iter(b':', line.as_bytes()).skip(1).filter_map(|colon| {
        let before = &line[..colon];
        let start = before.rfind(['.', '!', '?', ';', '|'])? + 1;
        let label = before[start..].trim_matches([' ', '*', '_']);
        named(label).map(|strength| (u32::try_from(start).unwrap_or(u32::MAX), strength))
    })
}

/// What a heading says of what stands under it, and whether it stands alone on its line.
fn heading(line: &str) -> Option<(Strength, bool)> {
    let signs = line.bytes().take_while(|b| matches!(b, b'#' | b'*' | b' ' | b'\t' | b'_')).count();
    let trimmed = &line[signs..];
    // Most lines are items of a list.
    if trimmed.starts_with(['-', '•']) {
        return None;
    }
    let mut head_end = trimmed.len().min(LONGEST_HEADING + 1);
    while !trimmed.is_char_boundary(head_end) {
        head_end -= 1;
    }
    let head = &trimmed[..head_end];
    let (head, alone) = match memchr::memchr(b':', head.as_bytes()) {
        Some(colon) => {
            let behind = trimmed[colon + 1..].trim_matches(['*', '#', '_', ' ', '\t', '\r']);
            (&head[..colon], behind.is_empty())
        }
        None if trimmed.trim_end().len() <= LONGEST_HEADING => {
            (trimmed.trim_end().trim_end_matches(['*', '#', '_', ' ']), true)
        }
        None => return None,
    };
    if head.is_empty() || head.ends_with(['.', ',', ';']) {
        return None;
    }
    named(head).map(|strength| (strength, alone))
}

fn named(head: &str) -> Option<Strength> {
    const NAMES: &[(Strength, &[&str])] = &[
        (Strength::Excluded, &["not required", "not needed", "not necessary", "not expected"]),
        (
            Strength::NiceToHave,
            &[
                "nice to have",
                "nice-to-have",
                "nice to haves",
                "bonus",
                "bonus points",
                "a plus",
                "good to have",
                "optional",
            ],
        ),
        (
            Strength::Preferred,
            &[
                "preferred",
                "preferred qualifications",
                "preferred skills",
                "preferred experience",
                "desirable",
                "desired",
                "desired skills",
                "ideally",
                "what would be great",
                "preferred requirements",
                "desired qualifications",
            ],
        ),
        (
            Strength::Required,
            &[
                "required",
                "requirements",
                "required skills",
                "required qualifications",
                "required experience",
                "must have",
                "must haves",
                "must-have",
                "must-haves",
                "minimum qualifications",
                "qualifications",
                "basic qualifications",
                "essential",
                "essential skills",
                "key skills",
                "skills required",
                "skills",
                "skills and experience",
                "what you need",
                "what you bring",
                "you have",
                "who you are",
                "your profile",
                "job requirements",
                "what we are looking for",
                "what we're looking for",
                "skills and qualifications",
                "technical skills",
                "experience required",
                "about you",
            ],
        ),
        (
            Strength::Stated,
            &[
                "responsibilities",
                "duties",
                "key responsibilities",
                "tasks",
                "what you will do",
                "what you'll do",
                "roles and responsibilities",
                "role",
                "the role",
                "job description",
                "your role",
                "description",
                "certifications",
                "certification",
                "your tasks",
                "day to day",
                "main duties",
                "about the role",
                "overview",
                "summary",
                "education",
            ],
        ),
        (
            Strength::Context,
            &[
                "benefits",
                "about us",
                "who we are",
                "we offer",
                "what we offer",
                "perks",
                "our company",
                "about the company",
                "company",
                "why join us",
                "compensation",
                "how to apply",
                "equal opportunity",
                "perks and benefits",
            ],
        ),
    ];
    let lower = head.trim().to_ascii_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(strength, _)| *strength)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_open_sections() {
        let text =
            "We need someone.\nRequired:\n- Linux\nPreferred:\n- Python: some\n## Benefits\nFree Kubernetes";
        let got: Vec<Strength> = found(text).into_iter().map(|s| s.1).collect();
        assert_eq!(got, [Strength::Stated, Strength::Required, Strength::Preferred, Strength::Context]);
    }

    /// Where each section starts, and what it says.
    fn found(text: &str) -> Vec<(&str, Strength)> {
        let line_feeds: Vec<u32> = (0..).zip(text.bytes()).filter(|b| b.1 == b'\n').map(|b| b.0).collect();
        let mut out = Vec::new();
        sections(text, &line_feeds, &mut out);
        out.iter()
            .map(|(at, strength)| (text[*at as usize..].lines().next().unwrap_or(""), *strength))
            .collect()
    }

    #[test]
    fn a_line_may_have_several_labels() {
        let text = "Nice to have: Docker. Required: Linux, DNS (see: below). Bonus: Go.\nBash";
        let got: Vec<(u32, Strength)> = {
            let mut out = Vec::new();
            sections(text, &[u32::try_from(text.find('\n').unwrap()).unwrap()], &mut out);
            out
        };
        let at = |label: &str| u32::try_from(text.find(label).unwrap()).unwrap();
        let expected = [
            (0, Strength::Stated),
            (0, Strength::NiceToHave),
            (at(" Required"), Strength::Required),
            (at(" Bonus"), Strength::NiceToHave),
            (at("Bash"), Strength::Stated),
        ];
        assert_eq!(got, expected);
    }

    #[test]
    fn a_label_speaks_of_its_own_paragraph() {
        let got = found("## Requirements\nOptional: Perl,\nRuby.\nYou know Linux.\nBonus: Go\n\nAnd Bash.");
        let expected = [
            ("## Requirements", Strength::Stated),
            ("## Requirements", Strength::Required),
            ("Optional: Perl,", Strength::NiceToHave),
            ("You know Linux.", Strength::Required),
            ("Bonus: Go", Strength::NiceToHave),
            ("", Strength::Required),
        ];
        assert_eq!(got, expected);
    }
}
