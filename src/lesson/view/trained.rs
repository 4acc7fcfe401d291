//! The weights that were trained before, for a device on which training takes long.

use leptos::{prelude::*, task::spawn_local};

use super::visit::Visit;
use crate::{
    lesson::{WORDS, checkpoint::Trained},
    ui::take_from,
};

/// What was done with the weights that were trained before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Offered,
    Loading,
    Shown,
    Missing,
}

/// How long training takes here, and a button that shows the end of it at once.
#[component]
pub fn Shortcut(visit: Visit, run: Trained) -> impl IntoView {
    let pane = visit.pane;
    let state = RwSignal::new(State::Offered);
    let is_done = move || pane.steps_done() >= run.steps;
    let show = move |_| {
        if state.get_untracked() == State::Loading {
            return;
        }
        state.set(State::Loading);
        spawn_local(async move {
            let is_read = take_from(pane, &format!("checkpoints/{}", run.file())).await;
            // The reader may have left meanwhile.
            state.try_set(if is_read { State::Shown } else { State::Missing });
        });
    };
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
