//! Handles the messages of the engine.

use leptos::prelude::*;

use super::{
    answers::take_answer,
    choice,
    configure::{configure, hold_race, judge},
    reports::{retargeted, rewound, stats_arrived},
    revival,
};
use crate::{
    math::levels::from_flat,
    protocol::{BackendKind, EngineError, Event, Measurement, Message, Warning, Workload},
    ui::{
        Pane, browser,
        engines::{Engines, News, Phase},
        problem::Problem,
        words::ENGINES,
    },
};

/// Handles news of the worker `id`.
pub fn hear(pane: Pane, id: u32, news: News) {
    let known = pane.with_engines(move |engines| {
        engines.worker(id)?.watchdog.heard(browser::now_ms());
        Some(engines.active.as_ref().is_some_and(|worker| worker.id == id))
    });
    let Some(Some(is_active)) = known else {
        return;
    };
    match news {
        News::Said(Message { head: Event::Started(info), .. }) if info.build != pane.page.build => {
            let page = pane.page.build.to_owned();
            pane.engine.update(|status| status.phase = Phase::Failed);
            pane.problem.set(Some(Problem::Outdated { page, engine: info.build }));
        }
        News::Said(Message { head: Event::Started(info), .. }) => {
            pane.with_engines(move |engines| {
                if let Some(worker) = engines.worker(id) {
                    worker.start(info.clone());
                }
                if is_active {
                    pane.engine.update(|status| {
                        (status.kind, status.phase, status.info) = (info.kind, Phase::Ready, Some(info));
                    });
                }
                hold_race(pane, engines);
            });
        }
        News::Said(Message { head: Event::Unavailable(error), .. }) => unavailable(pane, is_active, &error.to_string()),
        News::Said(Message { head: Event::Measured(workload, outcome), .. }) => {
            pane.with_engines(move |engines| measured(pane, engines, id, workload, outcome));
        }
        News::Said(message) if is_active => take_in(pane, message),
        News::Said(_) => {}
        News::Garbled(why) => misunderstood(pane, &why),
        News::Broken(why) if is_active => revival::replace(pane, &why),
        News::Broken(why) => unavailable(pane, false, &why),
    }
}

/// Handles an engine that cannot start.
///
/// A rival is dropped, the CPU takes the place of WebGPU, and without the CPU there is no engine.
fn unavailable(pane: Pane, is_active: bool, why: &str) {
    if !is_active {
        pane.engine.update(|status| status.explain(&could_not_start(why)));
        pane.with_engines(move |engines| engines.retired.extend(engines.rival.take()));
        return;
    }
    let kind = pane.with_engines(move |engines| engines.active.as_ref().map(|worker| worker.kind)).flatten();
    if kind == Some(BackendKind::WebGpu) {
        choice::launch(pane, BackendKind::Cpu, &could_not_start(why));
        return;
    }
    pane.engine.update(|status| status.phase = Phase::Failed);
    pane.problem.set(Some(Problem::Engine(why.to_owned())));
}

fn could_not_start(why: &str) -> String {
    ENGINES.with("could-not-start", &[("why", why.into())])
}

/// Handles an event of the active worker. Events of an earlier run are dropped.
fn take_in(pane: Pane, Message { head, mut buffers }: Message<Event>) {
    let is_current =
        |run| pane.with_engines(move |engines| engines.run == run && engines.known.is_some()).unwrap_or(false);
    if head.run().is_some_and(|run| !is_current(run)) {
        return;
    }
    match head {
        Event::Stats(_, stats) => stats_arrived(pane, stats),
        Event::Answer { frame, step, answer, .. } => {
            if take_answer(pane, frame, step, answer, buffers).is_none() {
                // The answer will not be drawn, so it is acknowledged now.
                pane.with_engines(move |engines| engines.acknowledge(frame));
                misunderstood(pane, &ENGINES.say("no-buffers"));
            }
        }
        Event::Checkpoint { checkpoint, .. } => {
            let step = checkpoint.step;
            pane.with_engines(move |engines| engines.checkpoint = Some((checkpoint, buffers)));
            pane.saved.set(Some(step));
        }
        Event::Levels { .. } => {
            pane.levels.set(buffers.pop().map(|flat| from_flat(&flat)).unwrap_or_default());
        }
        Event::History(_, history) => pane.history.set(history.steps),
        Event::Rewound { step, .. } => rewound(pane, step),
        Event::Retargeted { step, .. } => {
            pane.warnings.set(Vec::new());
            retargeted(pane, step);
        }
        Event::Warning(_, Warning::NoExactField) => {
            pane.has_exact.set(false);
            pane.redraw();
        }
        Event::Warning(_, warning @ Warning::NoMap) => {
            pane.map.set(None);
            pane.notice.set(Some(warning.to_string()));
        }
        Event::Warning(_, warning) => {
            if pane.warnings.with_untracked(|known| !known.contains(&warning)) {
                pane.warnings.update(|known| known.push(warning));
            }
        }
        Event::Failed(_, error) => failed(pane, error),
        Event::Misunderstood { why } => misunderstood(pane, &why),
        // The others are handled before, and a pong only shows that the engine is alive.
        Event::Started(_) | Event::Unavailable(_) | Event::Measured(..) | Event::Ready(_) | Event::Pong { .. } => {}
    }
}

/// Reports a message that the page or the engine could not read.
fn misunderstood(pane: Pane, why: &str) {
    browser::log(&format!("a message could not be read: {why}"));
    pane.problem.set(Some(Problem::Misunderstood(why.to_owned())));
}

fn failed(pane: Pane, error: EngineError) {
    match error {
        EngineError::NonFinite { .. } => {
            pane.running.set(false);
            pane.problem.set(Some(Problem::Diverged(error.to_string())));
        }
        EngineError::Device(why) => revival::replace(pane, &why),
        EngineError::Checkpoint(why) => {
            pane.notice.set(Some(ENGINES.with("not-restored", &[("why", why.into())])));
            pane.with_engines(move |engines| {
                engines.checkpoint = None;
                if let Some(experiment) = engines.known.clone() {
                    configure(pane, engines, &experiment, None);
                }
            });
        }
        // A superseded measurement says nothing about the run.
        EngineError::Superseded => {}
        EngineError::Experiment(error) => {
            pane.running.set(false);
            pane.problem.set(Some(Problem::Engine(error.to_string())));
        }
    }
}

/// Takes the measurement of the worker `id`.
fn measured(pane: Pane, engines: &mut Engines, id: u32, workload: Workload, outcome: Result<Measurement, EngineError>) {
    let Some(kind) = engines.worker(id).map(|worker| worker.kind) else {
        return;
    };
    match outcome {
        Ok(Measurement { median_ms, .. }) => engines.race.finish(kind, workload, median_ms),
        Err(EngineError::Superseded) => engines.race.leave(kind, workload),
        Err(_) => engines.race.finish(kind, workload, f64::INFINITY),
    }
    judge(pane, engines);
}
