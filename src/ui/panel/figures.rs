//! The parts of panels that inspect something: a table of named values, in a group that folds.

use leptos::{html, prelude::*};

use super::entry::PanelEntry;

/// A group that folds. At most one inspector is open, because they share the arrows on the stage.
#[component]
pub fn Fold(entry: &'static PanelEntry, open: RwSignal<bool>, children: Children) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let toggled = move |_| open.set(details.get_untracked().is_some_and(|details| details.open()));
    view! {
        <details class="group" name="inspector" data-testid=entry.id node_ref=details open=open.get_untracked() on:toggle=toggled>
            <summary>{entry.title}</summary>
            {children()}
        </details>
    }
}

/// A table of named values; each line is a class of colour, a symbol, words, and a value.
#[component]
pub fn Figures(#[prop(into)] rows: Signal<Vec<[String; 4]>>) -> impl IntoView {
    let row = |[class, symbol, words, value]: [String; 4]| {
        view! { <tr class=class><th scope="row"><i>{symbol}</i></th><td>{words}</td><td class="value">{value}</td></tr> }
    };
    view! { <table class="figures"><tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody></table> }
}
