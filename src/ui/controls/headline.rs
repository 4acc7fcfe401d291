//! The three choices that make an experiment, as a sentence.

use leptos::prelude::*;

use super::slot::SlotSelect;

/// Slots whose choice stands in the headline, with the names that tests know them by.
pub const HEADLINE: [(&str, &str); 3] = [("data", "dataset"), ("objective", "objective"), ("sampler", "sampler")];

#[component]
pub fn Headline() -> impl IntoView {
    view! {
        <div class="headline">
            <p><span class="say">"Learn"</span><SlotSelect key="data" id="dataset" label="Data set"/></p>
            <p><span class="say">"by"</span><SlotSelect key="objective" id="objective" label="Objective"/></p>
            <p><span class="say">"sampled by"</span><SlotSelect key="sampler" id="sampler" label="Sampler"/></p>
        </div>
    }
}
