//! The weighted regression that every denoising-type objective is: which numbers a step draws, and its loss.

use crate::{
    math::{
        bridge::{Bridge, Latent},
        coupling::{Coupling, Endpoints},
        dataset::{Dataset, Sampler},
        levels::Look,
        oracle::{Oracle, Posterior},
        parametrization::Parametrization,
        points::Cloud,
        quantiles::Quantiles,
        rng::{self, Purpose, Stream},
        schedule::{Schedule, ScheduleConfig},
        timing::Timing,
        weighting::{Level, Weighting},
    },
    nn::{Features, Told, condition::Condition, embedding::Embedding},
    objective::policy::Feed,
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
    /// The posterior means of data and noise, where the network shall learn from them and not from the pair at hand.
    pub exact: Option<&'a Oracle<ScheduleConfig>>,
    /// Whether the network also says `E[z | x_t]`, what a point holds of the noise of the bridge.
    pub latent: bool,
    /// Pairs of data and noise in a step.
    pub batch: usize,
    pub seed: u64,
}

/// One step's numbers, row by row, in the precision of the device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    pub rows: usize,
    /// What the network sees, `[rows, 2 + features]`: the noised point, brought to the network's scale, the features of its
    /// time and those of its condition.
    pub input: Vec<f32>,
    /// What it should say, `[rows, 2]`, or `[rows, 4]` with the noise of the bridge.
    pub target: Vec<f32>,
    /// What an error costs, `[rows, 1]`.
    pub weight: Vec<f32>,
    /// The level of every row. It stays on the host.
    pub levels: Vec<Look>,
}

/// What the time of a row decides, before its data and its noise are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub t: f64,
    /// The scale of the network's input.
    pub scale: f64,
    pub level: Level,
    /// What data and noise count for in the target.
    pub target: [f64; 2],
    /// What an error costs.
    pub weight: f64,
}

/// A data point, the noise that goes with it, that of a bridge between them, the quantile of their time, and the class that the
/// network is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub data: [f64; 2],
    pub noise: [f64; 2],
    pub between: Option<[f64; 2]>,
    pub u: f64,
    pub class: Option<u32>,
}

/// The data points of a step, the quantiles of their times, and the class of each that the network is told; no classes where it
/// is told none at all.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    pub data: &'a [[f64; 2]],
    pub quantiles: &'a [f64],
    pub classes: &'a [Option<u32>],
}

/// Data and source points that belong together, from a round of reflow.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenPairs {
    /// Which round trains on them; there are none in round 0.
    pub round: u64,
    pub data: Cloud,
    pub source: Cloud,
}

/// Draws the batches of one run, into buffers that are made once.
pub struct Batches {
    feed: Feed,
    given: Option<GivenPairs>,
    draw_data: Sampler,
    draw_source: Sampler,
    data: Vec<[f64; 2]>,
    labels: Vec<u32>,
    /// What the network is told of the labels.
    classes: Vec<Option<u32>>,
    source: Vec<[f64; 2]>,
    quantiles: Vec<f64>,
    pairs: Vec<Pair>,
    batch: Batch,
    /// Whether there were points that the coupling could not pair, until somebody has asked.
    unpaired: bool,
}

impl Batches {
    /// What draws from the data and the source of `regression`.
    pub fn new(regression: &Regression) -> Self {
        Self {
            feed: Feed::Pairs,
            given: None,
            draw_data: regression.data.sampler(),
            draw_source: regression.source.sampler(),
            data: Vec::new(),
            labels: Vec::new(),
            classes: Vec::new(),
            source: Vec::new(),
            quantiles: Vec::new(),
            pairs: Vec::new(),
            batch: Batch::default(),
            unpaired: false,
        }
    }

    /// The same, whose rows come from `feed`.
    pub fn fed(self, feed: Feed) -> Self {
        Self { feed, ..self }
    }

    /// The round whose pairs are drawn from; 0 while data and source are.
    pub fn round(&self) -> u64 {
        self.given.as_ref().map_or(0, |given| given.round)
    }

    /// From now on every batch draws from the `given` pairs, as they are and with replacement; from data and source where
    /// there are none.
    pub fn keep_to(&mut self, given: Option<GivenPairs>) {
        self.given = given;
    }

    /// Whether the coupling could not pair some points that were drawn since the last call: these were left as they were drawn,
    /// which is another objective.
    pub fn take_unpaired(&mut self) -> bool {
        std::mem::take(&mut self.unpaired)
    }

    /// The batch of a training step of the same `regression`.
    pub fn draw(&mut self, regression: &Regression, step: u64) -> &Batch {
        self.batch.clear();
        if matches!(&self.feed, Feed::Examples(examples) if examples.have_times()) {
            self.draw_times(regression, step);
        }
        if let Feed::Examples(examples) = &self.feed {
            examples.fill(regression, step, &self.quantiles, &mut self.batch);
            return &self.batch;
        }
        self.draw_pairs(regression, step);
        for pair in &self.pairs {
            self.batch.push(regression, pair);
        }
        &self.batch
    }

