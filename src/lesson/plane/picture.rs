//! The pictures and tables of the lesson.

use leptos::prelude::*;

use super::{
    FEW, MANY, NEAR,
    measured::{POINTS, lengths, matched, nearest, within},
};
use crate::{
    lesson::kit::{Parts, table},
    locale::Words,
    math::metric::Estimate,
    ui::Pane,
};

pub static WORDS: Words = Words::new(include_str!("../text/en/plane-tables.ftl"));

/// The dimensions and the batches of the tables.
const DIMENSIONS: [usize; 4] = [2, 4, 16, 64];
/// A batch of 1,024 would keep the page waiting for more than a second.
const BATCHES: [usize; 3] = [16, 64, 256];
/// The greatest distance that is drawn, in so many bars, and the size of a drawing.
const REACH: f64 = 7.0;
const BARS: usize = 35;
const WIDTH: f64 = 200.0;
const HEIGHT: f64 = 60.0;

/// How far points of noise are from the middle, in few and in many dimensions.
pub fn shells(_: Pane) -> AnyView {
    let drawn = [(FEW, "var(--data)"), (MANY, "var(--noise)")].map(|(dimension, colour)| {
        view! { <path d=bars(dimension).unwrap_or_default() fill=colour fill-opacity="0.600"/> }
    });
    let mark = |at: f64| {
        let x = WIDTH * at / REACH;
        view! { <text x=x y=HEIGHT + 9.0 text-anchor="middle">{format!("{at:.0}")}</text> }
    };
    view! {
        <svg class="picture" focusable="false" viewBox="-6 -4 212 76" aria-hidden="true" data-testid="shells" font-size="7" fill="var(--ink-2)">
            {drawn.into_iter().collect_view()}
            <path d=format!("M0 {HEIGHT}H{WIDTH}") stroke="var(--ink-3)" stroke-width="0.700"/>
            <path d=format!("M{:.1} 0V{HEIGHT}", WIDTH * NEAR / REACH) stroke="var(--ink-2)" stroke-width="0.700" stroke-dasharray="2 2"/>
            {[0.0, NEAR, 4.0, 6.0].map(mark).into_iter().collect_view()}
        </svg>
    }
    .into_any()
}

/// A histogram as a path.
fn bars(dimension: usize) -> Option<String> {
    let lengths = lengths(POINTS, dimension, 0)?;
    let mut counts = [0_u32; BARS];
    for length in lengths {
        if let Some(count) = counts.get_mut((length / REACH * BARS as f64) as usize) {
            *count += 1;
        }
    }
    let most = f64::from(counts.iter().copied().max()?.max(1));
    let width = WIDTH / BARS as f64;
    let bar = |(k, count): (usize, &u32)| {
        let height = HEIGHT * f64::from(*count) / most;
        format!("M{:.1} {HEIGHT}v{:.1}h{:.1}v{height:.1}z", k as f64 * width, -height, width - 0.5)
    };
    Some(counts.iter().enumerate().map(bar).collect())
}

/// The table of the distances from the middle.
pub fn distances(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 4], { DIMENSIONS.len() }> = Parts::new(|row| of_dimension(*DIMENSIONS.get(row)?));
    table(&WORDS, ["dimension", "within", "mean", "spread"], &ROWS, "lengths")
}

fn of_dimension(dimension: usize) -> Option<[String; 4]> {
    let lengths = lengths(POINTS, dimension, 0)?;
    let mean = |numbers: &[f64]| Estimate::mean(numbers).ok().map(|mean| mean.value);
    let centre = mean(&lengths)?;
    let spread = mean(&lengths.iter().map(|length| (length - centre).powi(2)).collect::<Vec<_>>())?.sqrt();
    let near = 1000.0 * within(NEAR, dimension, 0)?;
    Some([dimension.to_string(), format!("{near:.0}"), format!("{centre:.2}"), format!("{spread:.2}")])
}

/// The table of the lengths of pairs.
pub fn partners(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 3], { BATCHES.len() }> = Parts::new(|row| of_batch(*BATCHES.get(row)?));
    table(&WORDS, ["batch", "matched", "nearest"], &ROWS, "partners")
}

fn of_batch(batch: usize) -> Option<[String; 3]> {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    Some([batch.to_string(), percent(matched(batch, 0)?), percent(nearest(batch, MANY, 0)?)])
}
