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

/// The largest number of training steps that is thrown away without a question.
const UNASKED: u64 = 300;

/// Goes back to the same initial weights; the reader is asked first if a long run is lost with that.
pub fn ask_reset(pane: Pane) {
    match both(pane).any(|pane| pane.progress.get_untracked().step > UNASKED) {
        true => pane.page.asking_reset.set(true),
        false => reset(pane),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{pane::Progress, testing::with_pane};

    #[test]
    fn only_a_long_run_is_thrown_away_after_a_question() {
        with_pane(|pane| {
            for (step, asks) in [(0, false), (300, false), (301, true)] {
                pane.page.asking_reset.set(false);
                pane.progress.set(Progress { step, ..Progress::default() });
                ask_reset(pane);
                assert_eq!(pane.page.asking_reset.get_untracked(), asks, "{step} steps");
            }
        });
    }
}
