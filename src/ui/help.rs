//! The help: what the keys do.

use leptos::{html, prelude::*};

use super::{Page, browser, dialog, icon, page::SINGLE_KEYS, words::HELP};

/// The keys, as the keyboard or a message names them, and what they do.
const KEYS: [(&str, &str); 16] = [
    ("space", "train"),
    (".", "step"),
    ("R", "reset"),
    ("P", "play"),
    ("← →", "move-time"),
    ("← →", "move-history"),
    ("1 – 9", "layers"),
    ("D", "brush"),
    ("E", "eraser"),
    ("Ctrl Z", "undo"),
    ("Ctrl Shift Z", "redo"),
    ("arrows", "move-tool"),
    ("arrows", "move-knot"),
    ("Enter", "draw"),
    ("Esc", "leave"),
    ("?", "help"),
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
    let row = |(key, does): (&'static str, &'static str)| {
        let key = HELP.find(key, &[]).unwrap_or_else(|| key.to_owned());
        view! { <dt><kbd>{key}</kbd></dt><dd>{HELP.say(&format!("does-{does}"))}</dd> }
    };
    view! {
        <dialog node_ref=node class="help-box" aria-labelledby="help-title" on:close=move |_| page.help.set(false)>
            <div class="help-head">
                <h2 id="help-title">{HELP.say("title")}</h2>
                <button class="icon" aria-label=HELP.say("close") on:click=move |_| page.help.set(false)>{icon::close()}</button>
            </div>
            <dl class="keys">{KEYS.map(row).collect_view()}</dl>
            <label class="single-keys" title=HELP.say("single-keys-title")>
                <input
                    type="checkbox" data-testid="single-keys"
                    prop:checked=move || page.single_keys.get() on:change=switch
                />
                {HELP.say("single-keys")}
            </label>
            <p class="about">{HELP.say("about")}</p>
        </dialog>
    }
}
