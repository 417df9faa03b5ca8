//! Profiles in the JSON that people already have: JSON Resume 1.0, Open Badges 3.0 and other verifiable credentials.
//!
//! What is told by content, not by name. Signatures of credentials are not verified, and a note says so. Who a person is (name, address,
//! birth) is never read.

use jiff::civil::Date;
use serde_json::Value;

use super::level::{DAY_REMEDY, YEARS_REMEDY, parse_day, parse_level, parse_years};
use super::person::{Entry, ProfileRecord};
use crate::diagnostics::{Findings, Place, Severity};
use crate::units::{Level, fits_a_week, parse_date};

/// Reads one of the known shapes; `None` where the JSON is another one, or no JSON.
pub fn read(file: &str, text: &str, findings: &mut Findings) -> Option<ProfileRecord> {
    let json: Value = serde_json::from_str(text).ok()?;
    if is_resume(&json) {
        return Some(resume(file, &json, findings));
    }
    let credentials = credentials(&json)?;
    Some(badges(file, &credentials, findings))
}

fn text_of<'v>(json: &'v Value, key: &str) -> &'v str {
    json.get(key).and_then(Value::as_str).map_or("", str::trim)
}

fn items<'v>(json: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    json.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn words<'v>(json: &'v Value, key: &str) -> impl Iterator<Item = &'v str> {
    items(json, key).filter_map(Value::as_str).map(str::trim).filter(|w| !w.is_empty())
}

fn is_resume(json: &Value) -> bool {
    // A profile of our own may have any keys beside those that are read.
    let own = |skill: &Value| skill.is_string() || skill.get("skill").is_some();
    if items(json, "skills").any(own) || json.get("profile_id").is_some() {
        return false;
    }
    let array = |key: &str| json.get(key).is_some_and(Value::is_array);
    let named = || items(json, "skills").any(|s| s.get("name").is_some() && s.get("keywords").is_some());
    json.get("basics").is_some_and(Value::is_object)
        || array("work")
        || array("certificates")
        || text_of(json, "$schema").contains("resume")
        || named()
}

/// Parts of a JSON Resume that name no skill or certification.
const LEFT: &[&str] =
    &["education", "languages", "interests", "awards", "publications", "references", "volunteer"];

fn resume(file: &str, json: &Value, findings: &mut Findings) -> ProfileRecord {
    let mut profile = ProfileRecord { line: 1, ..ProfileRecord::default() };
    // What is planned is not had yet: neither its keywords nor its years count.
    let done = || items(json, "projects").filter(|p| !text_of(p, "type").starts_with("planned"));
    let work: Vec<Job> = items(json, "work").chain(done()).map(|job| Job::of(job, file, findings)).collect();
    for skill in items(json, "skills") {
        let level = parse_level(&word_of(skill, "level")).unwrap_or_else(|message| {
            findings.add(
                Severity::Warning,
                "bad-level",
                Place::file(file),
                message,
                "The skill counts as working; use a word such as beginner, intermediate, advanced, expert.",
            );
            None
        });
        // Named twice, both count as they are: what is said of the one is not said of the other.
        let name = text_of(skill, "name");
        if !name.is_empty() {
            let mut entry = entry_of(name, level, &work);
            own_words(&mut entry, skill, file, findings);
            profile.entries.push(entry);
        }
        for name in words(skill, "keywords") {
            add(&mut profile, name, level, &work);
        }
    }
    for project in done() {
        for name in words(project, "keywords") {
            add(&mut profile, name, None, &work);
        }
    }
    for certificate in items(json, "certificates") {
        let name = text_of(certificate, "name");
        if !name.is_empty() {
            let level = parse_level(text_of(certificate, "level")).unwrap_or_default();
            let name = name.to_owned();
            let mut entry = Entry { name, level, years: None, last_used: None, date: None };
            own_words(&mut entry, certificate, file, findings);
            profile.entries.push(entry);
        }
    }
    profile.current_role = current_position(json);
    let hours = json.get("meta").and_then(|m| m.get("weeklyHours")).and_then(Value::as_f64);
    profile.weekly_hours = hours.filter(|h| fits_a_week(*h));
    let left: Vec<&str> = LEFT.iter().filter(|k| items(json, k).next().is_some()).copied().collect();
    if !left.is_empty() {
        findings.add(
            Severity::Note,
            "resume-parts-left",
            Place::file(file),
            format!("These parts of the résumé are not read: {}.", left.join(", ")),
            "Name what counts as a skill under `skills`.",
        );
    }
    profile
}

/// What an item says of itself beyond the standard, as `convert` writes it; it goes before what the work tells.
fn own_words(entry: &mut Entry, item: &Value, file: &str, findings: &mut Findings) {
    let years = parse_years(&word_of(item, "years")).unwrap_or_else(|message| {
        left_out("bad-years", file, &message, YEARS_REMEDY, findings);
        None
    });
    entry.years = years.or(entry.years);
    entry.last_used = date_of(item, "lastUsed", file, findings).or(entry.last_used);
    entry.date = date_of(item, "date", file, findings).or(entry.date);
}

/// A text or a number as it is written.
fn word_of(json: &Value, key: &str) -> String {
    match json.get(key) {
        Some(Value::Number(number)) => number.to_string(),
        _ => text_of(json, key).to_owned(),
    }
}

/// A date; one that cannot be read is left out, and that is said.
fn date_of(json: &Value, key: &str, file: &str, findings: &mut Findings) -> Option<Date> {
    parse_day(&word_of(json, key)).unwrap_or_else(|message| {
        left_out("bad-date", file, &message, DAY_REMEDY, findings);
        None
    })
}

fn left_out(code: &'static str, file: &str, message: &str, remedy: &str, findings: &mut Findings) {
    findings.add(Severity::Warning, code, Place::file(file), format!("{message} It is left out."), remedy);
}

/// Adds a skill unless one of this name is there.
fn add(profile: &mut ProfileRecord, name: &str, level: Option<Level>, work: &[Job]) {
    if name.is_empty() {
        return;
    }
    if let Some(there) = profile.entries.iter_mut().find(|e| e.name.eq_ignore_ascii_case(name)) {
        // Named twice, the better level counts; a bare mention adds nothing.
        if level > Some(there.level.unwrap_or(Level::WORKING)) {
            there.level = level;
        }
        return;
    }
    profile.entries.push(entry_of(name, level, work));
}

/// A skill; years and last use come from the work that names it.
fn entry_of(name: &str, level: Option<Level>, work: &[Job]) -> Entry {
    let naming: Vec<&Job> = work.iter().filter(|j| j.names(name)).collect();
    let months = months(&naming);
    let years = (months > 0).then(|| f64::from(months.min(70 * 12)) / 12.0);
    let last_used = naming.iter().filter_map(|j| j.end).max();
    Entry { name: name.to_owned(), level, years, last_used, date: None }
}

/// Months in which at least one of the jobs lasted: years with two jobs at once are no more than years.
fn months(jobs: &[&Job]) -> i32 {
    let mut spans: Vec<(i32, i32)> = jobs.iter().filter_map(|j| j.span()).collect();
    spans.sort_unstable();
    let (mut months, mut counted_to) = (0, i32::MIN);
    for (start, end) in spans {
        months += (end - start.max(counted_to)).max(0);
        counted_to = counted_to.max(end);
    }
    months
}

/// A job or project: what it says, and when it was.
struct Job {
    text: String,
    start: Option<Date>,
    end: Option<Date>,
}

impl Job {
    fn of(json: &Value, file: &str, findings: &mut Findings) -> Job {
        let mut text = String::from(" ");
        for key in ["position", "name", "summary", "description"] {
            text.push_str(&text_of(json, key).to_lowercase());
            text.push(' ');
        }
        for list in ["highlights", "keywords", "roles"] {
            for line in words(json, list) {
                text.push_str(&line.to_lowercase());
                text.push(' ');
            }
        }
        // A job that lasts has no end, in whatever words.
        let lasts = ["present", "current", "now", "today", "ongoing"];
        let lasts = lasts.iter().any(|word| text_of(json, "endDate").eq_ignore_ascii_case(word));
        let mut date = |key| date_of(json, key, file, findings);
        Job { text, start: date("startDate"), end: if lasts { None } else { date("endDate") } }
    }

    /// The months of its start and of its end, both counted from year 0; `None` where one is missing (how long a job still lasts depends on
    /// the day of the run), or where it ends no later than it starts.
    fn span(&self) -> Option<(i32, i32)> {
        let month = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let (start, end) = (month(self.start?), month(self.end?));
        (start < end).then_some((start, end))
    }

    /// Whether the text has the name as whole words.
    fn names(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.text.match_indices(&name).any(|(at, found)| {
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + found.len()..].chars().next();
            let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '+' || c == '#');
            !word(before) && !word(after)
        })
    }
}

