//! The loss chart on its canvas; of two runs that are compared it has both curves.

use std::time::Duration;

use leptos::{html, prelude::*};

use super::PanelEntry;
use crate::{
    plot::{Curve, LossStyle, draw_loss},
    ui::{
        Pane, chart,
        comparison::{LineSample, together},
        frames::Seat,
        listening::Timer,
        pane::{Progress, Side},
        resize,
    },
};

/// The least time between two pictures.
const REST: Duration = Duration::from_millis(160);

pub const PANEL: PanelEntry = PanelEntry {
    id: "loss",
    title: "Loss by training step",
    applies: |_| true,
    view: |pane| view! { <LossChart pane=pane/> }.into_any(),
};

#[component]
fn LossChart(pane: Pane) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let (resting, rest) = (StoredValue::new(false), Timer::new());
    let seat = chart::seat(pane, node, move |canvas| paint(pane, canvas));
    Effect::new(move || {
        pane.page.comparison.track();
        together::both(pane).for_each(|pane| pane.curve_version.track());
        pane.log_loss.track();
        if node.get().is_none() || resting.get_value() {
            return;
        }
        resting.set_value(true);
        seat.with_value(Seat::request);
        // What came meanwhile is drawn at the end of the rest.
        rest.start(REST, move || {
            resting.set_value(false);
            seat.with_value(Seat::request);
        });
    });
    resize::keep_sharp(node, move |canvas| paint(pane, canvas));
    let is_compared = move || pane.page.comparison.get().is_some();
    let described = move || {
        let is_compared = is_compared();
        let one = |pane: Pane| {
            let side = if is_compared { format!("{}: ", pane.side.name()) } else { String::new() };
            format!("{side}{}", described(pane.progress.get()))
        };
        together::both(pane).map(one).collect::<Vec<_>>().join(" ")
    };
    let legend = move || {
        let entry = |side: Side| view! { <li><LineSample side=side/>{side.name()}</li> };
        is_compared().then(|| view! { <ul class="legend">{[Side::Left, Side::Right].map(entry)}</ul> })
    };
    let is_empty = move || {
        is_compared();
        together::both(pane).all(|pane| pane.progress.get().loss.is_none())
    };
    view! {
        <figure class="loss-chart">
            <figcaption>
                <span>{PANEL.title}</span>
                {legend}
                <button
                    class="toggle" data-testid="log-loss" aria-pressed=move || pane.log_loss.get().to_string()
                    title="Logarithmic axis" on:click=move |_| pane.log_loss.update(|log| *log = !*log)
                >"log"</button>
            </figcaption>
            <div class="chart">
                <canvas node_ref=node data-testid="loss-chart" role="img" aria-label=described></canvas>
                <p class="unstarted" hidden=move || !is_empty()>
                    "The curve begins with the first step."
                </p>
            </div>
        </figure>
    }
}

fn described(progress: Progress) -> String {
    progress.loss.map_or("No loss yet.".to_owned(), |loss| format!("Loss {loss:.4} at step {}.", progress.step))
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the loss", |surface, palette| {
        let lines = [palette.model, palette.ink].map(|colour| colour.plotted());
        let style = LossStyle { frame: chart::frame(palette), lines, log_y: pane.log_loss.get_untracked() };
        let curves: Vec<Curve> = together::both(pane).map(|pane| pane.curve.get_value()).collect();
        draw_loss(surface, &curves.iter().collect::<Vec<_>>(), &style)
    });
}
