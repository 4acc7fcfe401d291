//! Which engine: the CPU at once, WebGPU where it is there and faster, or whichever the address forces.

use leptos::{prelude::*, task::spawn_local};

use super::{
    Inner, hear,
    preflight::preflight,
    status::{self, EngineStatus, Phase},
    with_bridge,
    worker::EngineWorker,
};
use crate::{
    protocol::BackendKind,
    ui::{App, browser, problem::Problem},
};

/// Starts what may run here.
pub fn choose(app: App) {
    match browser::query("engine").as_deref() {
        Some("cpu") => launch(app, BackendKind::Cpu, "The address asks for it"),
        Some("webgpu") => {
            app.engine.set(EngineStatus { kind: BackendKind::WebGpu, ..EngineStatus::default() });
            spawn_local(async move {
                match preflight(true).await {
                    Ok(()) => launch(app, BackendKind::WebGpu, "The address asks for it"),
                    Err(unfit) => launch(app, BackendKind::Cpu, &format!("WebGPU was asked for, but {unfit}")),
                }
            });
        }
        _ => {
            launch(app, BackendKind::Cpu, "");
            spawn_local(async move {
                match preflight(false).await {
                    Ok(()) => {
                        with_bridge(app, |inner| inner.candidate = inner.spawn(BackendKind::WebGpu));
                    }
                    Err(unfit) => explain(app, &capitalised(&unfit.to_string())),
                }
            });
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Says why the engine is the one that runs.
pub(super) fn explain(app: App, why: &str) {
    app.engine.update(|status| why.clone_into(&mut status.why));
}

/// Starts a worker and puts it to use; what was already wanted of an engine is told to it.
pub(super) fn launch(app: App, kind: BackendKind, why: &str) {
    app.engine.set(EngineStatus { kind, phase: Phase::Starting, info: None, why: why.to_owned() });
    with_bridge(app, |inner| {
        let fresh = inner.spawn(kind);
        let old = std::mem::replace(&mut inner.active, fresh);
        inner.retired.extend(old);
        if let Some(experiment) = inner.known.clone() {
            let restore = inner.checkpoint.clone();
            inner.configure(&experiment, restore);
        }
    });
}

impl Inner {
    /// A new worker of this kind; none, and the page says so, if the browser refuses.
    pub(super) fn spawn(&mut self, kind: BackendKind) -> Option<EngineWorker> {
        let app = self.app()?;
        self.workers += 1;
        match EngineWorker::spawn(self.workers, kind, move |id, news| hear::hear(app, id, news)) {
            Ok(worker) => Some(worker),
            Err(why) => {
                app.engine.update(|status| status.phase = Phase::Failed);
                app.problem.set(Some(Problem::Engine(why)));
                None
            }
        }
    }

    /// Compares the engines once both have introduced themselves, and sends the slower one home.
    pub(super) fn judge(&mut self) {
        let Some(app) = self.app() else {
            return;
        };
        let infos = (
            self.active.as_ref().and_then(|worker| worker.info.clone()),
            self.candidate.as_ref().and_then(|worker| worker.info.clone()),
        );
        let (Some(cpu), Some(gpu)) = infos else {
            return;
        };
        explain(app, &status::comparison(&cpu, &gpu));
        if !status::is_faster(&gpu, &cpu) {
            self.retired.extend(self.candidate.take());
            return;
        }
        let untouched = app.progress.with_untracked(|progress| progress.step == 0) && !app.running.get_untracked();
        if untouched && let Some(experiment) = self.known.clone() {
            self.configure(&experiment, None);
        }
    }

    /// Puts a candidate that won its race in the place of the active worker.
    pub(super) fn adopt_candidate(&mut self) {
        let Some(worker) = self.candidate.take_if(|worker| worker.info.is_some()) else {
            return;
        };
        if let Some(app) = self.app() {
            let info = worker.info.clone();
            app.engine.update(|status| (status.kind, status.phase, status.info) = (worker.kind, Phase::Ready, info));
        }
        self.retired.extend(self.active.replace(worker));
    }
}
