//! How far a run has come, as the engine reports it: statistics, other settings, an earlier step.

use leptos::prelude::*;

use crate::{
    protocol::{Period, Stats},
    ui::{Pane, pane::Progress},
};

/// The run goes on with other settings: those that the page wanted, or those that its log has at this step.
pub fn retargeted(pane: Pane, step: u64) {
    // If there is no exact field any more, the warning follows.
    pane.has_exact.set(true);
    match pane.with_engines(|engines| engines.retargeted.pop_front()).flatten() {
        Some(task) => pane.record(step, &task),
        None => stand_at(pane, step),
    }
    pane.curve_version.update(|version| *version = version.wrapping_add(1));
    pane.redraw();
}

/// Shows the settings that the run has behind this step.
fn stand_at(pane: Pane, step: u64) {
    let periods = untrack(|| pane.recorded()).periods().unwrap_or_default();
    if let Some(Period { task, .. }) = periods.into_iter().rfind(|period| period.step <= step) {
        pane.with_engines(|engines| engines.known = Some(task.clone()));
        if pane.experiment.with_untracked(|present| *present != task) {
            pane.experiment.set(task);
        }
    }
}

/// The run stands at an earlier step again: what came after it is forgotten.
pub fn rewound(pane: Pane, step: u64) {
    pane.looking.set(None);
    stand_at(pane, step);
    pane.curve.update_value(|curve| curve.truncate(step));
    pane.curve_version.update(|version| *version = version.wrapping_add(1));
    pane.with_engines(|engines| engines.unpublished = None);
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    pane.progress.set(Progress { step, loss, ..Progress::default() });
}

/// Keeps what was reported, to be shown in a moment.
pub fn stats_arrived(pane: Pane, stats: Stats) {
    pane.curve.update_value(|curve| stats.losses.iter().for_each(|&(step, loss)| curve.push(step, loss)));
    // Training reports often; a single step is to be seen at once.
    let at_once = !stats.running;
    pane.with_engines(|engines| engines.unpublished = Some(stats));
    if at_once {
        publish(pane);
    }
}

/// Shows what was reported since the last time.
pub fn publish(pane: Pane) {
    let Some(Some(stats)) = pane.with_engines(|engines| engines.unpublished.take()) else {
        return;
    };
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    let Stats { step, steps_per_second, running: is_training, .. } = stats;
    let progress = Progress { step, loss, steps_per_second, is_training };
    if pane.progress.get_untracked().step != step {
        pane.curve_version.update(|version| *version = version.wrapping_add(1));
    }
    pane.progress.set(progress);
}
