//! Networks: what they look like, and how burn computes them.
//!
//! Every file says first what a part *is*, as plain configuration that the page and the command line share, and then, with
//! the feature `engine`, how it is computed on a device. Nothing here chooses a device.

pub mod activation;
mod architecture;
pub mod condition;
mod differentiable;
pub mod elementary;
pub mod embedding;
mod io;
pub mod optimizer;
pub mod planar;
mod predict;

#[cfg(feature = "engine")]
mod field;
#[cfg(feature = "engine")]
mod mlp;
mod network;

pub use architecture::Architecture;
pub use differentiable::{Differentiable, Jet, Probe, Pull, Tape, Trainable, Vectors, Weighted, axes};
#[cfg(feature = "engine")]
pub use field::{NetworkField, TensorNetwork};
pub use io::{Features, Heads, Io, Told};
#[cfg(feature = "engine")]
pub use mlp::{Mlp, Parameters, read, read_now};
pub use network::{Network, count, init, layer_sizes};
pub use predict::{Divergence, Predict};
