//! One run, and how it is looked at: its experiment, its engine, its stage.

mod drive;
mod follow;
mod lecture;
mod time;

pub use time::{StageTime, end_welcome, scrub, toggle_play};

use leptos::prelude::*;

use super::{
    Page,
    bridge::{self, Bridge, EngineStatus},
    drawing::{Canvas, Tool},
    link,
    panel::Gates,
    problem::Problem,
    stage::{Layers, Stage},
};
use crate::{
    math::{
        levels::LevelRow,
        registry::{Configured, FieldError},
    },
    plot::Curve,
    protocol::{Change, Checkpoint, Experiment, ExperimentError, MapKind, Period, Quality, RolloutsAnswer, Task, Walk},
};

/// Which of two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "Left",
            Self::Right => "Right",
        }
    }
}

/// How training stands, as far as numbers go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    pub step: u64,
    pub loss: Option<f64>,
    pub steps_per_second: f64,
    /// Whether the engine was training when it last said.
    pub is_training: bool,
}

/// What `like` has, or one's own.
fn shared<T: Send + Sync + 'static>(like: Option<Pane>, pick: fn(Pane) -> RwSignal<T>, own: T) -> RwSignal<T> {
    like.map_or_else(|| RwSignal::new(own), pick)
}

/// A checkpoint with its buffers.
pub type Saved = (Checkpoint, Vec<Vec<f32>>);

/// Everything that belongs to one run. It is a handful of handles and is copied freely; all of it ends with the owner under
/// which it was made.
#[derive(Clone, Copy, Debug)]
pub struct Pane {
    pub page: Page,
    pub side: Side,
    /// What the run is about now.
    pub experiment: RwSignal<Task>,
    /// What it was about when it began.
    pub begun: RwSignal<Task>,
    /// How it was changed while it trained, and how it will be where a link says so.
    pub changes: RwSignal<Vec<Change>>,
    /// Whether training goes on through a change of data or source, instead of starting over.
    pub goes_on: RwSignal<bool>,
    /// What is wrong with the experiment as a whole, by its key.
    pub invalid: Memo<Option<ExperimentError>>,
    pub progress: RwSignal<Progress>,
    pub running: RwSignal<bool>,
    /// Training steps a second; nothing is as fast as possible.
    pub speed: RwSignal<Option<f64>>,
    pub engine: RwSignal<EngineStatus>,
    /// The step of the last checkpoint.
    pub saved: RwSignal<Option<u64>>,
    pub layers: RwSignal<Layers>,
    /// How many points the clouds have.
    pub count: RwSignal<u32>,
    /// Whether there is an exact field to show.
    pub has_exact: RwSignal<bool>,
    /// What colours the stage, if anything.
    pub map: RwSignal<Option<MapKind>>,
    /// The largest number of that map, however it is signed.
    pub largest: RwSignal<Option<f32>>,
    /// The steps that the engine keeps snapshots of.
    pub history: RwSignal<Vec<u64>>,
    /// The earlier step that the stage shows; nothing is the present.
    pub looking: RwSignal<Option<u64>>,
    pub time: StageTime,
    pub tool: RwSignal<Option<Tool>>,
    pub brush: RwSignal<f64>,
    /// The drawing, kept also while another data set is chosen.
    pub canvas: RwSignal<Canvas>,
    pub log_loss: RwSignal<bool>,
    /// Counts up whenever the loss curve has changed.
    pub curve_version: RwSignal<u32>,
    pub curve: StoredValue<Curve>,
    /// Where on the axis of λ the run loses, as last reported.
    pub levels: RwSignal<Vec<LevelRow>>,
    /// How good the model is, as of late; found while `assessing`.
    pub quality: RwSignal<Option<Quality>>,
    pub assessing: RwSignal<bool>,
    /// Whether a series of observations is fitted.
    pub fits_series: Memo<bool>,
    /// Whether points are generated.
    pub generates: Memo<bool>,
    /// How many agents a policy leads.
    pub agents: RwSignal<u32>,
    /// How they did.
    pub rollouts: RwSignal<Option<RolloutsAnswer>>,
    /// Whether a path that is dragged on the stage is a demonstration, and the path that is being dragged.
    pub demonstrating: RwSignal<bool>,
    pub dragging: RwSignal<Vec<[f64; 2]>>,
    /// The gates of a planar field.
    pub gates: RwSignal<Gates>,
    /// What following it came to.
    pub walk: RwSignal<Option<Walk>>,
    /// What went wrong with this run.
    pub problem: RwSignal<Option<Problem>>,
    /// What the page did by itself for this run.
    pub notice: RwSignal<Option<String>>,
    /// Half the width of the data and the source, which the stage shows.
    pub extent: RwSignal<f64>,
    pub stage: StoredValue<Stage, LocalStorage>,
    pub bridge: StoredValue<Bridge, LocalStorage>,
}

