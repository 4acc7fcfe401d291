use super::{Memory, Sampler, Step, Stochastic, all_parts};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Unadjusted Langevin dynamics at one noise level: a step along the score plus noise (Roberts and Tweedie, 1996; Song and
    /// Ermon, 2019, eq. 4, writes η/2 for our rate). The time stays constant. On a unit Gaussian the variance becomes
    /// 1/(1 − rate/2) instead of 1, and points hardly ever move between modes far apart.
    pub struct Langevin("langevin", "Langevin (ULA)") {
        /// The step η in x ← x + η score + √(2η) n.
        rate: f64 = 0.01, "Rate", "η", "", 0.00001..=1.0, Log;
        /// The noise level of the score, as a time.
        level: f64 = 0.1, "Noise level", "t", "", 0.001..=1.0, Log;
        /// Moves in each step of the grid.
        moves: u32 = 10, "Moves a step", "", "", 1..=1000, Log;
    }
}

impl Stochastic for Langevin {
    fn is_stochastic(&self) -> bool {
        true
    }

    fn parts(&self) -> u32 {
        self.moves.max(1)
    }
}

/// One unadjusted move, `x + η score(x) + √(2η) n`.
pub(super) fn propose<P: Points>(x: &P, score: &P, rate: f64, noise: &mut dyn Noise<P>) -> P {
    P::lincomb((1.0, x), &[(rate, score), ((2.0 * rate).sqrt(), &noise.normal_like(x))])
}

impl<P: Points> Sampler<P> for Langevin {
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

    fn part(
        &self,
        field: &dyn Field<P>,
        x: &P,
        _: f64,
        _: f64,
        noise: &mut dyn Noise<P>,
        _: &mut Memory<P>,
    ) -> Step<P> {
        Step::new(propose(x, &field.score(x, self.level), self.rate, noise), 1)
    }
}
