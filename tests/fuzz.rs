//! The fuzz targets on stable Rust: seeds are changed at random, for a bounded time. `SKILLGAP_FUZZ_SECONDS` sets the time for each target.

#[cfg(feature = "parquet")]
mod tables;
#[path = "../fuzz/targets.rs"]
mod targets;

use std::io::Write;
use std::time::{Duration, Instant};

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

const SEEDS: &[&[u8]] = &[
    b"profile_id,skills\np1,Linux:4;Bash\np2,\"Windows;\"\"x\"\"\",9\n",
    b"profile_id;skill;level\np1;Linux;4\np1;Bash;expert\np2;C++;80%\n",
    b"{\"profile_id\":\"a\",\"skills\":[\"Linux:4\",{\"skill\":\"Bash\",\"level\":3}]}\n",
    b"skill,level,years,last_used,date\nLinux,4,2,2024-01,\nCompTIA A+,,,,2023-05\n",
    b"---\nid: a-b\ntitle: A B\nseniority: mid\n---\nRequired:\n- 5+ years of Linux, IDS/IPS and .NET.\n",
    b"{\"basics\":{\"label\":\"Sysadmin\"},\"work\":[{\"position\":\"Sysadmin\",\"startDate\":\"2020-01\"}],\"skills\":[{\"name\":\"Linux\",\"level\":\"expert\",\"keywords\":[\"Bash\"]}],\"certificates\":[{\"name\":\"CompTIA A+\",\"date\":\"2024-05\"}]}",
    b"<html><head><script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"Sysadmin\",\"description\":\"<p>Linux and DNS.</p>\",\"skills\":\"Bash\"}</script></head><body><h1>Sysadmin</h1><ul><li>Linux</li></ul></body></html>",
    b"{\"@type\":\"JobPosting\",\"title\":\"Sysadmin\",\"description\":\"Linux &amp; DNS; knowledge of Bash required.\"}",
    b"# Network Technician\n\nNetwork technicians install routers and switches and keep diagrams up to date.\n\n## Senior Level\n\n### IT Manager\n\nIT managers lead people.\n",
    b"Experience\n\nSysadmin, 2019 - 2023\nRan Linux servers and Bash scripts.\n\nSkills\nDNS, Docker (3 years), C++\n",
    b"title,description\nNetwork Technician,\"Installs routers, Cisco IOS\"\n",
    b"Experience with C, R, Go, C++ and Node.js; no degree required; MS AD.",
    b"SKILLGAP\x03\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0",
    b"\xFF\xFEp\0,\0s\0\n\0",
    b"\x1F\x8B\x08\0\0\0\0\0",
    b"\x28\xB5\x2F\xFD\0\0\0\0",
];

/// Bytes of an input at most, where its seed is no longer.
const LONGEST: usize = 4096;

const PIECES: &[&[u8]] = &[
    b",",
    b";",
    b"\"",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xE9",
    "é".as_bytes(),
    b":",
    b"{",
    b"}",
    b"[",
    b"---\n",
    b"Linux",
    b"profile_id",
    b"skills",
    b"999999999999",
];

fn change(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let mut below = |n: usize| (rng.next_u64() % n.max(1) as u64) as usize;
    for _ in 0..1 + below(6) {
        let at = below(bytes.len() + 1);
        match below(5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << below(8),
            1 => {
                let end = (at + below(20)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => {
                let end = (at + below(60)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => {
                let piece = PIECES[below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

fn fuzz(name: &str, seed: u64, seeds: &[Vec<u8>], target: fn(&[u8])) {
    let seconds = std::env::var("SKILLGAP_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    // As they are, seeds are read: what is changed in them is no damage on damage.
    seeds.iter().for_each(|bytes| target(bytes));
    let began = Instant::now();
    let (mut runs, mut slowest) = (0u64, (Duration::ZERO, Vec::new()));
    while began.elapsed() < Duration::from_secs(seconds) {
        let mut bytes = seeds[(rng.next_u64() % seeds.len() as u64) as usize].clone();
        let longest = bytes.len().max(LONGEST);
        for _ in 0..1 + rng.next_u64() % 4 {
            change(&mut bytes, &mut rng);
        }
        bytes.truncate(longest);
        let shown = bytes.clone();
        let since = Instant::now();
        let outcome = std::panic::catch_unwind(move || target(&bytes));
        if since.elapsed() > slowest.0 {
            slowest = (since.elapsed(), shown.clone());
        }
        assert!(outcome.is_ok(), "{name} fails on {:?}\n{}", String::from_utf8_lossy(&shown), hex(&shown));
        runs += 1;
    }
    println!("{name}: {runs} inputs in {seconds} s, the slowest {:.1?}", slowest.0);
    if slowest.0 > Duration::from_secs(1) {
        println!("{:?}", String::from_utf8_lossy(&slowest.1));
    }
}

/// Bytes to be copied out of what a failure says, where they are no text.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Texts of people and roles, damaged or not.
fn texts() -> Vec<Vec<u8>> {
    SEEDS.iter().map(|seed| seed.to_vec()).collect()
}

/// The same, and files that programs write: packed by gzip and zstd, and in Parquet.
fn files() -> Vec<Vec<u8>> {
    let mut all = texts();
    for text in &SEEDS[..3] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(text).unwrap();
        all.push(gzip.finish().unwrap());
        all.push(zstd::encode_all(*text, 3).unwrap());
    }
    #[cfg(feature = "parquet")]
    {
        let person = |id: &str, names: &[(&str, Option<u8>)]| {
            (id.to_owned(), names.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect())
        };
        let people = [person("p1", &[("Linux", Some(4)), ("Bash", None)]), person("p2", &[("C++", Some(2))])];
        let file = tempfile::NamedTempFile::new().unwrap();
        tables::texts(file.path(), &people);
        all.push(std::fs::read(file.path()).unwrap());
    }
    all
}

#[test]
fn profiles() {
    fuzz("profiles", 1, &files(), targets::profiles);
}

#[test]
fn single() {
    fuzz("single", 2, &files(), targets::single);
}

#[test]
fn people() {
    fuzz("people", 3, &files(), targets::people);
}

#[cfg(feature = "xlsx")]
#[test]
fn workbook() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>skill</t></is></c><c r="B1" t="inlineStr"><is><t>level</t></is></c></row>
        <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>4</v></c></row><row r="3"><c r="A3" t="str"><v>Bash</v></c><c r="B3" s="1"><v>45000.5</v></c></row>"#;
    fuzz("workbook", 4, &[rows.as_bytes().to_vec()], targets::workbook);
}

#[test]
fn extract() {
    fuzz("extract", 5, &texts(), targets::extract);
}

#[test]
fn model() {
    fuzz("model", 6, &[targets::small::model().to_vec()], targets::model);
}

#[test]
fn catalog() {
    let table = |(which, (_, text)): (usize, &(&str, &str))| [&[which as u8], text.as_bytes()].concat();
    let tables: Vec<Vec<u8>> = targets::small::TABLES.iter().enumerate().map(table).collect();
    fuzz("catalog", 7, &tables, targets::catalog);
}

#[test]
fn roles() {
    fuzz("roles", 8, &texts(), targets::roles);
}
