//! What the fuzz targets hold, with the stable compiler: on their seeds, on every input that once broke them, and on
//! random mutations of both.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A broken promise should stop the test.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::{fs, path::PathBuf};

use rand_core::RngCore as _;
use scorefield::math::rng::{Purpose, Stream};
use targets::{TARGETS, Target};

/// The mutations of each target.
const MUTATIONS: u64 = 4000;
/// The longest mutation, in bytes.
const LONGEST: usize = 5000;

/// The files of a target in this folder, with their names.
fn files(folder: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder).join(target);
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn every_seed_and_every_finding_holds() {
    let mut bytes = 0;
    for (name, target) in TARGETS {
        let seeds = files("corpus", name);
        assert!((1..=40).contains(&seeds.len()), "{name} has {} seeds", seeds.len());
        for (path, input) in seeds.iter().chain(&files("findings", name)) {
            println!("{}", path.display());
            target(input);
            bytes += input.len();
        }
    }
    assert!(bytes <= 200_000, "{bytes} bytes");
}

/// Texts that readers treat in some special way.
const PIECES: [&str; 40] = [
    "0",
    "1",
    "-1",
    "0.5",
    "1e-300",
    "1e300",
    "1e999",
    "NaN",
    "inf",
    "99999999999999999999",
    "4294967296",
    "−2",
    "0,5",
    ",",
    ";",
    "/",
    "\t",
    "\n",
    "\r\n",
    "&",
    "=",
    "#",
    "%3D",
    "%",
    ".",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    "\\u0000",
    "null",
    "b.",
    "at5.",
    "\u{feff}",
    "\0",
    "𝒩",
    "weight",
    "compare=1",
];

/// One of the `seeds`, changed in up to six places.
fn mutation(seeds: &[Vec<u8>], attempt: u64) -> Vec<u8> {
    let mut rng = Stream::new(11, Purpose::Display, attempt);
    let mut draw = |n: usize| rng.next_u32() as usize % n.max(1);
    let mut input = seeds[draw(seeds.len())].clone();
    for _ in 0..=draw(6) {
        let from = draw(input.len() + 1);
        let to = from + draw((input.len() - from + 1).min(60));
        match draw(6) {
            0 => drop(input.splice(from..to, PIECES[draw(PIECES.len())].bytes())),
            1 => drop(input.splice(from..from, PIECES[draw(PIECES.len())].bytes())),
            2 => drop(input.drain(from..to)),
            3 => {
                let part = input[from..to].repeat(1 + draw(8));
                drop(input.splice(from..from, part));
            }
            4 => {
                let other = &seeds[draw(seeds.len())];
                let start = draw(other.len() + 1);
                drop(input.splice(from..to, other[start..].iter().copied().take(60)));
            }
            _ => input.get_mut(from).into_iter().for_each(|byte| *byte = draw(256) as u8),
        }
    }
    input.truncate(LONGEST);
    input
}

fn assert_mutations_hold(name: &str, target: Target) {
    let seeds: Vec<Vec<u8>> =
        ["corpus", "findings"].iter().flat_map(|folder| files(folder, name)).map(|(_, input)| input).collect();
    for attempt in 0..MUTATIONS {
        let input = mutation(&seeds, attempt);
        let held = std::panic::catch_unwind(|| target(&input));
        assert!(held.is_ok(), "{name}, mutation {attempt}: {}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn mutations_of_the_seeds_hold() {
    for (name, target) in TARGETS {
        assert_mutations_hold(name, target);
    }
}
