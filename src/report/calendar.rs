//! Plans and ladders as a calendar (RFC 5545): an event over whole days for each step, and one for each move to the next role.
//!
//! Ids depend on what is done and for which role, never on the day, so that a plan made again replaces its events instead of doubling
//! them. Nothing in the bytes depends on the moment they are written: the stamp is the day that the plan starts.

use jiff::civil::Date;

use super::lines::safe;
use super::number::plain;
use super::pathways::PathDocument;
use super::plans::{PlanDocument, StepView};

/// RFC 5545, 3.1: lines longer than so many bytes are folded.
const LINE: usize = 75;

/// The steps of a plan that starts on `from`.
#[must_use]
pub fn plan(doc: &PlanDocument, from: Date) -> String {
    let mut out = Calendar::begin(&format!("Plan to {}", doc.role), from);
    out.steps(doc, from);
    out.end()
}

/// The first ladder, starting on `from`: the steps on each rung from the day one arrives there, and the day of each move.
#[must_use]
pub fn path(doc: &PathDocument, from: Date) -> String {
    let mut out = Calendar::begin(&format!("From {} to {}", doc.from_role, doc.to_role), from);
    let Some(pathway) = doc.pathways.first() else { return out.end() };
    for (rung, next) in pathway.rungs.iter().zip(pathway.rungs.iter().skip(1)) {
        let arrival = months_after(from, rung.until_month - rung.months);
        if let Some(plan) = &rung.plan {
            out.steps(plan, arrival);
        }
        let day = months_after(from, rung.until_month);
        out.event(&Event {
            uid: &format!("move-{}-{}", rung.role_id, next.role_id),
            start: day,
            end: after(day, 1),
            summary: &format!("Move from {} to {}", rung.role, next.role),
            description: &format!("{} months on this rung.", plain(rung.months)),
            category: "move",
        });
    }
    out.end()
}

/// The first and the day after the last day of a step in a plan that starts on `from`.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub fn days(step: &StepView, from: Date) -> (Date, Date) {
    let start = ((step.done_by_week - step.weeks).max(0.0) * 7.0).floor() as i64;
    let end = ((step.done_by_week * 7.0).ceil() as i64).max(start + 1);
    (after(from, start), after(from, end))
}

/// A day so many days later; the last day there is where that is past it.
fn after(from: Date, days: i64) -> Date {
    jiff::Span::new().try_days(days).and_then(|s| from.checked_add(s)).unwrap_or(Date::MAX)
}

/// A day so many months later, a tenth of a month being three days.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub fn months_after(from: Date, months: f64) -> Date {
    let whole = months.floor();
    let rest = ((months - whole) * 30.0).round() as i64;
    let span = jiff::Span::new().try_months(whole as i64).and_then(|s| s.try_days(rest));
    span.and_then(|s| from.checked_add(s)).unwrap_or(Date::MAX)
}

struct Event<'a> {
    uid: &'a str,
    start: Date,
    end: Date,
    summary: &'a str,
    description: &'a str,
    category: &'a str,
}

struct Calendar {
    out: String,
    stamp: Date,
}

impl Calendar {
    fn begin(name: &str, stamp: Date) -> Calendar {
        let mut all = Calendar { out: String::new(), stamp };
        all.line("BEGIN", "VCALENDAR");
        all.line("VERSION", "2.0");
        all.line("PRODID", concat!("-//skillgap//", env!("CARGO_PKG_VERSION"), "//EN"));
        all.line("X-WR-CALNAME", &escaped(name));
        all
    }

    fn steps(&mut self, plan: &PlanDocument, from: Date) {
        for step in &plan.steps {
            let (start, end) = days(step, from);
            let raises: Vec<String> = step
                .raises
                .iter()
                .filter(|r| r.asked)
                .map(|r| format!("{} to level {}", r.skill, r.to))
                .collect();
            let mut description = format!("For {}: {}.", plan.role, step.effort());
            if !raises.is_empty() {
                description.push_str(&format!("\nBuilds {}.", raises.join(", ")));
            }
            self.event(&Event {
                uid: &format!("{}-{}-{}", step.kind, step.id, plan.role_id),
                start,
                end,
                summary: &step.name,
                description: &description,
                category: &step.kind,
            });
        }
    }

    fn event(&mut self, event: &Event) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", &escaped(&format!("{}@skillgap", event.uid)));
        let stamp = format!("{}T000000Z", basic(self.stamp));
        self.line("DTSTAMP", &stamp);
        self.line("DTSTART;VALUE=DATE", &basic(event.start));
        self.line("DTEND;VALUE=DATE", &basic(event.end));
        self.line("SUMMARY", &escaped(event.summary));
        self.line("DESCRIPTION", &escaped(event.description));
        self.line("CATEGORIES", &escaped(event.category));
        // Learning takes some hours a week; it blocks no day.
        self.line("TRANSP", "TRANSPARENT");
        self.line("END", "VEVENT");
    }

    /// A content line, folded between characters; a folded line goes on behind a blank.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain(std::iter::once(':')).chain(value.chars()) {
            if length + c.len_utf8() > LINE {
                self.out.push_str("\r\n ");
                length = 1;
            }
            self.out.push(c);
            length += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }

    fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.out
    }
}

/// RFC 5545, 3.3.4: a date without separators.
fn basic(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// RFC 5545, 3.3.11: text with its separators escaped. Control characters other than line ends become blanks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push_str("\\n");
        }
        for c in safe(line).chars() {
            if matches!(c, '\\' | ';' | ',') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}
