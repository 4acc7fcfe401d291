//! Starting a run over, in the faster of two engines.

use leptos::prelude::*;

use super::ask::ask_for_samples;
use crate::{
    protocol::{BackendKind, Command, Message, Task},
    ui::{
        Pane,
        engines::{self, Engines, Phase, RACE_MS, Saved},
        pane::{Gates, Progress},
        words::ENGINES,
    },
};

/// Starts the run over in the active worker, or continues it from `restore`.
pub fn configure(pane: Pane, engines: &mut Engines, present: &Task, restore: Option<Saved>) {
    seat_winner(pane, engines, present);
    engines.begin_run(present);
    pane.series_figures.set(None);
    pane.rollouts.set(None);
    pane.warnings.set(Vec::new());
    pane.gates.set(Gates::default());
    pane.quality.set(None);
    pane.bench.set(None);
    pane.looking.set(None);
    pane.history.set(Vec::new());
    let step = restore.as_ref().map_or(0, |(checkpoint, _)| checkpoint.step);
    pane.levels.set(Vec::new());
    pane.curve.update_value(|curve| if restore.is_some() { curve.truncate(step) } else { curve.clear() });
    pane.redraw_curve();
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    pane.progress.set(Progress { step, loss, ..Progress::default() });
    pane.has_exact.set(true);
    let (restore, buffers) = restore.map_or((None, Vec::new()), |(checkpoint, buffers)| (Some(checkpoint), buffers));
    if restore.is_none() {
        engines.checkpoint = None;
        pane.saved.set(None);
    }
    let experiment = Box::new(untrack(|| pane.recorded()));
    engines.post(Message { head: Command::Configure { run: engines.run, experiment, restore }, buffers });
    tell_speed(pane, engines);
    ask_for_samples(pane, engines);
    if pane.running.get_untracked() {
        engines.post(Command::Run { run: engines.run });
    }
    hold_race(pane, engines);
}

/// Sends the engine the speed limit of training.
pub fn tell_speed(pane: Pane, engines: &mut Engines) {
    let steps_per_second = pane.speed.get_untracked().into_iter().chain(engines.level).reduce(f64::min);
    engines.post(Command::Speed { run: engines.run, steps_per_second });
}

/// Lets both engines measure a training step of this experiment, unless they have done so.
pub fn hold_race(pane: Pane, engines: &mut Engines) {
    let both = [&engines.active, &engines.rival];
    let ready = both.iter().all(|engine| engine.as_ref().is_some_and(|engine| engine.info.is_some()));
    let Some(course) = engines.known.as_ref().filter(|_| ready).map(engines::course) else {
        return;
    };
    for engine in engines.active.iter_mut().chain(&mut engines.rival) {
        if let Some(course) = course.filter(|&course| engines.race.enter(engine.kind, course)) {
            engine.post(Command::Measure { workload: course, budget_ms: RACE_MS });
        }
    }
    judge(pane, engines);
}

/// Makes the faster engine active. A run that has begun stays on its engine.
pub fn judge(pane: Pane, engines: &mut Engines) {
    let Some(known) = engines.known.clone() else {
        return;
    };
    let untouched = pane.progress.with_untracked(|progress| progress.step == 0) && !pane.running.get_untracked();
    if untouched && seat_winner(pane, engines, &known) {
        configure(pane, engines, &known, None);
    }
}

/// Swaps active engine and rival if the rival is faster for this experiment; true if it did.
fn seat_winner(pane: Pane, engines: &mut Engines, experiment: &Task) -> bool {
    let Some((winner, why)) = winner(engines, experiment) else {
        return false;
    };
    let Some(rival) = engines.rival.as_ref().map(|rival| rival.kind) else {
        return false;
    };
    pane.engine.update(|status| status.explain(&why));
    if rival != winner {
        return false;
    }
    Command::rest(engines.run).for_each(|command| engines.post(command));
    std::mem::swap(&mut engines.active, &mut engines.rival);
    if let Some(active) = &engines.active {
        let (kind, info) = (active.kind, active.info.clone());
        pane.engine.update(|status| (status.kind, status.phase, status.info) = (kind, Phase::Ready, info));
    }
    true
}

/// The engine for this experiment, with the reason; `None` until it is known.
fn winner(engines: &Engines, experiment: &Task) -> Option<(BackendKind, String)> {
    let Some(course) = engines::course(experiment) else {
        return Some((BackendKind::Cpu, ENGINES.say("cpu-alone")));
    };
    let times = engines.race.times(course)?;
    let why = ENGINES.with("measured", &[("times", engines::comparison(times).into())]);
    engines.race.winner(course).map(|winner| (winner, why))
}
