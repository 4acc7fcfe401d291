//! The panel with the quality of the model, beside the figures of a perfect model.

use leptos::{html, prelude::*};

use super::entry::PanelEntry;
use crate::{
    math::ode::Status,
    plot::{ErrorsStyle, draw_errors},
    protocol::{Merit, Quality, Task},
    ui::{Pane, chart, numbers::short},
};

pub const PANEL: PanelEntry = PanelEntry {
    id: "quality",
    title: "Quality",
    applies: Task::generates,
    view: |pane| view! { <QualityPanel pane=pane/> }.into_any(),
};

#[component]
fn QualityPanel(pane: Pane) -> impl IntoView {
    let canvas = chart::canvas(
        pane,
        "The relative error of the learned velocity over time, from noise to data.",
        move || pane.quality.track(),
        move |canvas| paint(pane, canvas),
    );
    let details = NodeRef::<html::Details>::new();
    let toggled = move |_| {
        pane.assessing.set(details.get_untracked().is_some_and(|details| details.open()));
        pane.redraw();
    };
    // The quality is not measured while the panel is not shown.
    on_cleanup(move || {
        pane.assessing.try_set(false);
    });
    let known = move || pane.quality.with(Option::is_some);
    let rows = move || pane.quality.with(|quality| quality.iter().flat_map(|q| &q.merits).map(row).collect_view());
    let cost = move || pane.quality.with(|quality| quality.as_ref().map(cost));
    let no_errors = move || pane.quality.with(|quality| quality.as_ref().is_none_or(|q| q.errors.is_empty()));
    view! {
        <details class="group quality" data-testid=PANEL.id node_ref=details on:toggle=toggled>
            <summary data-testid="open-quality">{PANEL.title}</summary>
            <p class="hint" hidden=known>"The figures are on their way."</p>
            <table hidden=move || !known()>
                <thead>
                    <tr>
                        <th scope="col">"Samples against fresh data"</th>
                        <th scope="col">"model"</th>
                        <th scope="col" title="What a perfect model would reach, with the standard error of that figure">"perfect"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="hint" data-testid="evaluations">{cost}</p>
            <figure class="errors-chart" hidden=no_errors>
                <div class="chart">
                    {canvas}
                </div>
                <figcaption>
                    <p class="ends"><span>"← noise"</span><i>"t"</i><span>"data →"</span></p>
                    <ul>
                        <li class="near" title="√(E‖v̂ − v‖²/E‖v‖²) over the noised data">"error where the data are"</li>
                        <li class="far" title="The same over the whole picture">"anywhere"</li>
                    </ul>
                </figcaption>
            </figure>
        </details>
    }
}

fn row(merit: &Merit) -> impl IntoView + use<> {
    let value = merit.value.map_or_else(|| "–".to_owned(), short);
    let floor = merit.floor.map_or_else(|| "–".to_owned(), |f| format!("{} ± {}", short(f.value), short(f.std_error)));
    view! {
        <tr data-testid=format!("merit-{}", merit.id)>
            <th scope="row">{merit.label.clone()}</th><td>{value}</td><td>{floor}</td>
        </tr>
    }
}

fn cost(quality: &Quality) -> String {
    let Quality { evaluations, rejected, status, .. } = quality;
    let rejected = if *rejected > 0 { format!("; {rejected} steps rejected") } else { String::new() };
    let ended = match status {
        Status::Success => "",
        Status::OutOfTries => "; the tolerance is too small: the last steps exceed it",
        Status::NotFinite => "; the samples are not finite",
    };
    format!("{evaluations} evaluations of the network for each sample{rejected}{ended}")
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the errors", |surface, palette| {
        let lines = [palette.model, palette.noise].map(|colour| colour.plotted());
        let style = ErrorsStyle { frame: chart::frame(palette), lines };
        pane.quality.with_untracked(|quality| {
            draw_errors(surface, quality.as_ref().map_or(&[][..], |quality| &quality.errors), &style)
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adaptive_sampler_says_how_it_ended() {
        let of = |rejected, status| cost(&Quality { evaluations: 8, rejected, status, ..Quality::default() });
        assert_eq!(of(0, Status::Success), "8 evaluations of the network for each sample");
        assert!(
            of(3, Status::OutOfTries)
                .ends_with("; 3 steps rejected; the tolerance is too small: the last steps exceed it")
        );
        assert!(of(0, Status::NotFinite).ends_with("; the samples are not finite"));
    }
}
