//! What a changed setting does to the run: new samples, training continues, or training starts over.

use std::time::Duration;

use leptos::prelude::*;

use super::{configure::configure, earlier::keep};
use crate::{
    protocol::{Class, Command, LossCurve},
    ui::{Pane, listening::Timer, pane::Progress, problem::Problem, stage::Scene},
};

/// The rest after which a change is sent: a dragged slider changes the experiment with every pixel.
const SETTLE: Duration = Duration::from_millis(150);

/// Sends changes of the experiment to the engine, a moment after the last change.
pub fn follow_experiment(pane: Pane) {
    let settling = Timer::new();
    bring_up(pane);
    Effect::watch(move || pane.experiment.get(), move |_, _, _| settling.start(SETTLE, move || bring_up(pane)), false);
}

/// Sends the engine what has changed since the last command.
pub fn bring_up(pane: Pane) {
    if pane.invalid.get_untracked().is_some() {
        // An invalid experiment is not trained.
        pane.running.set(false);
        pane.with_engines(move |engines| {
            engines.pause();
            if let Some(known) = &engines.known {
                keep(pane, engines, known, false);
                pane.keep_curve(known);
            }
            (engines.known, engines.unpublished) = (None, None);
        });
        pane.stage.with_value(|stage| stage.update(Scene::forget_model));
        pane.curve.update_value(LossCurve::clear);
        pane.redraw_curve();
        pane.progress.set(Progress::default());
        return;
    }
    let experiment = pane.experiment.get_untracked();
    pane.with_engines(move |engines| {
        let Some(known) = &engines.known else {
            clear_divergence(pane);
            return configure(pane, engines, &experiment, None);
        };
        let Some(class) = known.change_class(&experiment) else {
            return;
        };
        // Before the first step there are no trained weights to keep.
        let has_trained = pane.progress.with_untracked(|progress| progress.step > 0) || pane.running.get_untracked();
        // Other data may have another number of classes, and so another number of network inputs.
        let fits = known.sizes() == experiment.sizes();
        let wanted = class == Class::Retarget || (class == Class::Either && pane.goes_on.get_untracked());
        let goes_on = has_trained && fits && wanted;
        keep(pane, engines, known, class == Class::Resample);
        if class == Class::Resample {
            engines.known = Some(experiment.clone());
            engines.post(Command::Resample { run: engines.run, task: Box::new(experiment.clone()) });
        } else if goes_on {
            engines.known = Some(experiment.clone());
            engines.retargeted.push_back(experiment.clone());
            engines.post(Command::Retarget { run: engines.run, task: Box::new(experiment.clone()) });
        } else {
            clear_divergence(pane);
            pane.keep_curve(known);
            pane.begin(experiment.clone());
            configure(pane, engines, &experiment, None);
        }
    });
    pane.redraw();
}

/// Removes the message of a divergence: training goes on with other settings.
pub fn clear_divergence(pane: Pane) {
    if matches!(pane.problem.get_untracked(), Some(Problem::Diverged(_))) {
        pane.problem.set(None);
    }
}
