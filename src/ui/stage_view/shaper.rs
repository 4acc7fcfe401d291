//! Shapes the Gaussians of the data or of the source over the stage: means, axes and shares.

use leptos::prelude::*;

use crate::{
    locale::Words,
    math::{
        dataset::{Dataset as _, DatasetConfig},
        fit::{Bell, set_share},
    },
    ui::{
        Pane, focus,
        shaping::{Shaping, ShapingPicture},
    },
};

const WORDS: Words = Words::new(include_str!("../text/en/shaper.ftl"));

/// The most Gaussians that are shaped by hand.
const MOST: usize = 12;
/// The slots that can hold a mixture.
const SLOTS: [&str; 2] = ["data", "source"];

/// The Gaussians in the slot `key`; `None` where it holds no mixture.
fn bells(pane: Pane, key: &str) -> Option<Vec<Bell>> {
    pane.experiment.with(|task| {
        let task = task.generate()?;
        let config = if key == "data" { &task.data } else { &task.source };
        match config {
            DatasetConfig::GaussianMixture(mixture) => Some(Bell::all_of(&mixture.mixture())),
            _ => None,
        }
    })
}

/// Puts Gaussians into the slot `key`; no change where they are no mixture.
fn put(pane: Pane, key: &str, bells: &[Bell]) {
    let Ok(mixture) = Bell::mixture(bells) else {
        return;
    };
    pane.experiment.update(|task| {
        if let Some(task) = task.generate_mut() {
            let config = if key == "data" { &mut task.data } else { &mut task.source };
            *config = DatasetConfig::GaussianMixture(mixture);
        }
    });
}

/// The buttons that begin and end shaping, where there is something to shape.
#[component]
pub fn ShapeButtons() -> impl IntoView {
    let pane = Pane::get();
    let button = move |key: &'static str| {
        let is_there = move || bells(pane, key).is_some() && !pane.is_in_lesson();
        let is_on = move || pane.shaping.get() == Some(key);
        let toggle = move |_| {
            pane.tool.set(None);
            pane.shaping.update(|shaping| *shaping = if *shaping == Some(key) { None } else { Some(key) });
        };
        view! {
            <button
                class="plain shape" data-testid=format!("shape-{key}") title=WORDS.say(&format!("shape-{key}-help"))
                hidden=move || !is_there() aria-pressed=move || is_on().to_string() on:click=toggle
            >{WORDS.say(&format!("shape-{key}"))}</button>
        }
    };
    SLOTS.map(button).collect_view()
}

/// The handles over the stage, and the share of the Gaussian that was shaped last.
#[component]
pub fn Shaper() -> impl IntoView {
    let pane = Pane::get();
    let key = Memo::new(move |_| pane.shaping.get().filter(|key| bells(pane, key).is_some()));
    move || key.get().map(|key| view! { <Overlay key=key/> })
}

#[component]
fn Overlay(#[prop(name = "key")] slot: &'static str) -> impl IntoView {
    let pane = Pane::get();
    let shapes = RwSignal::new(untrack(|| bells(pane, slot)).unwrap_or_default());
    let held = RwSignal::new(None);
    let changed = Callback::new(move |()| put(pane, slot, &shapes.get_untracked()));
    let shaping = Shaping { bells: shapes, held, extent: pane.extent.into(), changed };
    // Settings, undo and links also change the mixture.
    Effect::new(move || {
        if let Some(now) = bells(pane, slot)
            && held.with(Option::is_none)
            && Bell::mixture(&now).ok() != shapes.with_untracked(|shapes| Bell::mixture(shapes).ok())
        {
            shapes.set(now);
        }
    });
    let chosen = RwSignal::new(0_usize);
    Effect::new(move || held.with(|held| held.iter().for_each(|held| chosen.set(held.bell))));
    let at = move || chosen.get().min(shaping.count().saturating_sub(1));
    let whole = move || shapes.with(|shapes| shapes.iter().map(|bell| bell.weight).sum::<f64>());
    let share = move || shaping.bell(at()).map_or(0.0, |bell| 100.0 * bell.weight / whole());
    let moved = move |event| {
        if let Ok(per_cent) = event_target_value(&event).parse::<f64>() {
            let (index, whole) = untrack(|| (at(), whole()));
            shaping.change(|bells| {
                bells.iter_mut().for_each(|bell| bell.weight /= whole);
                set_share(bells, index, per_cent / 100.0);
            });
        }
    };
    let is_full = move || shaping.count() >= MOST;
    let is_last = move || shaping.count() < 2;
    let add = move || {
        let weight = untrack(|| whole() / shaping.count().max(1) as f64);
        shaping.change(|bells| bells.push(Bell { weight, ..Bell::round([0.0; 2], 0.5) }));
        chosen.set(shaping.bells.with_untracked(Vec::len) - 1);
    };
    let remove = move || {
        let index = untrack(at);
        shaping.change(|bells| {
            bells.remove(index);
        });
    };
    let name = move || WORDS.with("share", &[("number", (at() as f64 + 1.0).into())]);
    view! {
        <div class=format!("shaper {slot}") data-testid="shaper">
            <ShapingPicture
                shaping=shaping id="shaping-picture" label=WORDS.say(&format!("shape-{slot}")) below=().into_any() above=().into_any()
            />
            <div class="shaper-bar" role="group" aria-label=WORDS.say("gaussians")>
                <label hidden=is_last>
                    <span>{name}</span>
                    <input
                        type="range" data-testid="shaper-share" min="2" max="96" step="1"
                        prop:value=move || format!("{:.0}", share()) on:input=moved
                    />
                    <output aria-live="off">{move || format!("{:.0} %", share())}</output>
                </label>
                <button
                    class="plain" data-testid="shaper-add" aria-disabled=move || is_full().to_string()
                    on:click=focus::unless(is_full, add)
                >{WORDS.say("add")}</button>
                <button
                    class="plain" data-testid="shaper-remove" aria-disabled=move || is_last().to_string()
                    on:click=focus::unless(is_last, remove)
                >{WORDS.say("remove")}</button>
            </div>
        </div>
    }
}
