//! The state of one run: its experiment, its engines, its stage.
//!
//! The actions on a run are in `bridge`.

mod before;
mod beside;
pub mod follow;
mod gates;
mod past;
mod points;
mod progress;
mod record;
mod settings;
mod time;

pub use before::Before;
pub use beside::{Pace, Side};
pub use gates::Gates;
pub use past::{Earlier, Past, Weights};
pub use points::KnownPoints;
pub use progress::Progress;
pub use time::StageTime;

use leptos::prelude::*;

use super::{
    Page,
    drawing::{self, Canvas, Tool},
    engines::{EngineStatus, Engines},
    problem::Problem,
    stage::{Arrow, Layers, Pin, Sketch, Stage, layer},
    turns::Turns,
};
use crate::{
    math::levels::LevelRow,
    protocol::{
        BenchAnswer, BenchRequest, Change, Experiment, ExperimentError, Generate, Irreducible, LossCurve, MapKind,
        PointsRequest, Quality, RolloutsAnswer, SeriesFigures, Task, Warning,
    },
};

/// The signal of `like`, or a new one that holds `own`.
fn shared<T: Send + Sync + 'static>(like: Option<Pane>, pick: fn(Pane) -> RwSignal<T>, own: T) -> RwSignal<T> {
    like.map_or_else(|| RwSignal::new(own), pick)
}

/// The irreducible loss of a task; it does not depend on how samples are drawn.
fn irreducible(experiment: RwSignal<Task>) -> Memo<Option<Irreducible>> {
    let trained = Memo::new(move |_| {
        let mut task = experiment.with(|task| task.generate().cloned())?;
        task.resample(&Generate::default());
        Some(task)
    });
    Memo::new(move |_| trained.with(|task| task.as_ref().and_then(Generate::irreducible)))
}

/// Handles to everything that belongs to one run; a copy refers to the same state.
///
/// All of it ends with the owner under which it was made.
#[derive(Clone, Copy, Debug)]
pub struct Pane {
    pub page: Page,
    pub side: Side,
    /// The run beside this one, while two are compared.
    pub other: RwSignal<Option<Pane>>,
    /// Of two runs, the one whose settings and panels are shown.
    pub chosen: RwSignal<Side>,
    /// What two runs have in common while they train.
    pub pace: RwSignal<Pace>,
    /// The present task of the run.
    pub experiment: RwSignal<Task>,
    /// The task with which the run began.
    pub begun: RwSignal<Task>,
    /// The changes that were made while it trained, and those that a link plans for later steps.
    pub changes: RwSignal<Vec<Change>>,
    /// Whether training continues when data or source change, instead of starting over.
    pub goes_on: RwSignal<bool>,
    /// Why the experiment is invalid, by the key.
    pub invalid: Memo<Option<ExperimentError>>,
    /// The loss that no network can go below, where it is known.
    pub irreducible: Memo<Option<Irreducible>>,
    pub progress: RwSignal<Progress>,
    pub running: RwSignal<bool>,
    /// Training steps a second; `None` is as fast as possible.
    pub speed: RwSignal<Option<f64>>,
    pub engine: RwSignal<EngineStatus>,
    /// The step of the last checkpoint.
    pub saved: RwSignal<Option<u64>>,
    pub layers: RwSignal<Layers>,
    /// The layers that have a switch, where a lesson chooses them.
    pub offered: RwSignal<Option<Layers>>,
    /// The layers that do not fade; all, if there are none.
    pub lit: RwSignal<&'static [&'static str]>,
    /// The arrows of an inspector.
    pub arrows: RwSignal<Vec<Arrow>>,
    /// Whether the irreducible loss is kept secret, while a question asks for it.
    pub conceals_floor: RwSignal<bool>,
    /// The marked point of the last frame.
    pub marked: RwSignal<[f64; 2]>,
    /// The pin of a question.
    pub pin: RwSignal<Option<Pin>>,
    /// The slot whose Gaussians are shaped over the stage, if any.
    pub shaping: RwSignal<Option<&'static str>>,
    /// What is drawn over the stage.
    pub sketch: RwSignal<Option<Sketch>>,
    /// The number of points of a cloud.
    pub count: RwSignal<u32>,
    /// Whether there is an exact field to show.
    pub has_exact: RwSignal<bool>,
    /// The map that colours the stage, if any.
    pub map: RwSignal<Option<MapKind>>,
    /// The largest absolute value of that map.
    pub largest: RwSignal<Option<f32>>,
    /// The steps that the engine keeps snapshots of.
    pub history: RwSignal<Vec<u64>>,
    /// The earlier step that the stage shows; `None` is the present.
    pub looking: RwSignal<Option<u64>>,
    pub time: StageTime,
    pub tool: RwSignal<Option<Tool>>,
    pub brush: RwSignal<f64>,
    /// The drawing; it is kept while another data set is chosen.
    pub canvas: RwSignal<Canvas>,
    pub log_loss: RwSignal<bool>,
    /// A counter that rises whenever the loss curve changes.
    pub curve_version: RwSignal<u32>,
    pub curve: StoredValue<LossCurve>,
    /// The run before the settings were changed, until it is dismissed.
    pub before: RwSignal<Option<Before>>,
    /// The last report of the loss by noise level λ.
    pub levels: RwSignal<Vec<LevelRow>>,
    /// The last measured quality of the model; measured while `assessing`.
    pub quality: RwSignal<Option<Quality>>,
    pub assessing: RwSignal<bool>,
    /// The comparison of samplers that is asked for, and its last answer.
    pub bench_asked: RwSignal<Option<BenchRequest>>,
    pub bench: RwSignal<Option<BenchAnswer>>,
    /// Whether a series of observations is fitted.
    pub fits_series: Memo<bool>,
    /// Whether points are generated.
    pub generates: Memo<bool>,
    /// The points that the page wants to know about, and the last answer.
    pub asked: RwSignal<Option<PointsRequest>>,
    pub points: RwSignal<Option<KnownPoints>>,
    /// Where the mouse is on the stage, and the question once it rests there.
    pub hovered: RwSignal<Option<[f64; 2]>>,
    pub hovering: RwSignal<Option<PointsRequest>>,
    /// The number of agents of a policy.
    pub agents: RwSignal<u32>,
    /// The last rollouts of the agents.
    pub rollouts: RwSignal<Option<RolloutsAnswer>>,
    /// Whether paths that are dragged on the stage become demonstrations, and the path that is being dragged.
    pub demonstrating: RwSignal<bool>,
    pub dragging: RwSignal<Vec<[f64; 2]>>,
    /// The gates of a planar field.
    pub gates: RwSignal<Gates>,
    /// The figures of the followed series.
    pub series_figures: RwSignal<Option<SeriesFigures>>,
    /// The problem of this run.
    pub problem: RwSignal<Option<Problem>>,
    /// The notice of what the page did by itself for this run.
    pub notice: RwSignal<Option<String>>,
    /// The states before the last changes of settings.
    pub past: RwSignal<Past>,
    /// What the engine has to say about the run, each once.
    pub warnings: RwSignal<Vec<Warning>>,
    /// Half the width of the data and the source, in units of the plane.
    pub extent: RwSignal<f64>,
    pub stage: StoredValue<Stage, LocalStorage>,
    pub engines: StoredValue<Turns<Engines>, LocalStorage>,
}

