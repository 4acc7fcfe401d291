//! Training and evaluation on the GPU: the weighted regression as three hand-written kernels a step.
//!
//! The reference uses burn on the GPU, which launches some hundred small kernels a step; the launches, not the arithmetic, take
//! most of the time. Here one kernel runs the forward and backward pass of tiles of the batch through all layers, one sums the
//! gradient over the batch, and one updates the weights. Several steps are encoded at once, and nothing is read before it is
//! needed. Sums have a fixed order, so that a run gives the same numbers again on the same device.

mod cloud;
mod context;
mod core;
mod evaluate;
mod layout;
mod network;
mod plan;
mod shader;
mod source;
mod trainer;

pub(super) use self::core::GpuCore;
pub(super) use cloud::{GpuCloud, GpuScalars};
pub(super) use context::Context;
pub(super) use network::GpuNetwork;
use source::{Noised, Source};
use trainer::{GpuTrainer, Mark};

#[cfg(test)]
mod tests;
