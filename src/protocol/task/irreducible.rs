//! The loss that no network can go below.

use super::Generate;
use crate::{
    math::{
        levels::{LevelRow, LossByLevel, report},
        metric::Estimate,
    },
    objective::regression::Batches,
};

/// The irreducible loss: that of the exact conditional mean `E[target | x_t]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Irreducible {
    /// `½ E[w ‖target − E[target | x_t]‖²]`, with the standard error of its estimate.
    pub loss: Estimate,
    /// The same by noise level.
    pub levels: Vec<LevelRow>,
}

/// The work of an estimate: its rows times the pairs of components of the oracle.
const WORK: usize = 1_000_000;
/// The fewest and the most rows.
const ROWS: [usize; 2] = [256, 32_768];

impl Generate {
    /// The irreducible loss of the regression, estimated from batches of training (Vincent, 2011, equation 11: the losses of
    /// a target and of its conditional mean differ by a constant).
    ///
    /// `None` where the exact field is unknown, where the loss is not this regression, or where time or weight are learned.
    pub fn irreducible(&self) -> Option<Irreducible> {
        let learns =
            self.timing.profile(&*self.schedule).is_some() || self.weighting.uncertainty(&*self.schedule).is_some();
        if learns || !self.is_regression() || !self.condition.is_none() {
            return None;
        }
        let oracle = self.oracle()?;
        let regression = self.regression();
        let mut exact = regression;
        exact.exact = Some(&oracle);
        let mut own = regression;
        own.exact = self.objective.is_explicit().then_some(&oracle);
        let pairs = self.data.mixture().components().len() * self.source.mixture().components().len();
        let [least, most] = ROWS;
        let steps = (WORK / pairs.max(1)).clamp(least, most).div_ceil(regression.batch.max(1));
        let (mut drawn, mut perfect) = (Batches::new(&own), Batches::new(&exact));
        let (mut means, mut by_level) = (Vec::new(), LossByLevel::averaging(&*self.schedule));
        for step in 0..steps as u64 {
            let (batch, perfect) = (drawn.draw(&own, step), perfect.draw(&exact, step));
            let squared = |row: usize| {
                let error = |k: usize| batch.target[2 * row + k] - perfect.target[2 * row + k];
                error(0) * error(0) + error(1) * error(1)
            };
            let rows: Vec<f32> = (0..batch.rows).map(|row| 0.5 * batch.weight[row] * squared(row)).collect();
            by_level.observe(&rows, &batch.levels);
            means.extend(rows.iter().map(|row| f64::from(*row)));
        }
        let loss = Estimate::mean(&means).ok().filter(|loss| loss.value.is_finite())?;
        let levels = report(&by_level, &*self.schedule, &*self.timing, &*self.weighting, &*self.parametrization, None);
        Some(Irreducible { loss, levels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::{
            dataset::{DatasetConfig, Normal},
            registry::Slot,
        },
        objective::ObjectiveConfig,
    };

    #[test]
    fn between_two_gaussians_it_is_the_conditional_variance() {
        // One Gaussian of standard deviation s per coordinate: the velocity given x_t has the variance s²/((1 − t)² s² + t²), from
        // Var[noise − data | x_t] = s²·1/V. Its mean over t for s = 1 is ∫ dt/(1 − 2t + 2t²) = π/2.
        let data = DatasetConfig::Normal(Normal { std: 1.0 });
        let found = Generate { data, ..Generate::default() }.irreducible().unwrap();
        // Half of the sum over two coordinates.
        let expected = std::f64::consts::FRAC_PI_2;
        assert!((found.loss.value - expected).abs() < 4.0 * found.loss.std_error, "{:?}", found.loss);
        assert!(found.loss.std_error < 0.02 * expected);
    }

    #[test]
    fn the_areas_of_the_levels_are_the_loss() {
        let task = Generate::default();
        let found = task.irreducible().unwrap();
        let seen: Vec<_> = found.levels.iter().filter(|row| row.loss.is_finite()).collect();
        let width = seen[1].log_snr - seen[0].log_snr;
        let area: f64 = seen.iter().map(|row| row.loss * width).sum();
        // The outermost bins also have what lies beyond them.
        assert!((area / found.loss.value - 1.0).abs() < 0.05, "{area} {:?}", found.loss);
        assert!(task.schedule.at(0.5).log_snr().abs() < 1e-9);
    }

    #[test]
    fn only_a_regression_on_pairs_has_one() {
        for objective in ObjectiveConfig::all() {
            let (mut task, id) = (Generate::default(), objective.config().id());
            task.adopt(objective);
            let Some(found) = task.irreducible() else {
                assert!(
                    !task.objective.has_pairs() || task.objective.loss().is_some() || task.oracle().is_none(),
                    "{id} has a floor"
                );
                continue;
            };
            assert!(found.loss.value >= 0.0 && found.loss.std_error.is_finite(), "{id}: {:?}", found.loss);
            assert_eq!(found.loss.value == 0.0, task.objective.is_explicit(), "{id}: {:?}", found.loss);
        }
    }
}
