//! The loss of a training over λ: running means in bins of λ.

mod report;

pub use report::{LevelRow, from_flat, report, to_flat};

use super::{
    running::Running,
    schedule::{Schedule, reach},
};

/// The axis of λ, cut into equal bins from the noise to the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins {
    range: [f64; 2],
    count: usize,
    /// The number of bins per unit of λ: the bin of every row of every batch is found by it.
    per_unit: f64,
}

impl Bins {
    /// `count` bins over `path`; one at least.
    pub fn new(path: &dyn Schedule, count: usize) -> Self {
        let (range, count) = (reach(path), count.max(1));
        Self { range, count, per_unit: count as f64 / (range[1] - range[0]) }
    }

    /// The ends of the axis, at the noise and at the data.
    pub fn range(&self) -> [f64; 2] {
        self.range
    }

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn width(&self) -> f64 {
        (self.range[1] - self.range[0]) / self.count as f64
    }

    /// The bin that contains `log_snr`; the outermost bin beyond the ends.
    pub fn of(&self, log_snr: f64) -> usize {
        let bin = (log_snr - self.range[0]) * self.per_unit;
        (bin.max(0.0) as usize).min(self.count - 1)
    }

    /// λ at the share `share` of bin `bin`.
    pub fn at(&self, bin: usize, share: f64) -> f64 {
        self.range[0] + self.width() * (bin as f64 + share)
    }
}

/// The level of one training sample, and its factors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub log_snr: f64,
    /// `p(λ)`, the density of λ among training samples.
    pub density: f64,
    /// The factor of its `‖ε̂ − ε‖²` in the loss.
    pub eps_weight: f64,
}

impl Look {
    /// Two errors from the loss of a row, `½ weight ‖ε̂ − ε‖²`; `None` where they are not finite.
    /// The first is its part of the integral over λ, `½ w(λ) ‖ε̂ − ε‖²`, the second the mean squared error of the noise, `½
    /// ‖ε̂ − ε‖²`.
    pub fn losses(&self, row: f32) -> Option<[f64; 2]> {
        let row = f64::from(row);
        let losses = [row * self.density, row / self.eps_weight];
        losses.iter().all(|loss| loss.is_finite() && *loss >= 0.0).then_some(losses)
    }
}

/// Running means and variances of two errors for each bin of λ.
/// These are the weighted loss `½ w(λ) ‖ε̂ − ε‖²`, whose integral over λ is the loss, and the unweighted mean squared error
/// of the noise.
#[derive(Clone, Debug, PartialEq)]
pub struct LossByLevel {
    bins: Bins,
    keep: f64,
    losses: Vec<Running<2>>,
}

/// The number of bins.
const COUNT: usize = 50;
/// The share of its weight that a loss keeps at the next loss in its bin: the last few hundred count.
const KEEP: f64 = 0.995;

impl LossByLevel {
    /// Empty bins over `path`.
    pub fn new(path: &dyn Schedule) -> Self {
        Self { bins: Bins::new(path, COUNT), keep: KEEP, losses: vec![Default::default(); COUNT] }
    }

    /// Empty bins over `path` in which all losses count alike.
    pub fn averaging(path: &dyn Schedule) -> Self {
        Self { keep: 1.0, ..Self::new(path) }
    }

    /// Adds the losses of the rows of a batch, with their levels.
    pub fn observe(&mut self, rows: &[f32], looks: &[Look]) {
        for (row, look) in rows.iter().zip(looks) {
            if let Some(losses) = look.losses(*row).filter(|_| look.log_snr.is_finite()) {
                self.losses[self.bins.of(look.log_snr)].push(losses, self.keep);
            }
        }
    }

    pub fn bins(&self) -> &Bins {
        &self.bins
    }

    /// The weighted loss and the mean squared error of the noise, for each bin.
    pub fn losses(&self) -> &[Running<2>] {
        &self.losses
    }

    /// The loss: the integral of its density over the bins with samples.
    pub fn total(&self) -> f64 {
        self.losses.iter().filter_map(Running::mean).map(|[weighted, _]| weighted).sum::<f64>() * self.bins.width()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        parametrization::Eps,
        schedule::{Trigonometric, VeGeometric},
        timing::{LogSnrUniform, Timing, Uniform},
        weighting::{Iddpm, Level, Weighting},
    };

    /// Rows of the known error `½ ‖ε̂ − ε‖² = sigmoid(λ)`, as training would see them.
    fn rows(path: &dyn Schedule, timing: &dyn Timing, n: u32) -> (Vec<f32>, Vec<Look>) {
        let row = |i: u32| {
            let level = Level::new(path, timing, &Eps {}, timing.time(path, (f64::from(i) + 0.5) / f64::from(n)));
            let eps_weight = Iddpm {}.eps_weight(&level);
            let error = 1.0 / (1.0 + (-level.log_snr).exp());
            let look = Look { log_snr: level.log_snr, density: level.density, eps_weight };
            ((eps_weight * error) as f32, look)
        };
        (0..n).map(row).unzip()
    }

    #[test]
    fn bins_hold_the_integrand_whatever_the_times() {
        // Two distributions of times see the same w(λ) and the same error in every bin, and the integral is the loss.
        let path = Trigonometric {};
        for timing in [&Uniform { start: 1e-3 } as &dyn Timing, &LogSnrUniform {}] {
            let mut found = LossByLevel::new(&path);
            found.keep = 1.0;
            let (losses, looks) = rows(&path, timing, 200_000);
            found.observe(&losses, &looks);
            let mean = losses.iter().map(|x| f64::from(*x)).sum::<f64>() / losses.len() as f64;
            assert!((found.total() / mean - 1.0).abs() < 2e-2, "{} {mean}", found.total());
            // The outermost bins also hold what lies beyond the ends, where the path has none.
            for (bin, losses) in found.losses().iter().enumerate().take(COUNT - 1).skip(1) {
                let log_snr = found.bins().at(bin, 0.5);
                let error = 1.0 / (1.0 + (-log_snr).exp());
                let [weighted, eps] = losses.mean().unwrap();
                let w = 1.0 / (0.5 * log_snr).cosh() / std::f64::consts::TAU;
                assert!((eps / error - 1.0).abs() < 0.05, "{bin}: {eps:?} {error}");
                assert!((weighted / (w * error) - 1.0).abs() < 0.05, "{bin}: {weighted:?}");
            }
        }
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let mut found = LossByLevel::new(&VeGeometric::default());
        let before = found.clone();
        let look = Look { log_snr: 0.0, density: 0.1, eps_weight: 1.0 };
        found.observe(&[f32::NAN, f32::INFINITY, -1.0], &[look; 3]);
        found.observe(
            &[1.0; 3],
            &[
                Look { log_snr: f64::INFINITY, ..look },
                Look { density: f64::NAN, ..look },
                Look { eps_weight: 0.0, ..look },
            ],
        );
        assert_eq!(found, before);
    }
}
