use rand_core::RngCore;

use super::{Example, Policy};
use crate::objective::regression::{Batch, Regression};

crate::configured! {
    /// Predict the expert's action directly, with the squared error as the loss. The best prediction is the mean of the expert's
    /// actions; where the expert takes one way or the other, the mean is neither.
    pub struct MeanSquare("mean-square", "Mean square") {
        /// Observations are multiplied by this: a network that is fed small numbers learns smooth functions.
        gain: f64 = 1.0, "Input gain", "", "", 0.1..=20.0, Log;
    }
}

impl Policy for MeanSquare {
    fn gain(&self) -> f64 {
        self.gain
    }

    fn denoises(&self) -> bool {
        false
    }

    /// Adds the observation alone as the input and the action as the target; every row has the same weight.
    fn push(&self, example: Example, _: &Regression, _: f64, _: &mut dyn RngCore, batch: &mut Batch) {
        batch.rows += 1;
        batch.input.extend(example.observation);
        batch.target.extend(example.action.iter().map(|a| *a as f32));
        batch.weight.push(1.0);
    }
}
