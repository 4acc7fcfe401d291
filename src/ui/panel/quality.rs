//! The panel with the quality of the model, beside the figures of a perfect model.

use leptos::{html, prelude::*};

use super::entry::PanelEntry;
use crate::{
    math::ode::Status,
    plot::{ErrorsStyle, draw_errors},
    protocol::{Merit, Quality, Task},
    ui::{Pane, chart, numbers::short, registered, words},
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
        words::PANELS.say("quality-chart"),
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
            <summary data-testid="open-quality">{registered::panel(PANEL.id, PANEL.title)}</summary>
            <p class="hint" hidden=known>{words::PANELS.say("quality-waiting")}</p>
            <table hidden=move || !known()>
                <thead>
                    <tr>
                        <th scope="col">{words::PANELS.say("quality-samples")}</th>
                        <th scope="col">{words::PANELS.say("quality-model")}</th>
                        <th scope="col" title=words::PANELS.say("quality-perfect-title")>{words::PANELS.say("quality-perfect")}</th>
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
                    <p class="ends"><span>{words::PANELS.say("to-noise")}</span><i>"t"</i><span>{words::PANELS.say("to-data")}</span></p>
                    <ul>
                        <li class="near" title=words::PANELS.say("quality-near-title")>{words::PANELS.say("quality-near")}</li>
                        <li class="far" title=words::PANELS.say("quality-far-title")>{words::PANELS.say("quality-far")}</li>
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
            <th scope="row">{registered::merit(&merit.id, &merit.label)}</th><td>{value}</td><td>{floor}</td>
        </tr>
    }
}

fn cost(quality: &Quality) -> String {
    let Quality { evaluations, rounds, rejected, status, .. } = quality;
    let mut cost = words::PANELS.with("cost", &[("evaluations", evaluations.to_string().into())]);
    if rounds < evaluations {
        cost = words::PANELS.with("cost-rounds", &[("cost", cost.into()), ("rounds", rounds.to_string().into())]);
    }
    if *rejected > 0 {
        let values = [("cost", cost.into()), ("rejected", rejected.to_string().into())];
        cost = words::PANELS.with("cost-rejected", &values);
    }
    match status {
        Status::Success => cost,
        Status::OutOfTries => words::PANELS.with("cost-out-of-tries", &[("cost", cost.into())]),
        Status::NotFinite => words::PANELS.with("cost-not-finite", &[("cost", cost.into())]),
    }
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
        let of =
            |rejected, status| cost(&Quality { evaluations: 8, rounds: 8, rejected, status, ..Quality::default() });
        assert_eq!(of(0, Status::Success), "8 evaluations of the network for each sample");
        assert!(
            of(3, Status::OutOfTries)
                .ends_with("; 3 steps rejected; the tolerance is too small: the last steps exceed it")
        );
        let in_parallel = Quality { evaluations: 300, rounds: 11, ..Quality::default() };
        assert_eq!(cost(&in_parallel), "300 evaluations of the network for each sample, in 11 rounds");
        assert!(of(0, Status::NotFinite).ends_with("; the samples are not finite"));
    }
}
