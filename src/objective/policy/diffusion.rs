use rand_core::RngCore;

use super::{Example, Policy};
use crate::{
    math::rng,
    objective::regression::{Batch, Regression, RowSetting},
};

crate::configured! {
    /// Denoise the expert's action, given the expert's observation (Chi et al., 2023). A sample is one of the expert's actions
    /// and not their mean, so that each of several ways is kept.
    pub struct Diffusion("diffusion", "Diffusion") {
        /// Observations are multiplied by this: a network that is fed small numbers learns smooth functions.
        gain: f64 = 2.0, "Input gain", "", "", 0.1..=20.0, Log;
    }
}

impl Policy for Diffusion {
    fn gain(&self) -> f64 {
        self.gain
    }

    fn denoises(&self) -> bool {
        true
    }

    /// Adds the row of the weighted regression with the action as data. Normal numbers are drawn in pairs.
    fn push(&self, example: Example, regression: &Regression, u: f64, rng: &mut dyn RngCore, batch: &mut Batch) {
        let RowSetting { t, scale, level, target: [a, b], weight } = regression.row(u);
        batch.rows += 1;
        for part in example.action.chunks(2) {
            for (data, noise) in part.iter().zip(rng::normal(rng)) {
                let x = level.coeffs.alpha * data + level.coeffs.sigma * noise;
                batch.input.push((scale * x) as f32);
                batch.target.push((a * data + b * noise) as f32);
            }
        }
        regression.append_features(t, None, &mut batch.input);
        batch.input.extend(example.observation);
        batch.weight.push(weight as f32);
        batch.levels.push(level.look(weight));
    }
}
