//! The text box for a payload of a configuration: the knots of a curve, a list of points.

use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

use crate::ui::{Pane, registered};

#[component]
pub fn PayloadControl(key: &'static str, help: String) -> impl IntoView {
    let pane = Pane::get();
    let named = pane.with_config(key, |config| config.payload().map(|(name, _)| (config.id(), name)));
    let (config, name) = named.flatten().unwrap_or_default();
    let id = format!("{key}.{name}");
    let help_id = format!("help-{id}");
    let current = Memo::new(move |_| {
        pane.with_config(key, |config| config.payload().map(|(_, text)| text)).flatten().unwrap_or_default()
    });
    // The refused text and the reason; the experiment keeps its last valid value.
    let refused = RwSignal::new(None::<(String, String)>);
    // What was read of the text that was typed last, and the list that it gave; another one comes from elsewhere.
    let read = RwSignal::new((String::new(), String::new()));
    let said = Memo::new(move |_| read.with(|(list, said)| current.with(|now| now == list).then(|| said.clone())));
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let outcome = pane.type_payload(key, &text);
        read.set((current.get_untracked(), outcome.as_ref().cloned().unwrap_or_default()));
        refused.set(outcome.err().map(|error| (text, error.to_string())));
        if refused.with_untracked(Option::is_none) {
            // The box shows what was read, also where that is the present list in other words.
            event_target::<HtmlTextAreaElement>(&event).set_value(&current.get_untracked());
        }
    };
    let objection = {
        let id = id.clone();
        move || {
            let typed = refused.get().map(|(_, why)| why);
            typed.or_else(|| pane.invalid.get().filter(|error| error.field == id).map(|error| error.message))
        }
    };
    let error_id = format!("error-{id}");
    view! {
        <div class="field payload">
            <label for=id.clone()>{registered::payload(key, config, name)}</label>
            <textarea
                rows="3" spellcheck="false" autocomplete="off" id=id.clone() data-testid=format!("field-{id}")
                aria-describedby=help_id.clone()
                aria-invalid=move || refused.get().is_some().to_string()
                prop:value=move || refused.get().map_or_else(|| current.get(), |(text, _)| text)
                on:change=typed
            ></textarea>
            <p class="help" id=help_id role="tooltip">{help}</p>
            // Always there, so that a screen reader hears what comes into it.
            <p class="what-was-read" role="status" data-testid=format!("read-{id}")>{said}</p>
            {move || objection().map(|why| view! {
                <p class="objection" role="alert" data-testid=error_id.clone()>{why}</p>
            })}
        </div>
    }
}
