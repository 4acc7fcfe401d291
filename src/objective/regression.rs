//! The weighted regression that every denoising-type objective is: which numbers a step draws, and its loss.

use crate::{
    math::{
        coupling::{Coupling, Endpoints},
        dataset::Dataset,
        parametrization::Parametrization,
        quantiles::Quantiles,
        rng::{Purpose, Stream},
        schedule::Schedule,
        timing::Timing,
        weighting::{Level, Weighting},
    },
    nn::embedding::Embedding,
};

/// The choices that make one regression.
#[derive(Clone, Copy)]
pub struct Regression<'a> {
    pub data: &'a dyn Dataset,
    pub source: &'a dyn Dataset,
    pub coupling: &'a dyn Coupling,
    pub schedule: &'a dyn Schedule,
    pub parametrization: &'a dyn Parametrization,
    pub weighting: &'a dyn Weighting,
    pub timing: &'a dyn Timing,
    pub quantiles: &'a dyn Quantiles,
    pub embedding: &'a dyn Embedding,
    /// Pairs of data and noise in a step.
    pub batch: usize,
    pub seed: u64,
}

/// One step's numbers, row by row, in the precision of the device.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub rows: usize,
    /// What the network sees, `[rows, 2 + features]`: the noised point, brought to the network's scale, and the features of
    /// its time.
    pub input: Vec<f32>,
    /// What it should say, `[rows, 2]`.
    pub target: Vec<f32>,
    /// What an error costs, `[rows, 1]`.
    pub weight: Vec<f32>,
    /// λ of every row, and the density of that λ among training samples. It stays on the host.
    pub levels: Vec<[f64; 2]>,
}

impl Regression<'_> {
    /// The batch of a training step: data, noise and times, each from its own stream at this `step`, and the pairs of data
    /// and noise as the coupling makes them.
    pub fn draw(&self, step: u64) -> Batch {
        let stream = |purpose| Stream::new(self.seed, purpose, step);
        let (data, labels) = self.data.sample_labelled(self.batch, &mut stream(Purpose::Data));
        let source = self.source.sample(self.batch, &mut stream(Purpose::Source));
        let ends = Endpoints::new(&data, &source).and_then(|ends| ends.labelled(&labels, None));
        let partners = match ends {
            Some(ends) => self.coupling.partners(&ends, &mut stream(Purpose::Coupling)),
            None => Vec::new(),
        };
        let quantiles = self.quantiles.draw(self.batch, &mut stream(Purpose::Time));
        let mut batch = Batch {
            rows: self.batch,
            input: Vec::with_capacity(self.batch * (2 + self.embedding.size())),
            target: Vec::with_capacity(2 * self.batch),
            weight: Vec::with_capacity(self.batch),
            levels: Vec::with_capacity(self.batch),
        };
        for ((data, partner), u) in data.iter().zip(partners).zip(quantiles) {
            let noise = source[partner];
            let t = self.timing.time(self.schedule, u);
            let level = Level::new(self.schedule, self.timing, self.parametrization, t);
            let coeffs = level.coeffs;
            let [a, b] = self.parametrization.target(&coeffs);
            let scale = coeffs.input_scale();
            batch.input.extend([0, 1].map(|k| (scale * (coeffs.alpha * data[k] + coeffs.sigma * noise[k])) as f32));
            batch.input.extend(self.embedding.features(t).iter().map(|&x| x as f32));
            batch.target.extend([0, 1].map(|k| (a * data[k] + b * noise[k]) as f32));
            batch.weight.push(self.weighting.weight(&level) as f32);
            batch.levels.push([level.log_snr, level.density]);
        }
        batch
    }
}

/// `w ‖prediction − target‖²/2` row by row, `[rows, 1]`: their mean is the loss. `prediction` and `target` are `[rows, 2]`, `weight` is
/// `[rows, 1]`.
#[cfg(feature = "engine")]
pub fn row_losses(
    prediction: burn::tensor::Tensor<2>,
    target: burn::tensor::Tensor<2>,
    weight: burn::tensor::Tensor<2>,
) -> burn::tensor::Tensor<2> {
    let error = prediction - target;
    (error.clone() * error).mean_dim(1) * weight
}
