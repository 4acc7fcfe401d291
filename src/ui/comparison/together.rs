//! What is done to a run is done to both where two are compared.

use leptos::prelude::*;

use super::{level, pair::Comparison};
use crate::ui::{Pane, bridge};

/// The run of `pane`, with the one beside it where there is one; the left one comes first.
pub fn both(pane: Pane) -> impl Iterator<Item = Pane> {
    let comparison = untrack(|| Comparison::of(pane));
    let [first, second] = comparison.map_or([Some(pane), None], |comparison| comparison.runs().map(Some));
    first.into_iter().chain(second)
}

/// Trains until told otherwise.
pub fn run(pane: Pane) {
    // One that may not be trained would leave the other alone.
    if both(pane).all(|pane| pane.invalid.get_untracked().is_none()) {
        both(pane).for_each(bridge::run);
    }
}

pub fn pause(pane: Pane) {
    both(pane).for_each(bridge::pause);
}

/// Trains or pauses.
pub fn toggle(pane: Pane) {
    if both(pane).any(|pane| pane.running.get_untracked()) { pause(pane) } else { run(pane) }
}

/// Trains a single step; of two runs the one behind catches up with it.
pub fn step(pane: Pane) {
    if both(pane).any(|pane| pane.invalid.get_untracked().is_some()) {
        return;
    }
    match untrack(|| Comparison::of(pane)) {
        Some(comparison) => {
            let runs = comparison.runs();
            let steps = runs.map(|run| run.progress.get_untracked().step);
            level::step_each(runs, level::single_step(steps, pane.pace.get_untracked()));
        }
        None => bridge::step(pane, 1),
    }
}

/// Goes on after a divergence of `pane`, from its last finite weights.
pub fn go_on(pane: Pane) {
    both(pane).filter(|other| other.side != pane.side).for_each(bridge::run);
    bridge::go_on(pane);
}

/// Back to the same initial weights, paused.
pub fn reset(pane: Pane) {
    both(pane).for_each(bridge::reset);
}

/// Shows the models as they were at an earlier step, or as they are now.
pub fn look(pane: Pane, step: Option<u64>) {
    both(pane).for_each(|pane| bridge::look(pane, step));
}

/// Goes back to the step that is looked at, paused.
pub fn rewind(pane: Pane) {
    both(pane).for_each(bridge::rewind);
}
