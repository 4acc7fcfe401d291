use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Answer, Experiment, ExperimentError, Measurement, Numerics, Question, Task, Topic, Workload, work};
use crate::math::text::brief_message;

/// The run that a command or an event belongs to; the page counts the runs.
///
/// A message of another run than the present one is dropped: it was sent before the sender heard of the new run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// A command or an event with its buffers, which are transferred and not copied.
///
/// The buffers and their shapes are documented at each command and event.
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

/// The text of a command or an event, the form in which it goes from one thread to another.
///
/// # Errors
/// It cannot be written.
pub fn text_of(head: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(head).map_err(|error| brief_message(&error.to_string()))
}

/// Reads the text of a command or an event.
///
/// # Errors
/// The text is no such message; the error quotes little of it.
pub fn head_of<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| brief_message(&error.to_string()))
}

/// A command of the page to the engine.
///
/// Every command names its run, except [`Command::Measure`] and [`Command::Ping`], which are about the engine.
/// A command for another run than the last configured one is ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start over with this experiment, from its initial weights, paused.
    ///
    /// The run makes the changes of the experiment at their steps. With `restore` the run continues from a checkpoint instead;
    /// the buffers are then those of [`Event::Checkpoint`].
    Configure { run: RunId, experiment: Box<Experiment>, restore: Option<Checkpoint> },
    /// Train until the next command.
    Run { run: RunId },
    /// Stop training; questions are answered further on.
    Pause { run: RunId },
    /// Train this many steps, then pause. [`Event::Stats`] tells of the pause, also where there was no step to train.
    Step { run: RunId, steps: u32 },
    /// Train at most this many steps a second; `None` is as fast as possible.
    Speed {
        run: RunId,
        #[serde(with = "crate::math::number")]
        steps_per_second: Option<f64>,
    },
    /// Change settings that do not affect the weights, such as sampler or grid; training continues.
    Resample { run: RunId, task: Box<Task> },
    /// Train on with these settings, from the present weights.
    ///
    /// Path, weighting, distribution of times, coupling, bridge, optimiser, batch, averaging, data or source may change.
    /// Answered by [`Event::Retargeted`], or by [`Event::Failed`] if the settings need another network; then nothing changes.
    Retarget { run: RunId, task: Box<Task> },
    /// Answer this question with [`Event::Answer`], and again after every acknowledgement as long as the answer changes.
    ///
    /// It replaces the last question of its topic.
    Ask { run: RunId, question: Question },
    /// Stop answering the question of this topic.
    Cancel { run: RunId, topic: Topic },
    /// Answer with the weights of the snapshot nearest to this step; `None` is the present. Training continues.
    ///
    /// Each answer names its step.
    Look { run: RunId, step: Option<u64> },
    /// Go back to the snapshot nearest to this step, and pause; answered by [`Event::Rewound`].
    ///
    /// With `replay` the run also goes back to the settings of that step and repeats its later changes, so that it repeats
    /// itself exactly. Without, it continues with its present settings, and the later changes are dropped.
    Rewind { run: RunId, step: u64, replay: bool },
    /// The page has drawn the answer with this frame number, or a later one of its topic, and can take others.
    Acknowledge { run: RunId, frame: u64 },
    /// Time this workload for about `budget_ms` milliseconds; the run rests meanwhile.
    ///
    /// Answered by [`Event::Measured`]. A new measurement replaces an unfinished one, which is answered by
    /// [`EngineError::Superseded`].
    Measure { workload: Workload, budget_ms: u32 },
    /// Check that the engine is alive; answered by [`Event::Pong`].
    Ping { nonce: u32 },
}

impl Command {
    /// The commands that let an engine rest: it stops training and answers no question of `run`.
    pub fn rest(run: RunId) -> impl Iterator<Item = Self> {
        let cancel = move |&topic| Self::Cancel { run, topic };
        std::iter::once(Self::Pause { run }).chain(Topic::ALL.iter().map(cancel))
    }

    /// The run that it names; `None` if it is about the engine.
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

/// The device on which the engine computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BackendKind {
    Cpu,
    WebGpu,
}

/// The backend of an engine, and its speed in the self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackendInfo {
    pub kind: BackendKind,
    /// The name of the adapter, or of the CPU path.
    pub name: String,
    /// Median time of a training step of the default experiment, in milliseconds.
    #[serde(with = "crate::math::number")]
    pub step_ms: f64,
    /// The name of the build of its program; empty where it has none, as on the command line.
    #[serde(default)]
    pub build: String,
}

impl BackendInfo {
    /// The time of a training step of `task` on this device, in milliseconds, by its estimated work.
    pub fn step_ms_of(&self, task: &Task) -> f64 {
        self.ms(task.estimate().step)
    }

