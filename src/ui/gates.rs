//! The gates of a planar field: which of its units are at work when.

use leptos::prelude::*;

use super::{App, chart};
use crate::plot::draw_gates;

/// The gates of all units at some times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates {
    pub times: Vec<f32>,
    /// `[times, units]`, each from 0 to 1.
    pub values: Vec<f32>,
}

#[component]
pub fn GatesPanel() -> impl IntoView {
    let app = App::get();
    let canvas = chart::canvas(
        app,
        "The gate of every unit over time, from noise to data: 0 is shut, 1 is open.",
        move || app.gates.track(),
        move |canvas| paint(app, canvas),
    );
    view! {
        <details class="group levels" data-testid="gates" open=true>
            <summary>"Gates"</summary>
            <figure class="levels-chart">
                <div class="chart">
                    {canvas}
                </div>
                <figcaption>
                    <p class="ends"><span>"← noise"</span><i>"t"</i><span>"data →"</span></p>
                    <p>"σₘ(t): a unit pushes points while its gate is open."</p>
                </figcaption>
            </figure>
        </details>
    }
}

fn paint(app: App, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(app, canvas, "the gates", |surface, palette| {
        app.gates.with_untracked(|gates| {
            draw_gates(surface, &gates.times, &gates.values, palette.model.plotted(), &chart::frame(palette))
        })
    });
}
