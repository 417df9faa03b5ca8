//! Names of practices → the verb phrases that say the same: "network troubleshooting" is also "resolving network outages", "backup
//! administration" also "administer backups" and "administration of backups".
//!
//! Two tables: which nouns of action end a name, and by which verbs (and, for some, with which nouns behind the object) people say it in
//! a sentence. The lexicon adds these phrases behind all given names, so a given name always wins. Inflection and articles are its business.

/// How a noun of action is said with a verb.
struct Action {
    /// The last word of a name.
    noun: &'static str,
    /// Verbs before the object.
    verbs: &'static [&'static str],
    /// Nouns that must stand behind the object; with an empty one the object stands alone.
    behind: &'static [&'static str],
}

/// What goes wrong with things.
const TROUBLES: &[&str] = &["problem", "issue", "outage", "fault", "error", "failure"];
const ALONE: &[&str] = &[""];

const ACTIONS: &[Action] = &[
    Action { noun: "troubleshooting", verbs: &["troubleshoot"], behind: ALONE },
    Action {
        noun: "troubleshooting",
        verbs: &["troubleshoot", "resolve", "solve", "fix", "diagnose"],
        behind: TROUBLES,
    },
    Action { noun: "administration", verbs: &["administer", "administrate"], behind: ALONE },
    Action { noun: "management", verbs: &["manage"], behind: ALONE },
    Action { noun: "monitoring", verbs: &["monitor"], behind: ALONE },
    Action { noun: "configuration", verbs: &["configure"], behind: ALONE },
    Action { noun: "installation", verbs: &["install"], behind: ALONE },
    Action { noun: "maintenance", verbs: &["maintain"], behind: ALONE },
    Action { noun: "deployment", verbs: &["deploy"], behind: ALONE },
    Action { noun: "migration", verbs: &["migrate"], behind: ALONE },
    Action { noun: "automation", verbs: &["automate"], behind: ALONE },
    Action { noun: "hardening", verbs: &["harden"], behind: ALONE },
    Action { noun: "planning", verbs: &["plan"], behind: ALONE },
    Action { noun: "analysis", verbs: &["analyze", "analyse"], behind: ALONE },
    Action { noun: "testing", verbs: &["test"], behind: ALONE },
    Action { noun: "development", verbs: &["develop"], behind: ALONE },
    Action { noun: "integration", verbs: &["integrate"], behind: ALONE },
    Action { noun: "optimization", verbs: &["optimize", "optimise"], behind: ALONE },
    Action { noun: "modeling", verbs: &["model"], behind: ALONE },
];

/// Objects that say too little alone: "manage time" is no time management, "develop people" no field.
const VAGUE: &[&str] = &[
    "business", "change", "general", "people", "product", "project", "self", "service", "team", "time",
    "work",
];

/// An object of more words is a title, not something that people say with a verb.
const LONGEST_OBJECT: usize = 3;

/// The phrases that say what `name` says, none for a name that no table speaks of.
#[must_use]
pub fn paraphrases(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    let lower = name.to_lowercase();
    let Some((object, noun)) = lower.rsplit_once(' ') else { return out };
    let words = object.split(' ').count();
    let plain = object.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-');
    if words > LONGEST_OBJECT || !plain || VAGUE.contains(&object) {
        return out;
    }
    for action in ACTIONS.iter().filter(|a| a.noun == noun) {
        for verb in action.verbs {
            for behind in action.behind {
                out.push(format!("{verb} {object} {behind}").trim_end().to_owned());
            }
        }
    }
    if !out.is_empty() {
        out.push(format!("{noun} of {object}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::paraphrases;

    #[test]
    fn practices_are_said_with_verbs() {
        let all = paraphrases("Network troubleshooting");
        for phrase in [
            "troubleshoot network",
            "resolve network outage",
            "fix network issue",
            "troubleshooting of network",
        ] {
            assert!(all.iter().any(|p| p == phrase), "{phrase}: {all:?}");
        }
        assert_eq!(paraphrases("Patch management"), ["manage patch", "management of patch"]);
        for silent in [
            "Time management",
            "Python",
            "Troubleshooting",
            "C++/C# development",
            "very long name of some testing",
        ] {
            assert!(paraphrases(silent).is_empty(), "{silent}");
        }
    }
}
