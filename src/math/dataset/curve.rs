//! Curves with isotropic Gaussian noise about them.

use super::{LogDensity, PointDraw, density, quadrature};
use crate::math::{
    extremes::largest,
    oracle::{Component, Mixture},
    rng,
};

/// The point of the curve at a parameter in (0, 1).
type At = Box<dyn Fn(f64) -> [f64; 2] + Send + Sync>;

struct PlaneCurve {
    class: u32,
    weight: f64,
    at: At,
}

/// The parts of a distribution `at(U) + std N(0, I)` with U uniform on (0, 1), each part with its weight and its class.
///
/// Its density is the integral `Σ wᵢ ∫ N(x; atᵢ(u), std² I) du` over the parameter.
pub struct NoisyCurves {
    curves: Vec<PlaneCurve>,
    std: f64,
}

/// The most components that the page evaluates live.
const MOST: f64 = 1000.0;
/// Width of a panel of the fine quadrature, and distance of the nodes of the coarse one, in standard deviations.
const PANEL: f64 = 3.0;
const SPACING: f64 = 0.8;
/// The number of chords that measure a curve.
const CHORDS: u32 = 128;

/// The point of the unit circle at the angle 2πu.
pub fn on_circle(u: f64) -> [f64; 2] {
    let (sin, cos) = libm::sincos(std::f64::consts::TAU * u);
    [cos, sin]
}

impl PlaneCurve {
    /// The largest speed |d at/du|, from chords.
    fn speed(&self) -> f64 {
        let point = |i: u32| (self.at)(f64::from(i) / f64::from(CHORDS));
        let chord = |i| {
            let (from, to) = (point(i), point(i + 1));
            (to[0] - from[0]).hypot(to[1] - from[1])
        };
        largest((0..CHORDS).map(chord)) * f64::from(CHORDS)
    }
}

impl NoisyCurves {
    pub fn new(std: f64) -> Self {
        Self { curves: Vec::new(), std }
    }

    /// Adds a part; the weights need not sum to 1.
    pub fn with(mut self, class: u32, weight: f64, at: impl Fn(f64) -> [f64; 2] + Send + Sync + 'static) -> Self {
        self.curves.push(PlaneCurve { class, weight, at: Box::new(at) });
        self
    }

    /// Adds a whole circle.
    pub fn with_circle(self, class: u32, weight: f64, centre: [f64; 2], radius: f64) -> Self {
        self.with(class, weight, move |u| {
            let point = on_circle(u);
            [0, 1].map(|axis| centre[axis] + radius * point[axis])
        })
    }

    /// Adds a segment of a straight line.
    pub fn with_segment(self, class: u32, weight: f64, from: [f64; 2], to: [f64; 2]) -> Self {
        self.with(class, weight, move |u| [0, 1].map(|axis| from[axis] + u * (to[axis] - from[axis])))
    }

    /// The parts of one class; `None` where there are none.
    pub fn of_class(mut self, class: u32) -> Option<Self> {
        self.curves.retain(|curve| curve.class == class);
        (!self.curves.is_empty()).then_some(self)
    }

    pub fn sampler(self) -> PointDraw {
        let total: f64 = self.curves.iter().map(|curve| curve.weight).sum();
        Box::new(move |rng| {
            let mut left = total * rng::uniform(rng);
            let chosen = self.curves.iter().find(|curve| {
                left -= curve.weight;
                left < 0.0
            });
            let curve = chosen.or(self.curves.last())?;
            let point = (curve.at)(rng::uniform(rng));
            let noise = rng::normal(rng);
            Some(([0, 1].map(|axis| point[axis] + self.std * noise[axis]), curve.class))
        })
    }

    /// The log density, within 10⁻⁴ nats up to six standard deviations from the curves.
    pub fn log_density_function(&self) -> LogDensity {
        density::of_mixture(&self.integral(PANEL))
    }

    /// The integral over the parameter by panels of this width, in standard deviations.
    fn integral(&self, panel: f64) -> Mixture {
        Mixture::new(self.curves.iter().flat_map(|curve| {
            let panels = (curve.speed() / (panel * self.std)).ceil().max(1.0) as usize;
            quadrature::legendre(panels)
                .map(|(u, weight)| Component::round((curve.at)(u), self.std, weight * curve.weight))
        }))
    }

    /// Equally spaced parameters in place of the integral, on about a thousand components at most.
    pub fn mixture(&self) -> Mixture {
        let wanted: Vec<f64> = self.curves.iter().map(|curve| 2.0 + curve.speed() / (SPACING * self.std)).collect();
        let share = (MOST / wanted.iter().sum::<f64>()).min(1.0);
        Mixture::new(self.curves.iter().zip(wanted).flat_map(|(curve, wanted)| {
            let n = (wanted * share).round().max(1.0) as u32;
            (0..n).map(move |i| {
                let u = (f64::from(i) + 0.5) / f64::from(n);
                Component::round((curve.at)(u), self.std, curve.weight / f64::from(n))
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn finer_panels_change_nothing_within_six_standard_deviations() {
        let curves = NoisyCurves::new(0.1)
            .with_circle(0, 1.0, [0.0; 2], 0.3)
            .with_segment(1, 2.0, [1.0, 0.0], [3.0, 1.0])
            .with(2, 1.0, |u| [3.0 * u, -2.0 * u * u - 1.0]);
        let (used, fine) = (curves.log_density_function(), density::of_mixture(&curves.integral(0.25)));
        let mut rng = Stream::new(6, Purpose::Data, 0);
        let sampler = curves.sampler();
        let points = (0..500).filter_map(|_| sampler(&mut rng)).map(|(point, _)| point);
        // From the likely points, which are about 1.5 standard deviations off, 4.5 further in every direction.
        let beyond = points.flat_map(|[x, y]| [[x, y], [x + 0.45, y], [x - 0.45, y], [x, y + 0.45], [x, y - 0.45]]);
        for x in beyond {
            assert!((used(x) - fine(x)).abs() < 1e-4, "{x:?}: {} {}", used(x), fine(x));
        }
    }
}
