use super::{Memory, Sampler, Step, Stochastic};
use crate::math::{
    field::Field,
    points::{Noise, Points},
    schedule::Coeffs,
};

crate::configured! {
    /// EDM's stochastic sampler: raise the noise a little, then take a Heun step in σ/α down to the next level (Karras et al.,
    /// 2022, algorithm 2). Without churn it is deterministic and of order 2; two evaluations a step, one in the last.
    pub struct EdmHeun("edm", "EDM (Heun with churn)") {
        /// The share by which the noise level is raised before each step, S_churn/N of the paper.
        churn: f64 = 0.0, "Churn", "γ", "", 0.0..=0.41421356, Linear;
        /// Churn only from this noise level on.
        s_min: f64 = 0.05, "Churn from", "S_min", "", 0.0..=10.0, Linear;
        /// Churn only up to this noise level.
        s_max: f64 = 50.0, "Churn up to", "S_max", "", 0.0..=1000.0, Linear;
        /// The spread of the added noise; a little above 1 makes up for lost detail.
        s_noise: f64 = 1.003, "Noise spread", "S_noise", "", 0.9..=1.1, Linear;
    }
}

impl Stochastic for EdmHeun {
    fn is_stochastic(&self) -> bool {
        self.churn > 0.0
    }
}

/// The noise level of the unscaled point `x/α`.
fn level(at: &Coeffs) -> f64 {
    at.sigma / at.alpha
}

impl EdmHeun {
    /// The time to which the noise is raised before a step from `t`; `t` itself without churn.
    fn raised<P: Points>(&self, field: &dyn Field<P>, t: f64) -> f64 {
        let now = level(&field.coeffs(t));
        let wanted = now * (1.0 + self.churn);
        let churned = self.churn > 0.0 && (self.s_min..=self.s_max).contains(&now);
        // A path has no noise beyond its end.
        match churned && wanted <= level(&field.coeffs(1.0)) {
            true => field.schedule().time_of(-2.0 * wanted.ln()),
            false => t,
        }
    }
}

impl<P: Points> Sampler<P> for EdmHeun {
    /// With `z = x/α` and `σ' = σ/α`, `dz/dσ' = ε̂`. In terms of x nothing is divided by an alpha of 0.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        _: &mut Memory<P>,
    ) -> Step<P> {
        let raised = self.raised(field, t);
        let (from, at, to) = (field.coeffs(t), field.coeffs(raised), field.coeffs(s));
        let x = if raised > t {
            let spread = at.alpha * (level(&at).powi(2) - level(&from).powi(2)).max(0.0).sqrt() * self.s_noise;
            &P::lincomb((at.alpha / from.alpha, x), &[(spread, &noise.normal_like(x))])
        } else {
            x
        };
        let denoised = field.denoised(x, raised);
        let kept = to.sigma / at.sigma;
        let ahead = P::lincomb((kept, x), &[(to.alpha - kept * at.alpha, &denoised)]);
        if to.sigma == 0.0 || at.alpha == 0.0 {
            return Step::new(ahead, 1);
        }
        let later = field.denoised(&ahead, s);
        // The mean of both slopes ε̂ = (x − α x̂)/σ over the change of level.
        let half = 0.5 * (to.sigma - to.alpha * level(&at));
        let next = P::lincomb(
            (to.alpha / at.alpha + half / at.sigma, x),
            &[
                (-half * at.alpha / at.sigma, &denoised),
                (half / to.sigma, &ahead),
                (-half * to.alpha / to.sigma, &later),
            ],
        );
        Step::new(next, 2)
    }
}
