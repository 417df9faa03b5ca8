//! Links between skills: how far having one counts for another that is asked.
//!
//! Credits come from the catalog's taxonomy. A narrower skill shows most of the broader one (who administers Ubuntu knows Linux); a
//! broader one shows less of the narrower; siblings under a narrow parent and skills that the catalog calls related show some.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, SkillKind};
use crate::packed::{Packed, byte, put_from, take_from};
use crate::units::SkillRow;
use crate::varint;

/// A full credit; credits are kept as multiples of 1/256.
pub const CREDIT_ONE: u16 = 256;

/// Why one skill counts for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// What one has is a kind of what is asked.
    Narrower,
    /// What one has is the broader field of what is asked.
    Broader,
    /// Both are kinds of the same thing.
    Sibling,
    /// The catalog calls them related.
    Related,
}

impl LinkKind {
    /// The credit in 1/256: an estimate, tuned together with the weights of fit (see `docs/quality.md`).
    #[must_use]
    pub fn credit(self) -> u16 {
        match self {
            LinkKind::Narrower => 180,
            LinkKind::Broader => 90,
            LinkKind::Related => 77,
            LinkKind::Sibling => 51,
        }
    }

    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LinkKind::Narrower => "narrower",
            LinkKind::Broader => "broader",
            LinkKind::Sibling => "sibling",
            LinkKind::Related => "related",
        }
    }
}

/// A credit from one skill to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The skill that is asked.
    pub to: SkillRow,
    /// In 1/256, below [`CREDIT_ONE`].
    pub credit: u16,
    /// Why.
    pub kind: LinkKind,
}

impl Packed for Link {
    fn put(&self, before: Option<&Link>, out: &mut Vec<u8>) {
        put_from(before.map_or(0, |b| b.to.0), self.to.0, out);
        varint::put(u32::from(self.credit), out);
        out.push(self.kind as u8);
    }

    #[inline]
    fn take(bytes: &mut &[u8], before: Option<&Link>) -> Option<Link> {
        let to = SkillRow(take_from(before.map_or(0, |b| b.to.0), bytes)?);
        let credit = u16::try_from(varint::take(bytes)?).ok()?;
        let kind = match byte(bytes)? {
            0 => LinkKind::Narrower,
            1 => LinkKind::Broader,
            2 => LinkKind::Sibling,
            3 => LinkKind::Related,
            _ => return None,
        };
        Some(Link { to, credit, kind })
    }
}

/// Siblings count only under a parent with at most this many children: "programming languages" links no two of them.
const NARROW_FAMILY: usize = 8;

/// All links, grouped by the skill one has. Each group is sorted by `to` and names it once, with the highest credit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    #[serde(with = "crate::packed")]
    starts: Vec<u32>,
    #[serde(with = "crate::packed")]
    list: Vec<Link>,
}

impl Links {
    /// The links of a catalog's taxonomy.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Links {
        let n = catalog.skills.len();
        let mut children: Vec<Vec<SkillRow>> = vec![Vec::new(); n];
        for (row, skill) in catalog.skills.iter().enumerate() {
            if let Some(parent) = skill.parent {
                children[parent.at()].push(SkillRow::of(row));
            }
        }
        let mut links = Links { starts: vec![0], list: Vec::new() };
        let mut group: Vec<Link> = Vec::new();
        for (row, skill) in catalog.skills.iter().enumerate() {
            let mut add = |to: SkillRow, kind: LinkKind| {
                if to.at() != row {
                    group.push(Link { to, credit: kind.credit(), kind });
                }
            };
            if let Some(parent) = skill.parent {
                add(parent, LinkKind::Narrower);
                let siblings = &children[parent.at()];
                if siblings.len() <= NARROW_FAMILY && skill.kind == SkillKind::Technology {
                    siblings.iter().for_each(|s| add(*s, LinkKind::Sibling));
                }
            }
            children[row].iter().for_each(|c| add(*c, LinkKind::Broader));
            skill.related.iter().for_each(|r| add(*r, LinkKind::Related));
            group.sort_by(|a, b| a.to.cmp(&b.to).then(b.credit.cmp(&a.credit)).then(a.kind.cmp(&b.kind)));
            group.dedup_by_key(|l| l.to);
            links.list.append(&mut group);
            links.starts.push(u32::try_from(links.list.len()).unwrap_or(u32::MAX));
        }
        links
    }

    /// Whether every row number is below `skills`, the groups fit together, and no credit is so near to a full one that [`crate::matching::reach`]
    /// could not tell them apart.
    #[must_use]
    pub fn within(&self, skills: usize) -> bool {
        self.starts.len() == skills + 1
            && self.starts.windows(2).all(|w| w[0] <= w[1])
            && self.starts.last().is_some_and(|end| *end as usize == self.list.len())
            && self.list.iter().all(|l| l.to.at() < skills && l.credit < CREDIT_ONE - 1)
    }

    /// What having `skill` counts for, beside itself.
    #[must_use]
    pub fn from(&self, skill: SkillRow) -> &[Link] {
        match (self.starts.get(skill.at()), self.starts.get(skill.at() + 1)) {
            (Some(&start), Some(&end)) => &self.list[start as usize..end as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_back_packed() {
        let kinds = [LinkKind::Narrower, LinkKind::Broader, LinkKind::Sibling, LinkKind::Related];
        let of = |n: u32| Link {
            to: SkillRow(n * 999 % 700),
            credit: (n * 55) as u16,
            kind: kinds[n as usize % 4],
        };
        crate::packed::comes_back(&(0..50).map(of).collect::<Vec<Link>>());
        assert_eq!(Link::take(&mut &[1, 1, 4][..], None), None, "a kind that is none");
    }
}
