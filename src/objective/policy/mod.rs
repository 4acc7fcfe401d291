//! Policies: networks that are told an observation and say what to do, as the expert did.
//!
//! A policy is trained on the moments of [`Demonstrations`](crate::math::world::Demonstrations), [`Examples`]. Its batches are
//! those of the weighted regression, so that whoever trains that trains a policy: the observation stands in the columns of the
//! condition, and the action in the place of a data point.

mod diffusion;
mod examples;
mod mean_square;

pub use diffusion::Diffusion;
pub use examples::{Examples, Feed};
pub use mean_square::MeanSquare;

use rand_core::RngCore;

use super::regression::{Batch, Regression};

/// What was seen, and what was then done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example<'a> {
    /// What the network is told of it, `[observation_width]`: the observation times the [gain](Policy::gain).
    pub observation: &'a [f32],
    /// The action divided by the environment's scale of actions, `[action_width]`.
    pub action: &'a [f64],
}

/// A way to learn and to choose actions.
pub trait Policy {
    /// What observations are multiplied by before the network is told them.
    fn gain(&self) -> f64;

    /// Whether an action is denoised, step by step, from a noised one; otherwise the network says it at once.
    fn denoises(&self) -> bool;

    /// Adds a row to `batch`. Its time lies at the quantile `u`, and its noise comes from `rng`, where there are such.
    fn push(&self, example: Example, regression: &Regression, u: f64, rng: &mut dyn RngCore, batch: &mut Batch);
}

crate::registry! {
    /// The registry of policies.
    pub enum PolicyConfig("policies"): Policy {
        MeanSquare("mean-square") = MeanSquare,
        Diffusion("diffusion") = Diffusion,
    }
}
