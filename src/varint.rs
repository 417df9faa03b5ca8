//! Numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit set where more follow.

/// Writes a number behind what is there.
pub(crate) fn put(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the front; `None` where there is none, or one that is too large.
#[inline]
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    if *first < 0x80 {
        return Some(u32::from(*first));
    }
    let mut number = u64::from(*first & 0x7F);
    for shift in [7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(*byte & 0x7F) << shift;
        if *byte < 0x80 {
            return u32::try_from(number).ok();
        }
    }
    None
}

/// A length as a number: four thousand million of anything cannot be held in memory.
pub(crate) fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Writes how long each span is, of those that begin at `starts` and end where the next begins.
pub(crate) fn put_spans(starts: &[u32], out: &mut Vec<u8>) {
    starts.windows(2).for_each(|span| put(span[1] - span[0], out));
}

/// Takes off the front what [`put_spans`] wrote of so many spans: where each starts, from 0 on, and the end.
pub(crate) fn take_spans(bytes: &mut &[u8], many: usize) -> Option<Vec<u32>> {
    let mut starts = Vec::with_capacity(many + 1);
    let mut end = 0u32;
    starts.push(end);
    for _ in 0..many {
        end = end.checked_add(take(bytes)?)?;
        starts.push(end);
    }
    Some(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_come_back_and_damaged_ones_are_none() {
        let starts = [0, 0, 5, 700, u32::MAX];
        let mut bytes = Vec::new();
        put_spans(&starts, &mut bytes);
        assert_eq!(take_spans(&mut &bytes[..], 4).as_deref(), Some(&starts[..]));
        assert_eq!(take_spans(&mut &bytes[..], 5), None, "one more than there are");
        bytes.push(1);
        assert_eq!(take_spans(&mut &bytes[..], 5), None, "beyond 32 bits");
    }

    #[test]
    fn numbers_come_back_and_damaged_ones_are_none() {
        for number in [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX - 1, u32::MAX] {
            let mut bytes = Vec::new();
            put(number, &mut bytes);
            let mut rest = &bytes[..];
            assert_eq!(take(&mut rest), Some(number));
            assert!(rest.is_empty());
            assert_eq!(take(&mut &bytes[..bytes.len() - 1]), None, "cut");
        }
        assert_eq!(take(&mut &[0xFF, 0xFF, 0xFF, 0xFF, 0x1F][..]), None, "more than 32 bits");
        assert_eq!(take(&mut &[0x80, 0x80, 0x80, 0x80, 0x80, 0][..]), None, "more than five bytes");
    }
}
