//! A role's candidates laid out for reading once a person: flat arrays, each group of needs once, and by requirement who lifts it.

use super::candidates::{Candidates, Yield};
use super::step::StepRef;
use super::ways::Met;

/// Lists of lists in one array.
#[derive(Clone, Debug)]
struct Rows<T> {
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T> Rows<T> {
    fn of<I: IntoIterator<Item = T>>(lists: impl Iterator<Item = I>) -> Rows<T> {
        let mut rows = Rows { start: vec![0], items: Vec::new() };
        for list in lists {
            rows.items.extend(list);
            rows.start.push(u32::try_from(rows.items.len()).unwrap_or(u32::MAX));
        }
        rows
    }

    fn at(&self, i: u32) -> &[T] {
        &self.items[self.start[i as usize] as usize..self.start[i as usize + 1] as usize]
    }
}

/// What a candidate takes and asks.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is.
    pub step: StepRef,
    /// Effort in minutes.
    pub minutes: u64,
    /// Money in cents.
    pub cents: u64,
    /// Years of experience that it asks.
    pub years: f32,
}

/// The candidates of a role, numbered in the order of steps. Immutable.
#[derive(Clone, Debug)]
pub struct Table {
    entries: Vec<Entry>,
    yields: Rows<Yield>,
    needs: Rows<u32>,
    met: Rows<Met>,
    members: Rows<u32>,
    lifters: Rows<u32>,
}

impl Table {
    /// Lays candidates out; `requirements` is how many the role has.
    #[must_use]
    pub fn of(candidates: &Candidates, requirements: usize) -> Table {
        let list = &candidates.list;
        let entry = |c: &super::candidates::Candidate| Entry {
            step: c.step,
            minutes: c.facts.minutes,
            cents: c.facts.cost.0,
            years: c.years,
        };
        let groups = &candidates.groups;
        let mut lifters: Vec<Vec<u32>> = vec![Vec::new(); requirements];
        for (at, c) in (0u32..).zip(list) {
            c.yields.iter().for_each(|y| lifters[y.requirement as usize].push(at));
        }
        Table {
            entries: list.iter().map(entry).collect(),
            yields: Rows::of(list.iter().map(|c| c.yields.iter().copied())),
            needs: Rows::of(list.iter().map(|c| c.needs.iter().copied())),
            met: Rows::of(groups.iter().map(|g| g.met.iter().copied())),
            members: Rows::of(groups.iter().map(|g| g.members.iter().copied())),
            lifters: Rows::of(lifters.into_iter()),
        }
    }

    /// All candidates.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What a candidate gives, by requirement.
    #[must_use]
    pub fn yields(&self, candidate: u32) -> &[Yield] {
        self.yields.at(candidate)
    }

    /// The groups that a candidate needs.
    #[must_use]
    pub fn needs(&self, candidate: u32) -> &[u32] {
        self.needs.at(candidate)
    }

    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.members.start.len() - 1
    }

    /// The ways in which a person meets a group as they are.
    #[must_use]
    pub fn met(&self, group: u32) -> &[Met] {
        self.met.at(group)
    }

    /// The candidates that meet a group, ascending.
    #[must_use]
    pub fn members(&self, group: u32) -> &[u32] {
        self.members.at(group)
    }

    /// The candidates that give something on a requirement, ascending.
    #[must_use]
    pub fn lifters(&self, requirement: u32) -> &[u32] {
        self.lifters.at(requirement)
    }
}
