use std::f64::consts::PI;

use super::{Dataset, LogDensity, PointDraw, class, curve::NoisyCurves, moons::on_moon, quadrature};
use crate::math::oracle::{Component, Mixture};

crate::configured! {
    /// Two moons brought to mean 0 and standard deviation 1 along each axis, then seven times as large: where "moons to
    /// eight Gaussians" starts in the tables of Tong et al. (2024b); its target has radius 12 and standard deviation 1.5.
    /// The moons are scikit-learn's; their mean and standard deviation are taken exactly, not from a sample.
    pub struct MoonsWide("moons-wide", "Wide moons") {
        /// Standard deviation of the noise on circles of radius 1.
        noise: f64 = 0.1, "Noise", "σ", "", 0.02..=0.5, Log;
        /// The factor after the standardisation.
        scale: f64 = 7.0, "Scale", "", "", 0.5..=10.0, Linear;
    }
}

/// The mean of scikit-learn's moons.
const MEAN: [f64; 2] = [0.5, 0.25];
/// Points on each moon, and across the noise, in the quadrature.
const ARC: u32 = 72;
const ACROSS: u32 = 6;

impl MoonsWide {
    /// The factors along the axes. Without noise the variances are ¾ and 9/16 − 1/π.
    fn factors(&self) -> [f64; 2] {
        [0.75, 0.5625 - 1.0 / PI].map(|variance| self.scale / (variance + self.noise * self.noise).sqrt())
    }

    fn standardised(&self, x: [f64; 2]) -> [f64; 2] {
        let factors = self.factors();
        [0, 1].map(|axis| factors[axis] * (x[axis] - MEAN[axis]))
    }

    /// The moons as they were.
    fn curves(&self) -> NoisyCurves {
        [true, false].into_iter().fold(NoisyCurves::new(self.noise), |curves, upper| {
            curves.with(u32::from(!upper), 1.0, move |u| on_moon(upper, PI * u))
        })
    }
}

impl Dataset for MoonsWide {
    fn classes(&self) -> u32 {
        2
    }

    fn sampler(&self) -> PointDraw {
        let (moons, before) = (self.clone(), self.curves().sampler());
        Box::new(move |rng| before(rng).map(|(x, class)| (moons.standardised(x), class)))
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        let before = self.curves().log_density_function();
        let factors = self.factors();
        let log_area = (factors[0] * factors[1]).ln();
        Some(Box::new(move |x| before([0, 1].map(|axis| x[axis] / factors[axis] + MEAN[axis])) - log_area))
    }

    /// The noise is wider along y; what exceeds that along x is a quadrature of its own.
    fn mixture(&self) -> Mixture {
        let [std, std_y] = self.factors().map(|factor| factor * self.noise);
        let beyond = quadrature::gaussian((std_y * std_y - std * std).sqrt(), ACROSS);
        let mut components = Vec::new();
        for upper in [true, false] {
            for i in 0..ARC {
                let [x, y] = self.standardised(on_moon(upper, PI * (f64::from(i) + 0.5) / f64::from(ARC)));
                components.extend(beyond.iter().map(|&(up, weight)| Component::round([x, y + up], std, weight)));
            }
        }
        Mixture::new(components)
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::run(&self.mixture(), class, 2)
    }

    fn extent(&self) -> f64 {
        self.scale * 2.4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_is_zero_and_the_standard_deviation_is_the_scale() {
        let mixture = MoonsWide::default().mixture();
        for axis in 0..2 {
            let [mean, square] = mixture.moments(axis);
            assert!(mean.abs() < 0.01 && (square - 49.0).abs() < 0.03, "{mean} {square}");
        }
    }
}
