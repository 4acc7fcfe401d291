//! The picture of the lesson: the data that a noised point may have come from, and their mean.

use leptos::prelude::*;

use super::possible;
use crate::ui::Pane;

/// Half the width of the plane that is shown, and the width of the picture.
const REACH: f64 = 4.2;
const SIDE: f64 = 100.0;

/// The data that the marked point may have come from at the time that is shown.
pub fn cloud(pane: Pane) -> AnyView {
    let found = Memo::new(move |_| {
        let (x, t) = (pane.marked.get(), pane.time.shown.get());
        pane.experiment.with(|task| possible(task, x, t))
    });
    let dot = |point: [f64; 2], size: &'static str| {
        let [x, y] = place(point);
        view! { <circle cx=x cy=y r=size/> }
    };
    let inside = move || {
        let (data, mean) = found.get()?;
        let noised = pane.marked.get();
        let ([x, y], [to_x, to_y]) = (place(noised), place(mean));
        Some(view! {
            <g fill="var(--data)" fill-opacity="0.500">{data.into_iter().map(|point| dot(point, "1")).collect_view()}</g>
            <line x1=x y1=y x2=to_x y2=to_y stroke="var(--exact)" stroke-width="1.200"/>
            <g fill="var(--noise)">{dot(noised, "2.200")}</g>
            <g fill="var(--exact)">{dot(mean, "2.500")}</g>
        })
    };
    view! {
        <svg class="picture" focusable="false" viewBox="-1 -1 102 102" aria-hidden="true" data-testid="possible">
            <rect width=SIDE height=SIDE fill="none" stroke="var(--ink-3)" stroke-width="0.500"/>
            {inside}
        </svg>
    }
    .into_any()
}

/// From the plane to the picture.
fn place([x, y]: [f64; 2]) -> [f64; 2] {
    [x, -y].map(|c| 0.5 * SIDE * (1.0 + c / REACH))
}
