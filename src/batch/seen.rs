//! Profile ids seen before, counted within a fixed amount of memory.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

/// Ids that are remembered. Beyond, only ids among the remembered ones and direct repeats are recognised.
const REMEMBERED: usize = 1_000_000;

/// Counts repeats of ids. Takes at most about 20 MB.
#[derive(Debug)]
pub(super) struct Seen {
    ids: FxHashSet<u64>,
    /// Ids that are remembered at most.
    room: usize,
    last: Option<u64>,
    /// Profiles whose id came before.
    pub repeats: u64,
    /// Whether some ids could not be remembered, so that there may be more repeats.
    pub partial: bool,
}

/// The hash of an id: two of a million ids share one with a chance of 3 in 100 million.
pub(super) fn hash(id: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    // The last multiplication of the hasher leaves the low bits weak.
    let h = hasher.finish();
    (h ^ (h >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

impl Default for Seen {
    fn default() -> Seen {
        Seen { ids: FxHashSet::default(), room: REMEMBERED, last: None, repeats: 0, partial: false }
    }
}

impl Seen {
    /// Takes in an id's hash.
    pub fn add(&mut self, id: u64) {
        if self.last == Some(id) || self.ids.contains(&id) {
            self.repeats += 1;
        } else if self.ids.len() < self.room {
            self.ids.insert(id);
        } else {
            self.partial = true;
        }
        self.last = Some(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_counted_and_said_to_be_at_least_so_many_where_ids_are_forgotten() {
        let seen = |ids: &[u64]| {
            let mut seen = Seen { room: 3, ..Seen::default() };
            ids.iter().for_each(|id| seen.add(*id));
            (seen.repeats, seen.partial)
        };
        assert_eq!(seen(&[1, 2, 3, 1, 3, 3]), (3, false));
        // The fourth is not remembered, but told where it comes twice in a row.
        assert_eq!(seen(&[1, 2, 3, 4, 4, 1]), (2, true));
        assert_eq!(seen(&[1, 2, 3, 4, 1, 4]), (1, true));
        assert_eq!(hash("p1") == hash("p1"), hash("p1") != hash("p2"));
    }
}
