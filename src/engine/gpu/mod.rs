//! Training and evaluation on the GPU: the weighted regression as three hand-written kernels a step.
//!
//! The reference leaves the GPU to burn, which launches some hundred small kernels a step; the launches, not the
//! arithmetic, cost the time. Here one kernel takes tiles of the batch forward and backward through all layers, one sums
//! the gradient over the batch, one moves the weights. Some steps are encoded at once, and nothing is read until it is asked
//! for. Sums run in a fixed order, so that a run repeats itself on one device.

mod ask;
mod cloud;
mod context;
mod core;
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
