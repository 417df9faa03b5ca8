//! A plain document → the roles it describes: title line + paragraph, under section headings, as found on the web.
//!
//! A document is lines. A line is prose (long, or ending like a sentence) or a heading (short, no full stop). A heading
//! with prose under it is an item; a heading with a heading under it opens a section. An item is a role if its title ends in a word for a job, and the
//! section gives no advice or its text speaks of the title ("A Network Technician is …", "Help Desk Technicians provide …"). A section named after a rung ("Entry Level Job Titles") gives it to its items.

use super::level::shorten;
use super::roles::record;
use crate::catalog::record::{NEXT_TEXT, RoleRecord};
use crate::diagnostics::{Findings, Place, Severity};
use crate::text::title::{TitleWords, ends_in_job_noun, seniority_in_words};
use crate::units::Seniority;

/// The longest line that can still be a heading, in words.
const LONGEST_HEADING: usize = 9;

/// The last paragraph of a text that is one description may have this many words in its title line at most.
const SHORTEST_DESCRIPTION: usize = 12;

#[derive(Debug)]
struct Item<'a> {
    line: u64,
    title: &'a str,
    text: String,
    seniority: Option<Seniority>,
    advice: bool,
}

/// All roles of a document; one role where it describes only one thing. Headings over text that may be titles of another field are told.
pub fn read(file: &str, text: &str, findings: &mut Findings) -> Vec<RoleRecord> {
    let (items, others): (Vec<Item>, Vec<Item>) = items(text).into_iter().partition(is_role);
    let mut roles: Vec<RoleRecord> = Vec::new();
    for item in &items {
        let mut role = record(Place::line(file, item.line), item.title, &item.text);
        if let Some(seniority) = item.seniority {
            role.seniority = seniority;
        }
        // The same title again: one role, the texts joined; a rung given by a section beats one told from the title.
        match roles.iter_mut().find(|r| r.id == role.id) {
            Some(known) => {
                known.description.push_str(NEXT_TEXT);
                known.description.push_str(&role.description);
                if let Some(seniority) = item.seniority {
                    known.seniority = seniority;
                }
            }
            None => roles.push(role),
        }
    }
    if roles.is_empty() {
        roles.extend(single(file, text));
    }
    tell(file, &others, findings);
    roles
}

/// Headings told by name.
const TOLD: usize = 5;

/// Says which headings with text under them were not taken for titles of roles, but for advice and the like, which never are.
fn tell(file: &str, others: &[Item], findings: &mut Findings) {
    let headings = || others.iter().filter(|i| !i.advice && !names_a_topic(i.title));
    let Some(first) = headings().next() else { return };
    let many = headings().count();
    let names: Vec<String> = headings().take(TOLD).map(|i| format!("“{}”", shorten(i.title))).collect();
    let more = if many > TOLD { format!(" and {} more", many - TOLD) } else { String::new() };
    findings.add(
        Severity::Warning,
        "heading-no-role",
        Place::line(file, first.line),
        format!("Not read as roles, since no word for a job ends them: {}{more}.", names.join(", ")),
        "If they are titles of roles, write a CSV with `title` and `description`, or a file for each with a header between `---` lines.",
    );
}

fn items(text: &str) -> Vec<Item<'_>> {
    // Where some of a numbered list are roles, all of it are titles with their text.
    let numbered =
        text.lines().filter_map(|line| inline_item(line.trim())).any(|(title, _)| ends_in_job_noun(title));
    let mut items: Vec<Item> = Vec::new();
    let mut heading: Option<(u64, &str)> = None;
    let mut section: (Option<Seniority>, bool) = (None, false);
    let mut open = false;
    for (n, line) in text.lines().enumerate() {
        let number = n as u64 + 1;
        let line = line.trim().trim_start_matches('#').trim();
        if line.is_empty() {
            continue;
        }
        if let Some((title, rest)) = inline_item(line).filter(|_| numbered) {
            items.push(Item {
                line: number,
                title,
                text: rest.to_owned(),
                seniority: section.0,
                advice: section.1,
            });
            (heading, open) = (None, false);
        } else if is_heading(line) {
            if let Some((_, above)) = heading {
                section = read_section(above);
            }
            (heading, open) = (Some((number, line)), false);
        } else if let Some((at, title)) = heading.take() {
            items.push(Item {
                line: at,
                title,
                text: line.to_owned(),
                seniority: section.0,
                advice: section.1,
            });
            open = true;
        } else if open && let Some(last) = items.last_mut() {
            last.text.push('\n');
            last.text.push_str(line);
        }
    }
    items
}

