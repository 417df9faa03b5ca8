//! skillgap for Python: arguments become the library's types, results become JSON or Arrow. Nothing is computed here.
//!
//! What Python code calls is the package `skillgap` beside this crate; this module is its private half, `skillgap._native`. All work is done
//! without the interpreter's lock.

// What is a list of positions here are keywords in Python.
#![allow(clippy::too_many_arguments)]

mod answers;
mod ask;
mod engine;
mod errors;
mod stream;
mod train;

use pyo3::prelude::*;

/// The native half of the package `skillgap`.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::ask::{read, table};
    #[pymodule_export]
    use crate::engine::Model;
    #[pymodule_export]
    use crate::stream::Outcome;
    #[pymodule_export]
    use crate::train::train;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
