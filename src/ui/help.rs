//! The help: what the keys do.

use leptos::{html, prelude::*};

use super::{Page, browser, dialog, icon, page::SINGLE_KEYS};

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
    let node = NodeRef::<html::Dialog>::new();
    dialog::follow(node, page.help);
    let switch = move |event| {
        let are_on = event_target_checked(&event);
        page.single_keys.set(are_on);
        browser::store(SINGLE_KEYS, if are_on { "on" } else { "off" });
    };
    let row = |(key, meaning): (&'static str, &'static str)| view! { <dt><kbd>{key}</kbd></dt><dd>{meaning}</dd> };
    view! {
        <dialog node_ref=node class="help-box" aria-labelledby="help-title" on:close=move |_| page.help.set(false)>
            <div class="help-head">
                <h2 id="help-title">"Keys"</h2>
                <button class="icon" aria-label="Close" on:click=move |_| page.help.set(false)>{icon::close()}</button>
            </div>
            <dl class="keys">{KEYS.map(row).collect_view()}</dl>
            <label class="single-keys" title="Off, if you speak to your computer or touch keys by accident">
                <input
                    type="checkbox" data-testid="single-keys"
                    prop:checked=move || page.single_keys.get() on:change=switch
                />
                "Letters, digits, . and ? act everywhere on the page"
            </label>
            <p class="about">
                "Time runs from 0, the data, to 1, the noise; sampling goes from 1 to 0. Everything is computed in "
                "this tab, and the link holds the whole experiment."
            </p>
        </dialog>
    }
}
