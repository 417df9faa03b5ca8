//! Files and standard input as bytes.

use std::path::Path;

use anyhow::Result;
use skillgap::error::Error;
use skillgap::ingest::whole::{self, MOST_BYTES};
use skillgap::model::{Model, Params};

/// The bytes of a file about one person or thing, or of standard input for `-`.
pub fn read(path: &Path) -> Result<(String, Vec<u8>)> {
    read_up_to(path, MOST_BYTES)
}

/// The bytes of a file about many, or of standard input for `-`.
pub fn read_many(path: &Path) -> Result<(String, Vec<u8>)> {
    read_up_to(path, u64::MAX)
}

fn read_up_to(path: &Path, most: u64) -> Result<(String, Vec<u8>)> {
    if path == Path::new("-") {
        return Ok(("<stdin>".to_owned(), whole::read("<stdin>", std::io::stdin().lock(), most)?));
    }
    let shown = path.display().to_string();
    let file = std::fs::File::open(path).map_err(Error::io("cannot read", shown.clone()))?;
    let bytes = whole::read(&shown, file, most)?;
    Ok((shown, bytes))
}

/// The model of a file, or the shipped one.
pub fn model(path: Option<&Path>) -> Result<Model> {
    match path {
        None => Ok(Model::shipped()?),
        Some(path) => {
            let (shown, bytes) = read_many(path)?;
            Ok(Model::read(&shown, &bytes)?)
        }
    }
}

/// A model file, or a catalog folder read as `train` does, without looking for families.
pub fn catalog_or_model(path: &Path) -> Result<Model> {
    if path.is_dir() {
        let params = Params { families: Some(1), ..Params::default() };
        return Ok(skillgap::pipeline::train(path, &[], params, &mut |_, _, _| {})?.0);
    }
    model(Some(path))
}

/// Today in this machine's time zone is not asked: the day in UTC, so that all machines agree.
pub fn today() -> jiff::civil::Date {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(days)).unwrap_or(epoch)
}