impl Pane {
    /// The first run of the page, before anything is started.
    pub fn first(page: Page, experiment: Experiment) -> Self {
        Self::new(page, Side::Left, experiment, None)
    }

    /// A run beside `self`, looked at in the same way: one time, one drawing, the same layers, map and number of points.
    pub fn beside(self, experiment: Experiment) -> Self {
        Self::new(self.page, Side::Right, experiment, Some(self))
    }

    fn new(page: Page, side: Side, recorded: Experiment, like: Option<Self>) -> Self {
        let Experiment { task: experiment, changes } = recorded;
        let drawn = || experiment.drawn().map_or_else(link::remembered_drawing, |(_, drawing)| Ok(drawing.clone()));
        let (canvas, unread) = match like {
            Some(like) => (like.canvas, None),
            None => {
                let drawn = drawn();
                let dabs = drawn.as_ref().map(|drawing| drawing.dabs().to_vec()).unwrap_or_default();
                (RwSignal::new(Canvas::new(dabs)), drawn.err())
            }
        };
        let time = like.map_or_else(StageTime::new, |like| like.time);
        let begun = RwSignal::new(experiment.clone());
        let experiment = RwSignal::new(experiment);
        Self {
            page,
            side,
            experiment,
            begun,
            changes: RwSignal::new(changes),
            goes_on: RwSignal::new(false),
            invalid: Memo::new(move |_| experiment.with(|experiment| experiment.validate().err())),
            progress: RwSignal::new(Progress::default()),
            running: RwSignal::new(false),
            speed: shared(like, |like| like.speed, None),
            engine: RwSignal::new(EngineStatus::default()),
            saved: RwSignal::new(None),
            layers: shared(like, |like| like.layers, Layers::default()),
            count: shared(like, |like| like.count, 1000),
            has_exact: RwSignal::new(true),
            map: shared(like, |like| like.map, None),
            largest: RwSignal::new(None),
            history: RwSignal::new(Vec::new()),
            looking: RwSignal::new(None),
            time,
            tool: shared(like, |like| like.tool, None),
            brush: shared(like, |like| like.brush, 0.35),
            canvas,
            log_loss: shared(like, |like| like.log_loss, true),
            curve_version: RwSignal::new(0),
            curve: StoredValue::new(Curve::default()),
            levels: RwSignal::new(Vec::new()),
            quality: RwSignal::new(None),
            assessing: RwSignal::new(false),
            fits_series: Memo::new(move |_| experiment.with(|task| task.series().is_some())),
            generates: Memo::new(move |_| experiment.with(|task| task.generate().is_some())),
            agents: shared(like, |like| like.agents, 200),
            rollouts: RwSignal::new(None),
            demonstrating: RwSignal::new(false),
            dragging: RwSignal::new(Vec::new()),
            gates: RwSignal::new(Gates::default()),
            walk: RwSignal::new(None),
            problem: RwSignal::new(None),
            notice: RwSignal::new(unread),
            extent: RwSignal::new(4.0),
            stage: StoredValue::new_local(Stage::new(&page.frames(), time.sight())),
            bridge: StoredValue::new_local(Bridge::default()),
        }
    }

