//! Plans and ladders as calendars and checklists: read back by a parser that is not ours.

use assert_cmd::Command;
use icalendar::{Calendar, Component, Event};
use jiff::civil::date;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{Goal, Planner};
use skillgap::report::plans::PlanDocument;
use skillgap::report::{calendar, checklist};

fn document() -> PlanDocument {
    let model = Model::shipped().unwrap();
    let profile = model.profile([("Troubleshooting", None), ("Windows 10", None)], date(2026, 11, 1));
    let role = model.role("systems-administrator").unwrap();
    let (shows, _) = Matcher::new(&model).worker().shows(&profile);
    let plan = Planner::new(&model).plan(&profile, shows, role, &Goal::default()).unwrap();
    skillgap::report::plans::document(&model, &plan)
}

/// Every line by the rules of RFC 5545: CRLF, at most 75 bytes, the same number of begins and ends.
fn events(text: &str) -> Vec<Event> {
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(text.split("\r\n").all(|l| l.len() <= 75), "{text}");
    let parsed: Calendar = text.parse().unwrap();
    let events: Vec<Event> = parsed.events().cloned().collect();
    assert_eq!(events.len(), text.split("\r\n").filter(|l| *l == "BEGIN:VEVENT").count());
    let mut ids: Vec<&str> = events.iter().filter_map(Component::get_uid).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), events.len(), "each event has its own id");
    for e in &events {
        assert!(e.get_start().is_some() && e.get_end().is_some() && e.get_timestamp().is_some(), "{e:?}");
    }
    events
}

fn uids(text: &str) -> Vec<String> {
    events(text).iter().filter_map(|e| e.get_uid().map(str::to_owned)).collect()
}

#[test]
fn a_plan_is_a_calendar_with_an_event_for_each_step() {
    let doc = document();
    assert!(doc.steps.len() >= 5);
    let text = calendar::plan(&doc, date(2026, 11, 2));
    let events = events(&text);
    assert_eq!(events.len(), doc.steps.len());
    let mut before = None;
    for (event, step) in events.iter().zip(&doc.steps) {
        assert_eq!(event.get_summary(), Some(step.name.as_str()));
        let start = event.property_value("DTSTART").unwrap().to_owned();
        let end = event.property_value("DTEND").unwrap().to_owned();
        assert!(start < end, "{start} {end}");
        assert!(before.is_none_or(|b| b <= start), "steps come in order");
        before = Some(start);
    }
    assert_eq!(events[0].property_value("DTSTART"), Some("20261102"));
    // Made again on another day, the events keep their ids: they replace the old ones.
    assert_eq!(uids(&text), uids(&calendar::plan(&doc, date(2027, 3, 1))));
    assert_eq!(text, calendar::plan(&doc, date(2026, 11, 2)));
}

#[test]
fn hostile_names_stay_text() {
    let mut doc = document();
    doc.role = "Ops; lead, \"night\"\r\nBEGIN:VEVENT".to_owned();
    let name = "Lager, Regal; C:\\neu\n— größer ".repeat(9);
    doc.steps[0].name.clone_from(&name);
    let text = calendar::plan(&doc, date(2026, 11, 2));
    let events = events(&text);
    assert_eq!(events.len(), doc.steps.len());
    assert_eq!(events[0].get_summary(), Some(name.as_str()));

    doc.steps[0].name = "[x](http://e.example) <b>*no*".to_owned();
    let list = checklist::plan(&doc, date(2026, 11, 2));
    assert!(list.contains(r"- [ ] **\[x\](http://e.example) \<b\>\*no\*** ("), "{list}");
    assert_eq!(list.lines().filter(|l| l.starts_with("- [ ] ")).count(), doc.steps.len());
    assert_eq!(list.lines().next(), Some("# Plan to Ops; lead, \"night\"  BEGIN:VEVENT"));
}

fn run(args: &[&str]) -> String {
    let out = Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn the_commands_write_them() {
    let profile = "data/people/help-desk-technician.csv";
    let plan = ["plan", profile, "--to", "desktop-support-technician", "--on", "2026-11-02", "--format"];
    let ics = run(&[&plan[..], &["ics"]].concat());
    let list = run(&[&plan[..], &["markdown"]].concat());
    assert_eq!(events(&ics).len(), list.lines().filter(|l| l.starts_with("- [ ]")).count());
    let path = ["path", profile, "--to", "cio", "--alternatives", "1", "--on", "2026-11-02", "--format"];
    let ics = run(&[&path[..], &["ics"]].concat());
    let list = run(&[&path[..], &["markdown"]].concat());
    let moves = events(&ics).iter().filter(|e| e.get_uid().is_some_and(|u| u.starts_with("move-"))).count();
    assert_eq!(moves, list.matches("- [ ] **Move to ").count());
    assert!(moves >= 3, "{list}");
}
