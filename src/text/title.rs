//! Titles of roles: what their words say about seniority, and whether a line is one.

use super::stem::stem;
use super::token::Tokens;
use crate::units::Seniority;

/// Words that end a title of a job: the person who does it.
const JOB_NOUNS: &[&str] = &[
    "administrator",
    "advisor",
    "adviser",
    "advocate",
    "agent",
    "analyst",
    "architect",
    "artist",
    "assistant",
    "associate",
    "auditor",
    "cio",
    "ciso",
    "clerk",
    "coach",
    "consultant",
    "coordinator",
    "coo",
    "cto",
    "ceo",
    "cfo",
    "dba",
    "designer",
    "developer",
    "director",
    "educator",
    "engineer",
    "evangelist",
    "executive",
    "expert",
    "generalist",
    "head",
    "hunter",
    "installer",
    "instructor",
    "investigator",
    "lead",
    "leader",
    "lecturer",
    "librarian",
    "manager",
    "master",
    "mechanic",
    "mentor",
    "modeler",
    "officer",
    "operator",
    "owner",
    "partner",
    "planner",
    "president",
    "principal",
    "producer",
    "professional",
    "programmer",
    "recruiter",
    "repairer",
    "researcher",
    "responder",
    "scientist",
    "scrum",
    "secretary",
    "specialist",
    "sre",
    "steward",
    "strategist",
    "supervisor",
    "support",
    "teacher",
    "technician",
    "technologist",
    "tester",
    "trainer",
    "translator",
    "tutor",
    "vp",
    "worker",
    "writer",
    "nurse",
    "accountant",
    "driver",
    "physician",
    "representative",
    "salesperson",
    "buyer",
];

/// Last words of titles outside IT. They tell that a line is a title; in IT's own titles they weigh nothing.
const OTHER_JOB_NOUNS: &[&str] = &[
    "actor",
    "actuary",
    "attendant",
    "attorney",
    "baker",
    "barber",
    "barista",
    "bartender",
    "bookkeeper",
    "bricklayer",
    "butcher",
    "captain",
    "caregiver",
    "carer",
    "caretaker",
    "carpenter",
    "cashier",
    "chef",
    "chemist",
    "cleaner",
    "clinician",
    "cook",
    "counsellor",
    "counselor",
    "courier",
    "decorator",
    "dentist",
    "dietitian",
    "dispatcher",
    "editor",
    "electrician",
    "estimator",
    "farmer",
    "firefighter",
    "fitter",
    "florist",
    "foreman",
    "forester",
    "gardener",
    "glazier",
    "groomer",
    "guard",
    "hairdresser",
    "handyman",
    "housekeeper",
    "hygienist",
    "janitor",
    "jeweler",
    "journalist",
    "judge",
    "laborer",
    "labourer",
    "landscaper",
    "lawyer",
    "lifeguard",
    "machinist",
    "mason",
    "merchandiser",
    "midwife",
    "millwright",
    "miner",
    "nanny",
    "nutritionist",
    "optician",
    "optometrist",
    "orderly",
    "painter",
    "paralegal",
    "paramedic",
    "pharmacist",
    "phlebotomist",
    "photographer",
    "pilot",
    "plasterer",
    "plumber",
    "porter",
    "professor",
    "radiographer",
    "realtor",
    "reporter",
    "rigger",
    "roofer",
    "sailor",
    "saucier",
    "solicitor",
    "sommelier",
    "sonographer",
    "stylist",
    "surgeon",
    "surveyor",
    "tailor",
    "teller",
    "therapist",
    "underwriter",
    "veterinarian",
    "waiter",
    "waitress",
    "warden",
    "welder",
    "woodworker",
];

/// Whether a word names who does the work by its ending: biologist, statistician.
fn ends_as_a_job(word: &str) -> bool {
    word.ends_with("ologist") || word.ends_with("ician")
}

/// Whether a lower-case word of a title names the person who does the work, or a rung.
#[must_use]
pub fn is_job_noun(word: &str) -> bool {
    JOB_NOUNS.contains(&word.strip_suffix('s').unwrap_or(word))
        || JOB_NOUNS.contains(&word)
        || matches!(
            word,
            "chief" | "vice" | "senior" | "sr" | "junior" | "jr" | "staff" | "trainee" | "intern"
        )
}

/// The words of a title that name the person behind prepositions: "Director of IT" is a director.
fn head(title: &str) -> Option<String> {
    let lower = title.to_lowercase();
    let main = lower.split(['(', ',', '/', '–']).next().unwrap_or(&lower);
    let main = [" of ", " for ", " - "].iter().fold(main, |t, p| t.split(p).next().unwrap_or(t));
    let words = main.split_whitespace();
    words
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .rfind(|w| !w.is_empty() && !is_grade(w))
}

