//! Two runs side by side: the same data, seed and noise, one time, one extent, and whatever the reader lets differ.

mod bar;
mod level;
mod share;
pub mod together;
mod words;

pub use bar::{CompareBar, CompareButtons, LineSample, SideName, Tabs};
pub use level::Pace;

use std::time::Duration;

use leptos::prelude::*;

use super::{
    Pane, bridge,
    pane::{Saved, Side},
    stage::{DIFFERENCE, Stage, contrast},
};
use crate::protocol::{self, Experiment};

/// Two runs that are compared, and how.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    pub left: Pane,
    pub right: Pane,
    /// Whose settings and panels are shown.
    pub chosen: RwSignal<Side>,
    pub pace: RwSignal<Pace>,
}

/// The run whose settings and panels are shown: that of `first`, or the one that was chosen of two.
pub fn chosen(first: Pane) -> Pane {
    match first.page.comparison.get() {
        Some(comparison) if comparison.chosen.get() == Side::Right => comparison.right,
        _ => first,
    }
}

/// Puts a second run beside `left`, on its data, source and seed; with `restore` it goes on from there.
pub fn open(left: Pane, mut experiment: Experiment, restore: Option<Saved>) {
    let page = left.page;
    left.experiment.with_untracked(|left| protocol::share(left, &mut experiment.task));
    let Some(owner) = page.second.try_get_value().filter(|_| page.comparison.get_untracked().is_none()) else {
        return;
    };
    // One that was closed a moment ago may still be there.
    owner.cleanup();
    let comparison = owner.with(|| {
        let right = left.beside(experiment);
        if restore.is_some() {
            right.curve.set_value(left.curve.get_value());
        }
        let (chosen, pace) = (RwSignal::new(Side::Right), RwSignal::new(Pace::default()));
        let comparison = Comparison { left, right, chosen, pace };
        right.start(restore);
        share::follow(comparison);
        level::follow(comparison);
        follow_contrast(comparison);
        comparison
    });
    page.comparison.set(Some(comparison));
    if left.running.get_untracked() {
        bridge::run(comparison.right);
    }
}

/// Puts a second run beside `left` that goes on from its present weights: as soon as the engine has sent them.
pub fn fork(left: Pane) {
    bridge::pause(left);
    left.page.forking.set(true);
}

/// Ends the second run, with its worker and whatever listens for it.
pub fn close(left: Pane) {
    let page = left.page;
    page.comparison.set(None);
    bridge::keep_level(left, None);
    // First its views go, then what they look at.
    page.closing.start(Duration::ZERO, move || {
        if let Some(owner) = page.second.try_get_value().filter(|_| page.comparison.get_untracked().is_none()) {
            owner.cleanup();
        }
    });
}

/// Takes up what a link says stands beside `left`.
pub fn take_up(left: Pane, right: Option<Experiment>) {
    match (left.page.comparison.get_untracked(), right) {
        (None, Some(experiment)) => open(left, experiment, None),
        (Some(comparison), Some(mut experiment)) => {
            left.experiment.with_untracked(|left| protocol::share(left, &mut experiment.task));
            bridge::begin(comparison.right, experiment);
        }
        (Some(_), None) => close(left),
        (None, None) => {}
    }
}

/// Opens forks when their weights are there, as long as the present owner lives.
pub fn listen(left: Pane) {
    let page = left.page;
    Effect::new(move || {
        let progress = left.progress.get();
        let is_there = progress.step == 0 || left.saved.get() == Some(progress.step);
        if page.forking.get() && is_there && !progress.is_training {
            page.forking.set(false);
            let saved = left.bridge.with_value(|bridge| bridge.saved()).filter(|_| progress.step > 0);
            let recorded = untrack(|| left.recorded());
            open(left, recorded, saved);
        }
    });
}

/// Finds how the models differ whenever one of them has said something new, while that is shown.
fn follow_contrast(comparison: Comparison) {
    let Comparison { left, right, .. } = comparison;
    let version = StoredValue::new(0_u32);
    let renew = move || {
        if !right.layers.get_untracked().shows(DIFFERENCE) {
            return;
        }
        version.update_value(|version| *version = version.wrapping_add(1));
        let [one, other] = [left, right].map(|pane| pane.stage.get_value());
        let found = one.look(|left| other.look(|right| contrast(left, right, version.get_value())));
        if found.is_some() {
            other.update(|scene| scene.contrast = found);
        }
    };
    for pane in [left, right] {
        let listening = pane.stage.with_value(|stage: &Stage| {
            stage.listen(move |frame| {
                if frame.acknowledges {
                    renew();
                }
            })
        });
        listening.keep();
    }
    Effect::new(move || {
        right.layers.track();
        right.map.track();
        right.stage.with_value(|stage: &Stage| stage.update(|scene| scene.contrast = None));
        renew();
        left.redraw();
    });
}