    /// The time of the longest slice of work, in milliseconds.
    pub fn longest_slice_ms(&self) -> f64 {
        self.ms(work::MOST_SLICE)
    }

    /// The time of so much work, in milliseconds.
    fn ms(&self, work: f64) -> f64 {
        self.step_ms * work / Task::default().estimate().step
    }
}

/// The progress of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Training steps done.
    pub step: u64,
    /// `(step, loss)` since the last report; a mean over several steps is at the last of them.
    #[serde(with = "crate::math::number")]
    pub losses: Vec<(u64, f64)>,
    #[serde(with = "crate::math::number")]
    pub steps_per_second: f64,
    pub running: bool,
}

/// The state of a run without its buffers.
///
/// Buffers: weights, both moments of the optimiser, averaged weights, each `[parameters]`; if times or weighting are
/// learned, the losses that they have not used yet, `[steps, batch]`; and the kept points, `[kept, 2]`, if there are any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub step: u64,
    /// The number of changes of settings that the run had made.
    #[serde(default)]
    pub changes: usize,
    /// The state of a learned distribution of times and weighting, as the bits of its numbers, so that text does not round it.
    pub learned: Option<Vec<u64>>,
    /// The number of points that the loss carries from step to step, as the ends of chains.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub kept: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The snapshots that the engine keeps of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryReport {
    /// The steps of the snapshots, rising.
    pub steps: Vec<u64>,
    /// The memory of the snapshots.
    pub bytes: usize,
}

/// A condition that does not stop the run.
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
    #[error("one training step takes about {seconds} s here")]
    SlowSteps { seconds: u32 },
    #[error("a thousand samples take about {seconds} s here")]
    SlowSamples { seconds: u32 },
    #[error(transparent)]
    Numerics(#[from] Numerics),
}

impl Warning {
    /// The warnings about the pace of `task` on the device `info`. None are known for a GPU, whose time is not that of the work.
    pub fn of_pace(task: &Task, info: &BackendInfo) -> impl Iterator<Item = Self> {
        /// A pace below this, in milliseconds, needs no warning.
        const LIVE_MS: f64 = 1_500.0;
        let estimate = task.estimate();
        let is_known = info.kind == BackendKind::Cpu;
        let slow = |ms: f64| (is_known && ms >= LIVE_MS).then(|| (ms / 1e3).round() as u32);
        let steps = slow(info.ms(estimate.step)).map(|seconds| Self::SlowSteps { seconds });
        let samples = slow(info.ms(estimate.cloud)).map(|seconds| Self::SlowSamples { seconds });
        steps.into_iter().chain(samples)
    }
}

/// Why the engine cannot continue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// The loss or a weight is no longer finite; the run is back at the last finite weights, which may be some steps earlier.
    #[error("training diverged at step {step}: the loss is no longer finite; a smaller learning rate helps")]
    NonFinite { step: u64 },
    #[error("the device failed: {0}")]
    Device(String),
    #[error("this checkpoint does not fit the network: {0}")]
    Checkpoint(String),
    /// Another request came before this one was done.
    #[error("another request took its place")]
    Superseded,
}

/// An event of the engine for the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine has started; sent once, before anything else.
    Started(BackendInfo),
    /// The engine cannot start here; sent instead of [`Event::Started`].
    Unavailable(EngineError),
    /// The run is configured.
    Ready(RunId),
    Stats(RunId, Stats),
    /// The answer to a question, for the weights at `step`.
    ///
    /// Every answer of a run has its own `frame` number, rising from 1, with which the page acknowledges it.
    Answer {
        run: RunId,
        frame: u64,
        step: u64,
        /// The number of earlier answers about the same work; above 0 the answer replaces the one before as a whole.
        revision: u32,
        answer: Answer,
    },
    /// The run trains with other settings from this step on.
    Retargeted {
        run: RunId,
        step: u64,
    },
    /// The set of snapshots has changed.
    History(RunId, HistoryReport),
    /// The run is back at this earlier step, paused.
    Rewound {
        run: RunId,
        step: u64,
    },
    /// The state of the run, about once a second while training and at every pause. Buffers: see [`Checkpoint`].
    Checkpoint {
        run: RunId,
        checkpoint: Checkpoint,
    },
    /// The loss by noise level λ, about once a second while training and at every pause.
    ///
    /// Buffer: the rows of [`crate::math::levels::report`], `[bins, 9]`.
    Levels {
        run: RunId,
        step: u64,
    },
    Warning(RunId, Warning),
    Failed(RunId, EngineError),
    /// The measurement of this workload, or the reason why there is none.
    Measured(Workload, Result<Measurement, EngineError>),
    Pong {
        nonce: u32,
    },
    /// A command could not be read, for this reason; nothing was done.
    Misunderstood {
        why: String,
    },
}

impl Event {
    /// The run that it names; `None` if it is about the engine.
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
