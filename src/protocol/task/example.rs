//! One row of a training batch, with everything that the loss is computed from.

use super::Generate;
use crate::{math::schedule::Coeffs, objective::regression::Batches};

/// A row of the regression (Ho et al., 2020, algorithm 1; the target depends on the prediction).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainingExample {
    pub data: [f64; 2],
    pub noise: [f64; 2],
    pub t: f64,
    /// The coefficients of data and noise at `t`.
    pub coeffs: Coeffs,
    /// The noised point, `α data + σ noise`.
    pub x: [f64; 2],
    /// What the network should say.
    pub target: [f64; 2],
    /// The factor of the squared error in the loss.
    pub weight: f64,
}

impl Generate {
    /// Whether [`Generate::training_example`] has rows to show.
    pub fn has_examples(&self) -> bool {
        self.is_regression() && self.bridge.is_none()
    }

    /// The row `row` of the batch of a training step: the very numbers that the engine trains on.
    ///
    /// `None` where the loss is not this regression, a bridge adds noise, or the batch has no such row.
    pub fn training_example(&self, step: u64, row: usize) -> Option<TrainingExample> {
        if !self.has_examples() {
            return None;
        }
        let regression = self.regression();
        let mut batches = Batches::new(&regression);
        batches.draw(&regression, step);
        let pair = batches.pair_of(row)?;
        let setting = regression.row(pair.u);
        let (coeffs, [a, b]) = (setting.level.coeffs, setting.target);
        Some(TrainingExample {
            data: pair.data,
            noise: pair.noise,
            t: setting.t,
            coeffs,
            x: coeffs.point(pair.data, pair.noise),
            target: [0, 1].map(|k| a * pair.data[k] + b * pair.noise[k]),
            weight: setting.weight,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_a_row_of_the_batch() {
        let mut task = Generate::default();
        task.select("objective", "ddpm").unwrap();
        let batch = task.regression().draw(7);
        for row in [0, 3, 255] {
            let example = task.training_example(7, row).unwrap();
            let target = [batch.target[2 * row], batch.target[2 * row + 1]].map(f64::from);
            assert!((0..2).all(|k| (target[k] - example.target[k]).abs() < 1e-6), "{example:?} {target:?}");
            assert!((f64::from(batch.weight[row]) - example.weight).abs() < 1e-6);
            let noise = example.coeffs.noise_of(example.x, example.data);
            assert!((0..2).all(|k| (noise[k] - example.noise[k]).abs() < 1e-6), "{example:?}");
        }
        assert_eq!(task.training_example(7, 256), None);
        task.select("objective", "cnf").unwrap();
        assert_eq!(task.training_example(0, 0), None);
    }
}
