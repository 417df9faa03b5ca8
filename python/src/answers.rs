//! Questions about one person or one text → the command's JSON.

use pyo3::prelude::*;
use serde::Serialize;
use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::{Error, Result};
use skillgap::matching::Matcher;
use skillgap::plan::{Goal, PathGoal, Pathfinder, Planner, WhatIf, near_roles};
use skillgap::report::{self, refusals, unlocks};
use skillgap::text::knowledge::KnowledgeFinder;
use skillgap::text::{Extractor, NearestScratch, Subject};
use skillgap::vector::{Profile, TypicalScratch};

use crate::ask::{day, minimize, roles, seniority};
use crate::engine::{Engine, Model};
use crate::errors::{FindingParts, all_parts, no_solution, raise, raise_with};

/// A document in JSON, and what was found on the way.
type Answer = (String, Vec<FindingParts>);

/// Why there is no answer.
enum Failed {
    Error(Error),
    /// No plan or ladder exists.
    NoSolution(String),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Error(error)
    }
}

/// A profile as handed over: its file's name and bytes, the day of the answer, and the present role.
#[derive(FromPyObject)]
pub struct Person {
    #[pyo3(item("name"))]
    name: String,
    #[pyo3(item("bytes"))]
    bytes: Vec<u8>,
    #[pyo3(item("on"))]
    on: String,
    #[pyo3(item("current_role"))]
    current_role: Option<String>,
}

fn json<T: Serialize>(document: &T) -> std::result::Result<String, Failed> {
    serde_json::to_string(document)
        .map_err(|e| Failed::Error(Error::Stopped { message: format!("the answer cannot be written: {e}.") }))
}

/// Reads the profile and asks `work`, without the interpreter's lock.
fn answer(
    py: Python<'_>,
    engine: &Engine,
    person: &Person,
    work: impl FnOnce(&Profile) -> std::result::Result<String, Failed> + Send,
) -> PyResult<Answer> {
    let mut findings = Findings::new();
    let answered = py.detach(|| {
        let model = engine.model();
        let (role, on) = (person.current_role.as_deref(), day(&person.on)?);
        let (profile, found) =
            skillgap::pipeline::profile_in_role(model, &person.name, &person.bytes, on, role);
        findings = found;
        work(&profile?)
    });
    match answered {
        Ok(json) => Ok((json, all_parts(&findings))),
        Err(Failed::Error(error)) => Err(raise_with(py, error, &only_errors(&findings))),
        Err(Failed::NoSolution(sentence)) => Err(no_solution(py, &sentence)),
    }
}

fn only_errors(findings: &Findings) -> Findings {
    let mut errors = Findings::new();
    for f in findings.iter().filter(|f| f.severity == Severity::Error) {
        errors.add(f.severity, f.code, f.place.clone(), f.message.clone(), f.remedy.clone());
    }
    errors
}

#[pymethods]
impl Model {
    /// As `skillgap match --format json`.
    #[pyo3(name = "match_", signature = (person, top, seniority_word, among, explain, plan))]
    fn match_(
        &self,
        py: Python<'_>,
        person: Person,
        top: usize,
        seniority_word: Option<String>,
        among: Option<Vec<String>>,
        explain: bool,
        plan: bool,
    ) -> PyResult<Answer> {
        let (engine, model) = (&self.engine, self.engine.model());
        answer(py, engine, &person, |profile| {
            let rung = seniority(seniority_word.as_deref())?;
            let among = among.as_deref().map(|names| roles(model, names)).transpose()?;
            let narrower;
            let matcher = match (rung, &among) {
                (None, None) => &engine.tools().matcher,
                _ => {
                    let all = Matcher::new(model).seniority(rung);
                    narrower = match &among {
                        Some(roles) => all.among(roles),
                        None => all,
                    };
                    &narrower
                }
            };
            let mut worker = matcher.worker();
            let matches = worker.matches(profile, top);
            let mut document = report::matches::document(model, profile, &mut worker, &matches, explain);
            if let (true, Some(first)) = (plan, matches.first()) {
                let (shows, _) = worker.shows(profile);
                let goal = Goal { from: Some(day(&person.on)?), ..Goal::default() };
                let plan = Planner::new(model).plan(profile, shows, first.role, &goal);
                let plan = plan.map_err(|why| Failed::NoSolution(refusals::no_plan(model, &why)))?;
                document.plan = Some(report::plans::document(model, &plan));
            }
            json(&document)
        })
    }

    /// As `skillgap plan --format json`.
    #[pyo3(signature = (person, to, readiness, without_musts, max_hours, max_cost, weekly_hours, minimize_word, pareto, explain))]
    fn plan(
        &self,
        py: Python<'_>,
        person: Person,
        to: String,
        readiness: f64,
        without_musts: bool,
        max_hours: Option<f64>,
        max_cost: Option<f64>,
        weekly_hours: Option<f64>,
        minimize_word: String,
        pareto: bool,
        explain: bool,
    ) -> PyResult<Answer> {
        let model = self.engine.model();
        answer(py, &self.engine, &person, |profile| {
            let goal = Goal {
                readiness,
                musts: !without_musts,
                minimize: minimize(&minimize_word)?,
                max_hours,
                max_cost,
                weekly_hours,
                from: Some(day(&person.on)?),
                until: None,
            };
            goal.check()?;
            let role = model.role(&to)?;
            let (shows, _) = self.engine.tools().matcher.worker().shows(profile);
            let mut planner = Planner::new(model);
            let none = |why| Failed::NoSolution(refusals::no_plan(model, &why));
            if pareto {
                let front = planner.front(profile, shows, role, &goal).map_err(none)?;
                json(&report::fronts::front(model, &front))
            } else if explain {
                let (plan, reasons) = planner.explained(profile, shows, role, &goal).map_err(none)?;
                json(&report::reasons::explained(model, &plan, &reasons))
            } else {
                let plan = planner.plan(profile, shows, role, &goal).map_err(none)?;
                json(&report::plans::document(model, &plan))
            }
        })
    }

