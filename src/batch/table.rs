//! Names → what they mean, in open slots that hold short names themselves: most look-ups touch one line of the cache.

use rustc_hash::FxHashMap;

use super::resolve::Known;

/// Bytes that fit into a slot.
const SHORT: usize = 32;

/// A name of at most [`SHORT`] bytes, in words that are all read from within it; with its length they tell it from any other.
type Key = [u64; 4];

/// A line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Slot {
    key: Key,
    known: Known,
    /// One more than the name's length; 0 where the slot is free.
    length: u8,
}

const FREE: Slot = Slot { key: [0; 4], known: Known::Empty, length: 0 };

/// A table that grows.
#[derive(Debug)]
pub(super) struct Table {
    /// A power of two.
    slots: Vec<Slot>,
    taken: usize,
    long: FxHashMap<Box<str>, Known>,
}

impl Default for Table {
    fn default() -> Table {
        Table { slots: vec![FREE; 1 << 6], taken: 0, long: FxHashMap::default() }
    }
}

#[inline]
fn word(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// The words of a short name: the last one ends with it, so that no word reaches beyond.
#[inline]
fn key(name: &[u8]) -> Key {
    let n = name.len();
    match n {
        0..8 => {
            let mut bytes = [0; 8];
            for (to, from) in bytes.iter_mut().zip(name) {
                *to = *from;
            }
            [u64::from_le_bytes(bytes), 0, 0, 0]
        }
        8..=16 => [word(name, 0), word(name, n - 8), 0, 0],
        17..=24 => [word(name, 0), word(name, 8), word(name, n - 8), 0],
        _ => [word(name, 0), word(name, 8), word(name, 16), word(name, n - 8)],
    }
}

/// Multiplies and folds: high bits are mixed into the low ones that choose a slot.
#[inline]
fn hash(key: &Key, length: usize) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |h: u64, w: u64| (h ^ w).wrapping_mul(ODD).rotate_left(29);
    let h = key.iter().fold(length as u64, |h, w| mix(h, *w));
    h ^ (h >> 32)
}

impl Table {
    /// What a name means, if it is known here.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Known> {
        if name.len() > SHORT {
            return self.long.get(name).copied();
        }
        let key = key(name.as_bytes());
        let slot = self.find(&key, name.len());
        (slot.length != 0).then_some(slot.known)
    }

    /// The slot of a name, or the free one where it belongs.
    #[inline]
    fn find(&self, key: &Key, length: usize) -> &Slot {
        &self.slots[self.place(key, length)]
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    fn place(&self, key: &Key, length: usize) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(key, length) as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.length == 0 || usize::from(slot.length) == length + 1 && slot.key == *key {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// Takes in a name that is not known here.
    #[allow(clippy::cast_possible_truncation)]
    pub fn insert(&mut self, name: &str, known: Known) {
        if name.len() > SHORT {
            self.long.insert(name.into(), known);
            return;
        }
        if (self.taken + 1) * 2 > self.slots.len() {
            let twice = vec![FREE; self.slots.len() * 2];
            let old = std::mem::replace(&mut self.slots, twice);
            for slot in old.into_iter().filter(|s| s.length != 0) {
                let at = self.place(&slot.key, usize::from(slot.length - 1));
                self.slots[at] = slot;
            }
        }
        let key = key(name.as_bytes());
        let at = self.place(&key, name.len());
        self.slots[at] = Slot { key, known, length: name.len() as u8 + 1 };
        self.taken += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again_and_no_other() {
        let mut table = Table::default();
        let mut names: Vec<String> = (0..3000u32).map(|n| format!("{n}")).collect();
        // All lengths, and names that differ in one place only.
        for n in 0..80 {
            for at in 0..n {
                let mut name = "a".repeat(n);
                name.replace_range(at..=at, "b");
                names.push(name);
            }
            names.push("a".repeat(n));
        }
        for (number, name) in (0..).zip(&names) {
            assert_eq!(table.get(name), None, "{name}");
            table.insert(name, Known::Unknown(number));
        }
        for (number, name) in (0..).zip(&names) {
            assert_eq!(table.get(name), Some(Known::Unknown(number)), "{name}");
        }
        assert_eq!(table.get("3000"), None);
        assert_eq!(table.get("a\0"), None);
    }
}
