//! The page's end of the engine: starts workers, tells them what is wanted, hears what they say, replaces the dead.

mod choice;
mod hear;
mod orders;
mod preflight;
mod probe;
mod race;
mod revival;
mod status;
mod watchdog;
mod worker;

pub use orders::{begin, go_on, keep_level, look, reset, revive, rewind};
pub use preflight::preflight;
pub use status::{EngineStatus, comparison, key, name};
pub use watchdog::PING_MS;
pub use worker::{EngineWorker, News};

use std::{collections::VecDeque, rc::Rc, time::Duration};

use leptos::prelude::*;

use self::{
    probe::{Probing, Turn},
    race::Race,
};
use super::{
    Pane, browser,
    listening::{Timer, every},
    pane::{Progress, Saved, end_welcome},
    panel::Gates,
    stage::{DIFFERENCE, EXACT, LEARNED, Scene},
    turns::Turns,
};
use crate::{
    plot::Curve,
    protocol::{
        Class, Command, FieldRequest, GatesRequest, Grid, MapRequest, Message, QualityRequest, Question,
        RolloutsRequest, RunId, SampleRequest, Stats, Task, Topic, WalkRequest,
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

/// A handle to the bridge of a pane.
#[derive(Clone, Debug, Default)]
pub struct Bridge(Rc<Turns<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    pane: Option<Pane>,
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
    known: Option<Task>,
    /// What the run was to go on as, and has not said yet that it does.
    retargeted: VecDeque<Task>,
    checkpoint: Option<Saved>,
    probing: Probing<FieldRequest>,
    mapping: Probing<MapRequest>,
    /// Whether the engine has been asked how good the model is.
    assessing: bool,
    /// What it has been asked to follow: a series, a policy or gates.
    following: Option<Question>,
    /// The frame numbers of answers that the stage has and has not drawn.
    undrawn: Vec<u64>,
    /// The step of the last cloud.
    sampled: Option<u64>,
    /// Training steps a second at most, so that the run stays level with the one beside it.
    level: Option<f64>,
    /// What was reported and is not shown yet.
    unpublished: Option<Stats>,
    ping: u32,
}

impl Inner {
    fn pane(&self) -> Option<Pane> {
        self.pane
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
    fn configure(&mut self, present: &Task, restore: Option<Saved>) {
        let Some(pane) = self.pane() else {
            return;
        };
        self.seat_winner(present);
        self.run = RunId(self.run.0.wrapping_add(1));
        self.known = Some(present.clone());
        self.retargeted.clear();
        self.unpublished = None;
        self.sampled = None;
        self.probing.forget();
        self.mapping.forget();
        (self.assessing, self.following) = (false, None);
        self.undrawn.clear();
        pane.walk.set(None);
        pane.rollouts.set(None);
        pane.gates.set(Gates::default());
        pane.quality.set(None);
        pane.looking.set(None);
        pane.history.set(Vec::new());
        let step = restore.as_ref().map_or(0, |(checkpoint, _)| checkpoint.step);
        pane.levels.set(Vec::new());
        pane.curve.update_value(|curve| if restore.is_some() { curve.truncate(step) } else { curve.clear() });
        pane.curve_version.update(|version| *version = version.wrapping_add(1));
        let loss = pane.curve.with_value(|curve| curve.last().map(|(_, loss)| loss));
        pane.progress.set(Progress { step, loss, ..Progress::default() });
        pane.has_exact.set(true);
        let (restore, buffers) =
            restore.map_or((None, Vec::new()), |(checkpoint, buffers)| (Some(checkpoint), buffers));
        if restore.is_none() {
            self.checkpoint = None;
            pane.saved.set(None);
        }
        let experiment = Box::new(untrack(|| pane.recorded()));
        self.post(Message { head: Command::Configure { run: self.run, experiment, restore }, buffers });
        self.tell_speed(pane);
        self.ask_for_samples(pane);
        if pane.running.get_untracked() {
            self.post(Command::Run { run: self.run });
        }
        self.hold_race();
    }

    /// Sends a question whose turn it is, or has a frame come back for it.
    fn take(&mut self, turn: Turn, topic: Topic, question: Option<Question>) {
        match (turn, self.pane()) {
            (Turn::Now, _) => self.ask(topic, question),
            (Turn::Soon, Some(pane)) => pane.redraw(),
            _ => {}
        }
    }

    /// Tells the engine how fast it may train.
    fn tell_speed(&mut self, pane: Pane) {
        let steps_per_second = pane.speed.get_untracked().into_iter().chain(self.level).reduce(f64::min);
        self.post(Command::Speed { run: self.run, steps_per_second });
    }

    fn ask_for_samples(&mut self, pane: Pane) {
        // What fits a series or imitates an expert has nothing to sample.
        let wanted = self.known.as_ref().is_some_and(|task| task.generate().is_some());
        let request = wanted.then(|| SampleRequest { count: pane.count.get_untracked() });
        self.ask(Topic::Cloud, request.map(Question::from));
    }
}

impl Bridge {
    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T + 'static) -> Option<T> {
        self.0.with(act)
    }

    /// The last clouds and fields have been drawn.
    pub fn acknowledge(&self) {
        self.with(move |inner| {
            std::mem::take(&mut inner.undrawn).into_iter().for_each(|frame| inner.acknowledge(frame))
        });
    }

    /// Whether answers about fields and about a map are awaited.
    pub fn awaits(&self) -> [bool; 2] {
        self.with(move |inner| [inner.probing.is_waiting(), inner.mapping.is_waiting()]).unwrap_or_default()
    }

    /// The last checkpoint, if there is one.
    pub fn saved(&self) -> Option<Saved> {
        self.with(move |inner| inner.checkpoint.clone()).flatten()
    }

    /// Asks for the fields that the stage shows at `t`, unless an answer is still awaited.
    pub fn probe(&self, pane: Pane, t: f64, extent: f64) {
        let layers = pane.layers.get_untracked();
        let differs = layers.shows(DIFFERENCE) && pane.page.comparison.with_untracked(Option::is_some);
        let learned = layers.shows(LEARNED) || differs;
        let exact = layers.shows(EXACT) && pane.has_exact.get_untracked();
        let request =
            (learned || exact).then_some(FieldRequest { grid: Grid { size: GRID, extent, t }, learned, exact });
        self.with(move |inner| {
            if let Some(known) = &inner.known {
                let request = request.filter(|_| known.has_field());
                let turn = inner.probing.ask(request, browser::now_ms(), probe::FIELD_PATIENCE_MS);
                inner.take(turn, Topic::Field, request.map(Question::from));
            }
        });
    }

    /// Asks for the map that the stage shows at `t`, unless an answer is still awaited.
    pub fn map(&self, pane: Pane, t: f64, extent: f64) {
        let grid = Grid { size: MAP_GRID, extent, t };
        let kind = pane.map.get_untracked().filter(|_| pane.generates.get_untracked());
        let request = kind.map(|kind| MapRequest { grid, kind });
        self.with(move |inner| {
            if inner.known.is_some() {
                let turn = inner.mapping.ask(request, browser::now_ms(), probe::MAP_PATIENCE_MS);
                inner.take(turn, Topic::Map, request.map(Question::from));
            }
        });
    }

    /// Has a series followed while one is fitted, a policy act, and gates read while there are any.
    pub fn follow(&self, pane: Pane) {
        self.with(move |inner| {
            let Some(known) = &inner.known else {
                return;
            };
            let question: Option<Question> = match () {
                () if known.series().is_some() => Some(WalkRequest.into()),
                () if known.imitate().is_some() => Some(RolloutsRequest { count: pane.agents.get_untracked() }.into()),
                () if known.has_gates() => Some(GatesRequest.into()),
                () => None,
            };
            if inner.following != question {
                if let Some(last) = std::mem::replace(&mut inner.following, question.clone()) {
                    inner.ask(last.topic(), None);
                }
                if let Some(question) = question {
                    inner.ask(question.topic(), Some(question));
                }
            }
        });
    }

    /// Has the model judged, or no longer, as the page wants.
    pub fn assess(&self, pane: Pane) {
        let wanted = pane.assessing.get_untracked() && pane.generates.get_untracked();
        self.with(move |inner| {
            if inner.known.is_some() && inner.assessing != wanted {
                inner.assessing = wanted;
                inner.ask(Topic::Quality, wanted.then(|| QualityRequest.into()));
            }
        });
    }
}

fn with_bridge<T>(pane: Pane, act: impl FnOnce(&mut Inner) -> T + 'static) -> Option<T> {
    pane.bridge.try_with_value(|bridge| bridge.with(act)).flatten()
}

/// Starts an engine and keeps it to what the pane wants, as long as the present owner lives. With `restore` the run goes on
/// from there.
pub fn start(pane: Pane, restore: Option<Saved>) {
    with_bridge(pane, move |inner| inner.pane = Some(pane));
    choice::choose(pane);
    if restore.is_some() {
        orders::restart(pane, restore);
    }
    follow_experiment(pane);
    Effect::watch(
        move || pane.count.get(),
        move |_, _, _| {
            with_bridge(pane, move |inner| inner.ask_for_samples(pane));
        },
        false,
    );
    Effect::watch(
        move || pane.speed.get(),
        move |_, _, _| {
            with_bridge(pane, move |inner| inner.tell_speed(pane));
        },
        false,
    );
    every(PUBLISH, move || hear::publish(pane));
    every(Duration::from_millis(watchdog::PING_MS as u64), move || revival::watch(pane));
}

/// Brings the engine to the experiment, a moment after it has changed.
fn follow_experiment(pane: Pane) {
    let settling = Timer::new();
    bring_up(pane);
    Effect::watch(move || pane.experiment.get(), move |_, _, _| settling.start(SETTLE, move || bring_up(pane)), false);
}

/// Tells the engine what has changed since it was last told.
fn bring_up(pane: Pane) {
    if pane.invalid.get_untracked().is_some() {
        // Nothing may be trained; what is known of the engine no longer matters.
        pause(pane);
        with_bridge(pane, move |inner| (inner.known, inner.unpublished) = (None, None));
        pane.stage.with_value(|stage| stage.update(Scene::forget_model));
        pane.curve.update_value(Curve::clear);
        pane.curve_version.update(|version| *version = version.wrapping_add(1));
        pane.progress.set(Progress::default());
        return;
    }
    let experiment = pane.experiment.get_untracked();
    with_bridge(pane, move |inner| {
        let Some(known) = &inner.known else {
            clear_divergence(pane);
            return inner.configure(&experiment, None);
        };
        let Some(class) = known.change_class(&experiment) else {
            return;
        };
        // Before the first step there is nothing to go on from.
        let has_trained = pane.progress.with_untracked(|progress| progress.step > 0) || pane.running.get_untracked();
        // Other data may have another number of classes, which the network is told.
        let fits = known.sizes() == experiment.sizes();
        let wanted = class == Class::Retarget || (class == Class::Either && pane.goes_on.get_untracked());
        let goes_on = has_trained && fits && wanted;
        if class == Class::Resample {
            inner.known = Some(experiment.clone());
            inner.post(Command::Resample { run: inner.run, task: Box::new(experiment.clone()) });
        } else if goes_on {
            inner.known = Some(experiment.clone());
            inner.retargeted.push_back(experiment.clone());
            inner.post(Command::Retarget { run: inner.run, task: Box::new(experiment.clone()) });
        } else {
            clear_divergence(pane);
            pane.begin(experiment.clone());
            inner.configure(&experiment, None);
        }
    });
    pane.redraw();
}

fn clear_divergence(pane: Pane) {
    if matches!(pane.problem.get_untracked(), Some(super::problem::Problem::Diverged(_))) {
        pane.problem.set(None);
    }
}

/// Trains until told otherwise.
pub fn run(pane: Pane) {
    if pane.invalid.get_untracked().is_some() {
        return;
    }
    clear_divergence(pane);
    bring_up(pane);
    pane.running.set(true);
    end_welcome(pane);
    with_bridge(pane, move |inner| inner.post(Command::Run { run: inner.run }));
}

pub fn pause(pane: Pane) {
    pane.running.set(false);
    with_bridge(pane, move |inner| inner.post(Command::Pause { run: inner.run }));
}

/// Trains so many steps, then pauses.
pub fn step(pane: Pane, steps: u32) {
    if pane.invalid.get_untracked().is_some() {
        return;
    }
    clear_divergence(pane);
    bring_up(pane);
    pane.running.set(false);
    end_welcome(pane);
    with_bridge(pane, move |inner| inner.post(Command::Step { run: inner.run, steps }));
}