    /// As `skillgap path --format json`.
    #[pyo3(signature = (person, to, via, alternatives, weekly_hours, readiness, max_moves, among))]
    fn path(
        &self,
        py: Python<'_>,
        person: Person,
        to: String,
        via: Vec<String>,
        alternatives: usize,
        weekly_hours: Option<f64>,
        readiness: Option<f64>,
        max_moves: usize,
        among: Option<Vec<String>>,
    ) -> PyResult<Answer> {
        let model = self.engine.model();
        answer(py, &self.engine, &person, |profile| {
            let on = day(&person.on)?;
            let to = model.role(&to)?;
            let via = roles(model, &via)?;
            let (most_moves, from) = (max_moves, Some(on));
            let goal = PathGoal { to, via, alternatives, weekly_hours, readiness, most_moves, from };
            goal.check()?;
            let narrower;
            let matcher = match &among {
                None => &self.engine.tools().matcher,
                Some(names) => {
                    let among = [roles(model, names)?, goal.via.clone(), vec![to]].concat();
                    narrower = Matcher::new(model).among(&among);
                    &narrower
                }
            };
            let found = Pathfinder::new(matcher).find(profile, &goal);
            let found = found.map_err(|why| Failed::NoSolution(refusals::no_path(model, &why, &goal)))?;
            json(&report::pathways::document(model, &found, to))
        })
    }

    /// As `skillgap unlock --format json` for one person.
    #[pyo3(signature = (person, top, pairs, among))]
    fn unlock(
        &self,
        py: Python<'_>,
        person: Person,
        top: usize,
        pairs: bool,
        among: Option<Vec<String>>,
    ) -> PyResult<Answer> {
        let model = self.engine.model();
        answer(py, &self.engine, &person, |profile| {
            let wanted = among.as_deref().map(|names| roles(model, names)).transpose()?;
            let shows = self.engine.tools().matcher.worker().shows(profile).0;
            let counts = near_roles(model, wanted.as_deref(), shows);
            let field = WhatIf::new(model);
            let stand = field.stand(profile, |r| counts[r.at()]);
            let candidates = field.next_steps(profile, shows);
            let mut singles = field.singles(&stand, &candidates);
            singles.truncate(top);
            let pairs = pairs.then(|| unlocks::pairs(model, &field.pairs(&stand, &candidates, top)));
            let checked = counts.iter().filter(|c| **c).count();
            let singles = unlocks::singles(model, &singles);
            json(&unlocks::document(shows, checked, candidates.len(), singles, pairs))
        })
    }

    /// As `skillgap extract --format json`.
    #[pyo3(signature = (text, places, typical, nearest))]
    fn extract(
        &self,
        py: Python<'_>,
        text: &str,
        places: bool,
        typical: Option<usize>,
        nearest: Option<usize>,
    ) -> PyResult<String> {
        let model = self.engine.model();
        let made = py.detach(|| {
            let catalog = model.catalog();
            let mut extractor = Extractor::new(model.lexicon());
            let mentions = extractor.extract(text);
            let mut document = report::extraction::document(catalog, mentions, None);
            if places {
                let found = KnowledgeFinder::default().find(text, mentions, catalog);
                document.places = Some(report::extraction::places(catalog, text, &found));
            }
            document.nearest = nearest.map(|most| {
                let found = model.skill_index().nearest(text, most, &mut NearestScratch::default());
                report::extraction::nearest(catalog, &found)
            });
            document.typical = typical.map(|most| {
                let named = |skill| mentions.iter().any(|m| m.subject == Subject::Skill(skill));
                let (index, skills) = (model.typical_index(), model.skill_index());
                let mut scratch = TypicalScratch::default();
                let found = index.ask_text(text, skills, catalog.skills.len(), &mut scratch);
                report::extraction::typical(catalog, &found, named, most)
            });
            json(&document)
        });
        finished(py, made)
    }

    /// As `skillgap roles list --format json`.
    #[pyo3(signature = (seniority_word))]
    fn roles(&self, py: Python<'_>, seniority_word: Option<&str>) -> PyResult<String> {
        let rung: Result<_> = seniority(seniority_word);
        finished(
            py,
            rung.map_err(Failed::from).and_then(|r| json(&report::roles::list(self.engine.model(), r))),
        )
    }

    /// As `skillgap roles show --format json`.
    fn role(&self, py: Python<'_>, name: &str) -> PyResult<String> {
        let model = self.engine.model();
        let row = model.role(name).map_err(Failed::from);
        finished(py, row.and_then(|row| json(&report::roles::show(model, row))))
    }

    /// As `skillgap roles find --format json`.
    fn find_role(&self, py: Python<'_>, title: &str, top: usize) -> PyResult<String> {
        let model = self.engine.model();
        finished(py, json(&report::roles::found(model, title, &model.titles().find(title, top))))
    }
}

fn finished(py: Python<'_>, made: std::result::Result<String, Failed>) -> PyResult<String> {
    made.map_err(|failed| match failed {
        Failed::Error(error) => raise(py, error),
        Failed::NoSolution(sentence) => no_solution(py, &sentence),
    })
}
