//! Replaces an engine that has stopped, without losing the run.

use leptos::prelude::*;

use super::{ask::refresh_samples, choice};
use crate::{
    protocol::{BackendKind, Command},
    ui::{
        Pane, browser,
        engines::{self, Phase},
        problem::Problem,
        words::ENGINES,
    },
};

/// After this many failures in a row without an answer in between, no further engine is started.
const MAX_FAILURES: u32 = 3;

/// Checks once a second whether the engine still answers.
pub fn watch(pane: Pane) {
    let (now, hidden) = (browser::now_ms(), browser::is_hidden());
    let overdue = pane.with_engines(move |engines| {
        engines.retired.clear();
        refresh_samples(pane, engines);
        engines.ping = engines.ping.wrapping_add(1);
        let nonce = engines.ping;
        let worker = engines.active.as_mut()?;
        if worker.info.is_some() {
            worker.post(Command::Ping { nonce });
        }
        worker.watchdog.is_overdue(now, hidden).then_some(())
    });
    if overdue.flatten().is_some() {
        replace(pane, &ENGINES.say("no-answer"));
    }
}

/// Starts another engine, which continues from the last checkpoint.
pub fn replace(pane: Pane, why: &str) {
    let died = pane.with_engines(move |engines| {
        let worker = engines.active.take()?;
        let kind = worker.kind;
        let had_started = worker.info.is_some();
        engines.retired.push(worker);
        engines.race.withdraw(kind);
        engines.failures += 1;
        engines.gpu_failures += u32::from(kind == BackendKind::WebGpu);
        let step = engines.checkpoint.as_ref().map_or(0, |(checkpoint, _)| checkpoint.step);
        Some((kind, had_started, engines.failures, engines.gpu_failures, step))
    });
    let Some(Some((kind, had_started, failures, gpu_failures, step))) = died else {
        return;
    };
    browser::log(&format!("the {} engine stopped: {why}", engines::name(kind)));
    if failures >= MAX_FAILURES {
        pane.running.set(false);
        pane.engine.update(|status| status.phase = Phase::Failed);
        let values = [("count", failures.to_string().into()), ("why", why.into())];
        pane.problem.set(Some(Problem::Engine(ENGINES.with("stopped-often", &values))));
        return;
    }
    let (next, reason) = if kind == BackendKind::WebGpu && (gpu_failures >= 2 || !had_started) {
        (BackendKind::Cpu, ENGINES.say("stopped-twice"))
    } else {
        (kind, pane.engine.with_untracked(|status| status.why.clone()))
    };
    choice::launch(pane, next, &reason);
    pane.engine.update(|status| status.phase = Phase::Restarting);
    pane.notice.set(Some(ENGINES.with("restarted", &[("step", step.to_string().into())])));
}
