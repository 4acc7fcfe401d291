//! The gates of a planar field: which of its units are at work when.

use leptos::{html, prelude::*};

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
    let node = NodeRef::<html::Canvas>::new();
    let track = move || {
        app.gates.track();
        app.curve_version.track();
    };
    chart::keep_painted(node, track, move |canvas| paint(app, canvas));
    let units = move || app.gates.with(|gates| gates.values.len() / gates.times.len().max(1));
    view! {
        <details class="group levels" data-testid="gates" open=true>
            <summary>"Gates"</summary>
            <figure class="levels-chart">
                <div class="chart">
                    <canvas
                        node_ref=node data-testid="gates-chart" data-units=move || units().to_string() role="img"
                        aria-label="The gate of every unit over time, from noise to data: 0 is shut, 1 is open."
                    ></canvas>
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
