//! The best plan so far: what takes its place, and what is still of interest beside it.
//!
//! A set that ties with the incumbent on the objective takes its place if it comes
//! lexicographically before it.

use super::model::Core;
use super::state::{State, Status};

/// Best plan so far.
#[derive(Debug, Default)]
pub struct Incumbent {
    /// Exact objective; meaningful when `found`.
    pub weight: u128,
    /// Steps of the reduced problem, ascending.
    pub steps: Vec<u32>,
    /// Whether there is one.
    pub found: bool,
}

impl Incumbent {
    /// There is none yet.
    pub fn clear(&mut self) {
        self.found = false;
        self.weight = 0;
        self.steps.clear();
    }

    /// Largest scaled objective that is still of interest.
    #[inline]
    pub fn cut(&self, core: &Core) -> i64 {
        let ceiling = core.weight_ceiling();
        let most = match (self.found, ceiling) {
            // Anything below the incumbent's first cost starts one factor lower.
            (true, _) if core.only_first => match self.weight / core.a {
                0 => return -1,
                first => first * core.a - 1,
            },
            (true, _) => self.weight,
            (false, Some(c)) => c,
            (false, None) => return i64::MAX / 4,
        };
        i64::try_from(most >> core.shift).unwrap_or(i64::MAX / 4).min(i64::MAX / 4)
    }

    /// Makes `sorted` the incumbent if it is admissible and better, and leaves the one before it there.
    pub fn offer(&mut self, core: &Core, sorted: &mut Vec<u32>, weight: u128, second: u64) {
        let within = core.max_second.is_none_or(|most| second <= most)
            && core.weight_ceiling().is_none_or(|most| weight <= most);
        let better = !self.found || weight < self.weight || (weight == self.weight && *sorted < self.steps);
        if within && better {
            self.found = true;
            self.weight = weight;
            std::mem::swap(&mut self.steps, sorted);
        }
    }

    /// Whether a completion that only ties with the incumbent could come before
    /// it: fills the plan up with the smallest free steps and compares.
    pub fn tie_can_win(&self, core: &Core, st: &State) -> bool {
        if core.shift > 0 || core.only_first || !self.found {
            return true;
        }
        let mut spare = self.steps.len() as i64 - st.chosen.len() as i64;
        if spare < 0 {
            return false;
        }
        let mut reference = self.steps.iter();
        for (j, status) in st.status.iter().enumerate() {
            let listed = match status {
                Status::In => true,
                Status::Free if spare > 0 => {
                    spare -= 1;
                    true
                }
                _ => false,
            };
            if listed {
                match reference.next() {
                    Some(&k) if j as u32 == k => {}
                    Some(&k) => return (j as u32) < k,
                    None => return false,
                }
            }
        }
        false
    }
}
