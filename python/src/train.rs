//! Catalog folders and labelled people → a model.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::{Error, Result};
use skillgap::ingest::labelled::read_labelled;
use skillgap::model::{Params, Prior, Stage};

use crate::ask::day;
use crate::engine::Model;
use crate::errors::{FindingParts, all_parts, raise_with};

/// As `skillgap train`; `progress` is called with a stage (`reading`, `families`, `calibrating`), how much is done and how much there is.
#[pyfunction]
#[pyo3(signature = (catalog, with_, roles, people, labels, prior, on, seed, families, dimensions, progress))]
pub fn train(
    py: Python<'_>,
    catalog: PathBuf,
    with_: Vec<PathBuf>,
    roles: Vec<PathBuf>,
    people: Option<PathBuf>,
    labels: Option<PathBuf>,
    prior: String,
    on: String,
    seed: u64,
    families: Option<usize>,
    dimensions: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<(Model, Vec<FindingParts>)> {
    let mut findings = Findings::new();
    // The first exception of the callback; no further call is made after it.
    let mut raised: Option<PyErr> = None;
    let trained = py.detach(|| -> Result<Model> {
        let mut tell = |stage: Stage, done: usize, total: usize| {
            let Some(progress) = progress.as_ref().filter(|_| raised.is_none()) else { return };
            let word = match stage {
                Stage::Reading => "reading",
                Stage::Families => "families",
                Stage::Calibrating => "calibrating",
            };
            Python::attach(|py| raised = progress.call1(py, (word, done, total)).err());
        };
        let params = Params { seed, dimensions, families };
        let (model, found) = skillgap::pipeline::train_with(&catalog, &with_, &roles, params, &mut tell)?;
        findings = found;
        let Some(people) = &people else { return Ok(Model::of(model)) };
        let prior = match prior.as_str() {
            "uniform" => Prior::Uniform,
            "observed" => Prior::Observed,
            other => {
                return Err(Error::Parameter {
                    name: "prior",
                    range: "uniform or observed",
                    value: format!("“{other}”"),
                });
            }
        };
        let (file, bytes) = whole(people)?;
        let labels = labels.as_deref().map(whole).transpose()?;
        let labels = labels.as_ref().map(|(file, bytes)| (file.as_str(), bytes.as_slice()));
        let mut learning = Findings::new();
        let people = read_labelled(&file, &bytes, labels, &mut learning);
        let first = learning.iter().find(|f| f.severity == Severity::Error).cloned();
        if let Some(f) = first {
            findings.append(learning);
            return Err(f.into());
        }
        let model = skillgap::pipeline::learn_people(model, &people, prior, day(&on)?, &mut learning);
        findings.append(learning);
        model.map(Model::of)
    });
    if let Some(raised) = raised {
        return Err(raised);
    }
    match trained {
        Ok(model) => Ok((model, all_parts(&findings))),
        Err(error) => Err(raise_with(py, error, &findings)),
    }
}

fn whole(path: impl AsRef<Path>) -> Result<(String, Vec<u8>)> {
    let shown = path.as_ref().display().to_string();
    let bytes = std::fs::read(path.as_ref()).map_err(Error::io("cannot read", shown.clone()))?;
    Ok((shown, bytes))
}
