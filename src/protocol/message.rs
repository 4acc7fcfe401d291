use serde::{Deserialize, Serialize};

use super::{Answer, Experiment, ExperimentError, Measurement, Question, Task, Topic, Workload};

/// Which configuration a command or an event belongs to. The page counts them up. Whoever gets something of another run than its
/// own drops it: it was sent before the sender heard of the new run.
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
///
/// All but those about the engine itself, [`Command::Measure`] and [`Command::Ping`], name their run. A command for another run
/// than the one that was configured last is ignored: the run that it meant is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start over with this experiment, from its initial weights, paused; the run makes the changes of the experiment at their
    /// steps. With `restore` the run goes on from a checkpoint instead; its buffers are those of [`Event::Checkpoint`].
    Configure { run: RunId, experiment: Box<Experiment>, restore: Option<Checkpoint> },
    /// Train until told otherwise.
    Run { run: RunId },
    /// Stop training; questions are still answered.
    Pause { run: RunId },
    /// Train this many steps, then pause. [`Event::Stats`] tells of the pause, also where there was no step to train.
    Step { run: RunId, steps: u32 },
    /// Train at most this many steps a second; `None` is as fast as possible.
    Speed {
        run: RunId,
        #[serde(with = "crate::math::number")]
        steps_per_second: Option<f64>,
    },
    /// Another sampler or grid, while training goes on: what does not touch the weights.
    Resample { run: RunId, task: Box<Task> },
    /// Train on with these settings, from the present weights: another path, weighting, distribution of times, coupling, bridge,
    /// optimiser, batch, averaging, data or source. Answered by [`Event::Retargeted`], or by [`Event::Failed`] where the settings
    /// need another network; then nothing has changed.
    Retarget { run: RunId, task: Box<Task> },
    /// Find this out and send [`Event::Answer`]; again after every acknowledgement, as long as the answer changes. It takes the
    /// place of the last question of its topic.
    Ask { run: RunId, question: Question },
    /// Answer no more questions of this topic.
    Cancel { run: RunId, topic: Topic },
    /// Have answers show the weights that the run had near this step, while training goes on; `None` is the present. The answers
    /// name the step that they are of.
    Look { run: RunId, step: Option<u64> },
    /// Go back to the snapshot nearest this step, and pause; answered by [`Event::Rewound`]. With `replay` the run also goes back
    /// to the settings of that step, and changes them again where it did: from there on it is the very same. Without, it goes on
    /// with its present settings, and later changes are forgotten; where there were none this is the same.
    Rewind { run: RunId, step: u64, replay: bool },
    /// The page has drawn the answer with this frame number, or a later one of its topic instead, and can take others.
    Acknowledge { run: RunId, frame: u64 },
    /// Time this work for about so many milliseconds. Meanwhile the run rests; another measurement takes the place of one
    /// that is under way. Each is answered by [`Event::Measured`], one that gave way by [`EngineError::Superseded`].
    Measure { workload: Workload, budget_ms: u32 },
    /// Are you alive? Answered by [`Event::Pong`].
    Ping { nonce: u32 },
}

impl Command {
    /// What an engine is told that is to rest: it trains no further, and answers no more of `run`.
    pub fn rest(run: RunId) -> impl Iterator<Item = Self> {
        let cancel = move |&topic| Self::Cancel { run, topic };
        std::iter::once(Self::Pause { run }).chain(Topic::ALL.iter().map(cancel))
    }

    /// The run that it is about; nothing where it is about the engine.
    pub fn run(&self) -> Option<RunId> {
        match *self {
            Self::Configure { run, .. }
            | Self::Run { run }
            | Self::Pause { run }
            | Self::Step { run, .. }
            | Self::Speed { run, .. }
            | Self::Resample { run, .. }
            | Self::Retarget { run, .. }
            | Self::Ask { run, .. }
            | Self::Cancel { run, .. }
            | Self::Look { run, .. }
            | Self::Rewind { run, .. }
            | Self::Acknowledge { run, .. } => Some(run),
            Self::Measure { .. } | Self::Ping { .. } => None,
        }
    }
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
    #[serde(with = "crate::math::number")]
    pub step_ms: f64,
}

/// How training stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Training steps done.
    pub step: u64,
    /// `(step, loss)` since the last report; a mean over several steps stands at the last of them.
    #[serde(with = "crate::math::number")]
    pub losses: Vec<(u64, f64)>,
    #[serde(with = "crate::math::number")]
    pub steps_per_second: f64,
    pub running: bool,
}

/// The state of a run, apart from its buffers: weights, both moments of the optimiser, averaged weights, each `[parameters]`;
/// then, where times or weighting learn, the losses that they have not seen, `[steps, batch]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub step: u64,
    /// How many of the changes of its settings the run had made.
    #[serde(default)]
    pub changes: usize,
    /// What a distribution of times and a weighting have learned, as the bits of their numbers, which no text rounds.
    pub learned: Option<Vec<u64>>,
}

/// The snapshots that the engine keeps of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryReport {
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
    /// The loss or a weight is no longer finite; the run stands at the last finite weights, which may be some steps earlier.
    #[error("training diverged at step {step}: the loss is no longer a number; a smaller learning rate helps")]
    NonFinite { step: u64 },
    #[error("the device failed: {0}")]
    Device(String),
    #[error("this checkpoint does not fit the network: {0}")]
    Checkpoint(String),
    /// Something else was asked for before this was done.
    #[error("something else was asked for in its place")]
    Superseded,
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
    /// What was asked, of the weights at `step`. Every answer of a run has a `frame` number of its own, rising from 1, by which
    /// the page acknowledges it.
    Answer {
        run: RunId,
        frame: u64,
        step: u64,
        /// How many answers about the same piece of work came before: one that is above 0 takes the place of the one before,
        /// states that it showed included.
        revision: u32,
        answer: Answer,
    },
    /// The run trains with other settings from this step on.
    Retargeted {
        run: RunId,
        step: u64,
    },
    /// Other snapshots are kept than before.
    History(RunId, HistoryReport),
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
    /// The measurement of this work is done, or why there is none.
    Measured(Workload, Result<Measurement, EngineError>),
    Pong {
        nonce: u32,
    },
    /// A command could not be understood, and why. Nothing was done.
    Misunderstood {
        why: String,
    },
}

impl Event {
    /// The run that it is about; nothing where it is about the engine.
    pub fn run(&self) -> Option<RunId> {
        match *self {
            Self::Ready(run)
            | Self::Stats(run, _)
            | Self::Answer { run, .. }
            | Self::Retargeted { run, .. }
            | Self::History(run, _)
            | Self::Rewound { run, .. }
            | Self::Checkpoint { run, .. }
            | Self::Levels { run, .. }
            | Self::Warning(run, _)
            | Self::Failed(run, _) => Some(run),
            Self::Started(_)
            | Self::Unavailable(_)
            | Self::Measured(..)
            | Self::Pong { .. }
            | Self::Misunderstood { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
