//! What the engine says, and what becomes of it.

use leptos::prelude::*;

use super::{Inner, choice, revival, status::Phase, with_bridge, worker::News};
use crate::{
    math::levels::from_flat,
    protocol::{Answer, BackendKind, EngineError, Event, FieldKind, MapAnswer, Measurement, Message, Stats, Warning},
    ui::{App, browser, gates::Gates, problem::Problem, state::Progress},
};

/// Takes in what the worker `id` did.
pub fn hear(app: App, id: u32, news: News) {
    let known = with_bridge(app, |inner| {
        let worker = inner.active.iter_mut().chain(inner.rival.iter_mut()).find(|worker| worker.id == id)?;
        worker.watchdog.heard(browser::now_ms());
        Some(inner.active.as_ref().is_some_and(|worker| worker.id == id))
    });
    let Some(Some(is_active)) = known else {
        return;
    };
    match news {
        News::Said(Message { head: Event::Started(info), .. }) => {
            with_bridge(app, |inner| {
                let worker = inner.active.iter_mut().chain(inner.rival.iter_mut()).find(|worker| worker.id == id);
                if let Some(worker) = worker {
                    worker.start(info.clone());
                }
                if is_active {
                    app.engine.update(|status| {
                        (status.kind, status.phase, status.info) = (info.kind, Phase::Ready, Some(info));
                    });
                }
                inner.hold_race();
            });
        }
        News::Said(Message { head: Event::Unavailable(error), .. }) => unavailable(app, is_active, &error.to_string()),
        News::Said(Message { head: Event::Measured(outcome), .. }) => {
            with_bridge(app, |inner| inner.measured(id, outcome));
        }
        News::Said(message) if is_active => take_in(app, message),
        News::Said(_) => {}
        News::Garbled(why) => misunderstood(app, &why),
        News::Broken(why) if is_active => revival::replace(app, &why),
        News::Broken(why) => unavailable(app, false, &why),
    }
}

/// An engine that cannot start: a rival is forgotten, WebGPU gives way to the CPU, and without the CPU there is none.
fn unavailable(app: App, is_active: bool, why: &str) {
    if !is_active {
        choice::explain(app, &format!("WebGPU could not start: {why}"));
        with_bridge(app, |inner| inner.retired.extend(inner.rival.take()));
        return;
    }
    let kind = with_bridge(app, |inner| inner.active.as_ref().map(|worker| worker.kind)).flatten();
    if kind == Some(BackendKind::WebGpu) {
        choice::launch(app, BackendKind::Cpu, &format!("WebGPU could not start: {why}"));
        return;
    }
    app.engine.update(|status| status.phase = Phase::Failed);
    app.problem.set(Some(Problem::Engine(why.to_owned())));
}

/// An event of the active worker. Those of an earlier run are dropped.
fn take_in(app: App, Message { head, mut buffers }: Message<Event>) {
    let is_current = |run| with_bridge(app, |inner| inner.run == run && inner.known.is_some()).unwrap_or(false);
    if head.run().is_some_and(|run| !is_current(run)) {
        return;
    }
    match head {
        Event::Stats(_, stats) => stats_arrived(app, stats),
        Event::Answer { frame, step, answer, .. } => {
            if take_answer(app, frame, step, answer, buffers).is_none() {
                misunderstood(app, "an answer came without its numbers");
            }
        }
        Event::Checkpoint { checkpoint, .. } => {
            with_bridge(app, |inner| inner.checkpoint = Some((checkpoint, buffers)));
        }
        Event::Levels { .. } => {
            app.levels.set(buffers.pop().map(|flat| from_flat(&flat)).unwrap_or_default());
        }
        Event::History(_, history) => app.history.set(history.steps),
        Event::Rewound { step, .. } => rewound(app, step),
        // If there is no exact field any more, the warning follows.
        Event::Retargeted { .. } => app.has_exact.set(true),
        Event::Warning(_, Warning::NoExactField) => {
            app.has_exact.set(false);
            app.redraw();
        }
        Event::Warning(_, warning) => {
            app.map.set(None);
            app.notice.set(Some(warning.to_string()));
        }
        Event::Failed(_, error) => failed(app, error),
        Event::Misunderstood { why } => misunderstood(app, &why),
        // The first three are heard before, and the others only say that it lives.
        Event::Started(_) | Event::Unavailable(_) | Event::Measured(_) | Event::Ready(_) | Event::Pong { .. } => {}
    }
}

