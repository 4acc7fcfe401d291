//! Networks: what they look like, and how burn computes them.
//!
//! Every file says first what a part *is*, as plain configuration that the page and the command line share, and then, with
//! the feature `engine`, how it is computed on a device. Nothing here chooses a device.

pub mod activation;
mod architecture;
mod differentiable;
pub mod elementary;
pub mod embedding;
pub mod optimizer;
pub mod planar;

#[cfg(feature = "engine")]
mod field;
#[cfg(feature = "engine")]
mod mlp;
mod network;

pub use architecture::Architecture;
pub use differentiable::{Differentiable, Jet, Probe, Pull, Trainable, Vectors, axes};
#[cfg(feature = "engine")]
pub use field::{Divergence, NetworkField, Predict, TensorNetwork};
#[cfg(feature = "engine")]
pub use mlp::{Mlp, Parameters, read, read_now};
pub use network::{Network, count, init, layer_sizes};
