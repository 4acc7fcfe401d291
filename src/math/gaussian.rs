//! The standard normal distribution, on the line unless stated otherwise.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// The density at `x`.
pub fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / TAU.sqrt()
}

/// The log density at `x` in the plane, `−½‖x‖² − ln 2π`.
pub fn plane_log_density([x, y]: [f64; 2]) -> f64 {
    -0.5 * (x * x + y * y) - TAU.ln()
}

/// The probability of a number below `x`, accurate to every digit in the lower tail.
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The inverse of [`cdf`] at `p` in (0, 1): infinite at 0 and 1.
/// A rational first guess (Abramowitz and Stegun, 1964, 26.2.23) and three steps of Halley's method.
pub fn quantile(p: f64) -> f64 {
    if p > 0.5 {
        // The lower tail is accurate to every digit.
        return -quantile(1.0 - p);
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let r = (-2.0 * p.ln()).sqrt();
    let mut x = (2.515517 + r * (0.802853 + r * 0.010328)) / (1.0 + r * (1.432788 + r * (0.189269 + r * 0.001308))) - r;
    for _ in 0..3 {
        let error = (cdf(x) - p) / density(x);
        x -= error / (1.0 + 0.5 * x * error);
    }
    x
}

/// A normal distribution cut to an interval: mean and standard deviation before the cut, and the probabilities below the
/// interval's ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truncated {
    mean: f64,
    std: f64,
    below: [f64; 2],
}

impl Truncated {
    /// N(mean, std²) on `[low, high]`.
    pub fn new(mean: f64, std: f64, [low, high]: [f64; 2]) -> Self {
        Self { mean, std, below: [low, high].map(|end| cdf((end - mean) / std)) }
    }

    /// The number below which the share `u` of the distribution lies.
    pub fn quantile(&self, u: f64) -> f64 {
        let [low, high] = self.below;
        self.mean + self.std * quantile(low + u * (high - low))
    }

    /// The density at `x` in the interval.
    pub fn density(&self, x: f64) -> f64 {
        let [low, high] = self.below;
        density((x - self.mean) / self.std) / (self.std * (high - low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_is_the_inverse_of_the_distribution() {
        for p in [1e-300, 1e-10, 1e-3, 0.02, 0.3, 0.5, 0.7, 0.999, 1.0 - 1e-10] {
            assert!(
                (cdf(quantile(p)) - p).abs() < 1e-14 * p.max(1e-2) || (cdf(quantile(p)) / p - 1.0).abs() < 1e-12,
                "{p}"
            );
        }
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-13);
    }
}
