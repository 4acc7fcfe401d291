//! The page's end of the engine: starts workers, tells them what is wanted, hears what they say, replaces the dead.

mod change;
mod choice;
mod hear;
mod preflight;
mod probe;
mod race;
mod revival;
mod status;
mod watchdog;
mod worker;

pub use preflight::preflight;
pub use status::{EngineStatus, comparison, key, name};
pub use watchdog::PING_MS;
pub use worker::{EngineWorker, News};

use std::{cell::RefCell, rc::Rc, time::Duration};

use leptos::prelude::*;

use self::{
    change::Change,
    probe::{Probing, Turn},
    race::Race,
};
use super::{App, browser, gates::Gates, stage::Scene, state::Progress};
use crate::{
    plot::Curve,
    protocol::{
        Checkpoint, Command, Experiment, FieldRequest, GatesRequest, Grid, MapRequest, Message, QualityRequest,
        Question, RunId, SampleRequest, Stats, Topic, WalkRequest,
    },
};

/// A slider that is dragged changes the experiment with every pixel; training starts over when it rests.
const SETTLE: Duration = Duration::from_millis(150);
/// How often numbers reach the page.
const PUBLISH: Duration = Duration::from_millis(125);
/// Points along a side of the grid of arrows.
const GRID: u32 = 20;
/// Cells along a side of a map.
const MAP_GRID: u32 = 56;

/// A handle to the page's only bridge.
#[derive(Clone, Debug, Default)]
pub struct Bridge(Rc<RefCell<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    app: Option<App>,
    /// The worker in use.
    active: Option<EngineWorker>,
    /// The other engine, where there are two to choose from; it rests.
    rival: Option<EngineWorker>,
    race: Race,
    /// Workers that are to be dropped, but not while they may be speaking.
    retired: Vec<EngineWorker>,
    workers: u32,
    /// How often in a row an engine died before it did anything.
    failures: u32,
    gpu_failures: u32,
    run: RunId,
    /// What the engine was last told.
    known: Option<Experiment>,
    checkpoint: Option<(Checkpoint, Vec<Vec<f32>>)>,
    probing: Probing<FieldRequest>,
    mapping: Probing<MapRequest>,
    /// Whether the engine has been asked how good the model is.
    assessing: bool,
    /// What it has been asked to follow: a series or gates.
    following: Option<Topic>,
    /// The frame numbers of answers that the stage has and has not drawn.
    undrawn: Vec<u64>,
    /// The step of the last cloud.
    sampled: Option<u64>,
    /// What was reported and is not shown yet.
    unpublished: Option<Stats>,
    ping: u32,
}

impl Inner {
    fn app(&self) -> Option<App> {
        self.app
    }

    fn post(&mut self, message: impl Into<Message<Command>>) {
        if let Some(worker) = &mut self.active {
            worker.post(message);
        }
    }

    /// Asks something of the run, or no longer.
    fn ask(&mut self, topic: Topic, question: Option<Question>) {
        let run = self.run;
        self.post(match question {
            Some(question) => Command::Ask { run, question },
            None => Command::Cancel { run, topic },
        });
    }

    fn acknowledge(&mut self, frame: u64) {
        self.post(Command::Acknowledge { run: self.run, frame });
    }

    /// Starts the run over in the active worker, from `restore` if given.
    fn configure(&mut self, experiment: &Experiment, restore: Option<(Checkpoint, Vec<Vec<f32>>)>) {
        let Some(app) = self.app() else {
            return;
        };
        self.seat_winner(experiment);
        self.run = RunId(self.run.0.wrapping_add(1));
        self.known = Some(experiment.clone());
        self.unpublished = None;
        self.sampled = None;
        self.probing.forget();
        self.mapping.forget();
        (self.assessing, self.following) = (false, None);
        self.undrawn.clear();
        app.walk.set(None);
        app.gates.set(Gates::default());
        app.quality.set(None);
        app.looking.set(None);
        app.history.set(Vec::new());
        let step = restore.as_ref().map_or(0, |(checkpoint, _)| checkpoint.step);
        app.levels.set(Vec::new());
        app.curve.update_value(|curve| if restore.is_some() { curve.truncate(step) } else { curve.clear() });
        app.curve_version.update(|version| *version = version.wrapping_add(1));
        let loss = app.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
        app.progress.set(Progress { step, loss, steps_per_second: 0.0 });
        app.has_exact.set(true);
        let (restore, buffers) =
            restore.map_or((None, Vec::new()), |(checkpoint, buffers)| (Some(checkpoint), buffers));
        if restore.is_none() {
            self.checkpoint = None;
        }
        let experiment = Box::new(experiment.clone());
        let run = self.run;
        self.post(Message { head: Command::Configure { run, experiment, changes: Vec::new(), restore }, buffers });
        self.post(Command::Speed { run, steps_per_second: app.speed.get_untracked() });
        self.ask_for_samples(app);
        if app.running.get_untracked() {
            self.post(Command::Run { run });
        }
        self.hold_race();
    }