/// The position of the job without an end, or with the latest one.
fn current_position(json: &Value) -> Option<String> {
    let jobs = items(json, "work").filter(|j| !text_of(j, "position").is_empty());
    let key = |j: &Value| {
        let end = parse_date(text_of(j, "endDate"));
        (end.is_none(), end, parse_date(text_of(j, "startDate")))
    };
    // On a tie the earlier one in the file: résumés list the newest first.
    let mut best: Option<&Value> = None;
    for job in jobs {
        if best.is_none_or(|b| key(job) > key(b)) {
            best = Some(job);
        }
    }
    best.map(|j| text_of(j, "position").to_owned())
}

/// The credentials in a document: one, an array, or a presentation of several.
fn credentials(json: &Value) -> Option<Vec<&Value>> {
    let is_credential = |v: &Value| {
        let types = v.get("type");
        let one = types.and_then(Value::as_str).into_iter();
        let mut types =
            one.chain(types.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str));
        types.any(|t| {
            matches!(
                t,
                "VerifiableCredential" | "OpenBadgeCredential" | "AchievementCredential" | "Assertion"
            )
        })
    };
    let found: Vec<&Value> = match json {
        Value::Array(list) => list.iter().filter(|v| is_credential(v)).collect(),
        _ if is_credential(json) => vec![json],
        _ => match json.get("verifiableCredential") {
            Some(Value::Array(list)) => list.iter().filter(|v| is_credential(v)).collect(),
            Some(one) if is_credential(one) => vec![one],
            _ => Vec::new(),
        },
    };
    (!found.is_empty()).then_some(found)
}