    /// Sets everything going that the run needs, for as long as the present owner lives. With `restore` the run goes on
    /// from there.
    pub fn start(self, restore: Option<Saved>) {
        follow::follow(self);
        drive::drive(self);
        bridge::start(self, restore);
    }

    /// The run as a link or a file has it: how it began, and how it was changed.
    pub fn recorded(self) -> Experiment {
        let present = self.experiment.get();
        let changes = self.changes.get();
        if changes.is_empty() {
            return present.into();
        }
        let mut task = self.begun.get();
        // How samples are drawn is no part of the training.
        task.take_sampling(&present);
        Experiment { task, changes }
    }

    /// The run begins with `task`, and has not been changed.
    pub fn begin(self, task: Task) {
        self.changes.set(Vec::new());
        self.begun.set(task);
    }

    /// Notes that the run goes on as `task` behind this step; whatever was to come later is forgotten.
    pub fn record(self, step: u64, task: &Task) {
        let (task_begun, mut changes) = (self.begun.get_untracked(), self.changes.get_untracked());
        // Another change at the same step takes the place of the first.
        changes.retain(|change| change.step < step);
        let mut recorded = Experiment { task: task_begun, changes };
        let before = recorded.periods().ok().and_then(|periods| periods.into_iter().next_back());
        recorded.changes.extend(before.and_then(|Period { task: mut before, .. }| {
            // How samples are drawn is no part of the training.
            before.take_sampling(task);
            Change::between(step, &before, task)
        }));
        self.changes.set(recorded.changes);
    }

    /// The pane that a component stands in.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// The current configuration in the slot `key`, seen by `look`.
    pub fn with_config<T>(&self, key: &str, look: impl FnOnce(&dyn Configured) -> T) -> Option<T> {
        self.experiment.with(|experiment| experiment.slot(key).map(|slot| look(slot.config())))
    }

    /// Sets one field that was checked before.
    pub fn set_field(&self, key: &str, name: &str, value: f64) {
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                // The control has checked the value, and shows the reason when it is refused.
                let _ = slot.config_mut().set(name, value);
            }
        });
    }

    /// Reads the payload of a slot from what a person typed; nothing changes when it is refused.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn set_payload(&self, key: &str, text: &str) -> Result<(), FieldError> {
        let mut outcome = Ok(());
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                outcome = slot.config_mut().set_payload(text);
            }
        });
        outcome
    }

    /// Asks for another picture of the stage.
    pub fn redraw(&self) {
        self.stage.try_with_value(Stage::invalidate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::listening::live;

    #[test]
    fn a_pane_that_is_closed_leaves_neither_seat_nor_listener() {
        let owner = Owner::new();
        let page = owner.with(Page::new);
        let counts = || (live(), page.frames().seats());
        let left = owner.with(|| Pane::first(page, Experiment::default()));
        owner.with(|| drive::drive(left));
        let alone = counts();
        assert_eq!(alone, (2, 1), "the seat of the stage, and the listener that drives the engine");
        for _ in 0..50 {
            let second = owner.child();
            second.with(|| drive::drive(left.beside(Experiment::default())));
            assert_eq!(counts(), (4, 2));
            second.cleanup();
            assert_eq!(counts(), alone);
        }
        let frames = page.frames();
        owner.cleanup();
        assert_eq!((live(), frames.seats()), (0, 0));
    }

    #[test]
    fn a_pane_beside_another_is_looked_at_in_the_same_way() {
        let owner = Owner::new();
        owner.with(|| {
            let left = Pane::first(Page::new(), Experiment::default());
            let right = left.beside(Experiment::default());
            left.count.set(500);
            scrub(left, 0.25);
            assert_eq!((right.count.get_untracked(), right.time.sight().clock().t), (500, 0.25));
            right.experiment.update(|task| *task.seed_mut() = 3);
            assert_eq!(left.experiment.get_untracked().seed(), 0);
        });
    }
}
