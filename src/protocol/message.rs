use serde::{Deserialize, Serialize};

use super::{Experiment, ExperimentError, Measurement, Quality, Task, Walk, Workload};

/// Which configuration an event belongs to; the page drops events of any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// A command or an event together with its bulk numbers, which travel without being copied.
///
/// Which buffers there are, and their shapes, is said with each command and event.
#[derive(Clone, Debug, PartialEq)]
pub struct Message<T> {
    pub head: T,
    pub buffers: Vec<Vec<f32>>,
}

impl<T> From<T> for Message<T> {
    fn from(head: T) -> Self {
        Self { head, buffers: Vec::new() }
    }
}

/// What the page asks of the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start over with this experiment, from its initial weights, paused. With `restore` the run goes on from a
    /// checkpoint instead; its buffers are those of [`Event::Checkpoint`].
    Configure { run: RunId, experiment: Box<Experiment>, restore: Option<Checkpoint> },
    /// Train until told otherwise.
    Run,
    /// Stop training; sampling and probing go on.
    Pause,
    /// Train this many steps, then pause.
    Step { steps: u32 },
    /// Train at most this many steps a second; `None` is as fast as possible.
    Speed { steps_per_second: Option<f64> },
    /// Another sampler or grid, while training goes on: what does not touch the weights.
    Resample { task: Box<Task> },
    /// Walk a cloud from noise to data and send [`Event::Samples`]. While training, it is repeated after every
    /// acknowledgement; `None` ends that.
    Sample { request: Option<SampleRequest> },
    /// Evaluate vector fields on a grid and send [`Event::Field`]. While training, the learned field is repeated after
    /// every acknowledgement; `None` ends that.
    Probe { request: Option<FieldRequest> },
    /// Find one number for every point of a grid and send [`Event::Map`]. While training, what depends on the model is
    /// repeated after every acknowledgement; `None` ends that.
    Map { request: Option<MapRequest> },
    /// Whether to find out how good the model is and send [`Event::Quality`]; while training again and again.
    Assess { wanted: bool },
    /// Whether to follow the observed paths of a neural ODE, and its loss back, and send [`Event::Followed`], or the gates of a
    /// planar field, and send [`Event::Gates`]; while training again and again.
    Follow { wanted: bool },
    /// Have clouds, fields and densities show the weights that the run had near this step, while training goes on;
    /// `None` is the present. The answers name the step that they are of.
    Look { step: Option<u64> },
    /// Go back to the snapshot nearest this step, and pause; answered by [`Event::Rewound`]. From there on the run is the
    /// very same.
    Rewind { step: u64 },
    /// The page has drawn the last samples, fields and densities, and can take others.
    Acknowledge,
    /// Time this work for about so many milliseconds. Meanwhile the run rests; another measurement takes the place of one
    /// that is under way. Answered by [`Event::Measured`].
    Measure { workload: Workload, budget_ms: u32 },
    /// Are you alive? Answered by [`Event::Pong`].
    Ping { nonce: u32 },
}

/// A cloud to sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleRequest {
    /// How many points.
    pub count: u32,
}

/// A grid of `size × size` points over the square `[−extent, extent]²`, at the time `t`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    pub size: u32,
    pub extent: f64,
    pub t: f64,
}

/// Vector fields on a grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRequest {
    pub grid: Grid,
    /// Send what was learned.
    pub learned: bool,
    /// Send the exact answer for the same data, where there is one.
    pub exact: bool,
}

/// One number for every point of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapRequest {
    pub grid: Grid,
    pub kind: MapKind,
}

/// What an [`Event::Map`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapKind {
    /// The density of the model.
    LearnedDensity,
    /// That of the data, noised as far.
    ExactDensity,
    /// How much larger that of the model is.
    DensityDifference,
    /// `‖v̂ − v‖`, the distance between the learned velocity and the exact one.
    VelocityError,
}

impl MapKind {
    /// Whether it changes with the weights.
    pub fn is_learned(self) -> bool {
        self != Self::ExactDensity
    }

    /// Whether it needs the exact answer.
    pub fn is_exact(self) -> bool {
        self != Self::LearnedDensity
    }
}

impl Grid {
    /// The points of the grid, row by row from the lower left, in the middle of their cells.
    pub fn points(&self) -> Vec<[f64; 2]> {
        let cell = 2.0 * self.extent / f64::from(self.size);
        let at = |i: u32| -self.extent + cell * (f64::from(i) + 0.5);
        (0..self.size).flat_map(|j| (0..self.size).map(move |i| [at(i), at(j)])).collect()
    }
}

