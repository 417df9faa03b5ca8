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

#[cfg(test)]
mod tests {
    use super::*;

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
