//! The control of the seed, the key of all random numbers.

use leptos::prelude::*;

use crate::ui::{Pane, data_actions, icon};

#[component]
pub fn Seed() -> impl IntoView {
    let pane = Pane::get();
    let seed = Memo::new(move |_| pane.experiment.with(|experiment| experiment.seed()));
    let refused = RwSignal::new(None::<String>);
    let typed = move |event| match event_target_value(&event).trim().parse() {
        Ok(seed) => {
            refused.set(None);
            pane.experiment.update(|experiment| *experiment.seed_mut() = seed);
        }
        Err(_) => refused.set(Some("The seed must be a whole number, 0 or more.".to_owned())),
    };
    let objection = move || {
        refused.get().or_else(|| pane.invalid.get().filter(|error| error.field == "seed").map(|error| error.message))
    };
    view! {
        <div class="field seed">
            <label for="seed"><span>"Seed"</span></label>
            <span class="number">
                <input
                    type="text" inputmode="numeric" autocomplete="off" id="seed" data-testid="seed"
                    aria-describedby="help-seed"
                    aria-invalid=move || objection().is_some().to_string()
                    prop:value=move || seed.get().to_string()
                    on:change=typed
                />
                <button
                    class="icon" title="Another seed" aria-label="Another seed" data-testid="reseed"
                    on:click=move |_| data_actions::reseed(pane)
                >{icon::dice()}</button>
            </span>
            <p class="help" id="help-seed" role="tooltip">
                "The key of every random number: the same seed gives the same run."
            </p>
            {move || objection().map(|why| view! {
                <p class="objection" role="alert" data-testid="error-seed">{why}</p>
            })}
        </div>
    }
}
