//! The engine's reports about a run: statistics, changed settings, an earlier step.

use leptos::prelude::*;

use crate::{
    protocol::{Period, Stats},
    ui::{Pane, pane::Progress},
};

/// The run continues with other settings: those that the page sent, or those of its log at this step.
pub fn retargeted(pane: Pane, step: u64) {
    // If there is no longer an exact field, a warning follows.
    pane.has_exact.set(true);
    match pane.with_engines(move |engines| engines.retargeted.pop_front()).flatten() {
        Some(task) => pane.record(step, &task),
        None => stand_at(pane, step),
    }
    pane.redraw_curve();
    pane.redraw();
}

/// Shows the settings that the run has after this step.
fn stand_at(pane: Pane, step: u64) {
    let periods = untrack(|| pane.recorded()).periods().unwrap_or_default();
    if let Some(Period { task, .. }) = periods.into_iter().rfind(|period| period.step <= step) {
        let known = task.clone();
        pane.with_engines(move |engines| engines.known = Some(known));
        if pane.experiment.with_untracked(|present| *present != task) {
            pane.experiment.set(task);
        }
    }
}

/// The run is back at an earlier step: everything after that step is dropped.
pub fn rewound(pane: Pane, step: u64) {
    pane.looking.set(None);
    stand_at(pane, step);
    pane.curve.update_value(|curve| curve.truncate(step));
    pane.redraw_curve();
    pane.with_engines(move |engines| engines.unpublished = None);
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    pane.progress.set(Progress { step, loss, ..Progress::default() });
}

/// Keeps a report until the next time that numbers are shown.
pub fn stats_arrived(pane: Pane, stats: Stats) {
    pane.curve.update_value(|curve| stats.losses.iter().for_each(|&(step, loss)| curve.push(step, loss)));
    // A run whose loss was not finite is back at an earlier step.
    if pane.curve.with_value(|curve| curve.last().is_some_and(|(last, _)| last > stats.step)) {
        pane.curve.update_value(|curve| curve.truncate(stats.step));
        pane.redraw_curve();
    }
    // Training reports often; a single step is shown at once.
    let at_once = !stats.running;
    pane.with_engines(move |engines| engines.unpublished = Some(stats));
    if at_once {
        publish(pane);
    }
}

/// Shows all reports since the last time.
pub fn publish(pane: Pane) {
    let Some(Some(stats)) = pane.with_engines(move |engines| engines.unpublished.take()) else {
        return;
    };
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    let Stats { step, steps_per_second, running: is_training, .. } = stats;
    let progress = Progress { step, loss, steps_per_second, is_training };
    if pane.progress.get_untracked().step != step {
        pane.redraw_curve();
    }
    pane.progress.set(progress);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::with_pane;

    #[test]
    fn the_curve_never_runs_backwards() {
        with_pane(|pane| {
            let report = |from: u64, step: u64| {
                let losses = (from..=step).map(|step| (step, 0.5)).collect();
                stats_arrived(pane, Stats { step, losses, steps_per_second: 0.0, running: false });
                pane.curve.with_value(|curve| curve.buckets().iter().map(|bucket| bucket.step).collect::<Vec<_>>())
            };
            assert_eq!(report(1, 20).len(), 20);
            let drawn = pane.curve_version.get_untracked();
            // No new loss: the loss was not finite, and the run is back at step 12.
            assert_eq!(report(21, 12), (1..=12).collect::<Vec<_>>());
            assert_ne!(pane.curve_version.get_untracked(), drawn, "it is drawn anew");
            assert_eq!(pane.progress.get_untracked().step, 12);
            assert_eq!(report(13, 15), (1..=15).collect::<Vec<_>>());
        });
    }
}
