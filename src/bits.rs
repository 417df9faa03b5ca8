//! Answers for many things at once as bits of a word: loops over them have one turn for each *yes* and none for *no*.

/// Brings eight bytes that are 0 or 1 together as bits, the first one lowest.
#[inline(always)]
pub(crate) fn together(eight: u64) -> u64 {
    // Each byte lands in a place of its own in the highest one.
    eight.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The same for as many bytes, whole eights, as the word has bits at most.
#[inline(always)]
pub(crate) fn all_together<const N: usize>(bytes: &[u8; N]) -> u64 {
    const { assert!(N <= u64::BITS as usize && N.is_multiple_of(8)) }
    let (eights, _) = bytes.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| bits << 8 | together(u64::from_le_bytes(*eight)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_a_bit() {
        for number in [0, 1, u64::MAX, 0x8000_0000_0000_0001, 0x0123_4567_89ab_cdef] {
            let bytes: [u8; 64] = std::array::from_fn(|at| u8::from(number >> at & 1 == 1));
            assert_eq!(all_together(&bytes), number);
            let (few, _) = bytes.as_chunks::<32>();
            assert_eq!(all_together(&few[0]), number & u64::from(u32::MAX));
        }
    }
}
