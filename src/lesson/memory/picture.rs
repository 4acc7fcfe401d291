//! The table of the lesson.

use leptos::prelude::*;

use super::{fresh, perfect};
use crate::{
    lesson::kit::{self, Parts},
    locale::Words,
    ui::Pane,
};

pub static WORDS: Words = Words::new(include_str!("../text/en/memory-tables.ftl"));

const COUNTS: [usize; 3] = [5, 20, 200];
/// Few, for the page computes them itself and must not wait.
const SAMPLES: usize = 100;

/// The distance to the nearest training point: of samples in the exact field, and of fresh data.
pub fn table(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 3], { COUNTS.len() }> = Parts::new(|index| row(*COUNTS.get(index)?));
    kit::table(&WORDS, ["points", "exact", "fresh"], &ROWS, "nearest")
}

fn row(count: usize) -> Option<[String; 3]> {
    Some([count.to_string(), format!("{:.3}", perfect(count, SAMPLES, 0)?), format!("{:.3}", fresh(count, 0))])
}