impl Pane {
    /// The first run of the page, before anything is started.
    pub fn first(page: Page, experiment: Experiment) -> Self {
        Self::new(page, Side::Left, experiment, None)
    }

    /// A run beside `self` that shares its time, drawing, layers, map and number of points.
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
            irreducible: irreducible(experiment),
            progress: RwSignal::new(Progress::default()),
            running: RwSignal::new(false),
            speed: shared(like, |like| like.speed, None),
            engine: RwSignal::new(EngineStatus::default()),
            saved: RwSignal::new(None),
            layers: shared(like, |like| like.layers, layer::initial()),
            offered: shared(like, |like| like.offered, None),
            lit: RwSignal::new(&[]),
            arrows: RwSignal::new(Vec::new()),
            conceals_floor: RwSignal::new(false),
            marked: RwSignal::new([0.0; 2]),
            pin: RwSignal::new(None),
            shaping: RwSignal::new(None),
            sketch: RwSignal::new(None),
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
            before: RwSignal::new(None),
            levels: RwSignal::new(Vec::new()),
            quality: RwSignal::new(None),
            assessing: RwSignal::new(false),
            bench_asked: RwSignal::new(None),
            bench: RwSignal::new(None),
            fits_series: Memo::new(move |_| experiment.with(|task| task.series().is_some())),
            generates: Memo::new(move |_| experiment.with(|task| task.generates())),
            asked: RwSignal::new(None),
            points: RwSignal::new(None),
            hovered: RwSignal::new(None),
            hovering: RwSignal::new(None),
            agents: shared(like, |like| like.agents, 200),
            rollouts: RwSignal::new(None),
            demonstrating: RwSignal::new(false),
            dragging: RwSignal::new(Vec::new()),
            gates: RwSignal::new(Gates::default()),
            series_figures: RwSignal::new(None),
            problem: RwSignal::new(None),
            notice: RwSignal::new(unread),
            past: RwSignal::new(Past::default()),
            warnings: RwSignal::new(Vec::new()),
            extent: RwSignal::new(4.0),
            stage: StoredValue::new_local(Stage::new(&page.frames(), time.sight())),
            engines: StoredValue::new_local(Turns::default()),
        }
    }

    /// The pane of the present component.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// Applies `act` to the engines of the run.
    ///
    /// `None` once the run has ended. Called within another such action, it is applied afterwards and `None` is returned.
    pub fn with_engines<T>(&self, act: impl FnOnce(&mut Engines) -> T + 'static) -> Option<T> {
        self.engines.try_with_value(|engines| engines.with(act)).flatten()
    }

    /// Has the charts of the loss curve painted again.
    pub fn redraw_curve(&self) {
        self.curve_version.update(|version| *version = version.wrapping_add(1));
    }

    /// Redraws the stage in the next animation frame.
    pub fn redraw(&self) {
        self.stage.try_with_value(Stage::invalidate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::with_pane;

    #[test]
    fn a_pane_beside_another_is_looked_at_in_the_same_way() {
        with_pane(|left| {
            let right = left.beside(Experiment::default());
            left.count.set(500);
            left.time.scrub(0.25);
            assert_eq!((right.count.get_untracked(), right.time.sight().clock().t), (500, 0.25));
            right.experiment.update(|task| *task.seed_mut() = 3);
            assert_eq!(left.experiment.get_untracked().seed(), 0);
        });
    }
}
