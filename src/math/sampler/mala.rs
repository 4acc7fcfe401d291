use super::{Memory, Sampler, Step, Stochastic, all_parts, langevin::propose};
use crate::math::{
    field::Field,
    points::{Noise, Points, Scalars as _},
};

crate::configured! {
    /// Langevin dynamics with the step of Metropolis and Hastings: every move is rejected with the probability that makes the
    /// distribution exact (Roberts and Tweedie, 1996, MALA). A network has no density, so the log ratio between two points is
    /// then the trapezoidal rule over its score along the straight line between them.
    pub struct Mala("mala", "Langevin (MALA)") {
        /// The step η in the proposal x + η score + √(2η) n.
        rate: f64 = 0.05, "Rate", "η", "", 0.00001..=1.0, Log;
        /// The noise level of the score, as a time.
        level: f64 = 0.1, "Noise level", "t", "", 0.001..=1.0, Log;
        /// Moves in each step of the grid.
        moves: u32 = 10, "Moves a step", "", "", 1..=1000, Log;
    }
}

impl Stochastic for Mala {
    fn is_stochastic(&self) -> bool {
        true
    }

    fn parts(&self) -> u32 {
        self.moves.max(1)
    }
}

impl Mala {
    /// `log p(y) − log p(x)`, exact where the field knows its density.
    fn log_ratio<P: Points>(&self, field: &dyn Field<P>, [x, score_x]: [&P; 2], [y, score_y]: [&P; 2]) -> P::Scalars {
        match (field.log_density(y, self.level), field.log_density(x, self.level)) {
            (Some(at_y), Some(at_x)) => P::Scalars::lincomb((1.0, &at_y), &[(-1.0, &at_x)]),
            _ => {
                let way = P::lincomb((1.0, y), &[(-1.0, x)]);
                P::dot(&P::lincomb((0.5, score_x), &[(0.5, score_y)]), &way)
            }
        }
    }
}

/// `−ln q(to | from)` up to a constant: the squared distance from the proposal's mean over `4η`.
fn cost<P: Points>(to: &P, from: &P, score: &P, rate: f64) -> P::Scalars {
    let off = P::lincomb((1.0, to), &[(-1.0, from), (-rate, score)]);
    P::Scalars::lincomb((0.25 / rate, &P::dot(&off, &off)), &[])
}

impl<P: Points> Sampler<P> for Mala {
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
        memory: &mut Memory<P>,
    ) -> Step<P> {
        let kept = memory.score.take().filter(|_| memory.part > 0);
        let evaluations = if kept.is_some() { 1 } else { 2 };
        let score = kept.unwrap_or_else(|| field.score(x, self.level));
        let y = propose(x, &score, self.rate, noise);
        let score_y = field.score(&y, self.level);
        let ratio = self.log_ratio(field, [x, &score], [&y, &score_y]);
        let (there, back) = (cost(&y, x, &score, self.rate), cost(x, &y, &score_y, self.rate));
        // Accepted where ln of a uniform number is at most the log ratio with its correction.
        let luck = noise.exponential_like(x);
        let accepted = P::Scalars::lincomb((1.0, &ratio), &[(1.0, &there), (-1.0, &back), (1.0, &luck)]);
        memory.score = Some(P::choose(&accepted, &score_y, &score));
        Step::new(P::choose(&accepted, &y, x), evaluations)
    }
}
