//! Lists of small records in a model file: each record as what it has beyond the one before, in few bytes, read without a look at each field's type.
//!
//! For `#[serde(with = "crate::packed")]`: a list becomes one string of bytes, the number of records first.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::varint;

/// A record of such a list. What [`Packed::put`] writes, [`Packed::take`] reads behind an equal record.
pub(crate) trait Packed: Copy {
    /// Writes it behind what is there.
    fn put(&self, before: Option<&Self>, out: &mut Vec<u8>);

    /// Takes one off the front; `None` where there is none.
    fn take(bytes: &mut &[u8], before: Option<&Self>) -> Option<Self>;
}

impl Packed for u16 {
    fn put(&self, _: Option<&u16>, out: &mut Vec<u8>) {
        varint::put(u32::from(*self), out);
    }

    #[inline]
    fn take(bytes: &mut &[u8], _: Option<&u16>) -> Option<u16> {
        varint::take(bytes)?.try_into().ok()
    }
}

/// For lists that ascend.
impl Packed for u32 {
    fn put(&self, before: Option<&u32>, out: &mut Vec<u8>) {
        put_from(before.map_or(0, |b| *b), *self, out);
    }

    #[inline]
    fn take(bytes: &mut &[u8], before: Option<&u32>) -> Option<u32> {
        take_from(before.map_or(0, |b| *b), bytes)
    }
}

/// Writes a number as the distance from the one before: small in a sorted list, right in any.
pub(crate) fn put_from(before: u32, number: u32, out: &mut Vec<u8>) {
    varint::put(number.wrapping_sub(before), out);
}

/// Takes what [`put_from`] wrote.
#[inline]
pub(crate) fn take_from(before: u32, bytes: &mut &[u8]) -> Option<u32> {
    Some(before.wrapping_add(varint::take(bytes)?))
}

/// Takes one byte off the front.
#[inline]
pub(crate) fn byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

/// Writes records one behind the other.
pub(crate) fn put_all<T: Packed>(list: &[T], out: &mut Vec<u8>) {
    let mut before = None;
    for record in list {
        record.put(before, out);
        before = Some(record);
    }
}

fn pack<T: Packed>(list: &[T]) -> Vec<u8> {
    let mut out = Vec::new();
    varint::put(varint::short(list.len()), &mut out);
    put_all(list, &mut out);
    out
}

fn unpack<T: Packed>(mut bytes: &[u8]) -> Option<Vec<T>> {
    let many = varint::take(&mut bytes)? as usize;
    // Each record has a byte at least: no more memory is taken than the file can fill.
    let mut list = Vec::with_capacity(many.min(bytes.len()));
    let mut before = None;
    for _ in 0..many {
        before = T::take(&mut bytes, before.as_ref());
        list.push(before?);
    }
    bytes.is_empty().then_some(list)
}

pub(crate) fn serialize<T: Packed, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&pack(list))
}

pub(crate) fn deserialize<'de, T: Packed, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    let bytes = <&[u8]>::deserialize(from)?;
    unpack(bytes).ok_or_else(|| D::Error::custom("a packed list is damaged"))
}

/// That a list comes back, and that no part of its bytes does.
#[cfg(test)]
pub(crate) fn comes_back<T: Packed + PartialEq + std::fmt::Debug>(list: &[T]) {
    let bytes = pack(list);
    assert_eq!(unpack::<T>(&bytes).as_deref(), Some(list));
    for cut in 0..bytes.len() {
        assert_eq!(unpack::<T>(&bytes[..cut]), None, "{cut}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(unpack::<T>(&longer), None, "bytes behind it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        comes_back::<u16>(&[]);
        comes_back(&[5u32, 5, 900, u32::MAX, 3]);
        comes_back(&[0u16, 1, 127, 128, 300, u16::MAX]);
        assert_eq!(unpack::<u16>(&[1, 0xFF, 0xFF, 0x7F]), None, "more than 16 bits");
        assert_eq!(unpack::<u16>(&[0xFF, 0xFF, 0xFF, 0xFF, 0xF, 1]), None, "more records than bytes");
    }
}
