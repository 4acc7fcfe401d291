//! Texts from outside as long as they may be: nothing takes longer than its length lets one expect.
//!
//! Quadratic work on megabytes takes minutes or hours; the limits below are the time of a slow machine.

#![allow(clippy::unwrap_used)] // A test that cannot be set up should stop.

use std::{fmt::Write as _, time::Instant};

use rand_core::RngCore as _;
use scorefield::{
    math::{
        rng::{Purpose, Stream},
        text::Limit,
        typed::{self, Wanted},
    },
    protocol::{Experiment, decode_both, unescaped},
};

/// The most seconds for any of the texts.
const LONGEST: f64 = 10.0;

const POINTS: Wanted =
    Wanted { names: ["point", "points"], forms: &[&["x", "y"], &["x", "y", "weight"]], most: 10_000 };

/// The beginning of a text, for a message.
fn start(text: &str) -> String {
    text.chars().take(40).collect()
}

/// `part(0)`, `part(1)`, … as far as the text has at most so many bytes.
fn repeated(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for part in (0..).map(part) {
        if text.len() + part.len() > bytes {
            break;
        }
        text += &part;
    }
    text
}

#[test]
fn long_lists_take_no_longer_for_their_length() {
    let mut table = String::from("x;y;label\n");
    (0..10_000).for_each(|i| writeln!(table, "{i},5;{i},25;a").unwrap());
    let repeats = [";", ",", "\n", "\t", "\"", "1 ", "1,2;", "1,2\n", "#\n", "1", "1.", "1,5;"];
    let texts = repeats.map(|part| part.repeat(Limit::LIST.bytes / part.len()));
    for (text, is_read) in texts.iter().map(|text| (text, false)).chain([(&table, true)]) {
        let begun = Instant::now();
        let read = typed::read(text, &POINTS);
        let seconds = begun.elapsed().as_secs_f64();
        println!("{seconds:.3} s: {:?}", start(text));
        assert_eq!(read.is_ok(), is_read, "{:?}: {:?}", start(text), read.err());
        assert!(seconds < LONGEST, "{:?} took {seconds} s", start(text));
    }
}

#[test]
fn long_links_take_no_longer_for_their_length() {
    let most = Limit::LINK.bytes - 100;
    let points: String = (0..10_000).map(|i| format!("{}.123456789012345,{}.5;", i % 99, i % 98)).collect();
    let change = |i: usize| format!("&at{}.optimizer.rate=0.00{}", 100_000 - i, 1 + i % 9);
    let changes = |count: usize| (0..count).map(change).collect::<String>();
    let same = |head: &str, part: &str| head.to_owned() + &repeated(most, |_| part.to_owned());
    for (link, is_read) in [
        (repeated(most, |i| format!("&k{i}=1")), false),
        (repeated(most, |i| format!("&b.k{i}=1")), false),
        (repeated(most, change), false),
        (changes(2000), true),
        (format!("data=points&data.points={points}"), true),
        (format!("data=points&data.points={points}{}", changes(400)), true),
        (format!("data=points&data.points={points}{}", changes(600)), false),
        (same("", "&"), true),
        (same("", "="), false),
        (same("", "%41"), false),
        (same("data=points&data.points=", "1,2;"), false),
        (same("data=drawing&data.dabs=", "A"), false),
        (same("schedule=custom&schedule.log_snr=", ";"), false),
        (same("task=imitate&demonstrations=dragged&demonstrations.paths=", "1,2;"), false),
        (same("task=imitate&demonstrations=dragged&demonstrations.paths=", "/"), false),
    ] {
        let begun = Instant::now();
        let read = decode_both(&unescaped(&link));
        let seconds = begun.elapsed().as_secs_f64();
        println!("{seconds:.3} s: {}", start(&link));
        assert_eq!(read.is_ok(), is_read, "{}: {:?}", start(&link), read.err());
        assert!(seconds < LONGEST, "{} took {seconds} s", start(&link));
    }
}

/// A text of up to 40 of these parts, for the number of a try.
fn random(parts: &[&str], attempt: u64) -> String {
    let mut rng = Stream::new(7, Purpose::Display, attempt);
    let mut draw = |n: usize| rng.next_u32() as usize % n;
    (0..draw(40)).map(|_| parts[draw(parts.len())]).collect()
}

#[test]
fn any_text_is_read_or_refused_in_few_words() {
    let list = [
        "1", "0", "25", "000", ".", ",", ";", "\t", " ", "\n", "\r\n", "-", "\u{2212}", "+", "e", "e-3", "\"", "#",
        "x", "y", "weight", "label", "\u{2009}", "\u{feff}", "'", "1,2", "0,5;1,25", "3.5", "1.234,5", "NaN", "1e999",
        "𝒩", "/",
    ];
    let mut count = 0;
    for attempt in 0..100_000 {
        let text = random(&list, attempt);
        match typed::read(&text, &POINTS) {
            Err(error) => assert!(error.chars().count() < 400 && !error.contains('\n'), "{text:?}: {error}"),
            Ok(table) => {
                // The same points in the form of links are the same points.
                let row = |row: &typed::Row| row.values.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
                let link = table.rows.iter().map(row).collect::<Vec<_>>().join(";");
                let values = |table: &typed::Table| table.rows.iter().map(|row| row.values.clone()).collect::<Vec<_>>();
                let is_finite = values(&table).concat().iter().all(|value| value.is_finite());
                assert!(
                    !is_finite || values(&typed::read(&link, &POINTS).unwrap()) == values(&table),
                    "{text:?}: {link}"
                );
                assert_eq!(table.rows.len(), table.reading.entries);
                count += usize::from(is_finite);
            }
        }
    }
    assert!(count > 1000, "{count}");
    let link = [
        "#",
        "&",
        "=",
        ".",
        "%",
        "%3D",
        "%26",
        "b.",
        "at5.",
        "v=3",
        "data",
        "data=",
        "moons",
        "points",
        "data.points=",
        "noise",
        "1",
        ",",
        ";",
        "0.5",
        "seed=",
        "preset=",
        "task=series&",
        "schedule=custom&",
        "schedule.log_snr=",
        "0,9;1,-9",
        "ü",
        "https://",
        "drawing",
        "data.dabs=",
        "AQEA",
        "compare=1",
        "objective=",
        "ddpm",
        "weighting=",
        "sigmoid",
        "training.batch=",
    ];
    let json = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\"v\": 2",
        ",",
        ":",
        "\"data\"",
        "{\"id\": \"moons\"}",
        "\"noise\"",
        "1",
        "0.5",
        "null",
        "\"changes\"",
        "\"step\"",
        "\"set\"",
        "\n",
        "\\",
        "ü",
        "\"task\": \"series\"",
        "\"seed\": 3",
        "true",
        "-",
        "e9",
    ];
    for attempt in 0..30_000 {
        let text = random(&link, attempt);
        if let Err(error) = decode_both(&unescaped(&text)) {
            assert!(error.to_string().chars().count() < 1200, "{text}: {error}");
        }
        let text = format!("{{{}}}", random(&json, attempt));
        if let Err(error) = Experiment::from_json(&text) {
            assert!(error.to_string().chars().count() < 1200, "{text}: {error}");
        }
    }
}
