//! The panel of a neural ODE: its adjoint with the jumps, and the cost of both methods for the gradient.

use leptos::prelude::*;

use super::entry::PanelEntry;
use crate::{
    plot::{AdjointStyle, draw_adjoint},
    protocol::{Cost, SeriesFigures},
    ui::{
        Pane, chart, registered,
        words::{self, with_views},
    },
};

pub const PANEL: PanelEntry = PanelEntry {
    id: "series",
    title: "Adjoint and cost",
    applies: |task| task.series().is_some(),
    view: |pane| view! { <SeriesPanel pane=pane/> }.into_any(),
};

#[component]
fn SeriesPanel(pane: Pane) -> impl IntoView {
    let canvas = chart::canvas(
        pane,
        words::PANELS.say("series-chart"),
        move || pane.series_figures.track(),
        move |canvas| paint(pane, canvas),
    );
    let cost = move |id: &'static str, label: String, pick: fn(&SeriesFigures) -> Cost| {
        let cost = move || pane.series_figures.get().as_ref().map(pick);
        view! {
            <tr data-testid=id>
                <th scope="row">{label}</th>
                <td>{move || cost().map(evaluations)}</td>
                <td>{move || cost().map(|cost| memory(cost.held_bytes))}</td>
            </tr>
        }
    };
    let apart = move || pane.series_figures.get().map(|figures| share(figures.disagreement));
    let difference = move |_: &str| view! { <output data-testid="apart" aria-live="off">{apart}</output> }.into_any();
    view! {
        <details class="group quality series" data-testid=PANEL.id open=true>
            <summary>{registered::panel(PANEL.id, PANEL.title)}</summary>
            <figure class="adjoint-chart">
                <div class="chart">
                    {canvas}
                </div>
                <figcaption>
                    <ul>
                        <li class="adjoint" title=words::PANELS.say("adjoint-legend-title")>
                            {words::PANELS.say("adjoint-legend")}
                        </li>
                        <li class="observed">{words::PANELS.say("observation")}</li>
                        <li class="evaluated">{words::PANELS.say("evaluated")}</li>
                    </ul>
                </figcaption>
            </figure>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words::PANELS.say("gradient-by")}</th>
                        <th scope="col" title=words::PANELS.say("evaluations-title")>{words::PANELS.say("evaluations")}</th>
                        <th scope="col" title=words::PANELS.say("memory-title")>{words::PANELS.say("memory")}</th>
                    </tr>
                </thead>
                <tbody>
                    {cost("by-backpropagation", words::PANELS.say("by-backpropagation"), |figures| figures.by_backpropagation)}
                    {cost("by-adjoint", words::PANELS.say("by-adjoint"), |figures| figures.by_adjoint)}
                </tbody>
            </table>
            <p class="hint">{with_views(&words::PANELS.say("gradients"), difference)}</p>
        </details>
    }
}

fn evaluations(Cost { evaluations, rejected, .. }: Cost) -> String {
    match rejected {
        0 => evaluations.to_string(),
        _ => {
            let [evaluations, rejected] = [evaluations, rejected].map(|count| count.to_string().into());
            words::PANELS.with("evaluations-rejected", &[("evaluations", evaluations), ("rejected", rejected)])
        }
    }
}

fn memory(bytes: usize) -> String {
    match bytes {
        0..10_240 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{} KiB", bytes / 1024),
    }
}

/// A small share as text for readers.
fn share(share: f64) -> String {
    match share {
        _ if !share.is_finite() => "–".to_owned(),
        0.001.. => format!("{:.2} %", 100.0 * share),
        _ => format!("{share:.0e}"),
    }
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the adjoint", |surface, palette| {
        let style = AdjointStyle {
            frame: chart::frame(palette),
            adjoint: palette.accent.plotted(),
            observed: palette.data.plotted(),
            evaluated: palette.ink.plotted(),
        };
        pane.stage.with_value(|stage| {
            stage.look(|scene| {
                let series = scene.series.clone().unwrap_or_default();
                let paths: Vec<_> = (0..series.paths()).map(|path| series.adjoint.lengths(path)).collect();
                draw_adjoint(surface, &paths, &series.observed.times, &series.evaluated.times, &style)
            })
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_readable() {
        assert_eq!(evaluations(Cost { evaluations: 96, rejected: 0, held_bytes: 0 }), "96");
        assert_eq!(evaluations(Cost { evaluations: 96, rejected: 3, held_bytes: 0 }), "96 (3 steps rejected)");
        assert_eq!([512, 20_480].map(memory), ["0.5 KiB", "20 KiB"]);
        assert_eq!([0.25, 3.2e-6, f64::NAN].map(share), ["25.00 %", "3e-6", "–"]);
    }
}
