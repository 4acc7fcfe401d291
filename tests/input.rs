//! Texts from outside as long as they may be: nothing takes longer than its length lets one expect.
//!
//! Quadratic work on megabytes takes minutes or hours; the limits below are the time of a slow machine.

#![allow(clippy::unwrap_used)] // A test that cannot be set up should stop.

use std::{fmt::Write as _, time::Instant};

use scorefield::{
    math::{
        text::Limit,
        typed::{self, Wanted},
    },
    protocol::{decode_both, unescaped},
};

/// The most seconds for any of the texts.
const LONGEST: f64 = 10.0;

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
    let points = Wanted { names: ["point", "points"], forms: &[&["x", "y"], &["x", "y", "weight"]], most: 10_000 };
    let mut table = String::from("x;y;label\n");
    (0..10_000).for_each(|i| writeln!(table, "{i},5;{i},25;a").unwrap());
    let repeats = [";", ",", "\n", "\t", "\"", "1 ", "1,2;", "1,2\n", "#\n", "1", "1.", "1,5;"];
    let texts = repeats.map(|part| part.repeat(Limit::LIST.bytes / part.len()));
    for (text, is_read) in texts.iter().map(|text| (text, false)).chain([(&table, true)]) {
        let begun = Instant::now();
        let read = typed::read(text, &points);
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
