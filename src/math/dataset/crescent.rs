use std::f64::consts::TAU;

use super::{Dataset, LogDensity, PointDraw, quadrature};
use crate::math::{
    oracle::{Component, Mixture},
    rng,
};

crate::configured! {
    /// A parabola bent round a Gaussian: y ~ N(0, 1) and x ~ N(½ y² − 1, e⁻²), the toy data of neural spline flows (Durkan et
    /// al., 2019).
    pub struct Crescent("crescent", "Crescent") {
        /// How strongly the crescent is bent.
        bend: f64 = 0.5, "Bend", "b", "", 0.0..=1.0, Linear;
        /// Standard deviation of the noise along the horizontal.
        noise: f64 = 0.3679, "Noise", "σ", "", 0.1..=1.0, Log;
    }
}

/// Points along and across the crescent in the quadrature.
const ALONG: u32 = 80;
const ACROSS: u32 = 11;

impl Crescent {
    fn middle(&self, y: f64) -> f64 {
        self.bend * y * y - 1.0
    }
}

impl Dataset for Crescent {
    fn sampler(&self) -> PointDraw {
        let crescent = self.clone();
        Box::new(move |rng| {
            let [y, across] = rng::normal(rng);
            Some(([crescent.middle(y) + crescent.noise * across, y], 0))
        })
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        let crescent = self.clone();
        Some(Box::new(move |[x, y]| {
            let across = (x - crescent.middle(y)) / crescent.noise;
            -0.5 * (y * y + across * across) - (TAU * crescent.noise).ln()
        }))
    }

    /// Small isotropic Gaussians; where the crescent leans, their width along y already gives part of the noise along x.
    fn mixture(&self) -> Mixture {
        let std = 0.4 * self.noise;
        let mut components = Vec::new();
        for (y, weight) in quadrature::gaussian((1.0 - std * std).sqrt(), ALONG) {
            let slope = 2.0 * self.bend * y;
            let rest = self.noise * self.noise - std * std * (1.0 + slope * slope);
            for (across, share) in quadrature::gaussian(rest.max(0.0).sqrt(), ACROSS) {
                let mean = [self.middle(y) + self.bend * std * std + across, y];
                components.push(Component::round(mean, std, weight * share));
            }
        }
        Mixture::new(components)
    }

    fn extent(&self) -> f64 {
        3.0 + 3.0 * self.bend + self.noise
    }
}
