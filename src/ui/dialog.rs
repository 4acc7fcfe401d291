//! Dialogs of the page. The browser keeps the focus inside, closes them with Escape and gives the focus back.

use leptos::{html, prelude::*};

use super::{Page, Pane, comparison::together, numbers::grouped, words::PAGE};

/// Shows the dialog in `node` while `is_open`.
pub fn follow(node: NodeRef<html::Dialog>, is_open: RwSignal<bool>) {
    Effect::new(move || {
        let is_open = is_open.get();
        if let Some(dialog) = node.get() {
            if is_open && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !is_open && dialog.open() {
                dialog.close();
            }
        }
    });
}

/// Asks before a long run is thrown away.
#[component]
pub fn AskReset() -> impl IntoView {
    let (page, pane) = (Page::get(), Pane::get());
    let node = NodeRef::<html::Dialog>::new();
    let is_open = page.asking_reset;
    follow(node, is_open);
    let steps = move || {
        let steps = together::both(pane).map(|pane| pane.progress.get().step).max();
        PAGE.with("ask-reset-text", &[("steps", grouped(steps.unwrap_or_default()).into())])
    };
    let reset = move |_| {
        is_open.set(false);
        together::reset(pane);
    };
    view! {
        <dialog
            node_ref=node class="help-box ask" aria-labelledby="ask-title" aria-describedby="ask-text"
            on:close=move |_| is_open.set(false)
        >
            <h2 id="ask-title">{PAGE.say("ask-reset")}</h2>
            <p id="ask-text">{move || is_open.get().then(steps)}</p>
            <div class="answers">
                <button class="plain" data-testid="keep-run" autofocus=true on:click=move |_| is_open.set(false)>{PAGE.say("ask-reset-keep")}</button>
                <button class="main" data-testid="confirm-reset" on:click=reset>{PAGE.say("ask-reset-reset")}</button>
            </div>
        </dialog>
    }
}
