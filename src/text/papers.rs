//! A text → whether it speaks of certificates where a name stands.
//!
//! Some certificates are called like the work they are for: who was "Azure Administrator" for three years need not hold one. Such a name counts
//! only behind a heading or label of certificates ("Certifications:"), or in a sentence that speaks of them ("certified …").

use super::title::is_job_noun;

/// A heading is at most this long, in bytes; longer lines are prose.
const LONGEST_HEADING: usize = 60;

/// Words that name certificates; in a heading one of them is enough.
const PAPERS: &[&str] = &[
    "accreditation",
    "accreditations",
    "badge",
    "badges",
    "cert",
    "certificate",
    "certificates",
    "certification",
    "certifications",
    "certificats",
    "certs",
    "credential",
    "credentials",
    "zertifikat",
    "zertifikate",
    "zertifizierung",
    "zertifizierungen",
];

/// Words that say of somebody to hold one; in a sentence only, for "AWS Certified" stands in names of certificates too.
const HOLDING: &[&str] = &["accredited", "certified", "zertifiziert", "zertifizierter"];

/// One of these stands in each of the words above.
const MARKS: &[&str] = &["accredit", "badge", "cert", "credential", "zert"];

/// Words that no title of work has, but names of certificates: "Professional Cloud Architect", "FinOps for Engineers".
const IN_NAMES: &[&str] = &["for", "licensed", "professional", "registered", "trusted"];

/// A line of these words only is a heading of another part of a résumé.
const OTHER_PARTS: &[&str] = &[
    "about",
    "and",
    "ausbildung",
    "awards",
    "background",
    "berufserfahrung",
    "career",
    "education",
    "employment",
    "experience",
    "highlights",
    "history",
    "hobbies",
    "interests",
    "key",
    "languages",
    "me",
    "objective",
    "of",
    "personal",
    "positions",
    "previous",
    "professional",
    "profile",
    "projects",
    "publications",
    "references",
    "relevant",
    "selected",
    "skills",
    "summary",
    "technical",
    "volunteering",
    "work",
];

/// Goes through a text from its start to its end, a line and a sentence at a time, as far as it is asked. Linear in the text.
#[derive(Debug, Default)]
pub(super) struct Papers {
    /// Where the next of the [`MARKS`] is; most texts have none, and most lines of the others neither.
    mark: Option<usize>,
    /// One past the line, and one past the sentence in it, that were read last.
    line_end: usize,
    sentence_end: usize,
    /// What was found: a heading above, a label at the start of the line, the sentence itself.
    under: bool,
    labelled: bool,
    said: bool,
}

impl Papers {
    /// Whether `text`, which is `lower` in lower case, speaks of certificates at byte `at`, which must not lie before the one asked last.
    pub fn speak_at(&mut self, text: &str, lower: &[u8], at: usize) -> bool {
        while at >= self.line_end && self.line_end < text.len() {
            let start = self.line_end;
            let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n + 1);
            self.labelled = false;
            if self.under || self.marked(lower, start, end) {
                self.line(&text[start..end]);
            }
            (self.line_end, self.sentence_end) = (end, start);
        }
        while at >= self.sentence_end && self.sentence_end < self.line_end {
            let start = self.sentence_end;
            let line = &text.as_bytes()[start..self.line_end];
            let end = memchr::memmem::find(line, b". ").map_or(self.line_end, |n| start + n + 2);
            self.said = self.marked(lower, start, end)
                && words_of(&text[start..end]).any(|w| is_among(PAPERS, w) || is_among(HOLDING, w));
            self.sentence_end = end;
        }
        self.under || self.labelled || self.said
    }

    /// Whether a mark is in these bytes. They must not start before those asked last.
    fn marked(&mut self, lower: &[u8], start: usize, end: usize) -> bool {
        if self.mark.is_none_or(|mark| mark < start) {
            let rest = &lower[start..];
            let next = MARKS.iter().filter_map(|mark| memchr::memmem::find(rest, mark.as_bytes())).min();
            self.mark = Some(next.map_or(usize::MAX, |next| start + next));
        }
        self.mark.is_some_and(|mark| mark < end)
    }

    fn line(&mut self, line: &str) {
        let names = |part: &str| words_of(part).take(5).any(|w| is_among(PAPERS, w));
        self.labelled = line.split_once(':').is_some_and(|(label, _)| {
            label.len() <= LONGEST_HEADING && words_of(label).count() <= 5 && names(label)
        });
        let short = line.trim();
        let goes_on = short.split_once(':').is_some_and(|(_, behind)| !behind.is_empty());
        if goes_on
            || words_of(short).next().is_none()
            || short.len() > LONGEST_HEADING
            || short.ends_with(['.', ',', ';'])
        {
            return;
        }
        if words_of(short).count() <= 5 && names(short) {
            self.under = true;
        } else if short.starts_with('#') || words_of(short).all(|w| is_among(OTHER_PARTS, w)) {
            self.under = false;
        }
    }
}

