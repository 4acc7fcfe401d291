//! The panel of the loss by noise level λ, with the density of times and the weights.

use leptos::prelude::*;

use super::entry::PanelEntry;
use crate::{
    plot::{LevelsStyle, draw_levels, ends},
    protocol::Task,
    ui::{Pane, chart, registered, words},
};

/// The curves of the legend: class, symbol.
const CURVES: [(&str, &str); 3] = [("density", "p(λ)"), ("implied", "w(λ)"), ("uncertainty", "u(λ)")];

pub const PANEL: PanelEntry = PanelEntry {
    id: "levels",
    title: "Loss by noise level",
    applies: Task::has_levels,
    view: |pane| view! { <LevelsChart pane=pane/> }.into_any(),
};

#[component]
fn LevelsChart(pane: Pane) -> impl IntoView {
    let canvas = chart::canvas(
        pane,
        words::PANELS.say("levels-chart"),
        move || {
            pane.levels.track();
            pane.irreducible.track();
            pane.conceals_floor.track();
        },
        move |canvas| paint(pane, canvas),
    );
    let known = Memo::new(move |_| pane.levels.with(|rows| ends(rows)));
    let entry = move |(index, (class, symbol)): (usize, (&'static str, &'static str))| {
        let title = words::PANELS.say(&format!("curve-{class}"));
        let range = move || known.with(|ends| ends[index].clone());
        let between = |low: String, high: String| {
            words::PANELS.with("levels-range", &[("low", low.into()), ("high", high.into())])
        };
        view! {
            <li class=class title=title hidden=move || range().is_none()>
                <i>{symbol}</i>
                <span>{move || range().map(|[low, high]| if low == high { high } else { between(low, high) })}</span>
            </li>
        }
    };
    let unseen = move || pane.levels.with(|rows| rows.iter().all(|row| row.loss.is_nan()));
    view! {
        <details class="group levels" data-testid=PANEL.id>
            <summary>{registered::panel(PANEL.id, PANEL.title)}</summary>
            <figure class="levels-chart">
                <div class="chart">
                    {canvas}
                    <p class="unstarted" hidden=move || !unseen()>{words::PANELS.say("levels-unseen")}</p>
                </div>
                <figcaption>
                    <p class="ends"><span>{words::PANELS.say("to-noise")}</span><i>"λ = ln(α²/σ²)"</i><span>{words::PANELS.say("to-data")}</span></p>
                    <ul>
                        <li class="bars" title=words::PANELS.say("levels-bars")>"½ w(λ) ‖ε̂ − ε‖²"</li>
                        <li class="least" title=words::PANELS.say("levels-least-title")>{words::PANELS.say("levels-least")}</li>
                        {CURVES.into_iter().enumerate().map(entry).collect_view()}
                    </ul>
                </figcaption>
            </figure>
        </details>
    }
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the levels", |surface, palette| {
        let style = LevelsStyle {
            frame: chart::frame(palette),
            bars: palette.model.plotted(),
            floor: palette.exact.plotted(),
            curves: [palette.ink, palette.accent, palette.model].map(|colour| colour.plotted()),
        };
        let is_known = !pane.conceals_floor.get_untracked();
        let floor = pane.irreducible.get_untracked().filter(|_| is_known).map(|known| known.levels).unwrap_or_default();
        pane.levels.with_untracked(|rows| draw_levels(surface, rows, &floor, &style))
    });
}
