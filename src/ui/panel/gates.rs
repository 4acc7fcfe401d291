//! The panel with the gates of a planar field: which units are active at which time.

use leptos::prelude::*;

use super::entry::PanelEntry;
use crate::{
    plot::draw_gates,
    protocol::Task,
    ui::{Pane, chart, registered, words},
};

pub const PANEL: PanelEntry = PanelEntry {
    id: "gates",
    title: "Gates",
    applies: Task::has_gates,
    view: |pane| view! { <GatesPanel pane=pane/> }.into_any(),
};

#[component]
fn GatesPanel(pane: Pane) -> impl IntoView {
    let canvas = chart::canvas(
        pane,
        words::PANELS.say("gates-chart"),
        move || pane.gates.track(),
        move |canvas| paint(pane, canvas),
    );
    view! {
        <details class="group levels" data-testid=PANEL.id open=true>
            <summary>{registered::panel(PANEL.id, PANEL.title)}</summary>
            <figure class="levels-chart">
                <div class="chart">
                    {canvas}
                </div>
                <figcaption>
                    <p class="ends"><span>{words::PANELS.say("to-noise")}</span><i>"t"</i><span>{words::PANELS.say("to-data")}</span></p>
                    <p>{words::PANELS.say("gates-legend")}</p>
                </figcaption>
            </figure>
        </details>
    }
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the gates", |surface, palette| {
        pane.gates.with_untracked(|gates| {
            draw_gates(surface, &gates.times, &gates.values, palette.model.plotted(), &chart::frame(palette))
        })
    });
}