    /// Sends a question whose turn it is, or has a frame come back for it.
    fn take(&mut self, turn: Turn, topic: Topic, question: Option<Question>) {
        match (turn, self.app()) {
            (Turn::Now, _) => self.ask(topic, question),
            (Turn::Soon, Some(app)) => app.redraw(),
            _ => {}
        }
    }

    fn ask_for_samples(&mut self, app: App) {
        // What fits a series has nothing to sample.
        let wanted = self.known.as_ref().is_some_and(|experiment| !experiment.fits_series());
        let request = wanted.then(|| SampleRequest { count: app.count.get_untracked() });
        self.ask(Topic::Cloud, request.map(Question::from));
    }
}

impl Bridge {
    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        // A second borrow would mean that an action called itself; leaving it out is better than falling over.
        self.0.try_borrow_mut().ok().map(|mut inner| act(&mut inner))
    }

    /// The last clouds and fields have been drawn.
    pub fn acknowledge(&self) {
        self.with(|inner| std::mem::take(&mut inner.undrawn).into_iter().for_each(|frame| inner.acknowledge(frame)));
    }

    /// Asks for the fields that the stage shows at `t`, unless an answer is still awaited.
    pub fn probe(&self, app: App, t: f64, extent: f64) {
        let layers = app.layers.get_untracked();
        let (learned, exact) = (layers.learned, layers.exact && app.has_exact.get_untracked());
        let request =
            (learned || exact).then_some(FieldRequest { grid: Grid { size: GRID, extent, t }, learned, exact });
        self.with(|inner| {
            if inner.known.is_some() {
                let turn = inner.probing.ask(request, browser::now_ms(), probe::FIELD_PATIENCE_MS);
                inner.take(turn, Topic::Field, request.map(Question::from));
            }
        });
    }

    /// Asks for the map that the stage shows at `t`, unless an answer is still awaited.
    pub fn map(&self, app: App, t: f64, extent: f64) {
        let grid = Grid { size: MAP_GRID, extent, t };
        let kind = app.map.get_untracked().filter(|_| !app.fits_series.get_untracked());
        let request = kind.map(|kind| MapRequest { grid, kind });
        self.with(|inner| {
            if inner.known.is_some() {
                let turn = inner.mapping.ask(request, browser::now_ms(), probe::MAP_PATIENCE_MS);
                inner.take(turn, Topic::Map, request.map(Question::from));
            }
        });
    }

    /// Has a series followed while one is fitted, and gates while there are any.
    pub fn follow(&self) {
        self.with(|inner| {
            let Some(known) = &inner.known else {
                return;
            };
            let question: Option<Question> = match () {
                () if known.fits_series() => Some(WalkRequest.into()),
                () if known.has_gates() => Some(GatesRequest.into()),
                () => None,
            };
            let wanted = question.as_ref().map(Question::topic);
            if inner.following != wanted {
                if let Some(topic) = std::mem::replace(&mut inner.following, wanted) {
                    inner.ask(topic, None);
                }
                if let Some(topic) = wanted {
                    inner.ask(topic, question);
                }
            }
        });
    }

    /// Has the model judged, or no longer, as the page wants.
    pub fn assess(&self, app: App) {
        let wanted = app.assessing.get_untracked() && !app.fits_series.get_untracked();
        self.with(|inner| {
            if inner.known.is_some() && inner.assessing != wanted {
                inner.assessing = wanted;
                inner.ask(Topic::Quality, wanted.then(|| QualityRequest.into()));
            }
        });
    }
}

fn with_bridge<T>(app: App, act: impl FnOnce(&mut Inner) -> T) -> Option<T> {
    app.bridge.try_with_value(|bridge| bridge.with(act)).flatten()
}

