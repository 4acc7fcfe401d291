use std::f64::consts::PI;

use super::{Dataset, LogDensity, PointDraw, class, curve::NoisyCurves};
use crate::math::{oracle::Mixture, rng};

crate::configured! {
    /// Two interleaved half circles with Gaussian noise: scikit-learn's make_moons, then twice as large and moved by
    /// (−1, −0.2), as in FFJORD's toy data (Grathwohl et al., 2019). The tables of Tong et al. (2024b) use noise 0.05, scale 2 and shifts
    /// −1 and −1.
    pub struct Moons("moons", "Two moons") {
        /// Standard deviation of the noise on circles of radius 1.
        noise: f64 = 0.1, "Noise", "σ", "", 0.01..=0.5, Log;
        /// The factor after the noise.
        scale: f64 = 2.0, "Scale", "", "", 0.5..=4.0, Linear;
        /// How far right the scaled moons are moved.
        shift_x: f64 = -1.0, "Shift right", "", "", -4.0..=4.0, Linear;
        /// How far up the scaled moons are moved.
        shift_y: f64 = -0.2, "Shift up", "", "", -4.0..=4.0, Linear;
    }
}

/// Points on each moon in the quadrature; their distance is far below every noise allowed.
const ARC: u32 = 256;

/// The point at `angle` in (0, π) of scikit-learn's moon, before noise, scale and shift.
pub(super) fn on_moon(upper: bool, angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    if upper { [cos, sin] } else { [1.0 - cos, 0.5 - sin] }
}

impl Moons {
    fn on_arc(&self, upper: bool, angle: f64, [noise_x, noise_y]: [f64; 2]) -> [f64; 2] {
        let [x, y] = on_moon(upper, angle);
        [self.scale * (x + self.noise * noise_x) + self.shift_x, self.scale * (y + self.noise * noise_y) + self.shift_y]
    }
}

impl Dataset for Moons {
    fn classes(&self) -> u32 {
        2
    }

    fn sampler(&self) -> PointDraw {
        let moons = self.clone();
        Box::new(move |rng| {
            let upper = rng.next_u32() & 1 == 0;
            let angle = PI * rng::uniform(rng);
            Some((moons.on_arc(upper, angle, rng::normal(rng)), u32::from(!upper)))
        })
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        let mut curves = NoisyCurves::new(self.scale * self.noise);
        for upper in [true, false] {
            let moons = self.clone();
            curves = curves.with(u32::from(!upper), 1.0, move |u| moons.on_arc(upper, PI * u, [0.0; 2]));
        }
        Some(curves.log_density_function())
    }

    fn mixture(&self) -> Mixture {
        let arcs = [true, false].into_iter().flat_map(|upper| {
            (0..ARC).map(move |i| self.on_arc(upper, PI * (f64::from(i) + 0.5) / f64::from(ARC), [0.0; 2]))
        });
        Mixture::equal(arcs, self.scale * self.noise)
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::run(&self.mixture(), class, 2)
    }

    fn extent(&self) -> f64 {
        let margin = 0.2 + 3.0 * self.noise;
        let reach = |end: f64, shift: f64| (self.scale * (end + end.signum() * margin) + shift).abs();
        let ends = [(-1.0, self.shift_x), (2.0, self.shift_x), (-0.5, self.shift_y), (1.0, self.shift_y)];
        ends.into_iter().fold(3.0, |extent, (end, shift)| extent.max(reach(end, shift)))
    }
}
