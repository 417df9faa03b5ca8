//! What Python hands over → the library's types.

use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use skillgap::batch::arrow::{Kind, check};
use skillgap::error::{Error, Result};
use skillgap::model::Model;
use skillgap::plan::Minimize;
use skillgap::units::{RoleRow, Seniority};

use crate::errors::raise;

/// The bytes of a file about one person or thing, up to the size that none of them has.
#[pyfunction]
pub fn read<'py>(py: Python<'py>, path: &str) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = py.detach(|| skillgap::ingest::whole::read_file(std::path::Path::new(path)));
    Ok(PyBytes::new(py, &bytes.map_err(|e| raise(py, e))?))
}

/// Whether the columns of a table are those of profiles, and how: `wide` or `long`, the name of the column of ids, and the names of
/// columns that are ignored because they hold protected attributes. `name` is shown in errors.
#[pyfunction]
pub fn table(
    py: Python<'_>,
    name: &str,
    schema: arrow_pyarrow::PyArrowType<arrow_schema::Schema>,
) -> PyResult<(&'static str, String, Vec<String>)> {
    let (kind, columns) = check(name, &schema.0).map_err(|e| raise(py, e))?;
    let word = match kind {
        Kind::Wide => "wide",
        Kind::Long => "long",
    };
    Ok((word, schema.0.field(columns.id).name().clone(), columns.protected))
}

fn wrong(name: &'static str, range: &'static str, value: &str) -> Error {
    Error::Parameter { name, range, value: format!("“{value}”") }
}

/// A day, `YYYY-MM-DD`.
pub fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| wrong("on", "a day, YYYY-MM-DD", text))
}

/// A rung by its word.
pub fn seniority(word: Option<&str>) -> Result<Option<Seniority>> {
    let range = "one of entry, mid, senior, director, vp, chief";
    word.map(|w| Seniority::parse(w).ok_or_else(|| wrong("seniority", range, w))).transpose()
}

/// What is minimised.
pub fn minimize(word: &str) -> Result<Minimize> {
    match word {
        "hours" => Ok(Minimize::Hours),
        "cost" => Ok(Minimize::Cost),
        other => Err(wrong("minimize", "hours or cost", other)),
    }
}

/// Roles by id or title.
pub fn roles(model: &Model, names: &[String]) -> Result<Vec<RoleRow>> {
    names.iter().map(|name| model.role(name)).collect()
}
