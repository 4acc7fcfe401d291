//! Which engine: the CPU at once, WebGPU where it is there and faster, or whichever the address forces.

use leptos::{prelude::*, task::spawn_local};

use super::{
    Inner, hear,
    preflight::preflight,
    race::{self, RACE_MS},
    status::{self, EngineStatus, Phase},
    with_bridge,
    worker::EngineWorker,
};
use crate::{
    protocol::{BackendKind, Command, Task},
    ui::{Pane, browser, problem::Problem},
};

/// Starts what may run here.
pub fn choose(pane: Pane) {
    match browser::query("engine").as_deref() {
        Some("cpu") => launch(pane, BackendKind::Cpu, "The address asks for it"),
        Some("webgpu") => {
            pane.engine.set(EngineStatus { kind: BackendKind::WebGpu, ..EngineStatus::default() });
            spawn_local(async move {
                match preflight(true).await {
                    Ok(()) => launch(pane, BackendKind::WebGpu, "The address asks for it"),
                    Err(unfit) => launch(pane, BackendKind::Cpu, &format!("WebGPU was asked for, but {unfit}")),
                }
            });
        }
        chosen => {
            // The fastest of all there is: then even an adapter in software may race.
            let any = chosen == Some("fastest");
            launch(pane, BackendKind::Cpu, "");
            spawn_local(async move {
                match preflight(any).await {
                    Ok(()) => {
                        with_bridge(pane, move |inner| inner.rival = inner.spawn(BackendKind::WebGpu));
                    }
                    Err(unfit) => explain(pane, &capitalised(&unfit.to_string())),
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
pub(super) fn explain(pane: Pane, why: &str) {
    pane.engine.update(|status| why.clone_into(&mut status.why));
}

/// Starts a worker and puts it to use; what was already wanted of an engine is told to it.
pub(super) fn launch(pane: Pane, kind: BackendKind, why: &str) {
    pane.engine.set(EngineStatus { kind, phase: Phase::Starting, info: None, why: why.to_owned() });
    with_bridge(pane, move |inner| {
        let ready = inner.rival.take_if(|rival| rival.kind == kind && rival.info.is_some());
        if let Some(rival) = &ready {
            pane.engine.update(|status| (status.phase, status.info) = (Phase::Ready, rival.info.clone()));
        }
        let fresh = ready.or_else(|| inner.spawn(kind));
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
        let pane = self.pane()?;
        self.workers += 1;
        match EngineWorker::spawn(self.workers, kind, move |id, news| hear::hear(pane, id, news)) {
            Ok(worker) => Some(worker),
            Err(why) => {
                pane.engine.update(|status| status.phase = Phase::Failed);
                pane.problem.set(Some(Problem::Engine(why)));
                None
            }
        }
    }

    /// Has both engines measured at what is to be trained, unless that has been done.
    pub(super) fn hold_race(&mut self) {
        let ready = [&self.active, &self.rival].iter().all(|engine| engine.as_ref().is_some_and(|e| e.info.is_some()));
        let Some(course) = self.known.as_ref().filter(|_| ready).map(race::course) else {
            return;
        };
        for engine in self.active.iter_mut().chain(self.rival.iter_mut()) {
            if let Some(course) = course.filter(|&course| self.race.enter(engine.kind, course)) {
                engine.post(Command::Measure { workload: course, budget_ms: RACE_MS });
            }
        }
        self.judge();
    }

    /// Puts the faster engine to work, unless a run is under way: that one ends where it began.
    pub(super) fn judge(&mut self) {
        let (Some(pane), Some(known)) = (self.pane(), self.known.clone()) else {
            return;
        };
        let untouched = pane.progress.with_untracked(|progress| progress.step == 0) && !pane.running.get_untracked();
        if untouched && self.seat_winner(&known) {
            self.configure(&known, None);
        }
    }

    /// Whether the rival is the faster one for this experiment and has therefore changed places with the active engine.
    pub(super) fn seat_winner(&mut self, experiment: &Task) -> bool {
        let (Some(pane), Some((winner, why))) = (self.pane(), self.winner(experiment)) else {
            return false;
        };
        let Some(rival) = self.rival.as_ref().map(|rival| rival.kind) else {
            return false;
        };
        explain(pane, &why);
        if rival != winner {
            return false;
        }
        Command::rest(self.run).for_each(|command| self.post(command));
        std::mem::swap(&mut self.active, &mut self.rival);
        if let Some(active) = &self.active {
            let (kind, info) = (active.kind, active.info.clone());
            pane.engine.update(|status| (status.kind, status.phase, status.info) = (kind, Phase::Ready, info));
        }
        true
    }

    /// The engine for this experiment, and why; `None` as long as that is not known.
    fn winner(&self, experiment: &Task) -> Option<(BackendKind, String)> {
        let Some(course) = race::course(experiment) else {
            return Some((BackendKind::Cpu, "This objective trains on the CPU alone".to_owned()));
        };
        let times = self.race.times(course)?;
        let why = format!("Measured with this network and batch: {}", status::comparison(times));
        self.race.winner(course).map(|winner| (winner, why))
    }
}
