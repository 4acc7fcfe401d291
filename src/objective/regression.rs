//! The weighted regression of all denoising-type objectives: the numbers of a row, and its loss.

mod batches;

pub use batches::{Batches, Drawn, GivenPairs};

use crate::{
    math::{
        bridge::{Bridge, Latent},
        coupling::Coupling,
        dataset::Dataset,
        levels::Look,
        oracle::{Oracle, Posterior},
        parametrization::Parametrization,
        quantiles::Quantiles,
        schedule::{Schedule, ScheduleConfig},
        timing::Timing,
        weighting::{Level, Weighting},
    },
    nn::{Features, Told, condition::Condition, embedding::Embedding},
};

/// The choices that make one regression.
#[derive(Clone, Copy)]
pub struct Regression<'a> {
    pub data: &'a dyn Dataset,
    pub source: &'a dyn Dataset,
    pub coupling: &'a dyn Coupling,
    pub bridge: &'a dyn Bridge,
    pub schedule: &'a dyn Schedule,
    pub parametrization: &'a dyn Parametrization,
    pub weighting: &'a dyn Weighting,
    pub timing: &'a dyn Timing,
    pub quantiles: &'a dyn Quantiles,
    pub embedding: &'a dyn Embedding,
    pub condition: &'a dyn Condition,
    /// The exact posterior means of data and noise, where the network learns from them instead of from the pair.
    pub exact: Option<&'a Oracle<ScheduleConfig>>,
    /// Whether the network also predicts `E[z | x_t]`, with z the noise of the bridge.
    pub latent: bool,
    /// Pairs of data and noise in a step.
    pub batch: usize,
    pub seed: u64,
}

/// One step's numbers, row by row, in the precision of the device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    pub rows: usize,
    /// The input of the network, `[rows, 2 + features]`: the noised point in the network's scale, the features of its time and
    /// those of its condition.
    pub input: Vec<f32>,
    /// The target, `[rows, 2]`, or `[rows, 4]` with the noise of the bridge.
    pub target: Vec<f32>,
    /// The weight of the squared error, `[rows, 1]`.
    pub weight: Vec<f32>,
    /// The level of every row. It stays on the host.
    pub levels: Vec<Look>,
}

/// What the time of a row determines, before its data and its noise are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowSetting {
    pub t: f64,
    /// The scale of the network's input.
    pub scale: f64,
    pub level: Level,
    /// The coefficients of data and noise in the target.
    pub target: [f64; 2],
    /// The weight of the squared error.
    pub weight: f64,
}

/// A data point, its noise, the noise of a bridge between them, the quantile of their time, and the class that the network
/// is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegressionPair {
    pub data: [f64; 2],
    pub noise: [f64; 2],
    pub between: Option<[f64; 2]>,
    pub u: f64,
    pub class: Option<u32>,
}

impl Batch {
    fn clear(&mut self) {
        self.rows = 0;
        self.input.clear();
        self.target.clear();
        self.weight.clear();
        self.levels.clear();
    }

    /// Adds the row of a pair.
    fn push(&mut self, regression: &Regression, pair: &RegressionPair) {
        let RowSetting { t, scale, level, target: [a, b], weight } = regression.row(pair.u);
        let coeffs = level.coeffs;
        let mut x = coeffs.point(pair.data, pair.noise);
        let exact = regression.exact.and_then(|oracle| oracle.posterior(&[x], &coeffs).next());
        let (data, noise) = match exact {
            Some(Posterior { data, noise, .. }) => (data, noise),
            None => (pair.data, pair.noise),
        };
        let mut target = [0, 1].map(|k| a * data[k] + b * noise[k]);
        if let Some(z) = pair.between {
            let Latent { gamma, d_gamma } = regression.bridge.at(t);
            let gamma = gamma + regression.bridge.perturbation() * coeffs.sigma;
            x = [0, 1].map(|k| x[k] + gamma * z[k]);
            target = [0, 1].map(|k| target[k] + d_gamma * z[k]);
        }
        self.rows += 1;
        self.input.extend(x.map(|x| (scale * x) as f32));
        regression.append_features(t, pair.class, &mut self.input);
        self.target.extend(target.map(|y| y as f32));
        if regression.latent {
            self.target.extend(pair.between.unwrap_or_default().map(|z| z as f32));
        }
        self.weight.push(weight as f32);
        self.levels.push(level.look(weight));
    }
}

