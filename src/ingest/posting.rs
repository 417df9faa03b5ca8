//! Job adverts as the web holds them → role descriptions: schema.org `JobPosting` in JSON-LD (alone, in arrays and graphs, inside an
//! HTML page), and pages without it as plain text.

use serde_json::Value;

use super::roles::record;
use crate::catalog::record::RoleRecord;
use crate::diagnostics::{Findings, Place, Severity};

/// Pages beyond this are no adverts.
const LONGEST_PAGE: usize = 16 << 20;

/// Lines of extracted text are not broken before this many columns: a break would look like the end of a list item.
const WIDTH: usize = 10_000;

/// Whether a text is an HTML page.
#[must_use]
pub fn is_html(text: &str) -> bool {
    let head = text.trim_start().get(..200).unwrap_or(text.trim_start()).to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<head")
        || head.starts_with("<body")
}

/// The text of a page or fragment, with lists as lines that start with `*`.
///
/// # Errors
/// The page cannot be read as HTML, as a sentence.
pub fn plain_text(html: &str) -> Result<String, String> {
    if html.len() > LONGEST_PAGE {
        return Err(format!("The page is longer than {} MB.", LONGEST_PAGE >> 20));
    }
    html2text::config::plain_no_decorate()
        .string_from_read(html.as_bytes(), WIDTH)
        .map(|text| text.trim().to_owned())
        .map_err(|e| format!("The page cannot be read as HTML: {e}."))
}

/// The postings of a JSON-LD document; `None` where the text is no JSON.
pub fn read_json(file: &str, text: &str, findings: &mut Findings) -> Option<Vec<RoleRecord>> {
    let json: Value = serde_json::from_str(text).ok()?;
    let mut roles = Vec::new();
    collect(&json, file, 0, &mut roles, findings);
    Some(roles)
}

/// The postings of an HTML page; its whole text as one role where it holds none.
pub fn read_html(file: &str, html: &str, findings: &mut Findings) -> Vec<RoleRecord> {
    let mut roles = Vec::new();
    for (script, line) in json_scripts(html) {
        match serde_json::from_str::<Value>(script) {
            Ok(json) => collect(&json, file, 0, &mut roles, findings),
            Err(e) => findings.add(
                Severity::Warning,
                "bad-json-ld",
                Place::line(file, line + e.line() as u64 - 1),
                format!("The JSON-LD of the page cannot be read: {e}."),
                "The page is read without it.",
            ),
        }
    }
    if !roles.is_empty() {
        return roles;
    }
    match plain_text(html) {
        Ok(text) => {
            let title = element(html, "h1").or_else(|| element(html, "title"));
            let title = title.and_then(|t| plain_text(t).ok()).filter(|t| !t.is_empty());
            let title = title
                .map(|t| t.split(" | ").next().unwrap_or(&t).split('\n').next().unwrap_or("").to_owned());
            title.map(|t| vec![record(Place::line(file, 1), &t, &text)]).unwrap_or_default()
        }
        Err(message) => {
            findings.add(Severity::Error, "bad-html", Place::line(file, 1), message, "Save the page again.");
            Vec::new()
        }
    }
}

/// The inside of the first element of a name. Good enough for titles, which hold no elements of their own name.
fn element<'h>(html: &'h str, name: &str) -> Option<&'h str> {
    let lower = html.to_ascii_lowercase();
    let open = lower.match_indices(&format!("<{name}")).find(|(at, m)| {
        lower.as_bytes().get(at + m.len()).is_some_and(|b| b.is_ascii_whitespace() || *b == b'>')
    })?;
    let start = open.0 + lower[open.0..].find('>')? + 1;
    let end = start + lower[start..].find(&format!("</{name}"))?;
    html.get(start..end)
}

/// JSON-LD scripts with the line they start on. Scripts are raw text in HTML: they end at the first `</script`.
fn json_scripts(html: &str) -> Vec<(&str, u64)> {
    let lower = html.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find("<script") {
        let open = at + open;
        let Some(tag_end) = lower[open..].find('>').map(|e| open + e) else { break };
        let Some(close) = lower[tag_end..].find("</script").map(|e| tag_end + e) else { break };
        if lower[open..tag_end].contains("application/ld+json") {
            let line = html[..tag_end].bytes().filter(|b| *b == b'\n').count() as u64 + 1;
            found.push((&html[tag_end + 1..close], line));
        }
        at = close;
    }
    found
}

/// Graphs inside graphs deeper than this are no adverts.
const DEEPEST: usize = 8;

fn collect(json: &Value, file: &str, depth: usize, roles: &mut Vec<RoleRecord>, findings: &mut Findings) {
    if depth > DEEPEST {
        return;
    }
    match json {
        Value::Array(list) => list.iter().for_each(|v| collect(v, file, depth + 1, roles, findings)),
        Value::Object(object) => {
            if has_type(json, "JobPosting") {
                roles.extend(posting(json, file, findings));
                return;
            }
            for key in ["@graph", "itemListElement", "item", "mainEntity"] {
                if let Some(inner) = object.get(key) {
                    collect(inner, file, depth + 1, roles, findings);
                }
            }
        }
        _ => {}
    }
}