/// Starts an engine and keeps it to what the page wants.
pub fn start(app: App) {
    with_bridge(app, |inner| inner.app = Some(app));
    choice::choose(app);
    follow_experiment(app);
    Effect::watch(
        move || app.count.get(),
        move |_, _, _| {
            with_bridge(app, |inner| inner.ask_for_samples(app));
        },
        false,
    );
    Effect::watch(
        move || app.speed.get(),
        move |speed, _, _| {
            let speed = *speed;
            with_bridge(app, |inner| inner.post(Command::Speed { run: inner.run, steps_per_second: speed }));
        },
        false,
    );
    set_interval(move || hear::publish(app), PUBLISH);
    set_interval(move || revival::watch(app), Duration::from_millis(watchdog::PING_MS as u64));
}

/// Brings the engine to the experiment, a moment after it has changed.
fn follow_experiment(app: App) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    bring_up(app);
    Effect::watch(
        move || app.experiment.get(),
        move |_, _, _| {
            if let Some(Some(handle)) = waiting.try_update_value(Option::take) {
                handle.clear();
            }
            waiting.set_value(set_timeout_with_handle(move || bring_up(app), SETTLE).ok());
        },
        false,
    );
}

/// Tells the engine what has changed since it was last told.
fn bring_up(app: App) {
    if app.invalid.get_untracked().is_some() {
        // Nothing may be trained; what is known of the engine no longer matters.
        pause(app);
        with_bridge(app, |inner| (inner.known, inner.unpublished) = (None, None));
        app.stage.with_value(|stage| stage.update(Scene::forget_model));
        app.curve.update_value(Curve::clear);
        app.curve_version.update(|version| *version = version.wrapping_add(1));
        app.progress.set(Progress::default());
        return;
    }
    let experiment = app.experiment.get_untracked();
    with_bridge(app, |inner| {
        let change = inner.known.as_ref().map_or(Change::Configure, |known| change::between(known, &experiment));
        match change {
            Change::Nothing => {}
            Change::Resample => {
                inner.known = Some(experiment.clone());
                inner.post(Command::Resample { run: inner.run, experiment: Box::new(experiment.clone()) });
            }
            Change::Configure => {
                clear_divergence(app);
                inner.configure(&experiment, None);
            }
        }
    });
    app.redraw();
}

fn clear_divergence(app: App) {
    if matches!(app.problem.get_untracked(), Some(super::problem::Problem::Diverged(_))) {
        app.problem.set(None);
    }
}

/// Trains until told otherwise.
pub fn run(app: App) {
    if app.invalid.get_untracked().is_some() {
        return;
    }
    clear_divergence(app);
    bring_up(app);
    app.running.set(true);
    super::timeline::end_welcome(app);
    with_bridge(app, |inner| inner.post(Command::Run { run: inner.run }));
}

pub fn pause(app: App) {
    app.running.set(false);
    with_bridge(app, |inner| inner.post(Command::Pause { run: inner.run }));
}

/// Trains a single step.
pub fn step(app: App) {
    if app.invalid.get_untracked().is_some() {
        return;
    }
    clear_divergence(app);
    bring_up(app);
    app.running.set(false);
    super::timeline::end_welcome(app);
    with_bridge(app, |inner| inner.post(Command::Step { run: inner.run, steps: 1 }));
}

/// Shows the model as it was at an earlier step, or as it is now.
pub fn look(app: App, step: Option<u64>) {
    app.looking.set(step);
    super::timeline::end_welcome(app);
    with_bridge(app, |inner| inner.post(Command::Look { run: inner.run, step }));
}

/// Goes back to the step that is looked at, paused.
pub fn rewind(app: App) {
    if let Some(step) = app.looking.get_untracked() {
        clear_divergence(app);
        app.running.set(false);
        with_bridge(app, |inner| inner.post(Command::Rewind { run: inner.run, step, replay: false }));
    }
}

/// Back to the same initial weights, paused.
pub fn reset(app: App) {
    clear_divergence(app);
    app.running.set(false);
    with_bridge(app, |inner| inner.known = None);
    bring_up(app);
}

/// Goes on after a divergence, from the last finite weights.
pub fn go_on(app: App) {
    clear_divergence(app);
    app.running.set(true);
    with_bridge(app, |inner| {
        let restore = inner.checkpoint.clone();
        if let Some(experiment) = inner.known.clone() {
            inner.configure(&experiment, restore);
        }
    });
}

/// Tries an engine again after all of them failed.
pub fn revive(app: App) {
    app.problem.set(None);
    with_bridge(app, |inner| (inner.failures, inner.gpu_failures) = (0, 0));
    choice::choose(app);
    bring_up(app);
}
