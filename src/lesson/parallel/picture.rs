//! The picture and the table of the lesson.

use leptos::prelude::*;

use super::{CHAINS, MANY, NEWTON_METHOD, PICARD, STEPS, Swept, needed, swept};
use crate::{
    lesson::kit::{self, Parts},
    locale::{Value, Words},
    math::{parallel::Method, points::Cloud},
    ui::Pane,
};

pub static WORDS: Words = Words::new(include_str!("../text/en/parallel-tables.ftl"));

/// The size of a drawing, and the largest coordinate that it shows.
const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 56.0;
const REACH: f64 = 3.6;
/// Paths in a drawing, and the sweeps that are drawn.
const PATHS: usize = 5;
const SHOWN: [usize; 4] = [1, 2, 3, 5];
/// Every so many states are drawn.
const EVERY: usize = 2;

/// One coordinate of a few points over the steps, after some sweeps of Picard's iteration, over the sequential paths.
pub fn sweeps(_: Pane) -> AnyView {
    static LINES: Parts<Vec<String>, 1> = Parts::new(|_| lines());
    let done = LINES.begin();
    // The sequential paths come first.
    let path = move |index: usize| {
        done.track();
        LINES.get(0).and_then(|lines| lines.get(index)).map_or("", String::as_str)
    };
    let drawing = |(place, sweep): (usize, usize)| {
        let at = [(place % 2) as f64 * (WIDTH + 8.0), (place / 2) as f64 * (HEIGHT + 14.0)];
        let name = WORDS.with("after", &[("sweeps", Value::Number(sweep as f64))]);
        view! {
            <g transform=format!("translate({} {})", at[0], at[1])>
                <rect width=WIDTH height=HEIGHT fill="none" stroke="var(--ink-3)" stroke-width="0.500"/>
                <path d=move || path(0) fill="none" stroke="var(--exact)" stroke-width="3" stroke-opacity="0.400"/>
                <path d=move || path(1 + place) fill="none" stroke="var(--model)" stroke-width="1.200"/>
                <text x=WIDTH / 2.0 y=HEIGHT + 9.0 text-anchor="middle">{name}</text>
            </g>
        }
    };
    let drawings = SHOWN.into_iter().enumerate().map(drawing).collect_view();
    view! {
        <svg class="picture" focusable="false" viewBox="-1 -1 250 142" aria-hidden="true" data-testid="sweeps" font-size="8" fill="var(--ink-2)">
            {drawings}
        </svg>
    }
    .into_any()
}

/// The sequential paths, and those after each number of sweeps that is shown.
fn lines() -> Option<Vec<String>> {
    let Swept { exact, guesses, .. } = swept(PICARD, STEPS, PATHS, 0)?;
    let guess = |sweep: usize| guesses.get(sweep).or(guesses.last());
    let all = |states: &Vec<Cloud>| (0..PATHS).map(|path| line(states, path)).collect::<String>();
    Some([Some(&exact)].into_iter().chain(SHOWN.map(guess)).flatten().map(all).collect())
}

/// The first coordinate of one point over the states.
fn line(states: &[Cloud], path: usize) -> String {
    let last = states.len().saturating_sub(1);
    let drawn = states.iter().enumerate().filter(|(index, _)| index % EVERY == 0 || *index == last);
    let points = drawn.filter_map(|(index, cloud)| Some((index, cloud.get(path)?))).map(|(index, [x, _])| {
        let height = 0.5 * HEIGHT * (1.0 - x.clamp(-REACH, REACH) / REACH);
        format!("{:.1} {height:.1}", WIDTH * index as f64 / last.max(1) as f64)
    });
    "M".to_owned() + &points.collect::<Vec<_>>().join("L")
}

/// The sweeps by method and by steps.
pub fn table(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 4], 2> =
        Parts::new(|index| row(*[("picard", PICARD), ("newton", NEWTON_METHOD)].get(index)?));
    kit::table(&WORDS, ["method", "few", "many", "evaluations"], &ROWS, "sweeps-table")
}

fn row((name, method): (&str, Method)) -> Option<[String; 4]> {
    let Swept { guesses, evaluations, .. } = swept(method, STEPS, CHAINS, 0)?;
    Some([
        WORDS.say(name),
        (guesses.len() - 1).to_string(),
        format!("{:.0}", needed(method, MANY, 0)?),
        evaluations.to_string(),
    ])
}
