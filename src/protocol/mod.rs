//! What the page and the engine say to each other: plain data, nothing else.

mod comparison;
mod experiment;
mod link;
mod measure;
mod message;
mod preset;
mod quality;
mod shape;
mod walk;

pub use comparison::{Difference, decode_both, differences, encode_both, share};
pub use experiment::{Experiment, ExperimentError, Sampling, Training};
pub use link::{decode, encode};
pub use measure::{Measurement, PEAK_LANES, PEAK_ROUNDS, Pace, STEPS_TO_LIKENESS, Workload, median};
pub use message::{
    BackendInfo, BackendKind, Checkpoint, Command, EngineError, Event, FieldKind, FieldRequest, Grid, History, MapKind,
    MapRequest, Message, RunId, SampleRequest, Stats, Warning,
};
pub use preset::{Figure, Measure, Preset, preset, presets};
pub use quality::{ErrorAt, Merit, Quality};
pub use shape::{Line, Shape};
pub use walk::{Cost, Walk};
