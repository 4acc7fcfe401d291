use std::f64::consts::{PI, TAU};

use super::{Dataset, LogDensity, PointDraw, class, density, quadrature};
use crate::math::{
    oracle::{Component, Mixture},
    rng,
};

crate::configured! {
    /// Gaussian arms that turn further the further out they reach: f = (1 + σ₁N, σ₂N), turned clockwise by 2πk/arms + a e^f₁
    /// and doubled. From Johnson et al. (2016), with the numbers of FFJORD's toy data (Grathwohl et al., 2019).
    pub struct Pinwheel("pinwheel", "Pinwheel") {
        /// How many arms there are.
        arms: u32 = 5, "Arms", "", "", 2..=8, Linear;
        /// Standard deviation along an arm, before doubling.
        radial: f64 = 0.3, "Length", "σ₁", "", 0.05..=0.5, Log;
        /// Standard deviation across an arm, before doubling.
        tangential: f64 = 0.1, "Width", "σ₂", "", 0.02..=0.2, Log;
        /// How strongly the arms turn.
        rate: f64 = 0.25, "Turn", "a", "", 0.0..=0.5, Linear;
    }
}

/// The factor after the turn.
const SCALE: f64 = 2.0;
/// Points across an arm in the quadrature, and points in all.
const ACROSS: u32 = 5;
const MOST: u32 = 1000;
/// Cells of the circle on which features are sought, and how many standard deviations a feature may lie off its mean.
const CELLS: u32 = 96;
const REACH: f64 = 9.0;

impl Pinwheel {
    /// The feature of an arm, turned and doubled.
    fn turned(&self, arm: u32, [along, across]: [f64; 2]) -> [f64; 2] {
        let angle = TAU * f64::from(arm) / f64::from(self.arms) + self.rate * libm::exp(along);
        let (sin, cos) = libm::sincos(angle);
        [SCALE * (along * cos + across * sin), SCALE * (across * cos - along * sin)]
    }

    /// The density at `x`, the sum over every feature that is turned to `x`.
    ///
    /// A feature of length r = |x|/2 at the angle φ comes to the angle `φ − a exp(r cos φ) − 2πk/arms`, for some arm k. So
    /// `h(φ) = (φ − a exp(r cos φ) − angle of x) · arms/2π` must be whole. Turning changes areas by the factor
    /// `1 + a f₂ exp f₁`.
    fn density(&self, x: [f64; 2]) -> f64 {
        let (radius, turn) = (x[0].hypot(x[1]) / SCALE, x[1].atan2(x[0]));
        let arms = f64::from(self.arms);
        let whole = |angle: f64| (angle - self.rate * (radius * angle.cos()).exp() - turn) * arms / TAU;
        let area = |angle: f64| 1.0 + self.rate * radius * angle.sin() * (radius * angle.cos()).exp();
        let gauss = |z: f64| (-0.5 * z * z).exp();
        let matters = |angle: f64| {
            (radius * angle.cos() - 1.0).abs() < REACH * self.radial
                && (radius * angle.sin()).abs() < REACH * self.tangential
        };
        let mut sum = 0.0;
        for cell in 0..CELLS {
            let ends = [cell, cell + 1].map(|i| TAU * f64::from(i) / f64::from(CELLS) - PI);
            // An arm may be narrower than a cell, and then passes through φ = 0, the end of one.
            if !ends.iter().any(|&angle| matters(angle)) {
                continue;
            }
            let [from, to] = ends.map(whole);
            for target in (from.min(to).ceil() as i64)..(from.max(to).ceil() as i64) {
                let target = target as f64;
                let mut angle = ends[0] + (ends[1] - ends[0]) * (target - from) / (to - from);
                for _ in 0..5 {
                    let step = (whole(angle) - target) / (area(angle) * arms / TAU);
                    angle = (angle - step).clamp(ends[0], ends[1]);
                }
                let (along, across) = (radius * angle.cos() - 1.0, radius * angle.sin());
                sum += gauss(along / self.radial) * gauss(across / self.tangential) / area(angle).abs();
            }
        }
        sum / (TAU * self.radial * self.tangential * arms * SCALE * SCALE)
    }
}

impl Dataset for Pinwheel {
    fn classes(&self) -> u32 {
        self.arms
    }

    fn sampler(&self) -> PointDraw {
        let pinwheel = self.clone();
        Box::new(move |rng| {
            let arm = rng::below(pinwheel.arms as usize, rng) as u32;
            let [along, across] = rng::normal(rng);
            Some((pinwheel.turned(arm, [1.0 + pinwheel.radial * along, pinwheel.tangential * across]), arm))
        })
    }

    /// Exact; where the density is below e⁻²⁰ and no arm is near, that of [`Dataset::mixture`].
    fn log_density_function(&self) -> Option<LogDensity> {
        let pinwheel = self.clone();
        let coarse = density::of_mixture(&self.mixture());
        Some(Box::new(move |x| {
            let density = pinwheel.density(x);
            if density > 2e-9 { density.ln() } else { coarse(x) }
        }))
    }

    /// Small isotropic Gaussians along the arms. An arm leans by `a f₁ exp f₁`, by which their width along it already gives
    /// part of the width across.
    fn mixture(&self) -> Mixture {
        let std = 0.5 * self.tangential.min(self.radial);
        let along = quadrature::gaussian((self.radial * self.radial - std * std).sqrt(), MOST / self.arms / ACROSS);
        let mut components = Vec::new();
        for arm in 0..self.arms {
            for &(offset, weight) in &along {
                let length = 1.0 + offset;
                let lean = self.rate * length * length.exp();
                let rest = self.tangential * self.tangential - std * std * (1.0 + lean * lean);
                for (across, share) in quadrature::gaussian(rest.max(0.0).sqrt(), ACROSS) {
                    let mean = self.turned(arm, [length, across]);
                    components.push(Component::round(mean, SCALE * std, weight * share));
                }
            }
        }
        Mixture::new(components)
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::run(&self.mixture(), class, self.arms)
    }

    fn extent(&self) -> f64 {
        SCALE * (1.0 + 3.0 * self.radial) + 0.2
    }
}
