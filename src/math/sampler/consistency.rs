use super::{Memory, Sampler, Step, Stochastic, is_last};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Map the point to data, then noise it again to the next level with fresh noise (Song et al., 2023, algorithm 1). It needs a network
    /// that maps a point to the end of its ODE: with the mean data point, as of an exact field, spread is lost in every step.
    pub struct Renoise("consistency", "Consistency (noise again)") {}
}

impl Stochastic for Renoise {
    fn is_stochastic(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Renoise {
    /// `x_s = α_s f(x_t, t) + σ_s n`; at the end `f(x_t, t)` itself.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        _: &mut Memory<P>,
    ) -> Step<P> {
        let to = field.coeffs(s);
        let fresh = noise.normal_like(x);
        let spread = if is_last(s) { 0.0 } else { to.sigma };
        let kept = if is_last(s) { 1.0 } else { to.alpha };
        Step::new(P::lincomb((kept, &field.denoised(x, t)), &[(spread, &fresh)]), 1)
    }
}
