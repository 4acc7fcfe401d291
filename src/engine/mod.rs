//! Training and sampling: the only part that chooses a device or reads from one.
//!
//! [`Session`] is the engine as a process: it takes [`Command`](crate::protocol::Command)s, works in short slices and
//! gives [`Event`](crate::protocol::Event)s. A worker in the browser drives it from its message loop; the command line
//! drives the [`Trainer`] and [`SampleRun`] beneath it directly.

mod accuracy;
mod actor;
mod adaptive;
mod backend;
mod classifier;
mod core;
mod energy;
mod fused;
#[cfg(feature = "gpu")]
mod gpu;
mod held_out;
mod history;
mod host;
mod job;
mod learned;
mod likelihood;
mod networks;
mod normalized;
mod per_class;
mod quality;
#[cfg(feature = "reference")]
mod reference;
mod reflow;
mod rollout;
mod sampler_bench;
mod sampling;
mod session;
mod shift;
mod snapshot;
mod swept;
#[cfg(test)]
mod testing;
mod trainer;
mod trajectory;
#[cfg(target_arch = "wasm32")]
pub mod worker;

pub use accuracy::{Accuracy, Errors};
pub use backend::Backend;
pub use learned::Learned;
pub use likelihood::Likelihood;
pub use per_class::{ClassFigure, per_class};
pub use quality::{Assessment, Floors, assess};
pub use rollout::RolloutRun;
pub use sampler_bench::{BenchGrid, BenchPlan, BenchStep, SamplerBench, fitted_grid};
pub use sampling::SampleRun;
pub use session::Session;
pub use shift::{ShiftAt, shift};
pub use snapshot::Snapshot;
pub use trainer::{FollowedSeries, Trainer};
pub use trajectory::{Counts, Keep};

/// The error of a device, as the protocol reports it.
#[cfg(any(feature = "gpu", feature = "reference"))]
pub(crate) fn device_error(error: impl std::fmt::Debug) -> crate::protocol::EngineError {
    crate::protocol::EngineError::Device(format!("{error:?}"))
}
