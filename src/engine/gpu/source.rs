use crate::{
    math::levels::Look,
    objective::regression::{Batch, Batches, Drawn, Regression, RowSetting},
};

/// The source of a step's rows.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) enum Source<'a> {
    /// All numbers come from the host.
    Drawn(&'a Batch),
    /// The device draws the noise.
    Noised(&'a Noised),
}

impl<'a> From<&'a Batch> for Source<'a> {
    fn from(batch: &'a Batch) -> Self {
        Self::Drawn(batch)
    }
}

impl<'a> From<&'a Noised> for Source<'a> {
    fn from(noised: &'a Noised) -> Self {
        Self::Noised(noised)
    }
}

/// The numbers of one step without the noise, row by row.
/// The noise is standard normal points, which the device draws from the same stream as the host.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) struct Noised {
    pub(super) rows: usize,
    /// The seed of the experiment and the step of the stream.
    pub(super) seed: u64,
    pub(super) step: u64,
    /// Data points, `[rows, 2]`.
    pub(super) data: Vec<f32>,
    /// The features of times and conditions, `[rows, features]`.
    pub(super) features: Vec<f32>,
    /// The coefficients of data and noise in the network's input, `[rows, 2]`.
    pub(super) input: Vec<f32>,
    /// Their coefficients in the target, `[rows, 2]`.
    pub(super) target: Vec<f32>,
    /// The weight of the squared error, `[rows, 1]`.
    pub(super) weight: Vec<f32>,
    /// The level of every row. It stays on the host.
    pub(in crate::engine) levels: Vec<Look>,
}

impl Noised {
    /// The batch of [`Batches::draw`], without its noise.
    /// The source must be normal with the spread `std`, and the coupling must leave every pair as it was drawn; the caller
    /// checks.
    pub(in crate::engine) fn draw(batches: &mut Batches, regression: &Regression<'_>, std: f64, step: u64) -> Self {
        let Drawn { data, quantiles, classes } = batches.draw_data_and_times(regression, step);
        let rows = data.len();
        let mut noised = Self {
            rows,
            seed: regression.seed,
            step,
            data: data.as_flattened().iter().map(|&x| x as f32).collect(),
            features: Vec::with_capacity(rows * regression.num_features()),
            input: Vec::with_capacity(2 * rows),
            target: Vec::with_capacity(2 * rows),
            weight: Vec::with_capacity(rows),
            levels: Vec::with_capacity(rows),
        };
        for (row, &u) in quantiles.iter().enumerate() {
            let RowSetting { t, scale, level, target: [a, b], weight } = regression.row(u);
            noised.input.extend([scale * level.coeffs.alpha, scale * level.coeffs.sigma * std].map(|x| x as f32));
            noised.target.extend([a, b * std].map(|x| x as f32));
            regression.append_features(t, classes.get(row).copied().flatten(), &mut noised.features);
            noised.weight.push(weight as f32);
            noised.levels.push(level.look(weight));
        }
        noised
    }
}

impl Source<'_> {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Drawn(batch) => batch.rows,
            Self::Noised(noised) => noised.rows,
        }
    }

    /// Seed and step of the stream that the device draws from, where it draws.
    pub(super) fn stream(&self) -> Option<[u64; 2]> {
        match self {
            Self::Drawn(_) => None,
            Self::Noised(noised) => Some([noised.seed, noised.step]),
        }
    }

    /// The numbers of the rows in their order in a batch, with the count for a row.
    /// They are inputs, targets, weight, and the coefficients of noise that is yet to be drawn.
    pub(super) fn columns(&self, inputs: usize, outputs: usize) -> Vec<(usize, &[f32])> {
        match self {
            Self::Drawn(batch) => vec![(inputs, &batch.input), (outputs, &batch.target), (1, &batch.weight)],
            Self::Noised(noised) => vec![
                (2, &noised.data),
                (inputs.saturating_sub(2), &noised.features),
                (2, &noised.input),
                (1, &noised.weight),
                (2, &noised.target),
            ],
        }
    }
}