/// What an [`Event::Field`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    Learned,
    Exact,
}

/// Where the engine computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BackendKind {
    Cpu,
    WebGpu,
}

/// What computes, and how fast it did so in the self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackendInfo {
    pub kind: BackendKind,
    /// The name of the adapter, or of the CPU path.
    pub name: String,
    /// Median time of a training step of the default experiment, in milliseconds.
    pub step_ms: f64,
}

/// How training stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Training steps done.
    pub step: u64,
    /// `(step, loss)` since the last report; a mean over several steps stands at the last of them.
    pub losses: Vec<(u64, f64)>,
    pub steps_per_second: f64,
    pub running: bool,
}

/// The state of a run, apart from its buffers: weights, both moments of the optimiser, averaged weights, each `[parameters]`;
/// then, where times or weighting learn, the losses that they have not seen, `[steps, batch]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub step: u64,
    /// What a distribution of times and a weighting have learned, as the bits of their numbers, which no text rounds.
    pub learned: Option<Vec<u64>>,
}

/// The snapshots that the engine keeps of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The steps that there are snapshots of, rising.
    pub steps: Vec<u64>,
    /// What they take of the engine's memory.
    pub bytes: usize,
}

/// Something to know that does not stop the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Warning {
    #[error(
        "the exact field is not known here: it needs independent pairs, and data and source of few enough components"
    )]
    NoExactField,
    #[error(
        "this map is not known here: a model's density needs a source whose density is known, and a comparison the exact answer"
    )]
    NoMap,
}

/// Why the engine cannot go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// The loss or a weight is no longer a number; the last finite weights are kept.
    #[error("training diverged at step {step}: the loss is no longer a number; a smaller learning rate helps")]
    NonFinite { step: u64 },
    #[error("the device failed: {0}")]
    Device(String),
    #[error("this checkpoint does not fit the network: {0}")]
    Checkpoint(String),
}

/// What the engine tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine has started; sent once, before anything else.
    Started(BackendInfo),
    /// The engine cannot start here; sent instead of [`Event::Started`].
    Unavailable(EngineError),
    /// The run is configured.
    Ready(RunId),
    Stats(RunId, Stats),
    /// One cloud on its way from noise to data, of the weights at `step`. Buffers: times `[steps + 1]` from 1 to 0, then positions
    /// `[steps + 1, count, 2]`.
    Samples {
        run: RunId,
        step: u64,
        count: u32,
    },
    /// A vector field in time's own direction (from data to noise). Buffer: velocities `[size, size, 2]`.
    Field {
        run: RunId,
        step: u64,
        kind: FieldKind,
        grid: Grid,
    },
    /// A map at the time of its grid. Buffer: its numbers `[size, size]`.
    Map {
        run: RunId,
        step: u64,
        kind: MapKind,
        grid: Grid,
        /// How often the network was asked at each point.
        evaluations: u32,
    },
    /// How good the model at this step is.
    Quality {
        run: RunId,
        step: u64,
        quality: Quality,
    },
    /// The observed paths were followed there and back with the weights at this step. Buffers: see [`Walk::BUFFERS`].
    Followed {
        run: RunId,
        step: u64,
        walk: Walk,
    },
    /// The gates of a planar field with the weights at this step. Buffers: times `[n]`, gates `[n, units]`.
    Gates {
        run: RunId,
        step: u64,
    },
    /// Other snapshots are kept than before.
    History(RunId, History),
    /// The run stands at this earlier step again, paused.
    Rewound {
        run: RunId,
        step: u64,
    },
    /// The state of the run, about once a second while training and at every pause. Buffers: see [`Checkpoint`].
    Checkpoint {
        run: RunId,
        checkpoint: Checkpoint,
    },
    /// Where on the axis of λ the run loses, about once a second while training and at every pause. Buffer: the rows of
    /// [`crate::math::levels::report`], `[bins, 9]`.
    Levels {
        run: RunId,
        step: u64,
    },
    Warning(RunId, Warning),
    Failed(RunId, EngineError),
    /// A measurement is done, or why there is none.
    Measured(Result<Measurement, EngineError>),
    Pong {
        nonce: u32,
    },
}
