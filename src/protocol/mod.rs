//! The messages between page and engine, and the experiments: plain data.

mod bench;
mod comparison;
mod error;
mod experiment;
mod link;
mod loss_curve;
mod measure;
mod message;
mod numerics;
mod preset;
mod quality;
mod question;
mod rollouts;
mod series_figures;
mod settings;
mod shape;
mod task;
mod text;
mod version;
pub mod work;

pub use bench::{BenchAnswer, BenchRequest, BenchRow};
pub use comparison::{Difference, decode_both, differences, encode_both, share};
pub use error::ExperimentError;
pub use experiment::{Change, Experiment, Period};
pub use link::{decode, encode, is_address, unescaped};
pub use loss_curve::{Bucket, LossCurve};
pub use measure::{Measurement, PEAK_LANES, PEAK_ROUNDS, Pace, STEPS_TO_LIKENESS, Workload, median};
pub use message::{
    BackendInfo, BackendKind, Checkpoint, Command, EngineError, Event, HistoryReport, Message, RunId, Stats, Warning,
    head_of, text_of,
};
pub use numerics::Numerics;
pub use preset::{Figure, Measure, Preset, preset, presets};
pub use quality::{ErrorAt, Merit, Quality};
pub use question::{
    Answer, CloudAnswer, FieldAnswer, FieldAt, FieldKind, FieldRequest, GatesAnswer, GatesRequest, MapAnswer, MapKind,
    MapRequest, PlaneGrid, PlanePoint, PointsAnswer, PointsRequest, QualityRequest, Question, SampleRequest,
    SeriesRequest, Topic,
};
pub use rollouts::{RolloutsAnswer, RolloutsRequest};
pub use series_figures::{Cost, SeriesFigures};
pub use shape::{Line, Shape};
pub use task::{
    Class, Denoising, ExactRun, Generate, Imitate, Irreducible, Learner, Relations, Rule, Sampling, Series, SlotInfo,
    Slots, Task, Training, TrainingExample, is_same,
};
pub use text::parse;
pub use version::Version;
pub use work::Estimate;
