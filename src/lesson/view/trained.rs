//! The weights that were trained before, for a device on which training takes long.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::visit::Visit;
use crate::{
    lesson::{WORDS, checkpoint::Trained},
    ui::{Pane, listening::Timer, take_from},
};

/// What was done with the weights that were trained before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Offered,
    Loading,
    Shown,
    Missing,
}

/// Loads the weights and tells how that went.
fn load(pane: Pane, run: Trained, state: RwSignal<State>) {
    if state.get_untracked() == State::Loading {
        return;
    }
    state.set(State::Loading);
    spawn_local(async move {
        let is_read = take_from(pane, &format!("checkpoints/{}", run.file())).await;
        // The reader may have left meanwhile.
        state.try_set(if is_read { State::Shown } else { State::Missing });
    });
}

/// Says that weights were trained before, where a link opened a step that goes on with a trained network, and loads them.
#[component]
pub fn Resumed(visit: Visit, run: Trained) -> impl IntoView {
    let pane = visit.pane;
    let state = RwSignal::new(State::Offered);
    let later = Timer::new();
    later.start(SETTLED, move || {
        if !pane.running.get_untracked() && untrack(|| pane.steps_done()) == 0 {
            load(pane, run, state);
        }
    });
    let words = move || match state.get() {
        State::Offered => None,
        State::Loading => Some(WORDS.say("trained-loading")),
        State::Shown => Some(WORDS.with("trained-before", &[("steps", (run.steps as f64).into())])),
        State::Missing => Some(WORDS.say("trained-missing")),
    };
    view! { <p class="shortcut" hidden=move || state.get() == State::Offered data-testid="resumed" role="status">{words}</p> }
}

/// The time that a step has to begin by itself.
const SETTLED: Duration = Duration::from_millis(400);

/// How long training takes here, and a button that shows the end of it at once.
#[component]
pub fn Shortcut(visit: Visit, run: Trained) -> impl IntoView {
    let pane = visit.pane;
    let state = RwSignal::new(State::Offered);
    let is_done = move || pane.steps_done() >= run.steps;
    let show = move |_| load(pane, run, state);
    let words = move || match state.get() {
        State::Shown => WORDS.with("trained-before", &[("steps", (run.steps as f64).into())]),
        State::Missing => WORDS.say("trained-missing"),
        State::Offered | State::Loading => {
            let left = run.steps.saturating_sub(pane.steps_done()) as f64;
            let pace = pane.progress.with(|progress| progress.steps_per_second);
            match pane.running.get() && pace > 0.0 {
                true => WORDS.with("trains-for", &[("seconds", (left / pace).ceil().into())]),
                false => WORDS.with("trains-steps", &[("steps", left.into())]),
            }
        }
    };
    let is_over = move || is_done() && state.get() != State::Shown;
    view! {
        <p class="shortcut" hidden=is_over data-testid="shortcut">
            <span>{words}</span>" "
            <button
                class="quiet" data-testid="show-trained" hidden=move || state.get() == State::Shown || is_done()
                on:click=show
            >{WORDS.say("show-trained")}</button>
        </p>
    }
}
