//! What the engine says, and what becomes of it.

use leptos::prelude::*;

use super::{Inner, choice, revival, status::Phase, with_bridge, worker::News};
use crate::{
    math::levels::from_flat,
    protocol::{BackendKind, Command, EngineError, Event, FieldKind, Measurement, Message, RunId, Stats, Warning},
    ui::{Pane, browser, pane::Progress, panel::Gates, problem::Problem},
};

/// Takes in what the worker `id` did.
pub fn hear(pane: Pane, id: u32, news: News) {
    let known = with_bridge(pane, |inner| {
        let worker = inner.active.iter_mut().chain(inner.rival.iter_mut()).find(|worker| worker.id == id)?;
        worker.watchdog.heard(browser::now_ms());
        Some(inner.active.as_ref().is_some_and(|worker| worker.id == id))
    });
    let Some(Some(is_active)) = known else {
        return;
    };
    match news {
        News::Said(Message { head: Event::Started(info), .. }) => {
            with_bridge(pane, |inner| {
                let worker = inner.active.iter_mut().chain(inner.rival.iter_mut()).find(|worker| worker.id == id);
                if let Some(worker) = worker {
                    worker.start(info.clone());
                }
                if is_active {
                    pane.engine.update(|status| {
                        (status.kind, status.phase, status.info) = (info.kind, Phase::Ready, Some(info));
                    });
                }
                inner.hold_race();
            });
        }
        News::Said(Message { head: Event::Unavailable(error), .. }) => unavailable(pane, is_active, &error.to_string()),
        News::Said(Message { head: Event::Measured(outcome), .. }) => {
            with_bridge(pane, |inner| inner.measured(id, outcome));
        }
        News::Said(message) if is_active => take_in(pane, message),
        News::Said(_) => {}
        News::Broken(why) if is_active => revival::replace(pane, &why),
        News::Broken(why) => unavailable(pane, false, &why),
    }
}

/// An engine that cannot start: a rival is forgotten, WebGPU gives way to the CPU, and without the CPU there is none.
fn unavailable(pane: Pane, is_active: bool, why: &str) {
    if !is_active {
        choice::explain(pane, &format!("WebGPU could not start: {why}"));
        with_bridge(pane, |inner| inner.retired.extend(inner.rival.take()));
        return;
    }
    let kind = with_bridge(pane, |inner| inner.active.as_ref().map(|worker| worker.kind)).flatten();
    if kind == Some(BackendKind::WebGpu) {
        choice::launch(pane, BackendKind::Cpu, &format!("WebGPU could not start: {why}"));
        return;
    }
    pane.engine.update(|status| status.phase = Phase::Failed);
    pane.problem.set(Some(Problem::Engine(why.to_owned())));
}

/// An event of the active worker. Those of an earlier run are dropped.
fn take_in(pane: Pane, Message { head, mut buffers }: Message<Event>) {
    let current = |run: RunId| with_bridge(pane, |inner| inner.run == run && inner.known.is_some()).unwrap_or(false);
    match head {
        Event::Stats(run, stats) if current(run) => stats_arrived(pane, stats),
        Event::Samples { run, step, count } if current(run) => {
            let (Some(positions), Some(times)) = (buffers.pop(), buffers.pop()) else {
                return;
            };
            with_bridge(pane, |inner| {
                inner.sampled = Some(step);
                inner.failures = 0;
            });
            follow_answer(pane, step);
            // Whatever comes while the past is looked at belongs to it, as soon as the present has left its shadow.
            let shadowed = pane.stage.with_value(|stage| stage.look(|scene| !scene.present.is_empty()));
            let past = pane.looking.get_untracked().is_some_and(|asked| asked == step || shadowed);
            pane.stage.with_value(|stage| stage.take_samples(times, positions, count as usize, past));
        }
        Event::Field { run, kind, grid, .. } if current(run) => {
            let Some(velocities) = buffers.pop() else {
                return;
            };
            with_bridge(pane, |inner| inner.probing.answer());
            pane.stage.with_value(|stage| stage.take_field(kind == FieldKind::Learned, grid, velocities));
        }
        Event::Checkpoint { run, checkpoint } if current(run) => {
            let step = checkpoint.step;
            with_bridge(pane, |inner| inner.checkpoint = Some((checkpoint, buffers)));
            pane.saved.set(Some(step));
        }
        Event::Followed { run, step, walk } if current(run) => {
            with_bridge(pane, |inner| inner.failures = 0);
            follow_answer(pane, step);
            let is_known = pane.stage.with_value(|stage| stage.take_walk(buffers, walk.paths as usize));
            pane.walk.set(is_known.then_some(walk));
        }
        Event::Gates { run, .. } if current(run) => {
            let (values, times) = (buffers.pop().unwrap_or_default(), buffers.pop().unwrap_or_default());
            pane.gates.set(Gates { times, values });
        }
        Event::Quality { run, quality, .. } if current(run) => pane.quality.set(Some(quality)),
        Event::Levels { run, .. } if current(run) => {
            pane.levels.set(buffers.pop().map(|flat| from_flat(&flat)).unwrap_or_default());
        }
        Event::Map { run, grid, kind, .. } if current(run) => {
            let Some(numbers) = buffers.pop() else {
                return;
            };
            with_bridge(pane, |inner| inner.mapping.answer());
            if pane.map.get_untracked() == Some(kind) {
                pane.largest.set(pane.stage.with_value(|stage| stage.take_map(kind, grid, numbers)));
            } else {
                // It comes too late to be drawn, and the engine waits to hear that it was.
                with_bridge(pane, |inner| inner.post(Command::Acknowledge));
            }
        }
        Event::History(run, history) if current(run) => pane.history.set(history.steps),
        Event::Rewound { run, step } if current(run) => rewound(pane, step),
        Event::Warning(run, Warning::NoExactField) if current(run) => {
            pane.has_exact.set(false);
            pane.redraw();
        }
        Event::Warning(run, warning) if current(run) => {
            pane.map.set(None);
            pane.notice.set(Some(warning.to_string()));
        }
        Event::Failed(run, error) if current(run) => failed(pane, error),
        _ => {}
    }
}

