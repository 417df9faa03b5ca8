//! Files and standard input as bytes.

use std::io::Read;
use std::path::Path;

use anyhow::Result;
use skillgap::error::Error;
use skillgap::model::Model;

/// The bytes of a file, or of standard input for `-`.
pub fn read(path: &Path) -> Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(Error::io("cannot read", "<stdin>"))?;
        return Ok(("<stdin>".to_owned(), bytes));
    }
    let shown = path.display().to_string();
    let mut file = std::fs::File::open(path).map_err(Error::io("cannot read", shown.clone()))?;
    file.read_to_end(&mut bytes).map_err(Error::io("cannot read", shown.clone()))?;
    Ok((shown, bytes))
}

/// The model of a file, or the shipped one.
pub fn model(path: Option<&Path>) -> Result<Model> {
    match path {
        None => Ok(Model::shipped()?),
        Some(path) => {
            let (shown, bytes) = read(path)?;
            Ok(Model::read(&shown, &bytes)?)
        }
    }
}

/// Today in this machine's time zone is not asked: the day in UTC, so that all machines agree.
pub fn today() -> jiff::civil::Date {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(days)).unwrap_or(epoch)
}
