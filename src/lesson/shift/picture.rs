//! The pictures and tables of the lesson.

use leptos::prelude::*;

use super::{FEW, TEN, analytic, shifts, small, worst};
use crate::{
    lesson::kit::{self, Parts},
    locale::Words,
    math::sampler::{Ddpm, SamplerConfig},
    ui::Pane,
};

pub static WORDS: Words = Words::new(include_str!("../text/en/shift-tables.ftl"));

/// The size of the drawing, and the gaps at its top and its bottom.
const WIDTH: f64 = 200.0;
const HEIGHT: f64 = 70.0;
const TOP: f64 = 0.1;
const BOTTOM: f64 = -0.3;

/// The gap of the variance level by level, with the exact denoiser: with the variance of the posterior, and with the analytic one.
pub fn levels(_: Pane) -> AnyView {
    static LINES: Parts<String, 2> = Parts::new(|index| [small(), analytic()].into_iter().nth(index).and_then(line));
    let done = LINES.begin();
    let lines = ["var(--exact)", "var(--data)"].into_iter().enumerate().map(|(index, colour)| {
        let path = move || {
            done.track();
            LINES.get(index).map_or("", String::as_str)
        };
        view! { <path d=path fill="none" stroke=colour stroke-width="1.800"/> }
    });
    let label = |gap: f64| {
        let name = format!("{:.0} %", 100.0 * gap);
        view! { <text x="-3" y=height(gap) + 2.5 text-anchor="end">{name}</text> }
    };
    view! {
        <svg class="picture" focusable="false" viewBox="-26 -4 234 92" aria-hidden="true" data-testid="gaps" font-size="7" fill="var(--ink-2)">
            <path d=format!("M0 {0:.1}H{WIDTH}", height(0.0)) stroke="var(--ink-3)" stroke-width="0.700"/>
            {lines.collect_view()}
            {[0.1, 0.0, -0.1, -0.2, -0.3].map(label).into_iter().collect_view()}
            <text x="0" y=HEIGHT + 14.0>{WORDS.say("noise")}</text>
            <text x=WIDTH y=HEIGHT + 14.0 text-anchor="end">{WORDS.say("data")}</text>
        </svg>
    }
    .into_any()
}

fn height(gap: f64) -> f64 {
    HEIGHT * (TOP - gap) / (TOP - BOTTOM)
}

fn line(sampler: SamplerConfig) -> Option<String> {
    let points = shifts(sampler, TEN, FEW, 0)?;
    let place = |(index, shift): (usize, &crate::math::metric::Shift)| {
        let letter = if index == 0 { "M" } else { "L" };
        format!("{letter}{:.1} {:.1}", WIDTH * (1.0 - shift.t), height(shift.variance))
    };
    Some(points.iter().enumerate().map(place).collect())
}

/// The distance of the samples from the data by the variance of the steps, with the exact denoiser.
pub fn repairs(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 4], 3> = Parts::new(|index| {
        let large = SamplerConfig::Ddpm(Ddpm { large_variance: true, ..Ddpm::default() });
        let (name, sampler) =
            [("small", small()), ("large", large), ("analytic", analytic())].into_iter().nth(index)?;
        row(name, sampler)
    });
    kit::table(&WORDS, ["steps-variance", "worst", "end", "floor"], &ROWS, "repairs")
}

fn row(name: &str, sampler: SamplerConfig) -> Option<[String; 4]> {
    let points = shifts(sampler, TEN, FEW, 0)?;
    let end = points.last()?;
    Some([
        WORDS.say(name),
        format!("{:.0} %", 100.0 * worst(&points)),
        format!("{:.3}", end.sliced_w2),
        format!("{:.3}", end.floor),
    ])
}
