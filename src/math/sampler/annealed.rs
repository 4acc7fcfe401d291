use super::{Memory, Sampler, Step, Stochastic, all_parts, langevin::propose};
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

    fn parts(&self) -> u32 {
        self.moves.max(1)
    }
}

impl<P: Points> Sampler<P> for Annealed {
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        all_parts(self, field, x, [t, s], noise, memory)
    }

    /// The point is first scaled to the next level, `x α_s/α_t`; the moves follow at that level.
    fn part(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        let (at, to) = (field.coeffs(t), field.coeffs(s));
        if to.sigma == 0.0 {
            return if memory.part == 0 { Step::new(field.denoised(x, t), 1) } else { Step::new(x.clone(), 0) };
        }
        let scale = if memory.part == 0 && at.alpha > 0.0 { to.alpha / at.alpha } else { 1.0 };
        let x = P::lincomb((scale, x), &[]);
        Step::new(propose(&x, &field.score(&x, s), self.rate * to.sigma.powi(2), noise), 1)
    }
}
