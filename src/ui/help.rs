//! The help: what the keys do.

use leptos::{html, prelude::*};

use super::{Page, icon};

const KEYS: [(&str, &str); 16] = [
    ("Space", "Train or pause"),
    (".", "A single training step"),
    ("R", "Reset to the same initial weights"),
    ("P", "Play or hold the time"),
    ("← →", "On the line of time: towards noise, towards data (with Shift: further)"),
    ("← →", "On the line of training: an earlier step, a later one; End is now"),
    ("1 – 9", "Show or hide a layer, in the order of the switches"),
    ("D", "Select the brush, or deselect it"),
    ("E", "Select the eraser"),
    ("Ctrl Z", "Undo a stroke"),
    ("Ctrl Shift Z", "Redo it"),
    ("Arrows", "On the stage: move the tool, or the point whose pairs are shown"),
    ("Arrows", "On a knot of a curve: move it; Enter adds another, Delete removes it"),
    ("Enter", "With a tool, on the stage: draw"),
    ("Esc", "Deselect the tool, close this"),
    ("?", "This help"),
];

#[component]
pub fn Help() -> impl IntoView {
    let page = Page::get();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let open = page.help.get();
        if let Some(dialog) = dialog.get() {
            if open && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
    });
    let row = |(key, meaning): (&'static str, &'static str)| view! { <dt><kbd>{key}</kbd></dt><dd>{meaning}</dd> };
    view! {
        <dialog node_ref=dialog class="help-box" aria-labelledby="help-title" on:close=move |_| page.help.set(false)>
            <div class="help-head">
                <h2 id="help-title">"Keys"</h2>
                <button class="icon" aria-label="Close" on:click=move |_| page.help.set(false)>{icon::close()}</button>
            </div>
            <dl class="keys">{KEYS.map(row).collect_view()}</dl>
            <p class="about">
                "Time runs from 0, the data, to 1, the noise; sampling goes from 1 to 0. Everything is computed in "
                "this tab, and the link holds the whole experiment."
            </p>
        </dialog>
    }
}
