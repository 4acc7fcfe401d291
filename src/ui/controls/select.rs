//! The choice of the configuration in a slot of the experiment.

use leptos::prelude::*;

use crate::ui::{Pane, data_actions, registered};

/// The title of the slot `key` in the page.
pub fn title(pane: Pane, key: &'static str) -> String {
    let title = pane.experiment.with_untracked(|task| task.info(key).map_or(key, |info| info.title));
    registered::slot_title(key, title)
}

/// The id in the slot `key`.
pub fn id_in(pane: Pane, key: &'static str) -> Memo<&'static str> {
    Memo::new(move |_| pane.with_config(key, |config| config.id()).unwrap_or_default())
}

/// The reason why the experiment is invalid, if it is about the slot itself.
fn objection(pane: Pane, key: &'static str) -> impl Fn() -> Option<String> + Copy + Send + 'static {
    move || pane.invalid.get().filter(|error| error.field == key).map(|error| error.message)
}

/// Whether the slot `key` has no effect at present; a slot that makes the experiment invalid is never idle.
pub fn is_idle(pane: Pane, key: &str) -> bool {
    let is_at_fault = pane.invalid.get().is_some_and(|error| error.field.split('.').next() == Some(key));
    !is_at_fault && pane.experiment.with(|task| task.slot(key).is_none() || !task.counts(key))
}

/// The choice of a configuration.
#[component]
pub fn SlotSelect(key: &'static str, id: &'static str, label: String) -> impl IntoView {
    let pane = Pane::get();
    let current = id_in(pane, key);
    let options = pane.experiment.with_untracked(|experiment| {
        let slot = experiment.slot(key);
        let ids = slot.map(|slot| slot.ids()).unwrap_or_default();
        ids.iter()
            .map(|&id| (id, registered::label(key, id, slot.and_then(|slot| slot.label_of(id)).unwrap_or(id))))
            .collect::<Vec<_>>()
    });
    let option = move |(id, label): (&'static str, String)| {
        view! { <option value=id selected=move || current.get() == id>{label}</option> }
    };
    let objection = objection(pane, key);
    let test_id = if id.is_empty() { format!("slot-{key}") } else { id.to_owned() };
    view! {
        <span class="choice">
            <select
                data-testid=test_id
                aria-label=label
                aria-invalid=move || objection().is_some().to_string()
                prop:value=move || current.get()
                on:change=move |event| data_actions::select(pane, key, &event_target_value(&event))
            >{options.into_iter().map(option).collect_view()}</select>
            {move || objection().map(|why| view! {
                <span class="objection" role="alert" data-testid=format!("error-{key}")>{why}</span>
            })}
        </span>
    }
}
