//! The state of a run before its settings are changed.

use leptos::prelude::*;

use crate::{
    protocol::Task,
    ui::{
        Pane,
        engines::Engines,
        pane::{Earlier, Weights},
    },
};

/// Keeps the run of `known` for undo; its settings are about to change. `shares` where its weights stay.
pub fn keep(pane: Pane, engines: &Engines, known: &Task, shares: bool) {
    let state = present(pane, engines, known, shares);
    pane.past.update(|past| past.keep(state));
}

/// The present state of the run of `task`.
pub fn present(pane: Pane, engines: &Engines, task: &Task, shares: bool) -> Earlier {
    let has_trained = pane.progress.with_untracked(|progress| progress.step > 0);
    let weights = match &engines.checkpoint {
        _ if shares => Weights::Shared,
        Some(saved) if has_trained => Weights::Saved(Box::new(saved.clone())),
        None if has_trained => Weights::Dropped,
        _ => Weights::Initial,
    };
    Earlier {
        task: task.clone(),
        begun: pane.begun.get_untracked(),
        changes: pane.changes.get_untracked(),
        weights,
        curve: pane.curve.get_value(),
    }
}
