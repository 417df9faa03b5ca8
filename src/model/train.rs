//! Catalog → model, stage by stage.

use super::calibrate::{SeniorityScale, thresholds};
use super::family::families;
use super::params::CheckedParams;
use super::{Model, ModelData, store};
use crate::catalog::Catalog;
use crate::text::{Extractor, Lexicon};
use crate::vector::{Links, RoleVector, rarity, role_vector};

/// A stage of training, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Role texts are read.
    Reading,
    /// Numbers of families are tried.
    Families,
    /// Thresholds are set.
    Calibrating,
}

/// What training tells about itself: the stage, how much of it is done, and how much there is.
pub type Progress<'a> = dyn FnMut(Stage, usize, usize) + 'a;

/// Trains a model. The same catalog and parameters give the same model.
///
/// Cost: linear in the length of the texts; clustering is O(roles × dimensions × families) for each number of families tried.
#[must_use]
pub fn train(catalog: Catalog, params: &CheckedParams, progress: &mut Progress) -> Model {
    let lexicon = Lexicon::build(&catalog);
    let mut extractor = Extractor::new(&lexicon);
    let total = catalog.roles.len();
    let mut roles: Vec<RoleVector> = Vec::with_capacity(total);
    for (done, role) in catalog.roles.iter().enumerate() {
        roles.push(role_vector(role, &catalog, &mut extractor));
        progress(Stage::Reading, done + 1, total);
    }
    let rarity = rarity(&roles, catalog.skills.len(), catalog.certifications.len());
    let links = Links::of(&catalog);
    let (families, family_of) =
        families(&catalog, &roles, &rarity, params, |done, of| progress(Stage::Families, done, of));
    progress(Stage::Calibrating, 0, 1);
    let seniority = SeniorityScale::learn(&catalog, &roles, &rarity);
    let thresholds = thresholds(&catalog, &roles, &links, &family_of);
    progress(Stage::Calibrating, 1, 1);
    let fingerprint = store::fingerprint(&catalog);
    let data = ModelData {
        params: params.get().clone(),
        catalog,
        roles,
        rarity,
        links,
        families,
        family_of,
        seniority,
        thresholds,
        incumbents: None,
    };
    Model::new(data, fingerprint)
}
