//! The choice of the engine: the CPU at once, WebGPU where it is available and faster, or the one that the address names.

use leptos::{prelude::*, task::spawn_local};

use super::configure::configure;
use crate::{
    protocol::BackendKind,
    ui::{
        Pane, browser,
        engines::{EngineStatus, EngineWorker, Engines, Phase, preflight},
        problem::Problem,
        words::ENGINES,
    },
};

/// Starts the engines that may run here.
pub fn choose(pane: Pane) {
    match browser::query("engine").as_deref() {
        Some("cpu") => launch(pane, BackendKind::Cpu, &ENGINES.say("asked")),
        Some("webgpu") => {
            pane.engine.set(EngineStatus { kind: BackendKind::WebGpu, ..EngineStatus::default() });
            spawn_local(async move {
                match preflight(true).await {
                    Ok(()) => launch(pane, BackendKind::WebGpu, &ENGINES.say("asked")),
                    Err(unfit) => {
                        let why = ENGINES.with("asked-in-vain", &[("why", unfit.to_string().into())]);
                        launch(pane, BackendKind::Cpu, &why);
                    }
                }
            });
        }
        chosen => {
            // With `engine=fastest` a software adapter may race too.
            let any = chosen == Some("fastest");
            launch(pane, BackendKind::Cpu, "");
            spawn_local(async move {
                match preflight(any).await {
                    Ok(()) => {
                        pane.with_engines(move |engines| engines.rival = spawn(pane, engines, BackendKind::WebGpu));
                    }
                    Err(unfit) => pane.engine.update(|status| status.explain(&capitalised(&unfit.to_string()))),
                }
            });
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Starts a worker as the active engine, and sends it what was already requested.
pub fn launch(pane: Pane, kind: BackendKind, why: &str) {
    pane.engine.set(EngineStatus { kind, phase: Phase::Starting, info: None, why: why.to_owned() });
    pane.with_engines(move |engines| {
        let ready = engines.rival.take_if(|rival| rival.kind == kind && rival.info.is_some());
        if let Some(rival) = &ready {
            pane.engine.update(|status| (status.phase, status.info) = (Phase::Ready, rival.info.clone()));
        }
        let fresh = ready.or_else(|| spawn(pane, engines, kind));
        let old = std::mem::replace(&mut engines.active, fresh);
        engines.retired.extend(old);
        if let Some(experiment) = engines.known.clone() {
            let restore = engines.checkpoint.clone();
            configure(pane, engines, &experiment, restore);
        }
    });
}

/// A new worker of this kind; `None`, with a problem on the page, if the browser refuses.
fn spawn(pane: Pane, engines: &mut Engines, kind: BackendKind) -> Option<EngineWorker> {
    match engines.spawn(kind, pane.page.build) {
        Ok(worker) => Some(worker),
        Err(why) => {
            pane.engine.update(|status| status.phase = Phase::Failed);
            pane.problem.set(Some(Problem::Engine(why)));
            None
        }
    }
}
