use super::{LogSnrUniform, Timing, over_time};
use crate::math::{
    levels::{Bins, Look},
    running::Running,
    schedule::Schedule,
};

crate::configured! {
    /// Train most where the weighted loss is largest: a histogram over λ of the running mean of w(λ) ‖ε̂ − ε‖², sampled by its
    /// inverse distribution function (Kingma and Gao, 2023, section 3.1 and appendix on the adaptive schedule). It begins
    /// uniform in λ.
    pub struct Adaptive("adaptive", "Adaptive in λ") {
        /// Bins of the histogram over λ.
        bins: u32 = 50, "Bins", "", "", 2..=200, Log;
        /// Decay of the running mean of a bin in every update.
        keep: f64 = 0.99, "Memory", "", "", 0.5..=0.9999, Linear;
    }
}

impl Timing for Adaptive {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        LogSnrUniform {}.time(path, u)
    }

    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        LogSnrUniform {}.density(path, t)
    }

    fn profile(&self, path: &dyn Schedule) -> Option<Profile> {
        Some(Profile::new(self, path))
    }
}

/// The state of an adaptive distribution: the running mean of the weighted loss in each bin of λ.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    bins: Bins,
    keep: f64,
    losses: Vec<Running>,
    /// The density over λ in each bin.
    densities: Vec<f64>,
}

/// The least share of the mean density in every bin, so that none is left out.
const LEAST_SHARE: f64 = 0.05;

impl Profile {
    fn new(config: &Adaptive, path: &dyn Schedule) -> Self {
        let bins = Bins::new(path, config.bins as usize);
        let losses = vec![Running::default(); bins.count()];
        let [noise, data] = bins.range();
        Self { bins, keep: config.keep, losses, densities: vec![1.0 / (data - noise); bins.count()] }
    }

    /// The whole state as numbers: see [`Running::state`], bin by bin.
    pub fn state(&self) -> Vec<f64> {
        self.losses.iter().flat_map(Running::state).collect()
    }

    /// Continues from [`Profile::state`]; false, and without a change, if that has other bins.
    pub fn restore(&mut self, state: &[f64]) -> bool {
        let (states, rest) = state.as_chunks::<5>();
        let fits = rest.is_empty() && states.len() == self.losses.len();
        if fits {
            self.losses = states.iter().copied().map(Running::restored).collect();
            if self.losses.iter().any(|loss| loss.count() > 0) {
                self.balance();
            }
        }
        fits
    }

    /// Adds the losses of rows `½ w(λ)/p(λ) ‖ε̂ − ε‖²`; losses that are negative or not finite are ignored.
    pub fn observe(&mut self, rows: &[f32], looks: &[Look]) {
        for (row, look) in rows.iter().zip(looks) {
            let weighted = f64::from(*row) * look.density;
            if weighted.is_finite() && weighted >= 0.0 && look.log_snr.is_finite() {
                self.losses[self.bins.of(look.log_snr)].push([weighted], self.keep);
            }
        }
        self.balance();
    }

    /// Makes the density proportional to the means. Bins without a loss have the mean of the others.
    fn balance(&mut self) {
        let known = || self.losses.iter().filter_map(Running::mean).map(|[loss]| loss);
        let mean = known().sum::<f64>() / known().count().max(1) as f64;
        let mean = if mean > 0.0 { mean } else { 1.0 };
        let raised = |loss: &Running| loss.mean().map_or(mean, |[loss]| loss).max(LEAST_SHARE * mean);
        let total = self.losses.iter().map(raised).sum::<f64>() * self.bins.width();
        for (density, loss) in self.densities.iter_mut().zip(&self.losses) {
            *density = raised(loss) / total;
        }
    }
}

impl Timing for Profile {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        // From the data's end, as with every other distribution over λ.
        let mut left = 1.0 - u;
        for (bin, density) in self.densities.iter().enumerate() {
            let share = density * self.bins.width();
            if left <= share || bin + 1 == self.densities.len() {
                return path.time_of(self.bins.at(bin, (left / share).min(1.0))).max(f64::MIN_POSITIVE);
            }
            left -= share;
        }
        1.0
    }

    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        over_time(path, t, |log_snr| self.densities[self.bins.of(log_snr)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::largest,
        schedule::{FlowOt, VeGeometric},
    };

    #[test]
    fn it_begins_uniform_and_learns_where_the_loss_is() {
        let path = VeGeometric::default();
        let mut profile = Adaptive { bins: 10, keep: 0.9 }.profile(&path).unwrap();
        for u in [0.1, 0.5, 0.8] {
            assert!((profile.time(&path, u) - LogSnrUniform {}.time(&path, u)).abs() < 1e-12);
        }
        let [low, high] = profile.bins.range();
        let at = |i: u32| low + (high - low) * (f64::from(i) + 0.5) / 100.0;
        let looks: Vec<_> = (0..100).map(|i| Look { log_snr: at(i), density: 0.5, eps_weight: 1.0 }).collect();
        let rows: Vec<f32> = (0..100).map(|i| if i < 50 { 3.0 } else { 1.0 }).collect();
        for _ in 0..200 {
            profile.observe(&rows, &looks);
        }
        // Three quarters of the times now look at the noisy half.
        let middle = path.time_of(0.5 * (low + high));
        assert!((profile.time(&path, 0.25) - middle).abs() < 1e-9);
        let total: f64 = (0..1000).map(|i| profile.density(&path, (f64::from(i) + 0.5) / 1000.0) / 1000.0).sum();
        assert!((total - 1.0).abs() < 1e-3, "{total}");
    }

    #[test]
    fn what_is_not_finite_teaches_nothing() {
        let mut profile = Adaptive::default().profile(&FlowOt {}).unwrap();
        let before = profile.clone();
        for (log_snr, loss) in [(0.0, f32::NAN), (0.0, f32::INFINITY), (0.0, -1.0), (f64::INFINITY, 1.0)] {
            profile.observe(&[loss], &[Look { log_snr, density: 1.0, eps_weight: 1.0 }]);
        }
        assert_eq!(profile.losses, before.losses);
        let uneven = profile.densities.iter().map(|density| (density / before.densities[0] - 1.0).abs());
        assert!(largest(uneven) < 1e-12);
    }
}
