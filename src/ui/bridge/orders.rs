//! What else a reader does to a run: looks back, goes back, begins anew.

use leptos::prelude::*;

use super::{bring_up, choice, clear_divergence, with_bridge};
use crate::{
    protocol::{Command, Experiment},
    ui::pane::{Pane, Saved, end_welcome},
};

/// Shows the model as it was at an earlier step, or as it is now.
pub fn look(pane: Pane, step: Option<u64>) {
    pane.looking.set(step);
    end_welcome(pane);
    with_bridge(pane, move |inner| inner.post(Command::Look { run: inner.run, step }));
}

/// Goes back to the step that is looked at, paused.
pub fn rewind(pane: Pane) {
    if let Some(step) = pane.looking.get_untracked() {
        clear_divergence(pane);
        pane.running.set(false);
        with_bridge(pane, move |inner| inner.post(Command::Rewind { run: inner.run, step, replay: true }));
    }
}

/// Back to the same initial weights, paused, with the settings as they are now.
pub fn reset(pane: Pane) {
    clear_divergence(pane);
    pane.running.set(false);
    pane.begin(pane.experiment.get_untracked());
    with_bridge(pane, move |inner| inner.known = None);
    bring_up(pane);
}

/// Goes on after a divergence, from the last finite weights.
pub fn go_on(pane: Pane) {
    clear_divergence(pane);
    pane.running.set(true);
    let restore = with_bridge(pane, move |inner| inner.checkpoint.clone()).flatten();
    restart(pane, restore);
}

/// Begins the run anew, from `restore` if given.
pub(super) fn restart(pane: Pane, restore: Option<Saved>) {
    let wanted = pane.experiment.get_untracked();
    with_bridge(pane, move |inner| {
        let experiment = inner.known.clone().unwrap_or(wanted);
        inner.checkpoint.clone_from(&restore);
        inner.configure(&experiment, restore);
    });
}

/// Lets the run train at most so many steps a second, whatever the reader has chosen: see `comparison::level`.
pub fn keep_level(pane: Pane, level: Option<f64>) {
    with_bridge(pane, move |inner| {
        if inner.level != level {
            inner.level = level;
            inner.tell_speed(pane);
        }
    });
}

/// Tries an engine again after all of them failed.
pub fn revive(pane: Pane) {
    pane.problem.set(None);
    with_bridge(pane, move |inner| (inner.failures, inner.gpu_failures) = (0, 0));
    choice::choose(pane);
    bring_up(pane);
}

/// Takes up an experiment from outside, with the changes that it makes on its way.
pub fn begin(pane: Pane, experiment: Experiment) {
    let Experiment { task, changes } = experiment;
    with_bridge(pane, move |inner| inner.known = None);
    pane.begun.set(task.clone());
    pane.changes.set(changes);
    pane.experiment.set(task);
}
