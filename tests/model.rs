//! The shipped model is what its catalog makes; damaged files are refused with a reason.

use std::path::Path;

use skillgap::error::Error;
use skillgap::matching::Matcher;
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
    for at in (28..good.len()).step_by(good.len() / 300) {
        let mut bytes = good.clone();
        bytes[at] = bytes[at].wrapping_add(97);
        let sum = crc32(&bytes[28..]);
        bytes[24..28].copy_from_slice(&sum.to_le_bytes());
        // Either it is refused or it is a consistent model; both are fine, a panic is not.
        match Model::read("x.model", &bytes) {
            Ok(model) => {
                let profile = model.profile([("Linux", None), ("Bash", None)], jiff::civil::date(2026, 1, 1));
                Matcher::new(&model).worker().matches(&profile, 5);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 0);
}

/// The bytes of a model with another body behind a head that holds.
fn with_body(good: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = good[..28].to_vec();
    bytes[16..24].copy_from_slice(&(body.len() as u64).to_le_bytes());
    bytes[24..28].copy_from_slice(&crc32(body).to_le_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// The sections of a model file: tag and bytes.
fn sections(good: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let count = u32::from_le_bytes(good[28..32].try_into().unwrap()) as usize;
    let mut at = 32 + 12 * count;
    let read = |n: usize| {
        let entry = &good[32 + 12 * n..][..12];
        let length = u64::from_le_bytes(entry[4..].try_into().unwrap()) as usize;
        let section = good[at..at + length].to_vec();
        at += length;
        (entry[..4].try_into().unwrap(), section)
    };
    (0..count).map(read).collect()
}

fn body(sections: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = u32::try_from(sections.len()).unwrap().to_le_bytes().to_vec();
    for (tag, bytes) in sections {
        body.extend_from_slice(tag);
        body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    }
    sections.iter().for_each(|s| body.extend_from_slice(&s.1));
    body
}

#[test]
fn sections_that_do_not_fit_are_refused_and_unknown_ones_passed_over() {
    let good = shipped_bytes();
    let parts = sections(&good);
    assert_eq!(body(&parts), good[28..], "the test reads the format as it is written");
    let mut more = parts.clone();
    more.insert(0, (*b"MORE", vec![1, 2, 3]));
    let model = Model::read("x.model", &with_body(&good, &body(&more))).unwrap();
    assert_eq!(encode(&model).unwrap(), good, "what a section holds that nobody knows changes nothing");
    for missing in 0..parts.len() {
        let mut less = parts.clone();
        less.remove(missing);
        assert!(message(&with_body(&good, &body(&less))).contains("sections"));
    }
    let whole = body(&parts);
    for cut in [0, 3, 4, 15, 27, whole.len() - 1] {
        assert!(message(&with_body(&good, &whole[..cut])).contains("sections"), "{cut}");
    }
    let mut many = whole.clone();
    many[..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(message(&with_body(&good, &many)).contains("sections"));
    let mut long = whole;
    long[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(message(&with_body(&good, &long)).contains("sections"));
}

#[test]
fn a_table_of_names_that_is_not_the_catalogs_is_refused() {
    let good = shipped_bytes();
    let refused = |change: &dyn Fn(&mut Vec<u8>)| said_of(&good, b"NAME", change).contains("names");
    assert!(refused(&|n| n.truncate(n.len() - 4)), "shorter than it says");
    assert!(refused(&|n| n.truncate(5)));
    assert!(refused(&|n| n[0] ^= 1), "another number of names");
    assert!(
        refused(&|n| n[4..8].copy_from_slice(&u32::MAX.to_le_bytes())),
        "more slots than there are bytes"
    );
    assert!(refused(&|n| *n.last_mut().unwrap() += 1), "another number of names of the last certification");
    assert!(refused(&|n| n[12..16].copy_from_slice(&u32::MAX.to_le_bytes())), "a name beyond the last");
}

#[test]
fn look_ups_from_the_file_are_those_built_from_its_catalog() {
    for model in [Model::shipped().unwrap(), Model::read("x.model", &shipped_bytes()).unwrap()] {
        assert_eq!(*model.names(), skillgap::text::names::Names::build(model.catalog()));
        assert_eq!(*model.builders(), skillgap::catalog::Builders::of(model.catalog()));
    }
}

/// Rows of the shipped model are not checked when a run starts: this test reads them all.
#[test]
fn the_model_in_the_program_is_the_one_that_the_checks_of_a_file_pass() {
    let (shipped, read) = (Model::shipped().unwrap(), Model::read("x.model", &shipped_bytes()).unwrap());
    assert_eq!(shipped.fingerprint, read.fingerprint);
    assert!(shipped.data == read.data);
    assert!(encode(&shipped).unwrap() == shipped_bytes(), "read row by row, it is written as it was");
}

#[test]
fn the_checksum_of_a_model_is_that_of_its_file() {
    let (good, shipped) = (shipped_bytes(), Model::shipped().unwrap());
    let in_head = u32::from_le_bytes(good[24..28].try_into().unwrap());
    assert_eq!(shipped.checksum().unwrap(), in_head);
    let mut data = shipped.data.clone();
    assert_eq!(
        Model::new(data.clone(), shipped.fingerprint).checksum().unwrap(),
        in_head,
        "not read from a file"
    );
    data.thresholds[0].ready += 1;
    assert_ne!(Model::new(data, shipped.fingerprint).checksum().unwrap(), in_head);
}

#[test]
fn sections_in_another_order_are_the_same_model() {
    let good = shipped_bytes();
    let mut parts = sections(&good);
    parts.reverse();
    let model = Model::read("x.model", &with_body(&good, &body(&parts))).unwrap();
    assert!(encode(&model).unwrap() == good);
}

/// What is changed in a section, in words and in its bytes.
type Change = (&'static str, fn(&mut Vec<u8>));

/// What is said of a model with a right checksum in which one section was changed.
fn said_of(good: &[u8], tag: &[u8; 4], change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut parts = sections(good);
    change(&mut parts.iter_mut().find(|p| &p.0 == tag).unwrap().1);
    message(&with_body(good, &body(&parts)))
}

#[test]
fn damaged_tables_are_refused_by_name() {
    let good = shipped_bytes();
    for (tag, name) in [
        (b"SKIL", "skills"),
        (b"CERT", "certifications"),
        (b"PROJ", "projects"),
        (b"ROLE", "roles"),
        (b"SRCE", "sources"),
    ] {
        let changes: [Change; 6] = [
            ("empty", |t| t.clear()),
            ("cut", |t| t.truncate(t.len() - 1)),
            ("longer", |t| t.push(0)),
            ("another number of rows", |t| t[0] ^= 1),
            ("another mark", |t| t[2] ^= 64),
            ("a last row of nothing but bytes that are no text", |t| {
                let end = t.len();
                t[end - 40..].fill(0xFF);
            }),
        ];
        for (what, change) in changes {
            let said = said_of(&good, tag, change);
            assert!(said.contains(&format!("table of {name} cannot be read")), "{name}, {what}: {said}");
        }
    }
}

#[test]
fn ways_that_are_not_the_catalogs_are_refused() {
    let good = shipped_bytes();
    let changes: [Change; 5] = [
        ("cut", |w| w.truncate(w.len() - 1)),
        ("longer", |w| w.push(0)),
        ("other hours", |w| w[0] ^= 1),
        ("level 15", |w| *w.last_mut().unwrap() |= 15),
        ("an entry above the highest level", |w| *w.last_mut().unwrap() |= 0xF0),
    ];
    for (what, change) in changes {
        let said = said_of(&good, b"WAYS", change);
        assert!(said.contains("do not fit together (ways)"), "{what}: {said}");
    }
}

#[test]
fn a_row_number_beyond_its_table_is_refused() {
    let mut data = Model::shipped().unwrap().data;
    let skills = data.catalog.skills.len();
    data.catalog.skills[7].parent = Some(skillgap::units::SkillRow::of(skills));
    let said = message(&encode(&Model::new(data, 0)).unwrap());
    assert!(said.contains("row numbers of the catalog"), "{said}");
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