/// "Engineer II", "Technician 3".
fn is_grade(word: &str) -> bool {
    matches!(word, "i" | "ii" | "iii" | "iv" | "v") || word.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a line reads as the title of a job.
#[must_use]
pub fn ends_in_job_noun(title: &str) -> bool {
    // A question is about jobs, never the title of one.
    !title.trim_end().ends_with('?')
        && head(title).is_some_and(|h| {
            let singular = h.strip_suffix('s').unwrap_or(&h);
            [JOB_NOUNS, OTHER_JOB_NOUNS]
                .iter()
                .any(|nouns| nouns.contains(&h.as_str()) || nouns.contains(&singular))
                || ends_as_a_job(singular)
        })
}

/// A stable id for a title: lower-case words joined by `-`.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut tokens = Tokens::default();
    let spelled = title
        .replace("C++", "C plus plus")
        .replace('#', " sharp ")
        .replace(".NET", "dotnet")
        .replace('&', " and ");
    tokens.fill(&spelled);
    let words: Vec<String> = tokens
        .list
        .iter()
        .map(|t| String::from_utf8_lossy(tokens.word(t)).chars().filter(|c| c.is_alphanumeric()).collect())
        .collect();
    words.join("-")
}

/// The rung that a section or a title names outright, if any ("Entry Level Job Titles", "Senior …", "Director of …").
#[must_use]
pub fn seniority_in_words(text: &str) -> Option<Seniority> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|w| list.contains(w));
    let chief = words.windows(2).any(|w| w[0] == "c" && (w[1] == "suite" || w[1] == "level"));
    if has(&["chief", "cio", "cto", "ciso", "ceo", "coo", "cdo", "cpo"]) || chief {
        Some(Seniority::Chief)
    } else if has(&["vp", "svp", "evp", "avp"]) || lower.contains("vice president") {
        Some(Seniority::Vp)
    } else if has(&["director", "directors"]) || lower.starts_with("head of") {
        Some(Seniority::Director)
    } else if has(&["senior", "sr", "lead", "principal", "staff", "iii", "iv"]) {
        Some(Seniority::Senior)
    } else if has(&["junior", "jr", "entry", "trainee", "intern", "internship", "apprentice", "graduate"]) {
        Some(Seniority::Entry)
    } else if has(&["mid", "intermediate"]) {
        Some(Seniority::Mid)
    } else {
        None
    }
}

/// The rung of a title where nothing else says it: its own words, then what such jobs usually are.
#[must_use]
pub fn seniority_in_title(title: &str) -> Seniority {
    if let Some(seniority) = seniority_in_words(title) {
        return seniority;
    }
    match head(title).as_deref() {
        Some("manager" | "architect" | "leader" | "supervisor" | "head") => Seniority::Senior,
        Some("technician" | "assistant" | "clerk" | "agent" | "installer" | "operator") => Seniority::Entry,
        Some("president") => Seniority::Vp,
        _ => Seniority::Mid,
    }
}

/// The stems of a title's words, to find the title in a sentence.
#[derive(Clone, Debug)]
pub struct TitleWords(Vec<String>);

impl TitleWords {
    /// Splits a title.
    #[must_use]
    pub fn of(title: &str) -> TitleWords {
        TitleWords(stems(title))
    }

    /// Whether the title has no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the words stand next to each other in `sentence`, in order, in any simple inflection.
    #[must_use]
    pub fn occurs_in(&self, sentence: &str) -> bool {
        let words = stems(sentence);
        !self.0.is_empty() && words.windows(self.0.len()).any(|w| w == self.0)
    }
}

fn stems(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    tokens.fill(text);
    tokens.list.iter().map(|t| stem(&String::from_utf8_lossy(tokens.word(t)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_advice() {
        for title in [
            "Network Technician",
            "Director of IT",
            "VP of Network Services",
            "Vice President of Field Services",
            "IT Manager",
            "Engineer II",
            "Technical Support Specialist",
        ] {
            assert!(ends_in_job_noun(title), "{title}");
        }
        for title in [
            "Gain Additional Certifications",
            "Pursue Leadership Opportunities",
            "What is IT Technical Support?",
        ] {
            assert!(!ends_in_job_noun(title), "{title}");
        }
    }

    #[test]
    fn rungs_in_titles() {
        for (title, rung) in [
            ("Junior Network Technician", Seniority::Entry),
            ("Systems Administrator", Seniority::Mid),
            ("Senior Systems Engineer", Seniority::Senior),
            ("IT Manager", Seniority::Senior),
            ("Director of IT", Seniority::Director),
            ("Vice President of Information Technology", Seniority::Vp),
            ("Chief Information Officer", Seniority::Chief),
        ] {
            assert_eq!(seniority_in_title(title), rung, "{title}");
        }
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("Director of IT"), "director-of-it");
        assert_eq!(slug("C++ / C# Developer"), "c-plus-plus-c-sharp-developer");
    }
}
