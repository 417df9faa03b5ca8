//! The library's errors and findings → exceptions and tuples. Options are named as parameters, not as on the command line.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use skillgap::diagnostics::{Finding, Findings, Place};
use skillgap::error::Error;

/// Severity, code, file, line, column, message, remedy.
pub type FindingParts = (&'static str, &'static str, String, u64, u64, String, String);

/// A finding in parts; `errors.py` makes a `Finding` of them.
pub fn parts(finding: &Finding) -> FindingParts {
    let Place { file, line, column } = finding.place.clone();
    let (message, remedy) = (in_python(&finding.message), in_python(&finding.remedy));
    (finding.severity.word(), finding.code, file, line, column, message, remedy)
}

/// All findings in parts.
pub fn all_parts(findings: &Findings) -> Vec<FindingParts> {
    findings.iter().map(parts).collect()
}

/// `--max-hours` → `max_hours`.
pub fn in_python(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("--") {
        let name = &rest[at + 2..];
        let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(name.len());
        let own = end > 0 && !name.starts_with('-') && !rest[..at].ends_with(|c: char| c.is_alphanumeric());
        out.push_str(&rest[..at]);
        if own {
            out.push_str(&name[..end].replace('-', "_"));
        } else {
            out.push_str(&rest[at..at + 2 + end]);
        }
        rest = &name[end..];
    }
    out.push_str(rest);
    out
}

/// An error as the exception that tells it.
pub fn raise(py: Python<'_>, error: Error) -> PyErr {
    raise_with(py, error, &Findings::new())
}

/// As [`raise`], with everything else that was found.
pub fn raise_with(py: Python<'_>, error: Error, findings: &Findings) -> PyErr {
    let fields = PyDict::new(py);
    let message = in_python(&error.to_string());
    let filled = fill(&fields, error, findings);
    match filled.and_then(|class| exception(py, class, &message, &fields)) {
        Ok(exception) | Err(exception) => exception,
    }
}

/// No plan or ladder exists: why, and what would help.
pub fn no_solution(py: Python<'_>, sentence: &str) -> PyErr {
    match exception(py, "NoSolution", &in_python(sentence), &PyDict::new(py)) {
        Ok(exception) | Err(exception) => exception,
    }
}

fn exception(py: Python<'_>, class: &str, message: &str, fields: &Bound<'_, PyDict>) -> PyResult<PyErr> {
    let class = py.import("skillgap.errors")?.getattr(class)?;
    Ok(PyErr::from_value(class.call((message,), Some(fields))?))
}

/// Sets the fields of the exception and tells its class.
fn fill(fields: &Bound<'_, PyDict>, error: Error, findings: &Findings) -> PyResult<&'static str> {
    if !findings.is_empty() {
        fields.set_item("findings", all_parts(findings))?;
    }
    Ok(match error {
        Error::Io { path, source, .. } => {
            fields.set_item("file", path)?;
            fields.set_item("errno", source.raw_os_error())?;
            "FileError"
        }
        Error::Input { place, remedy, .. } => {
            fields.set_item("file", place.file)?;
            fields.set_item("line", (place.line > 0).then_some(place.line))?;
            fields.set_item("column", (place.column > 0).then_some(place.column))?;
            fields.set_item("remedy", in_python(&remedy))?;
            "InputError"
        }
        Error::Catalog { catalog, findings } => {
            let first = findings.iter().find(|f| f.severity == skillgap::diagnostics::Severity::Error);
            fields.set_item("file", first.map_or(catalog, |f| f.place.file.clone()))?;
            fields.set_item("line", first.map(|f| f.place.line).filter(|l| *l > 0))?;
            fields.set_item("findings", all_parts(&findings))?;
            "CatalogError"
        }
        Error::Model { path, remedy, .. } => {
            fields.set_item("file", path)?;
            fields.set_item("remedy", in_python(&remedy))?;
            "ModelError"
        }
        Error::UnknownRole { candidates, .. } => {
            fields.set_item("candidates", candidates)?;
            "UnknownRole"
        }
        Error::Parameter { .. } => "ParameterError",
        _ => "SkillgapError",
    })
}
