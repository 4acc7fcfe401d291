//! One run, and how it is looked at: its experiment, its engines, its stage. Only what there is: what is done to a run stands in
//! `bridge`.

mod beside;
pub mod follow;
mod gates;
mod progress;
mod record;
mod settings;
mod time;

pub use beside::{Pace, Side};
pub use gates::Gates;
pub use progress::Progress;
pub use time::StageTime;

use leptos::prelude::*;

use super::{
    Page,
    drawing::{self, Canvas, Tool},
    engines::{EngineStatus, Engines},
    problem::Problem,
    stage::{Layers, Stage, layer},
    turns::Turns,
};
use crate::{
    math::levels::LevelRow,
    plot::LossCurve,
    protocol::{Change, Experiment, ExperimentError, MapKind, Quality, RolloutsAnswer, SeriesFigures, Task},
};

/// What `like` has, or one's own.
fn shared<T: Send + Sync + 'static>(like: Option<Pane>, pick: fn(Pane) -> RwSignal<T>, own: T) -> RwSignal<T> {
    like.map_or_else(|| RwSignal::new(own), pick)
}

/// Everything that belongs to one run. It is a handful of handles and is copied freely; all of it ends with the owner under
/// which it was made.
#[derive(Clone, Copy, Debug)]
pub struct Pane {
    pub page: Page,
    pub side: Side,
    /// The run beside this one, while two are compared.
    pub other: RwSignal<Option<Pane>>,
    /// Of two runs the one whose settings and panels are shown.
    pub chosen: RwSignal<Side>,
    /// What two runs have in common as they train.
    pub pace: RwSignal<Pace>,
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
    pub curve: StoredValue<LossCurve>,
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
    pub walk: RwSignal<Option<SeriesFigures>>,
    /// What went wrong with this run.
    pub problem: RwSignal<Option<Problem>>,
    /// What the page did by itself for this run.
    pub notice: RwSignal<Option<String>>,
    /// Half the width of the data and the source, which the stage shows.
    pub extent: RwSignal<f64>,
    pub stage: StoredValue<Stage, LocalStorage>,
    pub engines: StoredValue<Turns<Engines>, LocalStorage>,
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
        let drawn = || experiment.drawn().map_or_else(drawing::remembered, |(_, drawing)| Ok(drawing.clone()));
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
            other: RwSignal::new(like),
            chosen: shared(like, |like| like.chosen, Side::Right),
            pace: shared(like, |like| like.pace, Pace::default()),
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
            layers: shared(like, |like| like.layers, layer::initial()),
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
            curve: StoredValue::new(LossCurve::default()),
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
            engines: StoredValue::new_local(Turns::default()),
        }
    }

    /// The pane that a component stands in.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// Does something with the engines of the run; nothing once it has ended. Within another such action it is done afterwards,
    /// and nothing is returned.
    pub fn with_engines<T>(&self, act: impl FnOnce(&mut Engines) -> T + 'static) -> Option<T> {
        self.engines.try_with_value(|engines| engines.with(act)).flatten()
    }

    /// Asks for another picture of the stage.
    pub fn redraw(&self) {
        self.stage.try_with_value(Stage::invalidate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pane_beside_another_is_looked_at_in_the_same_way() {
        let owner = Owner::new();
        owner.with(|| {
            let left = Pane::first(Page::new(), Experiment::default());
            let right = left.beside(Experiment::default());
            left.count.set(500);
            left.time.scrub(0.25);
            assert_eq!((right.count.get_untracked(), right.time.sight().clock().t), (500, 0.25));
            right.experiment.update(|task| *task.seed_mut() = 3);
            assert_eq!(left.experiment.get_untracked().seed(), 0);
        });
    }
}