/// `1. Help Desk Technician: Often an entry-level position, …`
fn inline_item(line: &str) -> Option<(&str, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0)?;
    let (title, text) = rest.split_once(':')?;
    let title = title.trim();
    (title.split_whitespace().count() <= LONGEST_HEADING && text.len() > title.len())
        .then_some((title, text.trim()))
}

fn is_heading(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let bullet = line.starts_with(['-', '–', '•', '*', '·']);
    words <= LONGEST_HEADING && !bullet && !line.ends_with(['.', '!', ',', ';', ':', '?'])
}

/// The rung a section is named after, and whether it gives advice rather than describes jobs.
fn read_section(heading: &str) -> (Option<Seniority>, bool) {
    let lower = heading.to_lowercase();
    let advice = ["how to", "tips", "why ", "ways to", "steps", "faq"].iter().any(|w| lower.starts_with(w));
    (if advice { None } else { seniority_in_words(heading) }, advice)
}

fn is_role(item: &Item) -> bool {
    let title = TitleWords::of(item.title);
    if title.is_empty() || item.title.split_whitespace().count() > LONGEST_HEADING {
        return false;
    }
    let first_sentence = item.text.split_inclusive(". ").next().unwrap_or(&item.text);
    let speaks_of_itself = title.occurs_in(first_sentence);
    let job = ends_in_job_noun(item.title) && !names_a_topic(item.title);
    job && (speaks_of_itself || !item.advice)
}

/// "Exploring Careers in …", "How To Become A …": about jobs, not the title of one.
fn names_a_topic(title: &str) -> bool {
    const TOPICS: &[&str] =
        &["how", "become", "becoming", "career", "careers", "working", "exploring", "what", "why", "about"];
    title.to_lowercase().split_whitespace().any(|w| TOPICS.contains(&w))
}

/// A text about one role: its first line names it.
fn single(file: &str, text: &str) -> Option<RoleRecord> {
    let mut lines = text.lines().map(str::trim).enumerate().filter(|(_, l)| !l.is_empty());
    let (n, first) = lines.next()?;
    let rest: Vec<&str> = lines.map(|(_, l)| l).collect();
    let first = first.trim_start_matches('#').trim();
    if rest.iter().map(|l| l.split_whitespace().count()).sum::<usize>() < SHORTEST_DESCRIPTION {
        return None;
    }
    // "About the Network Technician role" names the network technician.
    let title = first.strip_prefix("About the ").unwrap_or(first);
    let title = ["role", "job", "position"].iter().fold(title, |t, w| t.strip_suffix(w).unwrap_or(t)).trim();
    if !is_heading(first) || !ends_in_job_noun(title) {
        return None;
    }
    Some(record(Place::line(file, n as u64 + 1), title, &rest.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_titles_and_advice_are_told_apart() {
        let text = "Jobs in Tech\nHelp Desk Technician\nHelp Desk Technicians answer calls from users every day.\n\
            Senior Level Job Titles\nIT Manager\nIT Managers lead the department and its people.\n\
            Systems Engineer\nThe systems engineer designs the platform that all others use.\n\
            How to Advance\nGain Additional Certifications\nPursuing certifications shows what you know to employers.\n\
            Network with Industry Professionals\nBuilding relationships with colleagues can open doors for you.\n\
            Similar Titles\nHelp Desk Technician\nHelp Desk Technicians also reset passwords for their users.\n";
        let roles = read("x.txt", text, &mut Findings::new());
        let got: Vec<(&str, Seniority)> = roles.iter().map(|r| (r.title.as_str(), r.seniority)).collect();
        assert_eq!(
            got,
            [
                ("Help Desk Technician", Seniority::Entry),
                ("IT Manager", Seniority::Senior),
                ("Systems Engineer", Seniority::Senior),
            ]
        );
        assert!(roles[0].description.contains("reset passwords"));
    }

    #[test]
    fn a_text_about_one_role_is_one_role() {
        let text = "About the Network Technician role\nThey look after switches, cables and access points, and they keep the diagrams up to date.\n";
        let roles = read("x.txt", text, &mut Findings::new());
        assert_eq!(roles.len(), 1);
        assert_eq!(roles[0].title, "Network Technician");
    }
}
