//! Fields: quantities of a noised distribution, from an oracle or from a network.

use super::{
    points::Points,
    schedule::{Coeffs, FlowOt, Schedule},
};

/// A noised distribution, as samplers evaluate it.
pub trait Field<P: Points> {
    /// The path that points take from data to noise.
    fn schedule(&self) -> &dyn Schedule;

    /// The velocity `E[α̇ data + σ̇ noise | x_t = x]` of the probability flow.
    fn velocity(&self, x: &P, t: f64) -> P;

    /// The denoised points `E[data | x_t = x]`.
    fn denoised(&self, x: &P, t: f64) -> P;

    /// The coefficients of the path at `t`.
    fn coeffs(&self, t: f64) -> Coeffs {
        self.schedule().at(t)
    }

    /// The derivatives of the [denoised](Field::denoised) points when `x` moves `along` these vectors, row by row: the Jacobian
    /// `∂E[data | x_t = x]/∂x` times the vector. `None` where it is not known exactly.
    ///
    /// A field that gives them has the velocity `α̇ x̂ + σ̇ n̂` with `α x̂ + σ n̂ = x`.
    fn denoised_along(&self, _x: &P, _along: &P, _t: f64) -> Option<P> {
        None
    }

    /// The score `∇ log p_t(x)`, shape `[n, d]`. By default `−E[noise | x_t = x]/σ = (α x̂ − x)/σ²`, which holds where the
    /// source is standard normal (Efron, 2011, Tweedie's formula).
    fn score(&self, x: &P, t: f64) -> P {
        let Coeffs { alpha, sigma, .. } = self.coeffs(t);
        let inverse = 1.0 / (sigma * sigma);
        P::lincomb((alpha * inverse, &self.denoised(x, t)), &[(-inverse, x)])
    }

    /// The quantities that an SDE needs on a path with noise between its ends, where the field knows them.
    fn bridged(&self, _x: &P, _t: f64) -> Option<Bridged<P>> {
        None
    }

    /// The points at the earlier time `s` where the ODE from `x` at `t` ends, where the field predicts them at once.
    fn jump(&self, _x: &P, _t: f64, _s: f64) -> Option<P> {
        None
    }

    /// `log p_t(x)` in nats, `[n]`; `None` where only the score is known.
    /// A field without a normalising constant gives it up to a number that is the same for all points.
    fn log_density(&self, _x: &P, _t: f64) -> Option<P::Scalars> {
        None
    }

    /// The score and the log density together, for a field that finds both at once.
    fn score_with_log_density(&self, x: &P, t: f64) -> (P, Option<P::Scalars>) {
        (self.score(x, t), self.log_density(x, t))
    }
}

/// A field that also gives the divergence of its velocity.
pub trait Flow<P: Points>: Field<P> {
    /// The velocity, and its divergence `∇·v`.
    fn velocity_with_divergence(&self, x: &P, t: f64) -> (P, P::Scalars);

    /// `t`, or a time a little inside the path where the formula of the velocity has a pole at `t`.
    /// At the data `d_sigma` may be infinite; at the noise the prediction may say nothing of the data.
    fn nearest(&self, t: f64) -> f64;
}

/// Velocity, score and diffusion at points of a path with noise between its ends.
#[derive(Clone, Debug)]
pub struct Bridged<P> {
    pub velocity: P,
    pub score: P,
    /// [`super::bridge::Bridge::diffusion`].
    pub diffusion: f64,
}

/// A distribution that is known by its score and its log density alone, the same at every time.
///
/// The density need not be normalised. On a path, denoised points and velocity are those of a distribution with this score.
pub struct Density<F> {
    look: F,
}

impl<F> Density<F> {
    /// The distribution whose score and log density `look` gives.
    pub fn new<P: Points>(look: F) -> Self
    where
        F: Fn(&P) -> (P, P::Scalars),
    {
        Self { look }
    }
}

impl<P: Points, F: Fn(&P) -> (P, P::Scalars)> Field<P> for Density<F> {
    fn schedule(&self) -> &dyn Schedule {
        &FlowOt {}
    }

    fn velocity(&self, x: &P, t: f64) -> P {
        let Coeffs { sigma, d_alpha, d_sigma, .. } = self.coeffs(t);
        P::lincomb((d_alpha, &self.denoised(x, t)), &[(-d_sigma * sigma, &self.score(x, t))])
    }

    /// Tweedie's formula, `(x + σ² s)/α`.
    fn denoised(&self, x: &P, t: f64) -> P {
        let Coeffs { alpha, sigma, .. } = self.coeffs(t);
        P::lincomb((1.0 / alpha, x), &[(sigma * sigma / alpha, &self.score(x, t))])
    }

    fn score(&self, x: &P, _: f64) -> P {
        (self.look)(x).0
    }

    fn log_density(&self, x: &P, _: f64) -> Option<P::Scalars> {
        Some((self.look)(x).1)
    }

    fn score_with_log_density(&self, x: &P, _: f64) -> (P, Option<P::Scalars>) {
        let (score, log_density) = (self.look)(x);
        (score, Some(log_density))
    }
}
