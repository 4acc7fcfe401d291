//! Networks: their shapes and their predictions.
//!
//! Every file first defines a part as plain configuration, which the page and the command line share. Prediction on the host
//! needs the feature `engine`; burn's tensors need `reference`. Nothing here chooses a device.

pub mod activation;
mod architecture;
pub mod condition;
mod differentiable;
pub mod elementary;
pub mod embedding;
mod io;
pub mod lr_schedule;
pub mod optimizer;
pub mod planar;
mod predict;

#[cfg(feature = "engine")]
mod field;
#[cfg(feature = "reference")]
mod mlp;
mod network;
#[cfg(feature = "reference")]
mod tensor;

pub use architecture::Architecture;
pub use differentiable::{Differentiable, Jet, Probe, Pull, Tape, Trainable, Vectors, Weighted, axes};
#[cfg(feature = "engine")]
pub use field::NetworkField;
pub use io::{Features, Heads, Io, Told};
#[cfg(feature = "reference")]
pub use mlp::{Mlp, Parameters, read, read_now};
pub use network::{Network, amplify, count, init, layer_sizes};
pub use predict::{Divergence, Predict};
#[cfg(feature = "reference")]
pub use tensor::TensorNetwork;
