//! Policies: networks that take an observation and predict the expert's action.
//!
//! A policy is trained on the moments of [`Demonstrations`](crate::math::world::Demonstrations), as [`Examples`]. Its batches
//! are those of the weighted regression, so that the same trainers train it: the observation has the columns of the condition,
//! and the action the place of a data point.

mod diffusion;
mod examples;
mod mean_square;

pub use diffusion::Diffusion;
pub use examples::{Examples, Feed};
pub use mean_square::MeanSquare;

use rand_core::RngCore;

use super::regression::{Batch, Regression};

/// An observation and the expert's action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example<'a> {
    /// The observation times the [gain](Policy::gain), `[observation_width]`.
    pub observation: &'a [f32],
    /// The action divided by the environment's scale of actions, `[action_width]`.
    pub action: &'a [f64],
}

/// A way to learn and to choose actions.
pub trait Policy {
    /// The factor that multiplies observations before they enter the network.
    fn gain(&self) -> f64;

    /// Whether an action is denoised step by step; otherwise the network predicts it directly.
    fn denoises(&self) -> bool;

    /// Adds a row to `batch`.
    /// Its time is at the quantile `u`, and its noise comes from `rng`, where the row has them.
    fn push(&self, example: Example, regression: &Regression, u: f64, rng: &mut dyn RngCore, batch: &mut Batch);
}

crate::registry! {
    /// The registry of policies.
    pub enum PolicyConfig("policies"): Policy {
        MeanSquare("mean-square") = MeanSquare,
        Diffusion("diffusion") = Diffusion,
    }
}
