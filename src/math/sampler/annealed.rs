use super::{Memory, Sampler, Step, Stochastic, langevin::propose};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Langevin dynamics at one noise level after the other, from much noise to little, with steps in proportion to the
    /// variance of the noise (Song and Ermon, 2019, algorithm 1). Unlike Langevin at one level it finds the right weights of
    /// modes far apart. A last step to zero noise denoises the points.
    pub struct Annealed("annealed-langevin", "Annealed Langevin") {
        /// The step as a share of the noise's variance: η = rate σ².
        rate: f64 = 0.1, "Rate", "η/σ²", "", 0.001..=1.0, Log;
        /// Moves at every noise level.
        moves: u32 = 10, "Moves a level", "", "", 1..=1000, Log;
    }
}

impl Stochastic for Annealed {
    fn is_stochastic(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Annealed {
    /// The point is first scaled to the next level, `x α_s/α_t`; the moves follow at that level.
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
        if to.sigma == 0.0 {
            return Step::new(field.denoised(x, t), 1);
        }
        let scale = if at.alpha > 0.0 { to.alpha / at.alpha } else { 1.0 };
        let mut x = P::lincomb((scale, x), &[]);
        for _ in 0..self.moves {
            x = propose(&x, &field.score(&x, s), self.rate * to.sigma.powi(2), noise);
        }
        Step::new(x, self.moves)
    }
}
