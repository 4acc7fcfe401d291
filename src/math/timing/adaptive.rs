use super::{LogSnrUniform, Timing, over_time, reach};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Look most where the weighted loss is largest: a histogram over λ of the running mean of w(λ) ‖ε̂ − ε‖², sampled by its
    /// inverse distribution function (Kingma and Gao, 2023, section 3.1 and appendix on the adaptive schedule). It begins
    /// uniform in λ.
    pub struct Adaptive("adaptive", "Adaptive in λ") {
        /// Bins of the histogram over λ.
        bins: u32 = 50, "Bins", "", "", 2..=200, Log;
        /// The share of itself that a bin keeps at every look.
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

/// What an adaptive distribution has learned: the running mean of the weighted loss in each bin of λ.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The ends of the histogram, low (noise) and high (data).
    range: [f64; 2],
    keep: f64,
    /// Running mean and how much of it has been filled, bin by bin.
    bins: Vec<[f64; 2]>,
}

/// Every bin keeps at least this share of the mean density, so that none is forgotten.
const LEAST_SHARE: f64 = 0.05;

impl Profile {
    fn new(config: &Adaptive, path: &dyn Schedule) -> Self {
        Self { range: reach(path), keep: config.keep, bins: vec![[0.0; 2]; config.bins.max(1) as usize] }
    }

    /// The running mean of each bin, and how much of it has been filled: all that was learned.
    pub fn bins(&self) -> &[[f64; 2]] {
        &self.bins
    }

    /// The same distribution with what another of its kind has learned; `None` where that has other bins.
    pub fn with_bins(self, bins: &[[f64; 2]]) -> Option<Self> {
        (bins.len() == self.bins.len()).then(|| Self { bins: bins.to_vec(), ..self })
    }

    fn width(&self) -> f64 {
        (self.range[1] - self.range[0]) / self.bins.len() as f64
    }

    fn bin(&self, log_snr: f64) -> usize {
        let bin = (log_snr - self.range[0]) / self.width();
        (bin.max(0.0) as usize).min(self.bins.len() - 1)
    }

    /// Takes note of a weighted loss `w(λ) ‖ε̂ − ε‖²` at `log_snr`; one that is no finite number ≥ 0 is passed over.
    pub fn observe(&mut self, log_snr: f64, loss: f64) {
        if !(loss.is_finite() && loss >= 0.0 && log_snr.is_finite()) {
            return;
        }
        let (bin, keep) = (self.bin(log_snr), self.keep);
        let [mean, filled] = &mut self.bins[bin];
        *mean = keep * *mean + (1.0 - keep) * loss;
        *filled = keep * *filled + (1.0 - keep);
    }

    /// The density over λ in each bin. Bins that were never looked at count as the mean of the others.
    fn densities(&self) -> Vec<f64> {
        let known: Vec<Option<f64>> =
            self.bins.iter().map(|[mean, filled]| (*filled > 0.0).then(|| mean / filled)).collect();
        let seen = known.iter().flatten().count().max(1) as f64;
        let mean = known.iter().flatten().sum::<f64>() / seen;
        let mean = if mean > 0.0 { mean } else { 1.0 };
        let raised: Vec<f64> = known.iter().map(|value| value.unwrap_or(mean).max(LEAST_SHARE * mean)).collect();
        let total = raised.iter().sum::<f64>() * self.width();
        raised.into_iter().map(|value| value / total).collect()
    }
}

impl Timing for Profile {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        // From the data's end, as with every other distribution over λ.
        let mut left = 1.0 - u;
        let (densities, width) = (self.densities(), self.width());
        for (i, density) in densities.iter().enumerate() {
            let share = density * width;
            if left <= share || i + 1 == densities.len() {
                let log_snr = self.range[0] + width * (i as f64 + (left / share).min(1.0));
                return path.time_of(log_snr).max(f64::MIN_POSITIVE);
            }
            left -= share;
        }
        1.0
    }

    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        let densities = self.densities();
        over_time(path, t, |log_snr| densities[self.bin(log_snr)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::{FlowOt, VeGeometric};

    #[test]
    fn it_begins_uniform_and_learns_where_the_loss_is() {
        let path = VeGeometric::default();
        let mut profile = Adaptive { bins: 10, keep: 0.9 }.profile(&path).unwrap();
        for u in [0.1, 0.5, 0.8] {
            assert!((profile.time(&path, u) - LogSnrUniform {}.time(&path, u)).abs() < 1e-12);
        }
        let [low, high] = profile.range;
        for _ in 0..200 {
            for i in 0..100 {
                let log_snr = low + (high - low) * (f64::from(i) + 0.5) / 100.0;
                profile.observe(log_snr, if i < 50 { 3.0 } else { 1.0 });
            }
        }
        // Three quarters of the times now look at the noisy half.
        let middle = path.time_of(0.5 * (low + high));
        assert!((profile.time(&path, 0.25) - middle).abs() < 1e-9);
        let total: f64 = (0..1000).map(|i| profile.density(&path, (f64::from(i) + 0.5) / 1000.0) / 1000.0).sum();
        assert!((total - 1.0).abs() < 1e-3, "{total}");
    }

    #[test]
    fn what_is_no_number_teaches_nothing() {
        let mut profile = Adaptive::default().profile(&FlowOt {}).unwrap();
        let before = profile.clone();
        for (log_snr, loss) in [(0.0, f64::NAN), (0.0, f64::INFINITY), (0.0, -1.0), (f64::INFINITY, 1.0)] {
            profile.observe(log_snr, loss);
        }
        assert_eq!(profile, before);
    }
}
