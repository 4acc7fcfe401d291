//! The pictures of the lesson: the chain beside the jump, and how long the modes are told apart.

use leptos::prelude::*;

use super::chain_of;
use crate::{
    math::{
        points::Cloud,
        rng::{Purpose, Stream},
        schedule,
    },
    protocol::Generate,
    ui::Pane,
};

/// Points of each cloud.
const POINTS: usize = 160;
/// Half the width of the plane that is shown.
const REACH: f64 = 4.0;
/// Places of the curve, and the points that each is estimated with.
const PLACES: u32 = 60;
const GUESSES: usize = 400;
/// The sizes of a plane and of the curve.
const SIDE: f64 = 100.0;
const HEIGHT: f64 = 60.0;

/// Clouds of the chain, and data and noise of the jump.
#[derive(Clone, PartialEq)]
struct Noised {
    chain: Vec<Cloud>,
    data: Cloud,
    noise: Cloud,
}

impl Noised {
    fn of(task: &Generate) -> Self {
        let rng = &mut Stream::new(task.seed, Purpose::Display, 8);
        let start = task.data.sample(POINTS, rng);
        let chain = schedule::chain(&task.schedule.betas(chain_of(task)), start, rng);
        Self { chain, data: task.data.sample(POINTS, rng), noise: task.source.sample(POINTS, rng) }
    }

    /// The step of the chain at the time `t`.
    fn step(&self, t: f64) -> usize {
        (t * self.chain.len().saturating_sub(1) as f64).round() as usize
    }
}

/// Left the chain with the way of one point, right the jump, both at the time that is shown.
pub fn both(pane: Pane) -> AnyView {
    let noised = Memo::new(move |_| pane.experiment.with(|task| task.generate().map(Noised::of)));
    let dots = |cloud: Cloud| {
        cloud.into_iter().map(|point| {
            let [x, y] = place(point);
            view! { <circle cx=x cy=y r="1.200"/> }
        })
    };
    let by_chain = move || {
        noised.with(|noised| {
            let noised = noised.as_ref()?;
            let step = noised.step(pane.time.shown.get());
            let way = noised.chain.iter().take(step + 1).filter_map(|cloud| cloud.first());
            let way: Vec<String> = way.map(|point| place(*point).map(|c| format!("{c:.1}")).join(",")).collect();
            Some(view! {
                <g fill="var(--noise)">{dots(noised.chain.get(step).cloned().unwrap_or_default()).collect_view()}</g>
                <polyline points=way.join(" ") fill="none" stroke="var(--data)" stroke-width="1.200"/>
            })
        })
    };
    let by_jump = move || {
        noised.with(|noised| {
            let noised = noised.as_ref()?;
            let at =
                pane.experiment.with(|task| task.generate().map(|task| task.schedule.at(pane.time.shown.get())))?;
            let cloud = noised.data.iter().zip(&noised.noise).map(|(data, noise)| at.point(*data, *noise)).collect();
            Some(view! { <g fill="var(--noise)">{dots(cloud).collect_view()}</g> })
        })
    };
    let frame = || view! { <rect width=SIDE height=SIDE fill="none" stroke="var(--ink-3)" stroke-width="0.500"/> };
    view! {
        <svg class="picture" focusable="false" viewBox="-1 -1 212 102" aria-hidden="true" data-testid="chain-and-jump">
            <g>{frame()}{by_chain}</g>
            <g transform="translate(110 0)">{frame()}{by_jump}</g>
        </svg>
    }
    .into_any()
}

/// How often the best guess of the mode is right, over the steps of the chain.
pub fn curve(pane: Pane) -> AnyView {
    let shares = Memo::new(move |_| pane.experiment.with(|task| task.generate().map(shares).unwrap_or_default()));
    let line = move || {
        shares.with(|shares| {
            let places = shares.iter().zip(0_u32..).map(|(share, k)| {
                let x = 2.0 * SIDE * f64::from(k) / f64::from(PLACES);
                format!("{x:.1},{:.1}", height(*share))
            });
            places.collect::<Vec<_>>().join(" ")
        })
    };
    let now = move || format!("translate({:.1} 0)", 2.0 * SIDE * pane.time.shown.get());
    let last = move || pane.experiment.with(|task| task.generate().map_or(0, chain_of)).to_string();
    let limit = height(super::LIMIT);
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    view! {
        <svg class="picture" focusable="false" viewBox="-24 -4 232 76" aria-hidden="true" data-testid="told-apart" font-size="7" fill="var(--ink-2)">
            <path d=format!("M0 0V{HEIGHT}H{}", 2.0 * SIDE) fill="none" stroke="var(--ink-3)" stroke-width="0.700"/>
            <path d=format!("M0 {limit}H{}", 2.0 * SIDE) stroke="var(--ink-3)" stroke-width="0.700" stroke-dasharray="2 2"/>
            <text x="-3" y="3" text-anchor="end">{percent(1.0)}</text>
            <text x="-3" y=limit + 2.0 text-anchor="end">{percent(super::LIMIT)}</text>
            <text x="0" y=HEIGHT + 9.0>"0"</text>
            <text x=2.0 * SIDE y=HEIGHT + 9.0 text-anchor="end">{last}</text>
            <path d=format!("M0 0V{HEIGHT}") transform=now stroke="var(--ink-2)" stroke-width="0.700"/>
            <polyline points=line fill="none" stroke="var(--exact)" stroke-width="1.800"/>
        </svg>
    }
    .into_any()
}

fn shares(task: &Generate) -> Vec<f64> {
    let Some(oracle) = task.oracle() else {
        return Vec::new();
    };
    let at = |place: u32| {
        let rng = &mut Stream::new(0, Purpose::Display, 4);
        oracle.told_apart(f64::from(place) / f64::from(PLACES), GUESSES, rng).map(|share| share.value)
    };
    (0..=PLACES).filter_map(at).collect()
}

/// From the plane to the picture.
fn place([x, y]: [f64; 2]) -> [f64; 2] {
    [x, -y].map(|c| 0.5 * SIDE * (1.0 + c / REACH))
}

/// The height of a share between one half and all, in the picture.
fn height(share: f64) -> f64 {
    HEIGHT * (1.0 - (2.0 * share - 1.0).max(0.0))
}
