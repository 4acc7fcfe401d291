//! The picture and the table of the lesson.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::{MANY, NEWTON_METHOD, PICARD, STEPS, needed, swept};
use crate::{
    locale::Words,
    math::{parallel::Method, points::Cloud},
    ui::Pane,
};

pub const WORDS: Words = Words::new(include_str!("../text/en/parallel-tables.ftl"));

/// The side of a drawing, and half the width of the plane that it shows.
const SIDE: f64 = 64.0;
const REACH: f64 = 4.0;
/// Paths in a drawing, and the sweeps that are drawn.
const PATHS: usize = 6;
const SHOWN: [usize; 4] = [1, 2, 4, 8];
/// Every so many states are drawn.
const EVERY: usize = 4;

/// The paths of a few points after some sweeps of Picard's iteration, over the sequential ones.
pub fn sweeps(_: Pane) -> AnyView {
    let Some((exact, guesses)) = swept(PICARD, STEPS, PATHS, 0) else {
        return ().into_any();
    };
    let drawing = |(place, sweep): (usize, usize)| {
        let guess = guesses.get(sweep).or(guesses.last());
        let lines = |states: &[Cloud]| (0..PATHS).map(|path| line(states, path)).collect::<String>();
        let left = place as f64 * (SIDE + 4.0);
        let name = WORDS.with("after", &[("sweeps", crate::locale::Value::Number(sweep as f64))]);
        view! {
            <g transform=format!("translate({left} 0)")>
                <rect width=SIDE height=SIDE fill="none" stroke="var(--ink-3)" stroke-width="0.500"/>
                <path d=lines(&exact) fill="none" stroke="var(--exact)" stroke-width="2" stroke-opacity="0.350"/>
                <path d=guess.map(|states| lines(states)).unwrap_or_default() fill="none" stroke="var(--model)" stroke-width="1"/>
                <text x=SIDE / 2.0 y=SIDE + 9.0 text-anchor="middle">{name}</text>
            </g>
        }
    };
    let drawings = SHOWN.into_iter().enumerate().map(drawing).collect_view();
    view! {
        <svg class="picture" focusable="false" viewBox="-1 -1 272 76" aria-hidden="true" data-testid="sweeps" font-size="7" fill="var(--ink-2)">
            {drawings}
        </svg>
    }
    .into_any()
}

/// The path of one point through the states.
fn line(states: &[Cloud], path: usize) -> String {
    let last = states.len().saturating_sub(1);
    let drawn = states.iter().enumerate().filter(|(index, _)| index % EVERY == 0 || *index == last);
    let points = drawn.filter_map(|(_, cloud)| cloud.get(path)).map(|[x, y]| {
        let [x, y] = [*x, -y].map(|c| 0.5 * SIDE * (1.0 + c.clamp(-REACH, REACH) / REACH));
        format!("{x:.1} {y:.1}")
    });
    "M".to_owned() + &points.collect::<Vec<_>>().join("L")
}

/// The sweeps by method and by steps.
pub fn table(_: Pane) -> AnyView {
    static ROWS: LazyLock<Vec<[String; 4]>> =
        LazyLock::new(|| [("picard", PICARD), ("newton", NEWTON_METHOD)].into_iter().filter_map(row).collect());
    let head = |name: &'static str| view! { <th scope="col" class="value">{WORDS.say(name)}</th> };
    let row = |cells: &'static [String; 4]| {
        let cells = cells.each_ref().map(|cell| view! { <td class="value">{cell.as_str()}</td> });
        view! { <tr>{cells.into_iter().collect_view()}</tr> }
    };
    view! {
        <div class="inspector" data-testid="sweeps-table">
            <table class="figures">
                <thead><tr>{["method", "few", "many", "evaluations"].map(head).into_iter().collect_view()}</tr></thead>
                <tbody>{ROWS.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row((name, method): (&str, Method)) -> Option<[String; 4]> {
    let sweeps = needed(method, STEPS, 0)?;
    let each = if name == "newton" { 5.0 } else { 1.0 };
    // Every sweep leaves one more state behind, which is final.
    let evaluated: f64 = (0..sweeps as u32).map(|sweep| f64::from(STEPS - sweep)).sum();
    Some([
        WORDS.say(name),
        format!("{sweeps:.0}"),
        format!("{:.0}", needed(method, MANY, 0)?),
        format!("{:.0}", each * evaluated),
    ])
}
