//! Opens and closes the second run beside the first.

use std::time::Duration;

use leptos::prelude::*;

use super::{difference, level, pair::Comparison, share};
use crate::{
    protocol::{self, Experiment},
    ui::{
        Pane, bridge,
        engines::Saved,
        pane::{Pace, Side},
    },
};

/// Opens a second run beside `left`, with its data, source and seed; with `restore` it continues from there.
pub fn open(left: Pane, mut experiment: Experiment, restore: Option<Saved>) {
    let page = left.page;
    left.experiment.with_untracked(|left| protocol::share(left, &mut experiment.task));
    let Some(owner) = page.second.try_get_value().filter(|_| left.other.with_untracked(Option::is_none)) else {
        return;
    };
    // A second run that was just closed may not have ended yet.
    page.closing.stop();
    owner.cleanup();
    let right = owner.with(|| {
        let right = left.beside(experiment);
        if restore.is_some() {
            right.curve.set_value(left.curve.get_value());
        }
        bridge::start(right, restore);
        let comparison = Comparison { left, right };
        share::follow(comparison);
        level::follow(comparison);
        difference::follow(comparison);
        right
    });
    left.chosen.set(Side::Right);
    left.pace.set(Pace::default());
    left.other.set(Some(right));
    if left.running.get_untracked() {
        bridge::run(right);
    }
}

/// Opens a second run that continues from the present weights of `left`, as soon as the engine has sent them.
pub fn fork(left: Pane) {
    bridge::pause(left);
    left.page.forking.set(true);
}

/// Ends the second run, with its worker and all its listeners.
pub fn close(left: Pane) {
    let page = left.page;
    if let Some(right) = left.other.get_untracked() {
        right.other.set(None);
    }
    left.other.set(None);
    bridge::keep_level(left, None);
    // The views are removed first, then the state that they read.
    page.closing.start(Duration::ZERO, move || {
        if let Some(owner) = page.second.try_get_value() {
            owner.cleanup();
        }
    });
}

/// Opens, changes or closes the second run beside `left` as a link says.
pub fn take_up(left: Pane, right: Option<Experiment>) {
    match (left.other.get_untracked(), right) {
        (None, Some(experiment)) => open(left, experiment, None),
        (Some(right), Some(mut experiment)) => {
            left.experiment.with_untracked(|left| protocol::share(left, &mut experiment.task));
            bridge::begin(right, experiment);
        }
        (Some(_), None) => close(left),
        (None, None) => {}
    }
}

/// Opens a fork when its weights have arrived, as long as the present owner lives.
pub fn listen(left: Pane) {
    let page = left.page;
    Effect::new(move || {
        let progress = left.progress.get();
        let is_there = progress.step == 0 || left.saved.get() == Some(progress.step);
        if page.forking.get() && is_there && !progress.is_training {
            page.forking.set(false);
            let saved =
                left.with_engines(move |engines| engines.checkpoint.clone()).flatten().filter(|_| progress.step > 0);
            let recorded = untrack(|| left.recorded());
            open(left, recorded, saved);
        }
    });
}
