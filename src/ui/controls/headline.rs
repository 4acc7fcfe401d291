//! The main choices of the run as a sentence.

use leptos::prelude::*;

use super::select::{SlotSelect, is_idle};
use crate::{
    protocol::{Generate, Preset, Task, presets},
    ui::{Pane, data_actions, registered, words::SETTINGS},
};

/// The slots whose choices are in the headline, with their test ids.
pub const HEADLINE: [(&str, &str); 5] = [
    ("data", "dataset"),
    ("objective", "objective"),
    ("demonstrations", "demonstrations"),
    ("policy", "policy"),
    ("sampler", "sampler"),
];

#[component]
pub fn Headline() -> impl IntoView {
    let pane = Pane::get();
    let task = Memo::new(move |_| pane.experiment.with(Task::id));
    // Another task has other slots with other ids.
    let choices = move || {
        task.get();
        view! {
            <p hidden=move || is_idle(pane, "data")>
                <span class="say">{SETTINGS.say("say-learn")}</span><SlotSelect key="data" id="dataset" label=SETTINGS.say("data-set")/>
            </p>
            <p hidden=move || is_idle(pane, "objective")>
                <span class="say">{SETTINGS.say("say-by")}</span><SlotSelect key="objective" id="objective" label=SETTINGS.say("objective")/>
            </p>
            <p hidden=move || is_idle(pane, "demonstrations")>
                <span class="say">{SETTINGS.say("say-imitate")}</span>
                <SlotSelect key="demonstrations" id="demonstrations" label=SETTINGS.say("demonstrations")/>
            </p>
            <p hidden=move || is_idle(pane, "policy")>
                <span class="say">{SETTINGS.say("say-by")}</span><SlotSelect key="policy" id="policy" label=SETTINGS.say("policy")/>
            </p>
            <p hidden=move || is_idle(pane, "sampler")>
                <span class="say">{SETTINGS.say("say-sampled-by")}</span><SlotSelect key="sampler" id="sampler" label=SETTINGS.say("sampler")/>
            </p>
        }
    };
    view! {
        <div class="headline">
            <TaskSelect/>
            {choices}
            <PresetSelect/>
        </div>
    }
}

/// The choice of the task.
#[component]
fn TaskSelect() -> impl IntoView {
    let pane = Pane::get();
    let current = Memo::new(move |_| pane.experiment.with(Task::id));
    let choose = move |event| data_actions::change_task(pane, &event_target_value(&event));
    let option = move |&(id, label): &(&'static str, &'static str)| {
        view! { <option value=id selected=move || current.get() == id>{registered::task(id, label)}</option> }
    };
    view! {
        <p><span class="say">{SETTINGS.say("say-task")}</span><span class="choice">
            <select data-testid="task" aria-label=SETTINGS.say("task") prop:value=move || current.get() on:change=choose>
                {Task::ALL.iter().map(option).collect_view()}
            </select>
        </span></p>
    }
}

/// The choice of a published experiment; it shows the one that the settings equal, apart from the seed.
#[component]
fn PresetSelect() -> impl IntoView {
    let pane = Pane::get();
    let known = StoredValue::new(presets());
    let current = Memo::new(move |_| {
        pane.experiment.with(|experiment| {
            let is_it = |preset: &&Preset| {
                experiment.generate().is_some_and(|task| Generate { seed: task.seed, ..preset.task.clone() } == *task)
            };
            known.with_value(|presets| presets.iter().find(is_it).map(|preset| preset.id.clone()).unwrap_or_default())
        })
    });
    let choose = move |event| {
        let id = event_target_value(&event);
        let chosen = known.with_value(|presets| presets.iter().find(|preset| preset.id == id).cloned());
        if let Some(preset) = chosen {
            data_actions::take_up(pane, preset.task.into());
        }
    };
    let option = move |preset: &Preset| {
        let id = preset.id.clone();
        let is_current = {
            let id = id.clone();
            move || current.get() == id
        };
        view! { <option value=id title=preset.source selected=is_current>{registered::preset(preset)}</option> }
    };
    view! {
        <p><span class="say">{SETTINGS.say("say-preset")}</span><span class="choice">
            <select data-testid="preset" aria-label=SETTINGS.say("preset") prop:value=move || current.get() on:change=choose>
                <option value="" selected=move || current.get().is_empty()>{SETTINGS.say("preset-none")}</option>
                {known.with_value(|presets| presets.iter().map(option).collect_view())}
            </select>
        </span></p>
    }
}
