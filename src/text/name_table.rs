//! Names by their key, as a model file brings them along: nothing is built at start.
//!
//! All names of a catalog have one numbering: skill by skill, then certification by certification, the id first, then its
//! names. A table is an open hash of those numbers; a hit is made sure of by the name itself, so no key is stored, and a
//! table that does not belong to its catalog can lose names, but never mistake one for another.
//!
//! In: a catalog. Out: a table, its bytes, and a table from bytes.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::mention::Subject;
use crate::catalog::{Bytes, Catalog, NameList};
use crate::units::{CertificationRow, SkillRow};
use crate::varint;

/// Of three slots, at most two are taken: probes stay short, and a key costs six bytes.
const SLOTS_PER_KEY: (usize, usize) = (3, 2);

/// Bytes of a slot.
const SLOT: usize = 4;

/// The numbering of a catalog's names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbering {
    /// The first number of each skill, then of each certification, and the end.
    starts: Vec<u32>,
    skills: usize,
}

/// A numbered name: of what, and the how-manieth of its names; `None` is the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    pub subject: Subject,
    pub which: Option<usize>,
}

impl Numbering {
    pub fn of(catalog: &Catalog) -> Numbering {
        let names = catalog.skills.iter().map(|s| s.names.len());
        let names = names.chain(catalog.certifications.iter().map(|c| c.names.len()));
        let mut starts = vec![0u32];
        let mut next = 0u32;
        for n in names {
            // A catalog of four thousand million names cannot be held in memory.
            next = next.saturating_add(u32::try_from(n + 1).unwrap_or(u32::MAX));
            starts.push(next);
        }
        Numbering { starts, skills: catalog.skills.len() }
    }

    /// How many numbers each row has.
    pub fn write(&self, out: &mut Vec<u8>) {
        varint::put_spans(&self.starts, out);
    }

    /// The numbering of a catalog in bytes that [`Numbering::write`] wrote; `None` where they do not fit its number of rows.
    pub fn read(mut bytes: &[u8], catalog: &Catalog) -> Option<Numbering> {
        let skills = catalog.skills.len();
        let rows = skills + catalog.certifications.len();
        let starts = varint::take_spans(&mut bytes, rows)?;
        bytes.is_empty().then_some(Numbering { starts, skills })
    }

    pub fn total(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    fn find(&self, number: u32) -> Option<Numbered> {
        let at = self.starts.partition_point(|s| *s <= number).checked_sub(1)?;
        if at + 1 >= self.starts.len() {
            return None;
        }
        let which = (number - self.starts[at]).checked_sub(1).map(|w| w as usize);
        let subject = match at.checked_sub(self.skills) {
            None => Subject::Skill(SkillRow::of(at)),
            Some(row) => Subject::Certification(CertificationRow::of(row)),
        };
        Some(Numbered { subject, which })
    }

    /// The numbers of ids and canonical names, then those of aliases: of equal keys the first wins.
    pub fn in_order_of_rank(&self) -> impl Iterator<Item = u32> + '_ {
        let spans = || self.starts.windows(2).map(|w| (w[0], w[1]));
        let canonical = spans().flat_map(|(start, end)| start..end.min(start + 2));
        canonical.chain(spans().flat_map(|(start, end)| (start + 2).min(end)..end))
    }
}

/// The text of a numbered name; `None` where the catalog has no such name.
pub(super) fn text<'c>(
    catalog: &'c Catalog,
    numbering: &Numbering,
    number: u32,
) -> Option<(&'c str, Numbered)> {
    let numbered = numbering.find(number)?;
    let (id, names): (&String, &NameList) = match numbered.subject {
        Subject::Skill(row) => catalog.skills.get(row.at()).map(|s| (&s.id, &s.names))?,
        Subject::Certification(row) => catalog.certifications.get(row.at()).map(|c| (&c.id, &c.names))?,
    };
    let text = match numbered.which {
        None => id.as_str(),
        Some(which) => names.get(which)?.text,
    };
    Some((text, numbered))
}

/// Keys by hash. Immutable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyTable {
    /// Little-endian words, so that those of a file need no reading: 0 where free; else the number of a name plus one in the lower bits, and bits of the
    /// key's hash above.
    slots: Cow<'static, [u8]>,
    /// How many bits a number needs.
    bits: u32,
}

/// The hash of a key. It is part of the format of model files: another one needs another version.
fn hash(key: &[u8]) -> u64 {
    /// 2⁶⁴ divided by the golden ratio (D. Knuth, The Art of Computer Programming 3, 6.4).
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = (key.len() as u64).wrapping_mul(GOLDEN);
    for chunk in key.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(GOLDEN);
        hash ^= hash >> 29;
    }
    hash
}

impl KeyTable {
    /// A table of keys with the numbers of their names; of equal keys the first is kept.
    pub fn build(keys: &Keys, total: u32) -> KeyTable {
        let bits = bits_for(total);
        // An id mostly has the key of its name: the distinct keys are counted before there are slots for them.
        let mut seen = FxHashSet::default();
        let distinct: Vec<&KeyEntry> = keys.list.iter().filter(|e| seen.insert(keys.bytes_of(e))).collect();
        let mut slots = vec![0u32; distinct.len() * SLOTS_PER_KEY.0 / SLOTS_PER_KEY.1 + 1];
        for entry in distinct {
            let hash = hash(keys.bytes_of(entry));
            let mut slot = first_slot(hash, slots.len());
            while slots[slot] != 0 {
                slot = (slot + 1) % slots.len();
            }
            slots[slot] = tag(hash, bits) | (entry.number + 1);
        }
        KeyTable { slots: slots.iter().flat_map(|slot| slot.to_le_bytes()).collect(), bits }
    }