/// An answer to a question. What the stage shows is acknowledged when it is drawn, all else at once. Nothing if its numbers are
/// missing.
fn take_answer(app: App, frame: u64, step: u64, answer: Answer, buffers: Vec<Vec<f32>>) -> Option<()> {
    let mut buffers = buffers.into_iter();
    let mut is_drawn = true;
    match answer {
        Answer::Cloud(cloud) => {
            let (times, positions) = (buffers.next()?, buffers.next()?);
            with_bridge(app, |inner| {
                inner.sampled = Some(step);
                inner.failures = 0;
            });
            follow_answer(app, step);
            // Whatever comes while the past is looked at belongs to it, as soon as the present has left its shadow.
            let shadowed = app.stage.with_value(|stage| stage.look(|scene| !scene.present.is_empty()));
            let past = app.looking.get_untracked().is_some_and(|asked| asked == step || shadowed);
            app.stage.with_value(|stage| stage.take_samples(times, positions, cloud.count as usize, past));
        }
        Answer::Field(field) => {
            with_bridge(app, |inner| inner.probing.answer());
            for kind in field.kinds {
                let velocities = buffers.next()?;
                app.stage.with_value(|stage| stage.take_field(kind == FieldKind::Learned, field.grid, velocities));
            }
        }
        Answer::Map(MapAnswer { grid, kind, .. }) => {
            let numbers = buffers.next()?;
            with_bridge(app, |inner| inner.mapping.answer());
            if app.map.get_untracked() == Some(kind) {
                app.largest.set(app.stage.with_value(|stage| stage.take_map(kind, grid, numbers)));
            } else {
                // It comes too late to be drawn.
                is_drawn = false;
            }
        }
        Answer::Quality(quality) => {
            app.quality.set(Some(quality));
            is_drawn = false;
        }
        Answer::Walk(walk) => {
            with_bridge(app, |inner| inner.failures = 0);
            follow_answer(app, step);
            let is_known = app.stage.with_value(|stage| stage.take_walk(buffers.collect(), walk.paths as usize));
            app.walk.set(is_known.then_some(walk));
        }
        Answer::Gates(_) => {
            let (times, values) = (buffers.next()?, buffers.next()?);
            app.gates.set(Gates { times, values });
            is_drawn = false;
        }
    }
    with_bridge(app, |inner| if is_drawn { inner.undrawn.push(frame) } else { inner.acknowledge(frame) });
    Some(())
}

/// The page or the engine could not read what the other one sent.
fn misunderstood(app: App, why: &str) {
    browser::log(&format!("a message could not be understood: {why}"));
    app.problem.set(Some(Problem::Misunderstood(why.to_owned())));
}

/// A snapshot that has been given up is answered for by the nearest that is left.
fn follow_answer(app: App, step: u64) {
    let given_up = |asked: u64| app.history.with_untracked(|kept| !kept.contains(&asked) && kept.contains(&step));
    if app.looking.get_untracked().is_some_and(given_up) {
        app.looking.set(Some(step));
    }
}

/// The run stands at an earlier step again: what came after it is forgotten.
fn rewound(app: App, step: u64) {
    app.looking.set(None);
    app.curve.update_value(|curve| curve.truncate(step));
    app.curve_version.update(|version| *version = version.wrapping_add(1));
    with_bridge(app, |inner| inner.unpublished = None);
    let loss = app.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    app.progress.set(Progress { step, loss, steps_per_second: 0.0 });
}

fn stats_arrived(app: App, stats: Stats) {
    app.curve.update_value(|curve| stats.losses.iter().for_each(|&(step, loss)| curve.push(step, loss)));
    // Training reports often; a single step is to be seen at once.
    let at_once = !stats.running;
    with_bridge(app, |inner| inner.unpublished = Some(stats));
    if at_once {
        publish(app);
    }
}

/// Shows what was reported since the last time.
pub fn publish(app: App) {
    let Some(Some(stats)) = with_bridge(app, |inner| inner.unpublished.take()) else {
        return;
    };
    let loss = app.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    let progress = Progress { step: stats.step, loss, steps_per_second: stats.steps_per_second };
    if app.progress.get_untracked().step != stats.step {
        app.curve_version.update(|version| *version = version.wrapping_add(1));
    }
    app.progress.set(progress);
}

fn failed(app: App, error: EngineError) {
    match error {
        EngineError::NonFinite { .. } => {
            app.running.set(false);
            app.problem.set(Some(Problem::Diverged(error.to_string())));
        }
        EngineError::Device(why) => revival::replace(app, &why),
        EngineError::Checkpoint(why) => {
            app.notice.set(Some(format!("The run could not be restored ({why}); it starts over.")));
            with_bridge(app, |inner| {
                inner.checkpoint = None;
                if let Some(experiment) = inner.known.clone() {
                    inner.configure(&experiment, None);
                }
            });
        }
        EngineError::Experiment(error) => {
            app.running.set(false);
            app.problem.set(Some(Problem::Engine(error.to_string())));
        }
    }
}

impl Inner {
    /// The worker `id` has been measured.
    fn measured(&mut self, id: u32, outcome: Result<Measurement, EngineError>) {
        let Some(kind) = self.active.iter().chain(&self.rival).find(|worker| worker.id == id).map(|worker| worker.kind)
        else {
            return;
        };
        match outcome {
            Ok(Measurement { workload, median_ms, .. }) => self.race.finish(kind, Some(workload), median_ms),
            Err(_) => self.race.finish(kind, None, f64::INFINITY),
        }
        self.judge();
    }

    /// Asks for a cloud again if the last one is older than the weights, which the engine itself only promises while it
    /// trains.
    pub(super) fn refresh_samples(&mut self, app: App) {
        let step = app.progress.with_untracked(|progress| progress.step);
        // The past does not change.
        if app.looking.get_untracked().is_some() {
            return;
        }
        if !app.running.get_untracked() && self.known.is_some() && self.sampled.is_some_and(|sampled| sampled != step) {
            self.sampled = Some(step);
            self.ask_for_samples(app);
        }
    }
}
