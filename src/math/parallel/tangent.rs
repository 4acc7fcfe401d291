use std::cell::Cell;

use crate::math::{
    field::Field,
    points::Points,
    schedule::{Coeffs, Schedule, inside},
};

/// The derivative of a field at the points `x`, as a field whose points are vectors: a sampler whose step is linear in point,
/// prediction and noise takes a vector through it to the derivative of the step along the vector.
pub(super) struct Tangent<'a, P> {
    pub field: &'a dyn Field<P>,
    pub x: &'a P,
    /// Whether the field did not know a derivative.
    pub is_unknown: Cell<bool>,
}

impl<P: Points> Field<P> for Tangent<'_, P> {
    fn schedule(&self) -> &dyn Schedule {
        self.field.schedule()
    }

    /// From `v = α̇ x̂ + σ̇ n̂` and `n̂ = (x − α x̂)/σ`; without noise the mean of the noise is the same everywhere.
    fn velocity(&self, along: &P, t: f64) -> P {
        let Coeffs { d_alpha, d_sigma, .. } = self.coeffs(t);
        let t = if d_alpha.is_finite() && d_sigma.is_finite() { t } else { inside(t) };
        let Coeffs { alpha, sigma, d_alpha, d_sigma } = self.coeffs(t);
        let of_noise = if sigma > 0.0 { d_sigma / sigma } else { 0.0 };
        P::lincomb((d_alpha - of_noise * alpha, &self.denoised(along, t)), &[(of_noise, along)])
    }

    fn denoised(&self, along: &P, t: f64) -> P {
        self.field.denoised_along(self.x, along, t).unwrap_or_else(|| {
            self.is_unknown.set(true);
            P::lincomb((0.0, along), &[])
        })
    }
}
