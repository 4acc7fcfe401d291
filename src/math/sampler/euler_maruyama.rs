use super::{Memory, Sampler, Step, Stochastic};
use crate::math::{
    oracle::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Euler–Maruyama on the reverse family: η = 1 is the reverse SDE (Anderson, 1982), η = 0 the probability-flow ODE, and
    /// every η between or beyond has the same distribution at every time (Song et al., 2021, eq. 6; Karras et al., 2022,
    /// eq. 6). Strong order 1 here, since the noise does not depend on the point; one evaluation a step.
    pub struct EulerMaruyama("euler-maruyama", "Euler–Maruyama (reverse SDE)") {
        /// How much noise is stirred in on the way, and taken out again by the score.
        eta: f64 = 1.0, "Noise dial", "η", "", 0.0..=2.0, Linear;
    }
}

impl Stochastic for EulerMaruyama {
    fn is_stochastic(&self) -> bool {
        self.eta > 0.0
    }
}

impl<P: Points> Sampler<P> for EulerMaruyama {
    /// `x_s = x_t + h (u − ½η² g² score) + η g √|h| n` with `h = s − t`, `u = f x − ½g² score` and `score = −ε̂/σ`.
    ///
    /// Where `g` is infinite (alpha = 0, the straight path at pure noise) the step is that of the ODE, whose velocity is
    /// finite there: any η of one's choice at any time leaves the distributions what they are.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        _: &mut Memory<P>,
    ) -> Step<P> {
        let (at, h) = (field.coeffs(t), s - t);
        let stirred = self.eta.powi(2) * at.diffusion_squared();
        let stirred = if stirred.is_finite() { stirred } else { 0.0 };
        let denoised = field.denoised(x, t);
        // α̇ x̂ + σ̇ ε̂ and −ε̂/σ, with ε̂ = (x − α x̂)/σ: both are sums of x and x̂.
        let of_noise = h * (at.d_sigma + 0.5 * stirred / at.sigma);
        let of_x = 1.0 + of_noise / at.sigma;
        let of_denoised = h * at.d_alpha - of_noise * at.alpha / at.sigma;
        let next = if stirred > 0.0 {
            let spread = (stirred * h.abs()).sqrt();
            P::lincomb((of_x, x), &[(of_denoised, &denoised), (spread, &noise.normal_like(x))])
        } else {
            P::lincomb((of_x, x), &[(of_denoised, &denoised)])
        };
        Step::new(next, 1)
    }
}
