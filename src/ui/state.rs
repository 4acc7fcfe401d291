//! What the page knows: one experiment, and how it is looked at.

use leptos::prelude::*;

use super::{
    bridge::{Bridge, EngineStatus},
    browser,
    drawing::{Canvas, Tool},
    gates::Gates,
    problem::Problem,
    stage::{Layers, Stage},
    theme::Theme,
};
use crate::{
    math::{
        levels::LevelRow,
        registry::{Configured, FieldError},
    },
    plot::Curve,
    protocol::{Experiment, ExperimentError, MapKind, Quality, Walk},
};

/// How training stands, as far as numbers go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    pub step: u64,
    pub loss: Option<f64>,
    pub steps_per_second: f64,
}

/// Everything that the parts of the page share. It is a handful of handles and is copied freely.
#[derive(Clone, Copy, Debug)]
pub struct App {
    pub experiment: RwSignal<Experiment>,
    /// What is wrong with the experiment as a whole, by its key.
    pub invalid: Memo<Option<ExperimentError>>,
    pub progress: RwSignal<Progress>,
    pub running: RwSignal<bool>,
    /// Training steps a second; nothing is as fast as possible.
    pub speed: RwSignal<Option<f64>>,
    pub engine: RwSignal<EngineStatus>,
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
    pub playing: RwSignal<bool>,
    /// The page plays by itself until somebody trains or scrubs.
    pub welcoming: RwSignal<bool>,
    pub tool: RwSignal<Option<Tool>>,
    pub brush: RwSignal<f64>,
    /// The drawing, kept also while another data set is chosen.
    pub canvas: RwSignal<Canvas>,
    pub log_loss: RwSignal<bool>,
    /// Counts up whenever the loss curve has grown or the palette has changed.
    pub curve_version: RwSignal<u32>,
    pub curve: StoredValue<Curve>,
    /// Where on the axis of λ the run loses, as last reported.
    pub levels: RwSignal<Vec<LevelRow>>,
    /// How good the model is, as of late; found while `assessing`.
    pub quality: RwSignal<Option<Quality>>,
    pub assessing: RwSignal<bool>,
    /// Whether a series of observations is fitted.
    pub fits_series: Memo<bool>,
    /// The gates of a planar field.
    pub gates: RwSignal<Gates>,
    /// What following it came to.
    pub walk: RwSignal<Option<Walk>>,
    pub theme: RwSignal<Theme>,
    pub problem: RwSignal<Option<Problem>>,
    pub notice: RwSignal<Option<String>>,
    pub help: RwSignal<bool>,
    pub stage: StoredValue<Stage, LocalStorage>,
    pub bridge: StoredValue<Bridge, LocalStorage>,
}

impl App {
    /// The page as the link, or else the lesson, begins it.
    pub fn new(preset: fn() -> Experiment) -> Self {
        let (experiment, problem) = super::link::opening(preset);
        let drawn = experiment.drawn().map_or_else(super::link::remembered_drawing, |(_, drawing)| drawing.clone());
        let experiment = RwSignal::new(experiment);
        Self {
            experiment,
            invalid: Memo::new(move |_| experiment.with(|experiment| experiment.validate().err())),
            progress: RwSignal::new(Progress::default()),
            running: RwSignal::new(false),
            speed: RwSignal::new(None),
            engine: RwSignal::new(EngineStatus::default()),
            layers: RwSignal::new(Layers::default()),
            count: RwSignal::new(1000),
            has_exact: RwSignal::new(true),
            map: RwSignal::new(None),
            largest: RwSignal::new(None),
            history: RwSignal::new(Vec::new()),
            looking: RwSignal::new(None),
            playing: RwSignal::new(false),
            welcoming: RwSignal::new(!browser::prefers_stillness()),
            tool: RwSignal::new(None),
            brush: RwSignal::new(0.35),
            canvas: RwSignal::new(Canvas::new(drawn.dabs().to_vec())),
            log_loss: RwSignal::new(true),
            curve_version: RwSignal::new(0),
            curve: StoredValue::new(Curve::default()),
            levels: RwSignal::new(Vec::new()),
            quality: RwSignal::new(None),
            assessing: RwSignal::new(false),
            fits_series: Memo::new(move |_| experiment.with(Experiment::fits_series)),
            gates: RwSignal::new(Gates::default()),
            walk: RwSignal::new(None),
            theme: RwSignal::new(Theme::remembered()),
            problem: RwSignal::new(problem),
            notice: RwSignal::new(None),
            help: RwSignal::new(false),
            stage: StoredValue::new_local(Stage::default()),
            bridge: StoredValue::new_local(Bridge::default()),
        }
    }

    /// The page that a component stands in.
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
        self.stage.with_value(Stage::invalidate);
    }
}
