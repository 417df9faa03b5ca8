//! The names of a skill or certification: what files write → a list that costs little to load.

use serde::{Deserialize, Serialize};

use super::Case;

/// One way to write a skill, certification or role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'n> {
    /// As written, without the mark.
    pub text: &'n str,
    /// How strictly it is looked for.
    pub case: Case,
}

impl<'n> Name<'n> {
    /// Reads a name with its mark.
    #[must_use]
    pub fn parse(marked: &'n str) -> Name<'n> {
        let marked = marked.trim();
        let (case, text) = match marked.as_bytes().first() {
            Some(b'=') => (Case::Exact, &marked[1..]),
            Some(b'?') => (Case::Supported, &marked[1..]),
            _ => (Case::Any, marked),
        };
        Name { text: text.trim(), case }
    }
}

/// A canonical name with its aliases.
///
/// One text and one table for all of them: a catalog has some twenty thousand names, and a text for each would take longer to load than all else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameList {
    /// All names, one behind the other.
    text: Box<str>,
    /// Where each name ends, and how strictly it is looked for.
    ends: Box<[(u32, Case)]>,
}

impl NameList {
    /// The name first, carrying the mark of an alias that repeats it.
    #[must_use]
    pub fn new(canonical: &str, aliases: &[String]) -> NameList {
        let mut names = vec![Name { text: canonical.trim(), case: Case::Any }];
        for alias in aliases.iter().map(|a| Name::parse(a)).filter(|a| !a.text.is_empty()) {
            match names.iter_mut().find(|n| n.text == alias.text) {
                Some(known) => known.case = known.case.max(alias.case),
                None => names.push(alias),
            }
        }
        let mut text = String::new();
        let ends = names.iter().map(|name| {
            text.push_str(name.text);
            (u32::try_from(text.len()).unwrap_or(u32::MAX), name.case)
        });
        let ends = ends.collect();
        NameList { text: text.into_boxed_str(), ends }
    }

    /// How many there are.
    #[must_use]
    #[allow(clippy::len_without_is_empty)] // There is always the canonical one.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The canonical name is the first.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Name<'_>> {
        let (end, case) = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        // A model file that passes its checksum and was written wrong has names that are cut, not a crash.
        Some(Name { text: self.text.get(start as usize..end as usize).unwrap_or_default(), case })
    }

    /// The canonical name, then the aliases.
    pub fn iter(&self) -> impl Iterator<Item = Name<'_>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_that_repeats_the_name_gives_it_its_mark() {
        let aliases = ["?Go", "golang", "=GO", "", "golang"].map(str::to_owned);
        let list = NameList::new(" Go ", &aliases);
        let names: Vec<(&str, Case)> = list.iter().map(|n| (n.text, n.case)).collect();
        assert_eq!(names, [("Go", Case::Supported), ("golang", Case::Any), ("GO", Case::Exact)]);
        assert_eq!(list.get(1).map(|n| n.text), Some("golang"));
        assert_eq!(list.get(3), None);
    }
}
