//! Undo and redo of settings: the run comes back with its weights and its loss curve.

use leptos::prelude::*;

use super::{
    change::{bring_up, clear_divergence},
    configure::configure,
    earlier::{keep, present},
};
use crate::{
    protocol::Command,
    ui::{
        Pane,
        engines::Engines,
        pane::{Earlier, Weights},
        words::PAGE,
    },
};

/// Goes back to the settings before the last change, with the weights of that time; or, with `redo`, forth again.
pub fn undo(pane: Pane, redo: bool) {
    // A change that is not sent yet is the last one.
    bring_up(pane);
    pane.with_engines(move |engines| {
        let Some(shares) = pane.past.with_untracked(|past| past.shares_weights(redo)) else {
            return;
        };
        let task = engines.known.clone().unwrap_or_else(|| pane.experiment.get_untracked());
        let state = present(pane, engines, &task, shares && engines.known.is_some());
        if let Some(earlier) = pane.past.try_update(|past| past.go(state, redo)).flatten() {
            put(pane, engines, earlier);
        }
    });
    pane.redraw();
}

/// Puts another run in the place of the present one, which undo brings back.
pub fn replace_run(pane: Pane, run: Earlier) {
    bring_up(pane);
    pane.with_engines(move |engines| {
        if let Some(known) = &engines.known {
            keep(pane, engines, known, false);
        }
        put(pane, engines, run);
    });
    pane.redraw();
}

fn put(pane: Pane, engines: &mut Engines, earlier: Earlier) {
    let Earlier { task, begun, changes, weights, curve } = earlier;
    if let Some((_, drawing)) = task.drawn() {
        let dabs = drawing.dabs().to_vec();
        pane.canvas.update(|canvas| canvas.replace(dabs));
    }
    pane.begun.set(begun);
    pane.changes.set(changes);
    pane.experiment.set(task.clone());
    let saved = match weights {
        Weights::Shared if engines.known.is_some() => {
            engines.known = Some(task.clone());
            return engines.post(Command::Resample { run: engines.run, task: Box::new(task) });
        }
        Weights::Saved(saved) => Some(*saved),
        Weights::Dropped => {
            pane.notice.set(Some(PAGE.say("weights-not-kept")));
            None
        }
        Weights::Shared | Weights::Initial => None,
    };
    clear_divergence(pane);
    pane.running.set(false);
    pane.before.set(None);
    pane.curve.set_value(curve);
    engines.checkpoint.clone_from(&saved);
    configure(pane, engines, &task, saved);
}