impl Regression<'_> {
    /// The setting of a row whose time is at the quantile `u`.
    pub fn row(&self, u: f64) -> RowSetting {
        let t = self.timing.time(self.schedule, u);
        let level = Level::new(self.schedule, self.timing, self.parametrization, t);
        RowSetting {
            t,
            scale: level.coeffs.input_scale(),
            level,
            target: self.parametrization.target(&level.coeffs),
            weight: self.weighting.weight(&level),
        }
    }

    /// Appends the network's features beside a point: those of its time, then those of its class.
    pub fn append_features(&self, t: f64, class: Option<u32>, features: &mut Vec<f32>) {
        self.embedding.append(t, features);
        if !self.condition.is_none() {
            self.condition.append(class, self.data.classes() as usize, features);
        }
    }

    /// The number of features that [`Regression::append_features`] appends.
    pub fn num_features(&self) -> usize {
        self.embedding.size() + self.condition.size(self.data.classes() as usize)
    }

    /// The features of these `classes` alone, row by row; none where the network is not told the class.
    pub fn told(&self, classes: &[Option<u32>]) -> Told {
        let num_classes = self.data.classes() as usize;
        if self.condition.is_none() {
            return Features::NONE.behind(&[]);
        }
        let mut values = Vec::new();
        classes.iter().for_each(|class| self.condition.append(*class, num_classes, &mut values));
        Features::PerRow { values: &values, width: self.condition.size(num_classes) }.behind(&[])
    }
}

/// The loss of every row, `w ‖prediction − target‖²/2`, `[rows, 1]`; their mean is the loss.
/// `prediction` and `target` are `[rows, 2]` or `[rows, 4]`, `weight` is `[rows, 1]`.
#[cfg(feature = "reference")]
pub fn row_losses(
    prediction: burn::tensor::Tensor<2>,
    target: burn::tensor::Tensor<2>,
    weight: burn::tensor::Tensor<2>,
) -> burn::tensor::Tensor<2> {
    let error = prediction - target;
    (error.clone() * error).sum_dim(1) * weight.mul_scalar(0.5)
}

#[cfg(test)]
mod tests {
    use crate::{
        math::{
            bridge::{Arch, BridgeConfig, Brownian, Latent, Root},
            dataset::{DatasetConfig, Normal},
        },
        protocol::Generate,
    };

    fn bridged(bridge: BridgeConfig) -> Generate {
        let data = DatasetConfig::Normal(Normal { std: 0.5 });
        Generate { data, bridge, ..Generate::default() }
    }

    #[test]
    fn a_bridge_only_adds_its_noise() {
        let plain = bridged(Generate::default().bridge).regression().draw(3);
        let bridge = BridgeConfig::Brownian(Brownian { sigma: 0.8 });
        let with = bridged(bridge.clone()).regression().draw(3);
        assert_eq!((plain.rows, &plain.weight, &plain.levels), (with.rows, &with.weight, &with.levels));
        for row in 0..plain.rows {
            // The input scale is 1 here; the time follows the two coordinates.
            let t = f64::from(plain.input[3 * row + 2]);
            let Latent { gamma, d_gamma } = bridge.at(t);
            for k in 0..2 {
                let moved = f64::from(with.input[3 * row + k]) - f64::from(plain.input[3 * row + k]);
                let turned = f64::from(with.target[2 * row + k]) - f64::from(plain.target[2 * row + k]);
                // The same z, up to single precision.
                assert!((moved * d_gamma - turned * gamma).abs() < 1e-5 * (1.0 + d_gamma.abs()), "{t}");
            }
        }
    }

    #[test]
    fn the_target_is_the_velocity_of_the_bridged_path() {
        // Between centred Gaussians x_t is Gaussian with v = ¼ (1 − t)² + t² + γ², and the velocity is ½ v̇/v x: here in
        // expectation over all times, E[target · x] = E[½ v̇] for each coordinate.
        for bridge in [
            BridgeConfig::Brownian(Brownian { sigma: 1.0 }),
            BridgeConfig::Root(Root::default()),
            BridgeConfig::Arch(Arch { height: 1.5 }),
        ] {
            let mut experiment = bridged(bridge.clone());
            experiment.training.batch = 8192;
            let (mut sum, mut square, mut count) = (0.0, 0.0, 0.0);
            for step in 0..8 {
                let batch = experiment.regression().draw(step);
                for row in 0..batch.rows {
                    let t = f64::from(batch.input[3 * row + 2]);
                    let h = 1e-6;
                    let variance = |t: f64| 0.25 * (1.0 - t).powi(2) + t * t + bridge.at(t).gamma.powi(2);
                    if !(0.01..0.99).contains(&t) {
                        continue;
                    }
                    let half_slope = (variance(t + h) - variance(t - h)) / (4.0 * h);
                    for k in 0..2 {
                        let product = f64::from(batch.target[2 * row + k]) * f64::from(batch.input[3 * row + k]);
                        // The factor keeps errors at late and early times from cancelling.
                        let error = (product - half_slope) * (t - 0.3);
                        sum += error;
                        square += error * error;
                        count += 1.0;
                    }
                }
            }
            let (mean, std_error) = (sum / count, (square / count / count).sqrt());
            assert!(mean.abs() < 4.0 * std_error, "{bridge:?}: {mean} with error {std_error}");
        }
    }
}
