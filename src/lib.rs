//! **scorefield** shows live how a model learns an expert's distribution in the plane.
//!
//! Data flow: control → [`protocol::Experiment`] → [`protocol::Command`] → engine → [`protocol::Event`] → stage and
//! charts. `docs/ARCHITECTURE.md` describes the code.

pub mod math;
pub mod nn;
pub mod objective;
pub mod protocol;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "ui")]
pub mod lesson;
#[cfg(feature = "ui")]
pub mod locale;
#[cfg(any(feature = "cli", feature = "ui"))]
pub mod plot;
#[cfg(feature = "files")]
pub mod run_file;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(any(target_arch = "wasm32", feature = "ui"))]
pub mod wire;
