//! The fuzz targets on stable Rust: seeds are changed at random, for a bounded time. `SKILLGAP_FUZZ_SECONDS` sets the time for each target.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::time::{Duration, Instant};

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

const SEEDS: &[&[u8]] = &[
    b"profile_id,skills\np1,Linux:4;Bash\np2,\"Windows;\"\"x\"\"\",9\n",
    b"profile_id;skill;level\np1;Linux;4\np1;Bash;expert\np2;C++;80%\n",
    b"{\"profile_id\":\"a\",\"skills\":[\"Linux:4\",{\"skill\":\"Bash\",\"level\":3}]}\n",
    b"skill,level,years,last_used,date\nLinux,4,2,2024-01,\nCompTIA A+,,,,2023-05\n",
    b"---\nid: a-b\ntitle: A B\nseniority: mid\n---\nRequired:\n- 5+ years of Linux, IDS/IPS and .NET.\n",
    b"title,description\nNetwork Technician,\"Installs routers, Cisco IOS\"\n",
    b"Experience with C, R, Go, C++ and Node.js; no degree required; MS AD.",
    b"SKILLGAP\x03\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0",
    b"\xFF\xFEp\0,\0s\0\n\0",
    b"\x1F\x8B\x08\0\0\0\0\0",
    b"\x28\xB5\x2F\xFD\0\0\0\0",
];

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
    bytes.truncate(4096);
}

fn fuzz(name: &str, seed: u64, target: fn(&[u8])) {
    let seconds = std::env::var("SKILLGAP_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let began = Instant::now();
    let mut runs = 0u64;
    while began.elapsed() < Duration::from_secs(seconds) {
        let mut bytes = SEEDS[(rng.next_u64() % SEEDS.len() as u64) as usize].to_vec();
        for _ in 0..1 + rng.next_u64() % 4 {
            change(&mut bytes, &mut rng);
        }
        let shown = bytes.clone();
        let outcome = std::panic::catch_unwind(move || target(&bytes));
        assert!(outcome.is_ok(), "{name} fails on {:?}", String::from_utf8_lossy(&shown));
        runs += 1;
    }
    println!("{name}: {runs} inputs in {seconds} s");
}

#[test]
fn profiles() {
    fuzz("profiles", 1, targets::profiles);
}

#[test]
fn single() {
    fuzz("single", 2, targets::single);
}

#[test]
fn extract() {
    fuzz("extract", 3, targets::extract);
}

#[test]
fn model() {
    fuzz("model", 4, targets::model);
}

#[test]
fn roles() {
    fuzz("roles", 5, targets::roles);
}
