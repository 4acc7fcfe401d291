//! The control of the seed, the key of all random numbers.

use leptos::prelude::*;

use web_sys::HtmlInputElement;

use crate::{
    math::typed::whole,
    ui::{Pane, data_actions, icon, words::SETTINGS},
};

#[component]
pub fn Seed() -> impl IntoView {
    let pane = Pane::get();
    let seed = Memo::new(move |_| pane.experiment.with(|experiment| experiment.seed()));
    let refused = RwSignal::new(None::<(String, String)>);
    // The refused text and the reason; the experiment keeps its last valid seed.
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        match whole(&text) {
            Ok(seed) => {
                refused.set(None);
                pane.experiment.update(|experiment| *experiment.seed_mut() = seed);
                event_target::<HtmlInputElement>(&event).set_value(&seed.to_string());
            }
            Err(why) => refused.set(Some((text, SETTINGS.with("seed-refused", &[("why", why.to_string().into())])))),
        }
    };
    let objection = move || {
        let typed = refused.get().map(|(_, why)| why);
        typed.or_else(|| pane.invalid.get().filter(|error| error.field == "seed").map(|error| error.message))
    };
    view! {
        <div class="field seed">
            <label for="seed"><span>{SETTINGS.say("seed")}</span></label>
            <span class="number">
                <input
                    type="text" inputmode="numeric" autocomplete="off" id="seed" data-testid="seed"
                    aria-describedby="help-seed"
                    aria-invalid=move || objection().is_some().to_string()
                    prop:value=move || refused.get().map_or_else(|| seed.get().to_string(), |(text, _)| text)
                    on:change=typed
                />
                <button
                    class="icon" title=SETTINGS.say("seed-another") aria-label=SETTINGS.say("seed-another") data-testid="reseed"
                    on:click=move |_| {
                        refused.set(None);
                        data_actions::reseed(pane);
                    }
                >{icon::dice()}</button>
            </span>
            <p class="help" id="help-seed" role="tooltip">{SETTINGS.say("seed-help")}</p>
            {move || objection().map(|why| view! {
                <p class="objection" role="alert" data-testid="error-seed">{why}</p>
            })}
        </div>
    }
}
