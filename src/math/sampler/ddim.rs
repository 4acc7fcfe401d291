use super::{Memory, Sampler, Step, Stochastic, is_last, transition_variance};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Denoise, then noise again to the next level with the same noise (Song, Meng and Ermon, 2021, eq. 12). With η = 0
    /// nothing is random and few steps suffice; with η = 1 it is ancestral sampling. The last step adds no noise.
    pub struct Ddim("ddim", "DDIM") {
        /// How much of the noise is drawn afresh.
        eta: f64 = 0.0, "Fresh noise", "η", "", 0.0..=1.0, Linear;
    }
}

impl Stochastic for Ddim {
    fn is_stochastic(&self) -> bool {
        self.eta > 0.0
    }

    fn is_one_evaluation(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Ddim {
    /// `x_s = α_s x̂ + √(σ_s² − ς²) ε̂ + ς n` with `ς = η (σ_s/σ_t) √(σ_t² − (α_t/α_s)²σ_s²)` and
    /// `ε̂ = (x_t − α_t x̂)/σ_t`.
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
        let fresh = self.eta * to.sigma / at.sigma * transition_variance(&at, &to).sqrt();
        let kept = (to.sigma.powi(2) - fresh.powi(2)).max(0.0).sqrt() / at.sigma;
        let of_denoised = to.alpha - kept * at.alpha;
        let next = if fresh > 0.0 && !is_last(s) {
            P::lincomb((kept, x), &[(of_denoised, &denoised), (fresh, &noise.normal_like(x))])
        } else {
            P::lincomb((kept, x), &[(of_denoised, &denoised)])
        };
        Step::new(next, 1)
    }
}
