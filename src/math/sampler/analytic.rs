use super::{Memory, Posterior, Sampler, Step, Stochastic, is_last};
use crate::math::{
    field::Field,
    points::{Noise, Points},
    schedule::Coeffs,
};

crate::configured! {
    /// Ancestral sampling with the best variance for all points together (Bao et al., 2022, eq. 9): that of the posterior, plus what the
    /// mean data of a point leave open. It is estimated from the predicted noise of the cloud itself, which a browser cannot read back
    /// from a GPU at once; there the variance is that of the posterior.
    pub struct AnalyticDdpm("analytic-ddpm", "Analytic-DPM (ancestral)") {}
}

impl Stochastic for AnalyticDdpm {
    fn is_stochastic(&self) -> bool {
        true
    }

    fn needs_whole_cloud(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for AnalyticDdpm {
    /// The mean is that of [`super::Ddpm`]. To the variance `v σ_s²/σ_t²` comes `(α_s v/σ_t²)² (σ_t²/α_t²) L`, where `L = 1 − E‖ε̂‖²/d` is
    /// the mean squared error of a perfect prediction of the noise, for each coordinate.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        _: &mut Memory<P>,
    ) -> Step<P> {
        let (at, to) = (field.coeffs(t), field.coeffs(s));
        let denoised = field.denoised(x, t);
        let Posterior { of_x, of_data, variance, .. } = Posterior::new(&at, &to);
        let open = of_data.powi(2) * open_variance(x, &denoised, &at);
        let spread = if is_last(s) { 0.0 } else { (variance + open).sqrt() };
        let fresh = noise.normal_like(x);
        Step::new(P::lincomb((of_x, x), &[(of_data, &denoised), (spread, &fresh)]), 1)
    }
}

/// Below this `α²/σ²` the estimate is left out: divided by so little data, its statistical error would be larger than itself.
const LEGIBLE: f64 = 0.02;

/// The variance of the data, for each coordinate, that their mean given the points leaves open: `(σ²/α²) (1 − E‖ε̂‖²/d)`, at least 0. It is 0
/// where it cannot be read.
fn open_variance<P: Points>(x: &P, denoised: &P, at: &Coeffs) -> f64 {
    let ratio = (at.alpha / at.sigma).powi(2);
    if ratio < LEGIBLE {
        return 0.0;
    }
    let eps = P::lincomb((1.0 / at.sigma, x), &[(-at.alpha / at.sigma, denoised)]);
    // Divided by 1, an error norm is a root mean square.
    P::error_norm(&eps, &eps, &eps, 1.0, 0.0).map_or(0.0, |root| (1.0 - root * root).max(0.0) / ratio)
}
