//! Parameters of training, checked once into another type.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Parameters as given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Seed of everything random; the same seed gives the same model.
    pub seed: u64,
    /// Dimensions that role vectors are reduced to before clustering, 2 to 512.
    pub dimensions: usize,
    /// Number of families; chosen by silhouette and stability where `None`.
    pub families: Option<usize>,
}

impl Default for Params {
    fn default() -> Params {
        Params { seed: 42, dimensions: 40, families: None }
    }
}

/// Parameters that are in their ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedParams(Params);

impl Params {
    /// Checks every field.
    ///
    /// # Errors
    /// The first field out of its range.
    pub fn check(self) -> Result<CheckedParams> {
        if !(2..=512).contains(&self.dimensions) {
            return Err(Error::Parameter {
                name: "dimensions",
                range: "from 2 to 512",
                value: self.dimensions.to_string(),
            });
        }
        if let Some(families) = self.families.filter(|k| !(1..=1000).contains(k)) {
            return Err(Error::Parameter {
                name: "families",
                range: "from 1 to 1000",
                value: families.to_string(),
            });
        }
        Ok(CheckedParams(self))
    }
}

impl CheckedParams {
    /// The parameters.
    #[must_use]
    pub fn get(&self) -> &Params {
        &self.0
    }
}
