//! The shipped model, and an output that stays in memory.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use skillgap::batch::Target;
use skillgap::model::Model;

/// The shipped model.
pub fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

/// What was written to any of its clones.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// As the target of a run.
    pub fn target(&self) -> Target {
        Target::Stream("kept".into(), Box::new(self.clone()))
    }

    /// What was written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
