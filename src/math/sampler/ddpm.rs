use super::{Memory, Posterior, Sampler, Step, Stochastic, is_last};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Ancestral sampling (Ho et al., 2020, algorithm 2): jump to the mean of q(x_s | x_t, denoised) and add fresh noise,
    /// except at the end. On a grid of T steps this is DDPM's chain.
    pub struct Ddpm("ddpm", "DDPM (ancestral)") {
        /// Add noise with the variance β of the forward step instead of that of the posterior; Ho et al. used both.
        large_variance: bool = false, "Variance β", "", "", 0..=1, Linear;
        /// The factor of that noise. Less than 1 is not the reverse of the chain: without noise the samples shrink together.
        noise: f64 = 1.0, "Noise on the way", "", "", 0.0..=1.0, Linear;
        /// What the predicted noise is divided by (Ning et al., 2024, epsilon scaling). More than 1 takes away less noise.
        divisor: f64 = 1.0, "Predicted noise over", "b", "", 0.9..=1.2, Linear;
    }
}

impl Stochastic for Ddpm {
    fn is_stochastic(&self) -> bool {
        self.noise > 0.0
    }

    fn is_one_evaluation(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Ddpm {
    /// The mean is that of [`Posterior`], the variance its own or that of the forward step.
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
        let Posterior { of_x, of_data, variance, forward } = Posterior::new(&at, &to);
        let spread = match (is_last(s), self.large_variance) {
            (true, _) => 0.0,
            (false, false) => variance.sqrt(),
            (false, true) => forward.sqrt(),
        };
        // `x̂ = (x − σ ε̂/b)/α`; where no data are left there is nothing to divide.
        let share = if at.alpha > 0.0 { 1.0 / self.divisor } else { 1.0 };
        let of_x = if share == 1.0 { of_x } else { of_x + of_data * (1.0 - share) / at.alpha };
        let fresh = noise.normal_like(x);
        Step::new(P::lincomb((of_x, x), &[(share * of_data, &denoised), (self.noise * spread, &fresh)]), 1)
    }
}
