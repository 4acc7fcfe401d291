//! What the engine says, and what becomes of it.

use leptos::prelude::*;

use super::{Inner, choice, revival, status::Phase, with_bridge, worker::News};
use crate::{
    math::levels::from_flat,
    protocol::{
        Answer, BackendKind, EngineError, Event, FieldKind, MapAnswer, Measurement, Message, Period, Stats, Warning,
        Workload,
    },
    ui::{Pane, browser, pane::Progress, panel::Gates, problem::Problem},
};

/// Takes in what the worker `id` did.
pub fn hear(pane: Pane, id: u32, news: News) {
    let known = with_bridge(pane, move |inner| {
        let worker = inner.active.iter_mut().chain(inner.rival.iter_mut()).find(|worker| worker.id == id)?;
        worker.watchdog.heard(browser::now_ms());
        Some(inner.active.as_ref().is_some_and(|worker| worker.id == id))
    });
    let Some(Some(is_active)) = known else {
        return;
    };
    match news {
        News::Said(Message { head: Event::Started(info), .. }) => {
            with_bridge(pane, move |inner| {
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
        News::Said(Message { head: Event::Measured(workload, outcome), .. }) => {
            with_bridge(pane, move |inner| inner.measured(id, workload, outcome));
        }
        News::Said(message) if is_active => take_in(pane, message),
        News::Said(_) => {}
        News::Garbled(why) => misunderstood(pane, &why),
        News::Broken(why) if is_active => revival::replace(pane, &why),
        News::Broken(why) => unavailable(pane, false, &why),
    }
}

/// An engine that cannot start: a rival is forgotten, WebGPU gives way to the CPU, and without the CPU there is none.
fn unavailable(pane: Pane, is_active: bool, why: &str) {
    if !is_active {
        choice::explain(pane, &format!("WebGPU could not start: {why}"));
        with_bridge(pane, move |inner| inner.retired.extend(inner.rival.take()));
        return;
    }
    let kind = with_bridge(pane, move |inner| inner.active.as_ref().map(|worker| worker.kind)).flatten();
    if kind == Some(BackendKind::WebGpu) {
        choice::launch(pane, BackendKind::Cpu, &format!("WebGPU could not start: {why}"));
        return;
    }
    pane.engine.update(|status| status.phase = Phase::Failed);
    pane.problem.set(Some(Problem::Engine(why.to_owned())));
}

/// An event of the active worker. Those of an earlier run are dropped.
fn take_in(pane: Pane, Message { head, mut buffers }: Message<Event>) {
    let is_current = |run| with_bridge(pane, move |inner| inner.run == run && inner.known.is_some()).unwrap_or(false);
    if head.run().is_some_and(|run| !is_current(run)) {
        return;
    }
    match head {
        Event::Stats(_, stats) => stats_arrived(pane, stats),
        Event::Answer { frame, step, answer, .. } => {
            if take_answer(pane, frame, step, answer, buffers).is_none() {
                // It will not be drawn: nothing may wait for that.
                with_bridge(pane, move |inner| inner.acknowledge(frame));
                misunderstood(pane, "an answer came without its numbers");
            }
        }
        Event::Checkpoint { checkpoint, .. } => {
            let step = checkpoint.step;
            with_bridge(pane, move |inner| inner.checkpoint = Some((checkpoint, buffers)));
            pane.saved.set(Some(step));
        }
        Event::Levels { .. } => {
            pane.levels.set(buffers.pop().map(|flat| from_flat(&flat)).unwrap_or_default());
        }
        Event::History(_, history) => pane.history.set(history.steps),
        Event::Rewound { step, .. } => rewound(pane, step),
        Event::Retargeted { step, .. } => retargeted(pane, step),
        Event::Warning(_, Warning::NoExactField) => {
            pane.has_exact.set(false);
            pane.redraw();
        }
        Event::Warning(_, warning @ Warning::NoMap) => {
            pane.map.set(None);
            pane.notice.set(Some(warning.to_string()));
        }
        Event::Failed(_, error) => failed(pane, error),
        Event::Misunderstood { why } => misunderstood(pane, &why),
        // The first three are heard before, and the others only say that it lives.
        Event::Started(_) | Event::Unavailable(_) | Event::Measured(..) | Event::Ready(_) | Event::Pong { .. } => {}
    }
}

/// An answer to a question. What the stage shows is acknowledged when it is drawn, all else at once. Nothing if its numbers are
/// missing.
fn take_answer(pane: Pane, frame: u64, step: u64, answer: Answer, buffers: Vec<Vec<f32>>) -> Option<()> {
    let mut buffers = buffers.into_iter();
    let mut is_drawn = true;
    match answer {
        Answer::Cloud(cloud) => {
            let (times, positions) = (buffers.next()?, buffers.next()?);
            with_bridge(pane, move |inner| {
                inner.sampled = Some(step);
                inner.failures = 0;
            });
            follow_answer(pane, step);
            // Whatever comes while the past is looked at belongs to it, as soon as the present has left its shadow.
            let shadowed = pane.stage.with_value(|stage| stage.look(|scene| !scene.present.is_empty()));
            let past = pane.looking.get_untracked().is_some_and(|asked| asked == step || shadowed);
            pane.stage.with_value(|stage| stage.take_samples(times, positions, cloud.count as usize, past));
        }
        Answer::Field(field) => {
            with_bridge(pane, move |inner| inner.probing.answer());
            for kind in field.kinds {
                let velocities = buffers.next()?;
                pane.stage.with_value(|stage| stage.take_field(kind == FieldKind::Learned, field.grid, velocities));
            }
        }
        Answer::Map(MapAnswer { grid, kind, .. }) => {
            let numbers = buffers.next()?;
            with_bridge(pane, move |inner| inner.mapping.answer());
            if pane.map.get_untracked() == Some(kind) {
                pane.largest.set(pane.stage.with_value(|stage| stage.take_map(kind, grid, numbers)));
            } else {
                // It comes too late to be drawn.
                is_drawn = false;
            }
        }
        Answer::Quality(quality) => {
            pane.quality.set(Some(quality));
            is_drawn = false;
        }
        Answer::Walk(walk) => {
            with_bridge(pane, move |inner| inner.failures = 0);
            follow_answer(pane, step);
            let is_known = pane.stage.with_value(|stage| stage.take_walk(buffers.collect(), walk.paths as usize));
            pane.walk.set(is_known.then_some(walk));
        }
        Answer::Rollouts(rollouts) => {
            with_bridge(pane, move |inner| inner.failures = 0);
            follow_answer(pane, step);
            let is_known = pane.stage.with_value(|stage| stage.take_rollouts(buffers.collect(), &rollouts));
            pane.rollouts.set(is_known.then_some(rollouts));
        }
        Answer::Gates(_) => {
            let (times, values) = (buffers.next()?, buffers.next()?);
            pane.gates.set(Gates { times, values });
            is_drawn = false;
        }
    }
    with_bridge(pane, move |inner| if is_drawn { inner.undrawn.push(frame) } else { inner.acknowledge(frame) });
    Some(())
}

/// The page or the engine could not read what the other one sent.
fn misunderstood(pane: Pane, why: &str) {
    browser::log(&format!("a message could not be understood: {why}"));
    pane.problem.set(Some(Problem::Misunderstood(why.to_owned())));
}

/// A snapshot that has been given up is answered for by the nearest that is left.
fn follow_answer(pane: Pane, step: u64) {
    let given_up = |asked: u64| pane.history.with_untracked(|kept| !kept.contains(&asked) && kept.contains(&step));
    if pane.looking.get_untracked().is_some_and(given_up) {
        pane.looking.set(Some(step));
    }
}

/// The run goes on with other settings: those that the page wanted, or those that its log has at this step.
fn retargeted(pane: Pane, step: u64) {
    // If there is no exact field any more, the warning follows.
    pane.has_exact.set(true);
    match with_bridge(pane, move |inner| inner.retargeted.pop_front()).flatten() {
        Some(task) => pane.record(step, &task),
        None => stand_at(pane, step),
    }
    pane.curve_version.update(|version| *version = version.wrapping_add(1));
    pane.redraw();
}

/// Shows the settings that the run has behind this step.
fn stand_at(pane: Pane, step: u64) {
    let periods = untrack(|| pane.recorded()).periods().unwrap_or_default();
    if let Some(Period { task, .. }) = periods.into_iter().rfind(|period| period.step <= step) {
        let known = task.clone();
        with_bridge(pane, move |inner| inner.known = Some(known));
        if pane.experiment.with_untracked(|present| *present != task) {
            pane.experiment.set(task);
        }
    }
}

/// The run stands at an earlier step again: what came after it is forgotten.
fn rewound(pane: Pane, step: u64) {
    pane.looking.set(None);
    stand_at(pane, step);
    pane.curve.update_value(|curve| curve.truncate(step));
    pane.curve_version.update(|version| *version = version.wrapping_add(1));
    with_bridge(pane, move |inner| inner.unpublished = None);
    let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
    pane.progress.set(Progress { step, loss, ..Progress::default() });
}

fn stats_arrived(pane: Pane, stats: Stats) {
    pane.curve.update_value(|curve| stats.losses.iter().for_each(|&(step, loss)| curve.push(step, loss)));
    // A run that met a loss that is not finite stands at an earlier step.
    if pane.curve.with_value(|curve| curve.last().is_some_and(|(last, _)| last > stats.step)) {
        pane.curve.update_value(|curve| curve.truncate(stats.step));
        pane.curve_version.update(|version| *version = version.wrapping_add(1));
    }
    // Training reports often; a single step is to be seen at once.
    let at_once = !stats.running;
    with_bridge(pane, move |inner| inner.unpublished = Some(stats));
    if at_once {
        publish(pane);
    }
}

/// Shows what was reported since the last time.
pub fn publish(pane: Pane) {
    let Some(Some(stats)) = with_bridge(pane, move |inner| inner.unpublished.take()) else {
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
            with_bridge(pane, move |inner| {
                inner.checkpoint = None;
                if let Some(experiment) = inner.known.clone() {
                    inner.configure(&experiment, None);
                }
            });
        }
        // What gave way to something else has nothing to say of the run.
        EngineError::Superseded => {}
        EngineError::Experiment(error) => {
            pane.running.set(false);
            pane.problem.set(Some(Problem::Engine(error.to_string())));
        }
    }
}

impl Inner {
    /// The worker `id` has been measured.
    fn measured(&mut self, id: u32, workload: Workload, outcome: Result<Measurement, EngineError>) {
        let Some(kind) = self.active.iter().chain(&self.rival).find(|worker| worker.id == id).map(|worker| worker.kind)
        else {
            return;
        };
        match outcome {
            Ok(Measurement { median_ms, .. }) => self.race.finish(kind, workload, median_ms),
            Err(EngineError::Superseded) => self.race.leave(kind, workload),
            Err(_) => self.race.finish(kind, workload, f64::INFINITY),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::Experiment, ui::Page};

    #[test]
    fn the_curve_never_runs_backwards() {
        let owner = Owner::new();
        owner.with(|| {
            let pane = Pane::first(Page::new(), Experiment::default());
            let report = |losses: std::ops::RangeInclusive<u64>, step: u64| {
                let losses = losses.map(|step| (step, 0.5)).collect();
                stats_arrived(pane, Stats { step, losses, steps_per_second: 0.0, running: false });
                pane.curve.with_value(|curve| curve.buckets().iter().map(|bucket| bucket.step).collect::<Vec<_>>())
            };
            assert_eq!(report(1..=20, 20).len(), 20);
            let drawn = pane.curve_version.get_untracked();
            // Nothing was learned since: the run met a loss that is not finite, and stands at step 12.
            assert_eq!(report(1..=0, 12), (1..=12).collect::<Vec<_>>());
            assert_ne!(pane.curve_version.get_untracked(), drawn, "it is drawn anew");
            assert_eq!(pane.progress.get_untracked().step, 12);
            assert_eq!(report(13..=15, 15), (1..=15).collect::<Vec<_>>());
        });
    }
}
