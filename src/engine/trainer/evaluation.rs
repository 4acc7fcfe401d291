//! The quality of a trained network, and the noise of its gradients; nothing here changes the training.

use super::{Trainer, paired, setting};
use crate::{
    engine::{
        fused::{Fused, HostNetwork},
        learned::Model,
        networks::trainable,
        rollout::RolloutRun,
    },
    math::{
        field::Field,
        levels::{LevelRow, report},
        metric::{EvidenceBound, GradientNoise, Gradients, evidence_bound},
        points::{Cloud, SingleCloud},
        rng::{Purpose, Stream},
        series::ObservedPaths,
    },
    objective::{Effort, Followed, Outcome, Scope, regression::Batches},
    protocol::{Cost, EngineError, SeriesFigures},
};

/// The draw of data that no training sees, among those that metrics show.
const HELD_OUT: u64 = 2;
/// The number of levels at which the evidence bound evaluates every point.
const LEVELS: u32 = 200;

/// A series with its forward and backward solution.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowedSeries {
    /// The times of the observations.
    pub times: Vec<f64>,
    /// The observed points of every path at these times.
    pub observed: Vec<Cloud>,
    pub followed: Followed,
}

impl FollowedSeries {
    /// The figures of the solution.
    pub fn figures(&self) -> SeriesFigures {
        let Followed { loss, efforts, disagreement, .. } = self.followed;
        let [by_backpropagation, by_adjoint] =
            efforts.map(|Effort { evaluations, rejected, held_bytes, .. }| Cost { evaluations, rejected, held_bytes });
        let paths = self.observed.first().map_or(0, Vec::len) as u32;
        SeriesFigures { paths, loss, by_backpropagation, by_adjoint, disagreement }
    }
}

impl Trainer {
    /// The solution of the first `paths` of the series with these `weights`, forward and backward; `None` unless the
    /// objective fits a series.
    pub fn follow(&self, weights: &[f32], paths: usize) -> Option<FollowedSeries> {
        let task = self.task.series()?;
        let ode = task.objective.neural_ode();
        let ObservedPaths { times, mut positions } = ode.series(task.seed);
        positions.iter_mut().for_each(|cloud| cloud.truncate(paths));
        let series = ObservedPaths { times, positions };
        let mut network = trainable(&self.experiment, self.sizes());
        let followed = ode.follow(&series, &*task.embedding, &mut *network, weights);
        Some(FollowedSeries { times: series.times, observed: series.positions, followed })
    }

