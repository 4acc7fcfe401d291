//! The parts of panels that inspect something: a table of named values, in a group that folds.

use leptos::{html, prelude::*};

use super::entry::PanelEntry;
use crate::{
    protocol::{PlanePoint, PointsRequest},
    ui::{Pane, registered, words},
};

/// A group that folds, with a view that is there while it is open and the network has been trained: an untrained one guesses
/// nothing. At most one inspector is open, because they share the arrows on the stage.
#[component]
pub fn Inspector(entry: &'static PanelEntry, pane: Pane, view: fn(Pane) -> AnyView) -> impl IntoView {
    let open = RwSignal::new(false);
    let has_begun = Memo::new(move |_| pane.progress.with(|progress| progress.step > 0));
    let inside = move || match open.get() && has_begun.get() {
        true => view(pane),
        false => view! { <p class="hint">{words::PANELS.say("not-begun")}</p> }.into_any(),
    };
    let details = NodeRef::<html::Details>::new();
    let toggled = move |_| open.set(details.get_untracked().is_some_and(|details| details.open()));
    view! {
        <details class="group" name="inspector" data-testid=entry.id node_ref=details on:toggle=toggled>
            <summary>{registered::panel(entry.id, entry.title)}</summary>
            {inside}
        </details>
    }
}

/// Asks what the model and the exact field say at a point and a time, as long as the present owner lives.
pub fn ask_about(pane: Pane, place: impl Fn() -> Option<([f64; 2], f64)> + 'static) {
    Effect::new(move || {
        pane.asked.set(place().map(|([x, y], t)| PointsRequest { t, points: vec![PlanePoint { x, y }] }));
        pane.redraw();
    });
    on_cleanup(move || {
        pane.asked.try_set(None);
        pane.arrows.try_set(Vec::new());
    });
}

/// A line of the table: class of colour, symbol, words, value.
pub fn row(class: &str, symbol: &str, words: String, value: String) -> [String; 4] {
    [class.to_owned(), symbol.to_owned(), words, value]
}

/// A table of named values; each line is a class of colour, a symbol, words, and a value.
#[component]
pub fn Figures(#[prop(into)] rows: Signal<Vec<[String; 4]>>) -> impl IntoView {
    let row = |[class, symbol, words, value]: [String; 4]| {
        view! { <tr class=class><th scope="row"><i>{symbol}</i></th><td>{words}</td><td class="value">{value}</td></tr> }
    };
    view! { <table class="figures"><tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody></table> }
}
