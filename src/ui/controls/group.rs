//! The settings, in groups that can be folded away.

use leptos::prelude::*;

use super::{
    seed::Seed,
    slot::{SlotControls, is_idle},
};
use crate::ui::Pane;

/// A group of slots.
struct Group {
    title: &'static str,
    slots: &'static [&'static str],
    open: bool,
    has_seed: bool,
}

const GROUPS: [Group; 4] = [
    Group { title: "Data and source", slots: &["data", "source"], open: true, has_seed: false },
    Group {
        title: "Objective",
        slots: &["objective", "schedule", "parametrization", "weighting", "timing", "quantiles", "coupling", "bridge"],
        open: true,
        has_seed: false,
    },
    Group { title: "Sampling", slots: &["sampler", "sampling", "grid"], open: true, has_seed: false },
    Group {
        title: "Network and optimiser",
        slots: &["training", "optimizer", "network", "activation", "embedding", "condition"],
        open: false,
        has_seed: true,
    },
];

/// Slots that no group names: whoever adds one finds it here.
fn others(pane: Pane) -> Vec<&'static str> {
    let named = |key: &str| GROUPS.iter().any(|group| group.slots.contains(&key));
    pane.experiment
        .with_untracked(|experiment| experiment.slots().iter().map(|(key, _)| *key).filter(|key| !named(key)).collect())
}

#[component]
pub fn Groups() -> impl IntoView {
    let others = others(Pane::get());
    let rest = (!others.is_empty()).then(|| fold("More", &others, false, false));
    view! {
        <div class="groups">
            {GROUPS.iter().map(|group| fold(group.title, group.slots, group.open, group.has_seed)).collect_view()}
            {rest}
        </div>
    }
}

fn fold(title: &'static str, slots: &[&'static str], open: bool, has_seed: bool) -> impl IntoView + use<> {
    let pane = Pane::get();
    let all = slots.to_vec();
    let is_unused = move || !has_seed && all.iter().all(|key| is_idle(pane, key));
    view! {
        <details class="group" open=open hidden=is_unused>
            <summary>{title}</summary>
            <div class="slots">
                {slots.iter().map(|key| view! { <SlotControls key=*key/> }).collect_view()}
                {has_seed.then(|| view! { <Seed/> })}
            </div>
        </details>
    }
}
