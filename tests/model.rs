//! The shipped model is what its catalog makes; damaged files are refused with a reason.

use std::path::Path;

use skillgap::error::Error;
use skillgap::model::{Model, Params, encode};

fn shipped_bytes() -> Vec<u8> {
    std::fs::read("models/skillgap.model").unwrap()
}

#[test]
fn the_shipped_model_is_rebuilt_from_its_catalog_byte_for_byte() {
    let build = || {
        let (model, _) =
            skillgap::pipeline::train(Path::new("data"), &[], Params::default(), &mut |_, _, _| {}).unwrap();
        encode(&model).unwrap()
    };
    let first = build();
    assert!(first == build(), "training twice gives the same bytes");
    assert!(
        first == shipped_bytes(),
        "models/skillgap.model is not what data/ makes; run `cargo run --release -- train --catalog data -o models/skillgap.model`"
    );
    assert!(first.len() < 2_000_000, "the embedded model stays under 2 MB, not {}", first.len());
}

fn message(bytes: &[u8]) -> String {
    match Model::read("x.model", bytes) {
        Err(e @ Error::Model { .. }) => e.to_string(),
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("a damaged model was accepted"),
    }
}

#[test]
fn damaged_models_are_refused_with_a_reason() {
    let good = shipped_bytes();
    assert!(message(b"").contains("not a skillgap model"));
    assert!(message(b"PK\x03\x04 some zip file that is long enough").contains("not a skillgap model"));
    assert!(message(&good[..good.len() / 2]).contains("cut short"));
    let mut newer = good.clone();
    newer[8] = 200;
    assert!(message(&newer).contains("format 200"));
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert!(message(&flipped).contains("checksum"));
}

#[test]
fn a_model_with_a_right_checksum_and_wrong_data_is_refused() {
    // Anyone can compute a checksum: row numbers must be checked all the same.
    let good = shipped_bytes();
    let mut refused = 0;
    for at in (28..good.len()).step_by(good.len() / 60) {
        let mut bytes = good.clone();
        bytes[at] = bytes[at].wrapping_add(97);
        let sum = crc32(&bytes[28..]);
        bytes[24..28].copy_from_slice(&sum.to_le_bytes());
        // Either it is refused or it is a consistent model; both are fine, a panic is not.
        refused += usize::from(Model::read("x.model", &bytes).is_err());
    }
    assert!(refused > 0);
}

/// CRC-32 (IEEE), bit by bit: slow and independent of the crate under test.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    for &b in bytes {
        crc ^= u32::from(b);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
