//! Which certificates end while somebody follows a plan, or later, while they still have to count.

use jiff::civil::Date;

use super::layout::lapses_on;
use crate::catalog::Catalog;
use crate::units::CertificationRow;
use crate::vector::Profile;

/// Certifications that are held and lapse, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lapsing {
    /// Before the plan ends: no step can rest on them.
    pub within: Vec<CertificationRow>,
    /// Before they need no longer count, those above among them: each has to be renewed, replaced, or done without.
    pub by_the_end: Vec<CertificationRow>,
}

impl Lapsing {
    /// Adds those that lapse before a plan ends, and before the day `until` which certificates have to count, where that is later; whether there
    /// were more than before. The lists only grow, so that plans made in rounds come to an end: at most two a certification.
    pub fn grow(&mut self, profile: &Profile, catalog: &Catalog, ends: Date, until: Option<Date>) -> bool {
        let before = (self.within.len(), self.by_the_end.len());
        let until = until.map_or(ends, |until| until.max(ends));
        for held in profile.certifications.iter().filter(|c| c.valid) {
            let row = held.certification;
            let lapses = lapses_on(&catalog[row], held.earned);
            let within = lapses.is_some_and(|day| day < ends);
            let by_the_end = lapses.is_some_and(|day| day < until);
            for (lapses, list) in [(within, &mut self.within), (by_the_end, &mut self.by_the_end)] {
                if let (true, Err(at)) = (lapses, list.binary_search(&row)) {
                    list.insert(at, row);
                }
            }
        }
        before != (self.within.len(), self.by_the_end.len())
    }
}