    /// The first number under a key's hash that `is_it` takes.
    pub fn find<T>(&self, key: &[u8], mut is_it: impl FnMut(u32) -> Option<T>) -> Option<T> {
        let (slots, _) = self.slots.as_chunks::<SLOT>();
        if slots.is_empty() {
            return None;
        }
        let hash = hash(key);
        let (tag, mask) = (tag(hash, self.bits), low(self.bits));
        let mut slot = first_slot(hash, slots.len());
        // A table from a file may be full; each slot is looked at once.
        for _ in 0..slots.len() {
            let held = u32::from_le_bytes(slots[slot]);
            if held == 0 {
                return None;
            }
            if held & !mask == tag
                && let Some(number) = (held & mask).checked_sub(1)
                && let Some(found) = is_it(number)
            {
                return Some(found);
            }
            slot = (slot + 1) % slots.len();
        }
        None
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.slots);
    }

    /// How many slots there are.
    pub fn len(&self) -> usize {
        self.slots.len() / SLOT
    }

    /// A table of the slots in `bytes`; `None` where one from outside names no name.
    pub fn read(bytes: Bytes, total: u32) -> Option<KeyTable> {
        let bits = bits_for(total);
        let mask = low(bits);
        let slots = match bytes {
            Bytes::Kept(slots) => Cow::Borrowed(slots),
            Bytes::Read(slots) => {
                let mut words = slots.as_chunks::<SLOT>().0.iter().map(|s| u32::from_le_bytes(*s));
                if !words.all(|s| (s & mask) <= total && (s == 0 || s & mask != 0)) {
                    return None;
                }
                Cow::Owned(slots.to_vec())
            }
        };
        Some(KeyTable { slots, bits })
    }
}

/// Bits that hold every number up to and including `total`.
fn bits_for(total: u32) -> u32 {
    u32::BITS - total.leading_zeros()
}

fn low(bits: u32) -> u32 {
    if bits >= u32::BITS { u32::MAX } else { (1 << bits) - 1 }
}

fn tag(hash: u64, bits: u32) -> u32 {
    #[allow(clippy::cast_possible_truncation)]
    let tag = hash as u32;
    tag & !low(bits)
}

fn first_slot(hash: u64, slots: usize) -> usize {
    // The upper half of the hash, scaled to the number of slots.
    let scaled = (u128::from(hash) * slots as u128) >> 64;
    usize::try_from(scaled).unwrap_or(0)
}

/// Keys in one piece of memory: a taxonomy has a hundred thousand, and one allocation each is half the time of building.
#[derive(Debug)]
pub(super) struct Keys {
    list: Vec<KeyEntry>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct KeyEntry {
    start: u32,
    length: u32,
    number: u32,
}

impl Keys {
    pub fn with_capacity(keys: usize) -> Keys {
        Keys { list: Vec::with_capacity(keys), bytes: Vec::with_capacity(keys * 24) }
    }

    fn bytes_of(&self, entry: &KeyEntry) -> &[u8] {
        &self.bytes[entry.start as usize..][..entry.length as usize]
    }

    pub fn push(&mut self, key: &[u8], number: u32) {
        // Names beyond 4 GiB are left out: no catalog has them.
        let (Ok(start), Ok(length)) = (u32::try_from(self.bytes.len()), u32::try_from(key.len())) else {
            return;
        };
        self.bytes.extend_from_slice(key);
        self.list.push(KeyEntry { start, length, number });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_no_other() {
        let mut keys = Keys::with_capacity(0);
        let words: Vec<String> = (0..5000).map(|n| format!("key {n}")).collect();
        for (number, word) in words.iter().enumerate() {
            keys.push(word.as_bytes(), u32::try_from(number).unwrap());
            // Repeated keys keep their first number.
            keys.push(words[number / 2].as_bytes(), 4999);
        }
        let table = KeyTable::build(&keys, 5000);
        let mut bytes = Vec::new();
        table.write(&mut bytes);
        let again = KeyTable::read(Bytes::Read(&bytes), 5000).unwrap();
        assert_eq!(table, again);
        let find =
            |key: &str| again.find(key.as_bytes(), |n| (words[n as usize] == key).then_some(n as usize));
        for (number, word) in words.iter().enumerate() {
            assert_eq!(find(word), Some(number));
        }
        assert_eq!(find("key 5000"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn hostile_slots_are_refused_or_end() {
        assert!(
            KeyTable::read(Bytes::Read(&7u32.to_le_bytes()), 2).is_none(),
            "its lower bits say 3, and there are 2 names"
        );
        let full = KeyTable::read(Bytes::Read(&[1, 0, 0, 0, 1, 0, 0, 0]), 1).unwrap();
        assert_eq!(full.find(b"x", |_| None::<u32>), None);
        assert_eq!(KeyTable::default().find(b"x", Some), None);
    }
}
