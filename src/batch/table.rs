//! Names → what they mean, in open slots that hold short names themselves: most look-ups touch one line of the cache.

use rustc_hash::FxHashMap;

use super::resolve::Known;

/// Bytes that fit into a slot.
const SHORT: usize = 32;

/// A name of at most [`SHORT`] bytes with zeros behind; with its length it is told from any other.
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

/// For each length of a name, the mask that keeps that many bytes of a key.
const MASKS: [Key; SHORT + 1] = {
    let mut masks = [[0; 4]; SHORT + 1];
    let mut length = 0;
    while length <= SHORT {
        let mut at = 0;
        while at < length {
            masks[length][at / 8] |= 0xff << (at % 8 * 8);
            at += 1;
        }
        length += 1;
    }
    masks
};

/// The key of the short name at the start of a block: of what follows, only zeros are left.
#[inline]
fn key_of_block(block: &[u8], length: usize) -> Key {
    let (words, _) = block.as_chunks::<8>();
    let masks = &MASKS[length];
    std::array::from_fn(|at| u64::from_le_bytes(words[at]) & masks[at])
}

/// The key of a short name. Words are read from within it, the last one from its end.
#[inline]
fn key(name: &[u8]) -> Key {
    let n = name.len();
    let last = |from: usize| word(name, n - 8).checked_shr(8 * (from + 8 - n) as u32).unwrap_or(0);
    match n {
        0..8 => {
            let mut bytes = [0; 8];
            for (to, from) in bytes.iter_mut().zip(name) {
                *to = *from;
            }
            [u64::from_le_bytes(bytes), 0, 0, 0]
        }
        8..=16 => [word(name, 0), last(8), 0, 0],
        17..=24 => [word(name, 0), word(name, 8), last(16), 0],
        _ => [word(name, 0), word(name, 8), word(name, 16), last(24)],
    }
}

/// Multiplies halves and folds the products, so that all bits take part in the low ones, which choose a slot.
#[inline]
fn hash(key: &Key, length: usize) -> u64 {
    // Numbers without a pattern: digits of π behind the point, the last bit set.
    const ODD: [u64; 4] =
        [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7345, 0xA409_3822_299F_31D1, 0x082E_FA98_EC4E_6C89];
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let [a, b, c, d] = std::array::from_fn(|at| key[at] ^ ODD[at]);
    fold(a, b) ^ fold(c, d).rotate_left(32) ^ length as u64
}

impl Table {
    /// What a name means, if it is known here.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Known> {
        if name.len() > SHORT {
            return self.long.get(name).copied();
        }
        self.find(&key(name.as_bytes()), name.len())
    }

    /// What the name at `from..to` of a text means.
    #[inline]
    pub fn get_within(&self, text: &[u8], from: usize, to: usize) -> Option<Known> {
        match text.get(from..from + SHORT) {
            Some(block) if to - from <= SHORT => self.find(&key_of_block(block, to - from), to - from),
            _ => self.get_alone(text.get(from..to)?),
        }
    }

    /// What a name means that is long, or stands at the end of its text.
    #[inline(never)]
    fn get_alone(&self, name: &[u8]) -> Option<Known> {
        self.get(std::str::from_utf8(name).ok()?)
    }

    #[inline]
    fn find(&self, key: &Key, length: usize) -> Option<Known> {
        let slot = &self.slots[self.place(key, length)];
        (slot.length != 0).then_some(slot.known)
    }

    /// The slot of a name, or the free one where it belongs.
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
            // With little behind it and with much.
            for behind in ["", ":3", ";and another name that is longer"] {
                let text = format!(";{name}{behind}");
                let found = table.get_within(text.as_bytes(), 1, 1 + name.len());
                assert_eq!(found, Some(Known::Unknown(number)), "{text}");
            }
        }
        assert_eq!(table.get("3000"), None);
        assert_eq!(table.get("a\0"), None);
    }
}
