//! The line of training time: shows the model of an earlier step, and goes back to it.

use leptos::prelude::*;

use super::entry::PanelEntry;
use crate::ui::{Pane, comparison::together, focus, numbers::grouped, registered, words};

/// The position on the line: the index of the snapshot among `steps`, or one past the last, which is the present.
fn place(steps: &[u64], looking: Option<u64>) -> usize {
    looking.map_or(steps.len(), |step| steps.partition_point(|kept| *kept < step).min(steps.len().saturating_sub(1)))
}

pub const PANEL: PanelEntry = PanelEntry {
    id: "training-time",
    title: "Training time",
    applies: |_| true,
    view: |pane| view! { <TrainingTime pane=pane/> }.into_any(),
};

/// A slider over the snapshots of the run, and the button that goes back to one of them.
#[component]
fn TrainingTime(pane: Pane) -> impl IntoView {
    let (history, looking) = (pane.history, pane.looking);
    let here = move || history.with(|steps| place(steps, looking.get()));
    let reading = move || {
        let last = grouped(pane.progress.get().step);
        match looking.get() {
            Some(step) => words::PANELS.with("history-at", &[("step", grouped(step).into()), ("last", last.into())]),
            None => words::PANELS.with("history-now", &[("step", last.into())]),
        }
    };
    let choose = move |event| {
        if let Ok(at) = event_target_value(&event).parse::<usize>() {
            together::look(pane, history.with(|steps| steps.get(at).copied()));
        }
    };
    let is_now = move || looking.get().is_none();
    let is_off = move || is_now().to_string();
    view! {
        <div class="history" class:past=move || !is_now()>
            <p class="ends">
                <label for="history">{registered::panel(PANEL.id, PANEL.title)}</label>
                <output aria-live="off" data-testid="history-step"
                    data-value=move || looking.get().map(|step| step.to_string())
                >{reading}</output>
            </p>
            <input
                id="history" type="range" data-testid="history" min="0" step="1"
                title=words::PANELS.say("history-title")
                max=move || history.with(Vec::len).to_string()
                prop:value=move || here().to_string()
                aria-valuetext=reading
                aria-disabled=move || history.with(Vec::is_empty).to_string()
                on:input=choose
            />
            <div class="returns">
                <button
                    class="plain" data-testid="now" title=words::PANELS.say("to-now-title")
                    aria-disabled=is_off on:click=focus::unless(is_now, move || together::look(pane, None))
                >{words::PANELS.say("to-now")}</button>
                <button
                    class="plain" data-testid="rewind" title=words::PANELS.say("rewind-title")
                    aria-disabled=is_off on:click=focus::unless(is_now, move || together::rewind(pane))
                >{words::PANELS.say("rewind")}</button>
            </div>
        </div>
    }
}

/// The badge on a stage that shows an earlier step.
#[component]
pub fn PastBadge() -> impl IntoView {
    let pane = Pane::get();
    move || {
        let step = pane.looking.get()?;
        let badge = words::PANELS.with("past", &[("step", grouped(step).into())]);
        Some(view! { <p class="past-badge" data-testid="past">{badge}</p> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snapshot_has_its_place_and_now_comes_last() {
        let steps = [0, 16, 32, 48];
        assert_eq!(steps.map(|step| place(&steps, Some(step))), [0, 1, 2, 3]);
        assert_eq!(place(&steps, None), 4);
        // A snapshot that was dropped has the position of the next one.
        assert_eq!([8, 20, 60].map(|step| place(&steps, Some(step))), [1, 2, 3]);
        assert_eq!(place(&[], Some(3)), 0);
    }
}
