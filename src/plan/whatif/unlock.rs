//! What candidates unlock, by themselves and in pairs: the roles that each brings over their thresholds, the best first.

use super::{Crossing, Lift, PAIRED, Scratch, Stand, Unlock, What, WhatIf};
use crate::units::RoleRow;

impl WhatIf<'_> {
    /// The roles that cross once all of `lifts` are done.
    fn crossings(&self, stand: &Stand, lifts: &[&Lift], scratch: &mut Scratch) -> Vec<Crossing> {
        scratch.best.resize(self.lines.len(), 0);
        scratch.gain.resize(self.totals.len(), 0);
        scratch.touched.clear();
        scratch.roles.clear();
        for lift in lifts {
            for &(at, share) in &lift.shares {
                let best = &mut scratch.best[at as usize];
                let from = (*best).max(stand.share[at as usize]);
                if share > from {
                    if *best == 0 {
                        scratch.touched.push(at);
                    }
                    *best = share;
                    let line = &self.lines[at as usize];
                    let gain = &mut scratch.gain[line.role as usize];
                    if *gain == 0 {
                        scratch.roles.push(line.role);
                    }
                    *gain += u64::from(line.importance) * u64::from(share - from);
                }
            }
        }
        scratch.touched.iter().for_each(|at| scratch.best[*at as usize] = 0);
        let mut found = Vec::new();
        for &role in &scratch.roles {
            let gain = std::mem::take(&mut scratch.gain[role as usize]);
            let (row, at) = (RoleRow(role), role as usize);
            let after = self.readiness(at, stand.points[at] + gain);
            if after >= self.model.threshold(row) {
                found.push(Crossing { role: row, before: self.readiness(at, stand.points[at]), after });
            }
        }
        found.sort_by(|a, b| b.after.total_cmp(&a.after).then(a.role.cmp(&b.role)));
        found
    }

    /// What each candidate unlocks by itself: most roles first, then fewest hours, then by id; those that unlock nothing are left out.
    #[must_use]
    pub fn singles(&self, stand: &Stand, candidates: &[What]) -> Vec<Unlock> {
        let mut scratch = Scratch::default();
        let mut list = Vec::new();
        for &what in candidates {
            let lift = self.lift(stand, what, &mut scratch);
            let roles = self.crossings(stand, &[&lift], &mut scratch);
            if !roles.is_empty() && self.is_for(what, roles.iter().map(|c| c.role)) {
                list.push(Unlock { what: vec![what], roles, only_together: 0 });
            }
        }
        self.rank(&mut list);
        list
    }

    /// What pairs unlock: of the [`PAIRED`] candidates that come closest to unlocking roles, every two; only pairs that unlock a role
    /// which neither does alone.
    #[must_use]
    pub fn pairs(&self, stand: &Stand, candidates: &[What], most: usize) -> Vec<Unlock> {
        let mut scratch = Scratch::default();
        let lifts = candidates.iter().map(|w| self.lift(stand, *w, &mut scratch));
        let mut lifts: Vec<(f64, Lift)> = lifts.map(|l| (self.promise(stand, &l), l)).collect();
        lifts.retain(|l| l.0 > 0.0);
        lifts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.what.cmp(&b.1.what)));
        lifts.truncate(PAIRED);
        let alone: Vec<Vec<Crossing>> =
            lifts.iter().map(|l| self.crossings(stand, &[&l.1], &mut scratch)).collect();
        let mut list = Vec::new();
        for a in 0..lifts.len() {
            for b in a + 1..lifts.len() {
                let roles = self.crossings(stand, &[&lifts[a].1, &lifts[b].1], &mut scratch);
                let by_one = |r: &Crossing| alone[a].iter().chain(&alone[b]).any(|c| c.role == r.role);
                let only_together = roles.iter().filter(|r| !by_one(r)).count();
                let what = vec![lifts[a].1.what, lifts[b].1.what];
                let worthwhile = || what.iter().all(|w| self.is_for(*w, roles.iter().map(|c| c.role)));
                if only_together > 0 && worthwhile() {
                    list.push(Unlock { what, roles, only_together });
                }
            }
        }
        self.rank(&mut list);
        list.truncate(most);
        list
    }

    /// How close a lift comes to bringing roles over: the sum over roles of the share of what lacks that it gives, at most 1 each.
    #[allow(clippy::cast_precision_loss)]
    fn promise(&self, stand: &Stand, lift: &Lift) -> f64 {
        let mut gains: Vec<(u32, u64)> = Vec::new();
        for &(at, share) in &lift.shares {
            let line = &self.lines[at as usize];
            let gain = u64::from(line.importance) * u64::from(share - stand.share[at as usize]);
            match gains.last_mut() {
                Some(last) if last.0 == line.role => last.1 += gain,
                _ => gains.push((line.role, gain)),
            }
        }
        let part = |(role, gain): &(u32, u64)| {
            let at = *role as usize;
            let lacks =
                self.model.threshold(RoleRow(*role)) * self.totals[at] as f64 - stand.points[at] as f64;
            (*gain as f64 / lacks.max(1.0)).min(1.0)
        };
        // Squared, so that a step which nearly brings one role over comes before one that helps many a little.
        gains.iter().map(part).map(|p| p * p).sum()
    }

    fn rank(&self, list: &mut [Unlock]) {
        let minutes = |u: &Unlock| u.what.iter().map(|w| w.minutes(self.model)).fold(0, u64::saturating_add);
        list.sort_by(|a, b| {
            let size = b.roles.len().cmp(&a.roles.len()).then(b.only_together.cmp(&a.only_together));
            size.then_with(|| minutes(a).cmp(&minutes(b))).then_with(|| a.what.cmp(&b.what))
        });
    }
}