fn badges(file: &str, credentials: &[&Value], findings: &mut Findings) -> ProfileRecord {
    let mut profile = ProfileRecord { line: 1, ..ProfileRecord::default() };
    for credential in credentials {
        let mut earned = ["validFrom", "issuanceDate", "issuedOn"].iter();
        let date = earned.find_map(|key| date_of(credential, key, file, findings));
        let subjects = match credential.get("credentialSubject") {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
            // Open Badges 2.0 keeps the achievement under `badge`.
            None => vec![*credential],
        };
        for subject in subjects {
            let achievement = subject.get("achievement").or_else(|| subject.get("badge")).unwrap_or(subject);
            let name = [text_of(achievement, "name"), text_of(credential, "name")]
                .into_iter()
                .find(|n| !n.is_empty());
            let Some(name) = name else {
                findings.add(
                    Severity::Warning,
                    "nameless-credential",
                    Place::file(file),
                    "A credential names no achievement; it is left out.",
                    "Export it with its achievement.",
                );
                continue;
            };
            let entry = |name: &str, date| Entry {
                name: name.to_owned(),
                level: None,
                years: None,
                last_used: None,
                date,
            };
            profile.entries.push(entry(name, date));
            for aligned in items(achievement, "alignment").chain(items(achievement, "alignments")) {
                let target = text_of(aligned, "targetName");
                if !target.is_empty() {
                    profile.entries.push(entry(target, None));
                }
            }
        }
        for key in ["validUntil", "expirationDate", "expires"] {
            if let Some(until) = parse_date(text_of(credential, key)) {
                findings.add(
                    Severity::Note,
                    "credential-ends",
                    Place::file(file),
                    format!(
                        "A credential says that it is valid until {until}; the catalog's validity is used."
                    ),
                    "Remove the credential if it has ended.",
                );
            }
        }
    }
    findings.add(
        Severity::Note,
        "not-verified",
        Place::file(file),
        format!(
            "{} credentials are taken as they say; their signatures are not verified.",
            credentials.len()
        ),
        "Verify them with the issuer where it matters.",
    );
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(profile: &ProfileRecord) -> Vec<&str> {
        profile.entries.iter().map(|e| e.name.as_str()).collect()
    }

    #[test]
    fn a_json_resume_gives_skills_certificates_years_and_the_present_job() {
        let text = r#"{"basics":{"name":"x"},
            "work":[{"position":"Help desk technician","startDate":"2022-01","highlights":["Active Directory"]},
                    {"position":"Intern","startDate":"2019-01","endDate":"2021-01","summary":"Linux, and C++."}],
            "skills":[{"name":"Systems","level":"Advanced","keywords":["Linux","C"]}],
            "projects":[{"name":"Home lab","keywords":["Docker","linux"]}],
            "certificates":[{"name":"CompTIA A+","date":"2023-05-01","issuer":"CompTIA"}],
            "education":[{"institution":"x"}]}"#;
        let mut findings = Findings::new();
        let profile = read("r.json", text, &mut findings).unwrap();
        assert_eq!(names(&profile), ["Systems", "Linux", "C", "Docker", "CompTIA A+"]);
        assert_eq!(profile.entries[1].level.map(Level::get), Some(4));
        assert_eq!(profile.entries[1].years, Some(2.0));
        // "C++" does not name C.
        assert_eq!(profile.entries[2].years, None);
        assert_eq!(profile.entries[4].date, parse_date("2023-05-01"));
        assert_eq!(profile.current_role.as_deref(), Some("Help desk technician"));
        assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["resume-parts-left"]);
    }

    #[test]
    fn what_is_planned_gives_neither_years_nor_a_day_of_last_use() {
        let text = r#"{"work":[{"summary":"Bash","startDate":"2019-01","endDate":"2021-01"}],
            "skills":[{"name":"Linux"},{"name":"Bash"}],
            "projects":[{"name":"Linux servers","type":"planned project","keywords":["Ansible"],
                         "startDate":"2027-01","endDate":"2031-01"},
                        {"name":"Bash at home","startDate":"2021-06","endDate":"2021-12"}]}"#;
        let profile = read("r.json", text, &mut Findings::new()).unwrap();
        assert_eq!(names(&profile), ["Linux", "Bash"]);
        assert_eq!((profile.entries[0].years, profile.entries[0].last_used), (None, None));
        assert_eq!(profile.entries[1].years, Some(2.5), "a project that was done counts");
        assert_eq!(profile.entries[1].last_used, parse_date("2021-12"));
    }

    #[test]
    fn a_profile_of_our_own_may_have_keys_of_a_resume() {
        for text in [
            r#"{"work":[],"skills":["Linux:4","Bash"]}"#,
            r#"{"certificates":[],"skills":[{"skill":"SQL","level":3}]}"#,
            r#"{"profile_id":"p","basics":{},"skills":[{"name":"Git"}]}"#,
        ] {
            assert!(read("r.json", text, &mut Findings::new()).is_none(), "{text}");
        }
    }

    #[test]
    fn years_with_two_jobs_at_once_count_once() {
        let job = |start: &str, end: &str| {
            format!(r#"{{"summary":"Linux","startDate":"{start}","endDate":"{end}"}}"#)
        };
        for (jobs, years) in [
            // One begins in the other; one lies in another; one follows, later in the file or earlier; one ends before it starts.
            (vec![job("2010-01", "2014-01"), job("2012-01", "2016-01")], 6.0),
            (vec![job("2010-01", "2020-01"), job("2012-01", "2013-01"), job("2019-01", "2021-01")], 11.0),
            (vec![job("2015-01", "2016-01"), job("2010-01", "2012-01")], 3.0),
            (vec![job("2010-01", "2012-01"), job("2012-01", "2013-01"), job("2013-01", "2011-01")], 3.0),
        ] {
            let text = format!(r#"{{"work":[{}],"skills":[{{"name":"Linux"}}]}}"#, jobs.join(","));
            let profile = read("r.json", &text, &mut Findings::new()).unwrap();
            assert_eq!(profile.entries[0].years, Some(years), "{text}");
        }
    }

    #[test]
    fn credentials_are_certificates_and_their_signatures_are_said_to_be_unverified() {
        let text = r#"[{"type":["VerifiableCredential","OpenBadgeCredential"],"validFrom":"2024-02-03T00:00:00Z",
            "validUntil":"2027-02-03T00:00:00Z",
            "credentialSubject":{"achievement":{"name":"CCNA","alignment":[{"targetName":"Routing"}]}}},
            {"type":"VerifiableCredential","credentialSubject":{}}]"#;
        let mut findings = Findings::new();
        let profile = read("b.json", text, &mut findings).unwrap();
        assert_eq!(names(&profile), ["CCNA", "Routing"]);
        assert_eq!(profile.entries[0].date, parse_date("2024-02-03"));
        let codes: Vec<_> = findings.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["credential-ends", "nameless-credential", "not-verified"]);
    }

    #[test]
    fn other_json_is_left_to_others() {
        for text in [r#"{"skills":["Linux"]}"#, "[1]", "{", "null"] {
            assert!(read("x", text, &mut Findings::new()).is_none(), "{text}");
        }
    }
}
