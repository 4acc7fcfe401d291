//! What a reader can do with a run: train, pause, look at an earlier step, go back to it, start over.

use leptos::prelude::*;

use super::{
    change::{bring_up, clear_divergence},
    choice::choose,
    configure::{configure, tell_speed},
    earlier::keep,
};
use crate::{
    protocol::{Command, Experiment, RunId},
    ui::{
        Pane,
        engines::{Engines, Saved},
    },
};

/// Trains until the next pause.
pub fn run(pane: Pane) {
    train(pane, true, |run| Command::Run { run });
}

pub fn pause(pane: Pane) {
    pane.running.set(false);
    pane.with_engines(Engines::pause);
}

/// Trains this many steps, then pauses.
pub fn step(pane: Pane, steps: u32) {
    train(pane, false, move |run| Command::Step { run, steps });
}

/// Sends a command that trains, unless the experiment is invalid.
fn train(pane: Pane, running: bool, command: impl FnOnce(RunId) -> Command + 'static) {
    if pane.invalid.get_untracked().is_some() {
        return;
    }
    clear_divergence(pane);
    bring_up(pane);
    pane.running.set(running);
    pane.time.end_welcome();
    pane.with_engines(move |engines| engines.post(command(engines.run)));
}

/// Shows the model as it was at an earlier step, or as it is now.
pub fn look(pane: Pane, step: Option<u64>) {
    pane.looking.set(step);
    pane.time.end_welcome();
    pane.with_engines(move |engines| engines.post(Command::Look { run: engines.run, step }));
}

/// Goes back to the step that is shown, and pauses.
pub fn rewind(pane: Pane) {
    if let Some(step) = pane.looking.get_untracked() {
        clear_divergence(pane);
        pane.running.set(false);
        pane.with_engines(move |engines| engines.post(Command::Rewind { run: engines.run, step, replay: true }));
    }
}

/// Goes back to the same initial weights with the present settings, and pauses.
pub fn reset(pane: Pane) {
    clear_divergence(pane);
    pane.running.set(false);
    end(pane);
    pane.begin(pane.experiment.get_untracked());
    bring_up(pane);
}

/// Continues after a divergence, from the last finite weights.
pub fn go_on(pane: Pane) {
    clear_divergence(pane);
    pane.running.set(true);
    let restore = pane.with_engines(move |engines| engines.checkpoint.clone()).flatten();
    restart(pane, restore);
}

/// Starts the run over, or continues it from `restore`.
pub fn restart(pane: Pane, restore: Option<Saved>) {
    let wanted = pane.experiment.get_untracked();
    pane.with_engines(move |engines| {
        let experiment = engines.known.clone().unwrap_or(wanted);
        engines.checkpoint.clone_from(&restore);
        configure(pane, engines, &experiment, restore);
    });
}

/// Limits the steps a second, in addition to the reader's own choice: see `comparison::level`.
pub fn keep_level(pane: Pane, level: Option<f64>) {
    pane.with_engines(move |engines| {
        if engines.level != level {
            engines.level = level;
            tell_speed(pane, engines);
        }
    });
}

/// Tries an engine again after all of them failed.
pub fn revive(pane: Pane) {
    pane.problem.set(None);
    pane.with_engines(move |engines| (engines.failures, engines.gpu_failures) = (0, 0));
    choose(pane);
    bring_up(pane);
}

/// Ends the run, which can be undone.
fn end(pane: Pane) {
    pane.with_engines(move |engines| {
        if let Some(known) = engines.known.take() {
            keep(pane, engines, &known, false);
        }
    });
}

/// Starts an experiment from a link, with the changes that it makes at later steps.
pub fn begin(pane: Pane, experiment: Experiment) {
    let Experiment { task, changes } = experiment;
    end(pane);
    pane.before.set(None);
    pane.begun.set(task.clone());
    pane.changes.set(changes);
    pane.experiment.set(task);
}