/// The words of a text.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether a word is one of a list in lower case.
fn is_among(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a name of a certificate reads as a title of work: its last word is who does it, and nothing in it says that it is a paper. `known`
/// tells whether a word is one that names of skills have too; one that is not (MCITP, GIAC) is the mark of who gives the certificate.
pub(super) fn reads_as_work(name: &str, mut known: impl FnMut(&str) -> bool) -> bool {
    let words: Vec<String> = words_of(name).map(str::to_lowercase).collect();
    let Some((last, rest)) = words.split_last() else { return false };
    let doer = |word: &str| is_job_noun(word) || word == "admin";
    // "Azure Solutions Architect Expert", "ITIL Managing Professional": the last word is the level of the certificate. Support is not a person.
    let graded = match last.as_str() {
        "expert" | "associate" | "professional" | "support" => true,
        "master" => rest.last().is_none_or(|w| w != "scrum"),
        _ => false,
    };
    let paper = |(at, w): (usize, &String)| {
        let w = w.as_str();
        // "Associate Cloud Engineer" is a rung of work, "MongoDB Associate Developer" is not.
        IN_NAMES.contains(&w)
            || w == "associate" && at > 0
            || PAPERS.contains(&w)
            || HOLDING.contains(&w)
            || w.bytes().any(|b| b.is_ascii_digit())
    };
    doer(last)
        && !rest.is_empty()
        && !graded
        && !rest.iter().enumerate().any(paper)
        && rest.iter().all(|w| doer(w) || known(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_work_are_told_from_names_of_papers() {
        let known = |w: &str| ["aws", "azure", "cloud", "solutions", "test", "tableau", "scrum"].contains(&w);
        for name in [
            "AWS Solutions Architect",
            "Azure Administrator",
            "Tableau Consultant",
            "Cloud Admin",
            "Scrum Master",
        ] {
            assert!(reads_as_work(name, known), "{name}");
        }
        for name in [
            "AWS Certified Solutions Architect",
            "Azure Solutions Architect Expert",
            "AWS Developer Associate",
            "Cloud Managing Professional",
            "Professional Cloud Architect",
            "AWS Associate Architect",
            "Cloud for Engineers",
            "ISTQB Test Manager",
            "AZ-104 Azure Administrator",
            "Tableau",
            "Administrator",
            "",
        ] {
            assert!(!reads_as_work(name, known), "{name}");
        }
    }

    /// Whether certificates are spoken of where each `@` stands.
    fn spoken(text: &str) -> Vec<bool> {
        let mut papers = Papers::default();
        let lower = text.to_ascii_lowercase();
        let places = memchr::memchr_iter(b'@', text.as_bytes());
        places.map(|at| papers.speak_at(text, lower.as_bytes(), at)).collect()
    }

    #[test]
    fn each_word_of_certificates_has_its_mark() {
        for word in PAPERS.iter().chain(HOLDING) {
            assert!(MARKS.iter().any(|mark| word.contains(mark)), "{word}");
        }
    }

    #[test]
    fn headings_labels_and_sentences_speak() {
        for (text, want) in [
            (
                "@\nLicenses & Certifications\n\n- @\n----\n- @\nWork Experience\n@",
                &[false, true, true, false][..],
            ),
            ("## Certificates\n@ 2021\n## Jobs\n@, 2019", &[true, false]),
            ("Certifications: @, @. @\n@", &[true, true, true, false]),
            ("I am a certified @. I work as @.", &[true, false]),
            ("AWS Certified\n@", &[false]),
            ("@", &[false]),
        ] {
            assert_eq!(spoken(text), want, "{text}");
        }
    }
}