fn has_type(json: &Value, wanted: &str) -> bool {
    let is = |v: &Value| v.as_str().is_some_and(|t| t.rsplit(['/', ':']).next() == Some(wanted));
    match json.get("@type") {
        Some(Value::Array(list)) => list.iter().any(is),
        Some(one) => is(one),
        None => false,
    }
}

/// A property as text: strings, lists, and things with a name or description.
fn lines(json: Option<&Value>, out: &mut Vec<String>) {
    match json {
        Some(Value::String(text)) => {
            let text = if text.contains('<') {
                plain_text(text).unwrap_or_else(|_| text.clone())
            } else {
                text.clone()
            };
            out.extend(
                text.lines()
                    .map(|l| l.trim_start_matches(['*', '-', '•', ' ']).trim().to_owned())
                    .filter(|l| !l.is_empty()),
            );
        }
        Some(Value::Array(list)) => list.iter().for_each(|v| lines(Some(v), out)),
        Some(Value::Object(o)) => {
            if let Some(months) = o.get("monthsOfExperience").and_then(Value::as_f64) {
                out.push(format!("{:.0}+ years of experience", (months / 12.0).max(1.0)));
            }
            for key in ["name", "credentialCategory", "description"] {
                lines(o.get(key), out);
            }
        }
        _ => {}
    }
}

fn posting(json: &Value, file: &str, findings: &mut Findings) -> Option<RoleRecord> {
    let title = json.get("title").or_else(|| json.get("name")).and_then(Value::as_str).map_or("", str::trim);
    if title.is_empty() {
        findings.add(
            Severity::Warning,
            "no-title",
            Place::file(file),
            "A job posting has no title; it is left out.",
            "Give it a `title`.",
        );
        return None;
    }
    let mut text = String::new();
    let sections = [
        ("", "description"),
        ("Responsibilities", "responsibilities"),
        ("Required", "qualifications"),
        ("Required", "skills"),
        ("Required", "experienceRequirements"),
        ("Education", "educationRequirements"),
    ];
    for (heading, key) in sections {
        let mut list = Vec::new();
        lines(json.get(key), &mut list);
        if list.is_empty() {
            continue;
        }
        if heading.is_empty() {
            text.push_str(&list.join("\n"));
        } else {
            text.push_str(&format!("\n\n{heading}:\n- {}", list.join("\n- ")));
        }
    }
    let mut role = record(Place::file(file), title, &text);
    if let Some(url) = json.get("url").and_then(Value::as_str) {
        role.source = format!("{file}, {url}");
    }
    Some(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTING: &str = r#"{"@context":"https://schema.org/","@type":"JobPosting","title":"Network Engineer",
        "description":"<p>You run our network.</p><ul><li>Configure OSPF</li></ul>",
        "skills":["Cisco IOS","BGP"],"experienceRequirements":{"@type":"OccupationalExperienceRequirements","monthsOfExperience":36},
        "url":"https://example.org/1"}"#;

    #[test]
    fn postings_alone_in_lists_and_inside_pages() {
        let page = format!(
            "<!DOCTYPE html><html><head><script>x</script>\n<script type=\"application/ld+json\">{{\"@graph\":[{POSTING}]}}</script></head><body>Menu</body></html>"
        );
        assert!(is_html(&page));
        let mut findings = Findings::new();
        let alone = read_json("a.json", POSTING, &mut findings).unwrap();
        let listed =
            read_json("a.json", &format!("[{POSTING},{{\"@type\":\"Person\"}}]"), &mut findings).unwrap();
        let inside = read_html("a.json", &page, &mut findings);
        assert!(findings.is_empty());
        for roles in [&alone, &listed, &inside] {
            assert_eq!(roles.len(), 1);
            assert_eq!(roles[0].title, "Network Engineer");
            assert!(roles[0].description.starts_with("You run our network."), "{}", roles[0].description);
            assert!(
                roles[0].description.contains("Required:\n- Cisco IOS\n- BGP"),
                "{}",
                roles[0].description
            );
            assert!(roles[0].description.contains("3+ years of experience"));
        }
    }

    #[test]
    fn a_page_without_data_is_read_as_text() {
        let html = "<html><head><title>Data Analyst | Jobs</title><style>p{}</style></head><body><h1>Data &amp; BI Analyst</h1><p>Builds reports.</p><ul><li>SQL</li></ul></body></html>";
        let roles = read_html("p.html", html, &mut Findings::new());
        assert_eq!(roles[0].title, "Data & BI Analyst");
        assert!(roles[0].description.contains("Builds reports."));
        assert!(roles[0].description.contains("SQL"));
        assert!(!roles[0].description.contains("p{}"));
    }

    #[test]
    fn damaged_data_is_said_with_its_line() {
        let html =
            "<html>\n<script type='application/ld+json'>\n{\"a\":}</script><title>Tester</title></html>";
        let mut findings = Findings::new();
        assert_eq!(read_html("p.html", html, &mut findings).len(), 1);
        assert_eq!(findings.iter().map(|f| (f.code, f.place.line)).collect::<Vec<_>>(), [("bad-json-ld", 3)]);
    }
}