/// A snapshot that has been given up is answered for by the nearest that is left.
fn follow_answer(pane: Pane, step: u64) {
    let given_up = |asked: u64| pane.history.with_untracked(|kept| !kept.contains(&asked) && kept.contains(&step));
    if pane.looking.get_untracked().is_some_and(given_up) {
        pane.looking.set(Some(step));
    }
}

/// The run stands at an earlier step again: what came after it is forgotten.
fn rewound(pane: Pane, step: u64) {
    pane.looking.set(None);
    pane.curve.update_value(|curve| curve.truncate(step));
    pane.curve_version.update(|version| *version = version.wrapping_add(1));
    with_bridge(pane, |inner| inner.unpublished = None);
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    pane.progress.set(Progress { step, loss, ..Progress::default() });
}

fn stats_arrived(pane: Pane, stats: Stats) {
    pane.curve.update_value(|curve| stats.losses.iter().for_each(|&(step, loss)| curve.push(step, loss)));
    // Training reports often; a single step is to be seen at once.
    let at_once = !stats.running;
    with_bridge(pane, |inner| inner.unpublished = Some(stats));
    if at_once {
        publish(pane);
    }
}

/// Shows what was reported since the last time.
pub fn publish(pane: Pane) {
    let Some(Some(stats)) = with_bridge(pane, |inner| inner.unpublished.take()) else {
        return;
    };
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    let Stats { step, steps_per_second, running: is_training, .. } = stats;
    let progress = Progress { step, loss, steps_per_second, is_training };
    if pane.progress.get_untracked().step != step {
        pane.curve_version.update(|version| *version = version.wrapping_add(1));
    }
    pane.progress.set(progress);
}

fn failed(pane: Pane, error: EngineError) {
    match error {
        EngineError::NonFinite { .. } => {
            pane.running.set(false);
            pane.problem.set(Some(Problem::Diverged(error.to_string())));
        }
        EngineError::Device(why) => revival::replace(pane, &why),
        EngineError::Checkpoint(why) => {
            pane.notice.set(Some(format!("The run could not be restored ({why}); it starts over.")));
            with_bridge(pane, |inner| {
                inner.checkpoint = None;
                if let Some(experiment) = inner.known.clone() {
                    inner.configure(&experiment, None);
                }
            });
        }
        EngineError::Task(error) => {
            pane.running.set(false);
            pane.problem.set(Some(Problem::Engine(error.to_string())));
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
    pub(super) fn refresh_samples(&mut self, pane: Pane) {
        let step = pane.progress.with_untracked(|progress| progress.step);
        // The past does not change.
        if pane.looking.get_untracked().is_some() {
            return;
        }
        if !pane.running.get_untracked() && self.known.is_some() && self.sampled.is_some_and(|sampled| sampled != step)
        {
            self.sampled = Some(step);
            self.ask_for_samples(pane);
        }
    }
}