    /// The pairs of a training step: data, noise and times, each from its own stream at this `step`, paired as the coupling
    /// does, unless they are given. Where it cannot, [`Batches::take_unpaired`] says so.
    pub fn draw_pairs(&mut self, regression: &Regression, step: u64) -> &[Pair] {
        let partners = if self.given.is_some() {
            self.draw_given(regression, step);
            None
        } else {
            self.draw_data_and_times(regression, step);
            self.source.clear();
            let mut rng = Stream::new(regression.seed, Purpose::Source, step);
            let drawn = (0..regression.batch).filter_map(|_| (self.draw_source)(&mut rng));
            self.source.extend(drawn.map(|(point, _)| point));
            let mut rng = Stream::new(regression.seed, Purpose::Coupling, step);
            let partners = self.partners(regression.coupling, &mut rng);
            self.unpaired |= partners.is_none() && !regression.coupling.is_independent();
            partners
        };
        let mut bridge = (!regression.bridge.is_none()).then(|| Stream::new(regression.seed, Purpose::Bridge, step));
        self.pairs.clear();
        for (row, (&data, &u)) in self.data.iter().zip(&self.quantiles).enumerate() {
            let partner = partners.as_ref().map_or(row, |partners| partners[row]);
            let between = bridge.as_mut().map(|rng| rng::normal(rng));
            let class = self.classes.get(row).copied().flatten();
            self.pairs.extend(self.source.get(partner).map(|&noise| Pair { data, noise, between, u, class }));
        }
        &self.pairs
    }

    /// The data points of a training step and the quantiles of its times, for those who draw the noise elsewhere.
    pub fn draw_data_and_times(&mut self, regression: &Regression, step: u64) -> Drawn<'_> {
        self.data.clear();
        self.labels.clear();
        let mut rng = Stream::new(regression.seed, Purpose::Data, step);
        for (point, label) in (0..regression.batch).filter_map(|_| (self.draw_data)(&mut rng)) {
            self.data.push(point);
            self.labels.push(label);
        }
        self.hide_classes(regression, step);
        self.draw_times(regression, step);
        Drawn { data: &self.data, quantiles: &self.quantiles, classes: &self.classes }
    }

    /// The labels as the network is told them: some are hidden by chance, from a stream of their own.
    fn hide_classes(&mut self, regression: &Regression, step: u64) {
        self.classes.clear();
        if regression.condition.is_none() {
            return;
        }
        let (hidden, mut rng) =
            (regression.condition.dropout(), Stream::new(regression.seed, Purpose::Condition, step));
        self.classes.extend(self.labels.iter().map(|label| (rng::uniform(&mut rng) >= hidden).then_some(*label)));
    }

    fn draw_times(&mut self, regression: &Regression, step: u64) {
        self.quantiles.resize(regression.batch, 0.0);
        regression.quantiles.draw(&mut self.quantiles, &mut Stream::new(regression.seed, Purpose::Time, step));
    }

    /// Both ends from the pairs that are given.
    fn draw_given(&mut self, regression: &Regression, step: u64) {
        self.data.clear();
        self.classes.clear();
        self.source.clear();
        if let Some(GivenPairs { data, source, .. }) = &self.given {
            let mut rng = Stream::new(regression.seed, Purpose::Data, step);
            for pair in (0..regression.batch).map(|_| rng::below(data.len().min(source.len()), &mut rng)) {
                self.data.extend(data.get(pair));
                self.source.extend(source.get(pair));
            }
        }
        self.draw_times(regression, step);
    }

    /// Which source point goes with which data point; `None` where the coupling is independent, or cannot pair them.
    fn partners(&self, coupling: &dyn Coupling, rng: &mut Stream) -> Option<Vec<usize>> {
        if coupling.is_independent() {
            return None;
        }
        let ends = Endpoints::new(&self.data, &self.source)?.labelled(&self.labels, None)?;
        coupling.partners(&ends, rng)
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").field("batch", &self.batch).finish_non_exhaustive()
    }
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
    fn push(&mut self, regression: &Regression, pair: &Pair) {
        let Row { t, scale, level, target: [a, b], weight } = regression.row(pair.u);
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
    /// What the time at the quantile `u` decides.
    pub fn row(&self, u: f64) -> Row {
        let t = self.timing.time(self.schedule, u);
        let level = Level::new(self.schedule, self.timing, self.parametrization, t);
        Row {
            t,
            scale: level.coeffs.input_scale(),
            level,
            target: self.parametrization.target(&level.coeffs),
            weight: self.weighting.weight(&level),
        }
    }

    /// Appends what the network is told beside a point: the features of its time, then those of its class.
    pub fn append_features(&self, t: f64, class: Option<u32>, features: &mut Vec<f32>) {
        self.embedding.append(t, features);
        if !self.condition.is_none() {
            self.condition.append(class, self.data.classes() as usize, features);
        }
    }

    /// How many features [`Regression::append_features`] appends.
    pub fn num_features(&self) -> usize {
        self.embedding.size() + self.condition.size(self.data.classes() as usize)
    }

    /// The features of these `classes` alone, row by row; none where the network is told none.
    pub fn told(&self, classes: &[Option<u32>]) -> Told {
        let num_classes = self.data.classes() as usize;
        if self.condition.is_none() {
            return Features::NONE.behind(&[]);
        }
        let mut values = Vec::new();
        classes.iter().for_each(|class| self.condition.append(*class, num_classes, &mut values));
        Features::PerRow { values: &values, width: self.condition.size(num_classes) }.behind(&[])
    }

    /// One batch, when no other is wanted: see [`Batches::draw`].
    pub fn draw(&self, step: u64) -> Batch {
        let mut batches = Batches::new(self);
        batches.draw(self, step);
        batches.batch
    }
}

/// `w ‖prediction − target‖²/2` row by row, `[rows, 1]`: their mean is the loss. `prediction` and `target` are `[rows, 2]` or
/// `[rows, 4]`, `weight` is `[rows, 1]`.
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
                        // Late and early times must not cancel.
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
