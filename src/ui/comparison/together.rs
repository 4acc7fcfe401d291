//! Actions on a run; while two runs are compared they apply to both.

use leptos::prelude::*;

use super::{level, pair::Comparison};
use crate::ui::{Pane, bridge};

/// The run of `pane`, and the run beside it if there is one; the left one first.
pub fn both(pane: Pane) -> impl Iterator<Item = Pane> {
    let comparison = untrack(|| Comparison::of(pane));
    let [first, second] = comparison.map_or([Some(pane), None], |comparison| comparison.runs().map(Some));
    first.into_iter().chain(second)
}

/// Trains until the next pause.
pub fn run(pane: Pane) {
    // If one run is invalid, neither is trained.
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

/// Trains a single step; of two runs, the one behind catches up.
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

/// Continues after a divergence of `pane`, from its last finite weights.
pub fn go_on(pane: Pane) {
    both(pane).filter(|other| other.side != pane.side).for_each(bridge::run);
    bridge::go_on(pane);
}

/// Goes back to the same initial weights, and pauses.
pub fn reset(pane: Pane) {
    both(pane).for_each(bridge::reset);
}

/// Shows the models as they were at an earlier step, or the present ones.
pub fn look(pane: Pane, step: Option<u64>) {
    both(pane).for_each(|pane| bridge::look(pane, step));
}

/// Goes back to the step that is shown, and pauses.
pub fn rewind(pane: Pane) {
    both(pane).for_each(bridge::rewind);
}