    /// So many agents at their starts, steered by the averaged weights of this moment; `None` unless a policy is trained.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn rollouts(&self, agents: usize) -> Result<Option<RolloutRun>, EngineError> {
        match self.task.imitate() {
            None => Ok(None),
            Some(task) => Ok(Some(RolloutRun::new(task, self.snapshot().await?.averaged, agents))),
        }
    }

    /// The variance of a batch's gradient at the present weights, from so many batches that no step uses.
    /// It is computed on the host, from pairs as the coupling makes them. `None` below two batches, and where a gradient is
    /// NaN or infinite.
    ///
    /// # Errors
    /// When the device fails, or the coupling cannot pair the points of a batch.
    pub async fn gradient_noise(&self, batches: usize) -> Result<Option<GradientNoise>, EngineError> {
        let state = self.snapshot().await?;
        let experiment = &self.experiment;
        let setting = setting(experiment, self.exact.as_ref(), self.adaptive.as_ref());
        let mut drawn = Batches::new(&setting).fed(self.task.feed());
        let mut gradients = Gradients::default();
        // Steps that no training reaches.
        let steps = (0..batches as u64).map(|batch| u64::MAX - batch);
        match self.task.loss() {
            None => {
                let mut fused = Fused::new(self.sizes(), &experiment.activation, state);
                for step in steps {
                    let loss = fused.differentiate(drawn.draw(&setting, step));
                    gradients.push(fused.gradient(), loss);
                }
            }
            Some(loss) => {
                let mut network = trainable(experiment, self.sizes());
                for step in steps {
                    network.begin(&state.weights);
                    let (all, mut outcome) = (loss.rows(&setting), Outcome::default());
                    while outcome.rows.len() < all && !drawn.is_unpaired() {
                        let first = outcome.rows.len();
                        let scope = Scope::new(&setting, &mut drawn, &mut *network, step);
                        outcome.extend(loss.gradient(Scope {
                            kept: &state.kept,
                            rows: first..(first + self.rows).min(all),
                            ..scope
                        }));
                    }
                    gradients.push(network.gradient(), outcome.loss());
                }
            }
        }
        paired(&mut drawn)?;
        Ok(gradients.noise().ok())
    }

    /// The evidence bound of so many held-out data under the averaged weights.
    /// `None` where there is none: where the source is not standard normal, pairs are not independent or joined by a bridge, the
    /// objective is no weighted regression or learns from its own pairs, and where the network's output is not finite.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn evidence_bound(&self, points: usize) -> Result<Option<EvidenceBound>, EngineError> {
        let experiment = &self.experiment;
        let has_bound = self.task.generates()
            && experiment.source.is_standard_normal()
            && experiment.coupling.is_independent()
            && experiment.bridge.keeps_path()
            && self.task.loss().is_none()
            && experiment.objective.reflow().is_none();
        if !has_bound {
            return Ok(None);
        }
        let averaged = self.snapshot().await?.averaged;
        let network = HostNetwork::new(self.sizes(), &experiment.activation, averaged);
        let model = Model::new(experiment);
        // The bound is that of the model itself.
        let guided = model.field(&network, None);
        let field = guided.own();
        let eps = |x: &Cloud, t: f64| -> Cloud {
            let single: SingleCloud = x.iter().map(|point| point.map(|c| c as f32)).collect();
            let sigma = experiment.schedule.at(t).sigma;
            field.score(&single, t).iter().map(|score| score.map(|s| -sigma * f64::from(s))).collect()
        };
        let mut rng = Stream::new(experiment.seed, Purpose::Display, HELD_OUT);
        let sample = experiment.sample_data(points, &mut rng);
        Ok(evidence_bound(&sample, &*experiment.schedule, LEVELS, experiment.seed, eps).ok())
    }

    /// The loss of the weighted regression over λ, beside the weight and density that the training implies.
    /// There are no losses for any other objective; on a device there are only those that a distribution of times or a weighting
    /// learns from.
    pub fn levels(&self) -> Vec<LevelRow> {
        let experiment = &self.experiment;
        let setting = setting(experiment, None, self.adaptive.as_ref());
        let uncertainty = self.adaptive.as_ref().and_then(|adaptive| adaptive.uncertainty());
        report(
            &self.by_level,
            setting.schedule,
            setting.timing,
            setting.weighting,
            setting.parametrization,
            uncertainty,
        )
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::protocol::Generate;

    fn trained(changes: &[(&str, &str)], steps: usize) -> Trainer {
        let mut experiment = Generate::default();
        (experiment.network.width, experiment.network.depth) = (32, 2);
        for (key, id) in changes {
            experiment.select(key, id).unwrap();
        }
        let mut trainer = Trainer::host(experiment);
        for _ in 0..steps {
            block_on(trainer.step()).unwrap();
        }
        trainer
    }

    #[test]
    fn the_noise_of_a_gradient_falls_with_the_batch() {
        // Rows are independent: a quarter of them has four times the trace.
        let mut small = trained(&[], 50).experiment.clone();
        let large = trained(&[], 0);
        small.training.batch /= 4;
        let small = Trainer::host(small);
        let [large, small] = [&large, &small].map(|trainer| block_on(trainer.gradient_noise(100)).unwrap().unwrap());
        let ratio = small.trace.value / large.trace.value;
        let error = (small.trace.std_error / small.trace.value).hypot(large.trace.std_error / large.trace.value);
        assert!((ratio / 4.0 - 1.0).abs() < 4.0 * error, "{ratio} ± {error}");
        assert!(large.squared_norm > 0.0 && large.noise_scale.unwrap() > 0.0);
    }

    #[test]
    fn looking_moves_nothing() {
        let [mut looked_at, mut alone] = [trained(&[], 20), trained(&[], 20)];
        block_on(looked_at.gradient_noise(3)).unwrap();
        block_on(looked_at.evidence_bound(100)).unwrap();
        looked_at.levels();
        for trainer in [&mut looked_at, &mut alone] {
            block_on(trainer.step()).unwrap();
        }
        assert_eq!(block_on(looked_at.losses()), block_on(alone.losses()));
        assert_eq!(block_on(alone.gradient_noise(1)), Ok(None));
    }

    #[test]
    fn the_loss_is_the_same_for_every_distribution_of_times_under_one_implied_weight() {
        // At fixed weights, on a path with ends on the axis of λ.
        let weights = block_on(trained(&[("schedule", "ve"), ("weighting", "sigmoid")], 100).snapshot()).unwrap();
        let loss = |timing: &str| {
            let changes = [("schedule", "ve"), ("weighting", "sigmoid"), ("timing", timing)];
            let trainer = trained(&changes, 0).restored(&weights).unwrap();
            block_on(trainer.gradient_noise(200)).unwrap().unwrap().loss
        };
        let uniform = loss("uniform");
        for timing in ["log-snr-uniform", "logit-normal", "adaptive"] {
            let other = loss(timing);
            let error = uniform.std_error.hypot(other.std_error);
            assert!((other.value - uniform.value).abs() < 3.0 * error, "{timing}: {other:?} {uniform:?}");
        }
    }

    #[test]
    fn training_tightens_the_evidence_bound() {
        let changes = [("objective", "ddpm"), ("weighting", "elbo")];
        let [before, after] =
            [0, 1500].map(|steps| block_on(trained(&changes, steps).evidence_bound(500)).unwrap().unwrap());
        let entropy = 2.8319;
        assert!(after.negative.value < before.negative.value, "{before:?} {after:?}");
        assert!(after.negative.value > entropy - 3.0 * after.negative.std_error, "{after:?}");
        let other = trained(&[("coupling", "ot")], 0);
        assert_eq!(block_on(other.evidence_bound(10)), Ok(None));
    }

    #[test]
    fn the_loss_by_level_adds_up_to_the_loss() {
        let mut trainer = trained(&[("objective", "ddpm"), ("quantiles", "stratified")], 300);
        let losses = block_on(trainer.losses()).unwrap();
        let mean = losses[100..].iter().map(|(_, loss)| loss).sum::<f64>() / 200.0;
        let total = trainer.by_level.total();
        assert!((total / mean - 1.0).abs() < 0.1, "{total} {mean}");
        assert!(trainer.levels().iter().filter(|row| row.count > 0.0).count() > 40);
    }

    #[test]
    fn a_learned_weighting_brings_every_level_to_one() {
        let mut trainer = trained(&[("weighting", "learned"), ("timing", "log-snr-uniform")], 1500);
        let losses = block_on(trainer.losses()).unwrap();
        let mean = losses[1200..].iter().map(|(_, loss)| loss).sum::<f64>() / 300.0;
        assert!((mean - 1.0).abs() < 0.1, "{mean}");
        for row in trainer.levels() {
            // u is the logarithm of the error, up to the accuracy of a line through knots and the last few hundred rows.
            assert!((row.uncertainty - row.eps_mse.ln()).abs() < 0.7, "{row:?}");
        }
    }
}
