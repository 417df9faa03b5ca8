//! A model with what is made from it once: one index for all calls and threads.

use std::path::Path;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use skillgap::batch::arrow::Names;
use skillgap::error::Error;
use skillgap::matching::Matcher;
use skillgap::output::write_whole;

use crate::errors::raise;

/// What answers are made with.
#[derive(Debug)]
pub struct Tools<'m> {
    /// All roles, everything listed.
    pub matcher: Matcher<'m>,
    /// Ids as they stand in tables.
    pub names: Names,
}

self_cell::self_cell!(
    /// A model and its tools, which point into it.
    pub struct Engine {
        owner: skillgap::model::Model,
        #[covariant]
        dependent: Tools,
    }
);

impl Engine {
    fn of(model: skillgap::model::Model) -> Engine {
        Engine::new(model, |model| Tools { matcher: Matcher::new(model), names: Names::new(model) })
    }

    /// The model.
    pub fn model(&self) -> &skillgap::model::Model {
        self.borrow_owner()
    }

    /// Its tools.
    pub fn tools(&self) -> &Tools<'_> {
        self.borrow_dependent()
    }
}

/// A model, ready to answer. Immutable; any number of threads may share it.
#[pyclass(frozen, module = "skillgap._native")]
pub struct Model {
    /// Shared with the streams under way.
    pub engine: Arc<Engine>,
}

impl Model {
    /// Makes a model ready.
    pub fn of(model: skillgap::model::Model) -> Model {
        Model { engine: Arc::new(Engine::of(model)) }
    }
}

#[pymethods]
impl Model {
    /// The model that comes with the package.
    #[staticmethod]
    fn shipped(py: Python<'_>) -> PyResult<Model> {
        let model = py.detach(|| skillgap::model::Model::shipped().map(Model::of));
        model.map_err(|e| raise(py, e))
    }

    /// The model of a file.
    #[staticmethod]
    fn load(py: Python<'_>, path: &str) -> PyResult<Model> {
        let read = || {
            let bytes = std::fs::read(path).map_err(Error::io("cannot read", path))?;
            skillgap::model::Model::read(path, &bytes).map(Model::of)
        };
        py.detach(read).map_err(|e| raise(py, e))
    }

    /// The model of a file's bytes; `name` is shown in errors.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, name: &str, bytes: &[u8]) -> PyResult<Model> {
        let model = py.detach(|| skillgap::model::Model::read(name, bytes).map(Model::of));
        model.map_err(|e| raise(py, e))
    }

    /// The bytes of the model's file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| skillgap::model::encode(self.engine.model()));
        Ok(PyBytes::new(py, &bytes.map_err(|e| raise(py, e))?))
    }

    /// Writes the model's file, which appears whole or not at all.
    fn save(&self, py: Python<'_>, path: &str) -> PyResult<()> {
        let written = py.detach(|| {
            let bytes = skillgap::model::encode(self.engine.model())?;
            write_whole(Path::new(path), &bytes)
        });
        written.map_err(|e| raise(py, e))
    }

    /// Checksum of the catalog that the model was trained on.
    #[getter]
    fn fingerprint(&self) -> u32 {
        self.engine.model().fingerprint
    }

    /// How many roles, skills, certifications and projects the model knows.
    #[getter]
    fn sizes(&self) -> (usize, usize, usize, usize) {
        let c = self.engine.model().catalog();
        (c.roles.len(), c.skills.len(), c.certifications.len(), c.projects.len())
    }
}
