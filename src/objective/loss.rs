use super::regression::{Batches, Regression};
use crate::nn::Differentiable;

/// A loss with its own way to the gradient, on the host.
pub trait Loss {
    /// Adds the gradient of the mean loss of the training step after `step` others to that of the `network`, which has no
    /// calls open before or after. What is drawn comes from the streams of that step.
    fn gradient(
        &self,
        setting: &Regression,
        batches: &mut Batches,
        network: &mut dyn Differentiable,
        step: u64,
    ) -> Outcome;
}

/// What a step of a [`Loss`] came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The loss of every row; their mean is the loss.
    pub rows: Vec<f32>,
    pub effort: Effort,
}

impl Outcome {
    /// The mean over the rows; 0 without any.
    pub fn loss(&self) -> f64 {
        self.rows.iter().map(|loss| f64::from(*loss)).sum::<f64>() / self.rows.len().max(1) as f64
    }
}

/// What a step took beside time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// How often the field was asked (NFE, number of function evaluations), forwards and backwards.
    pub evaluations: u32,
    /// How many steps an adaptive solver took back.
    pub rejected: u32,
    /// The most bytes that were held to follow the loss back.
    pub held_bytes: usize,
}
