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
    /// The score of `x`, and its log density where the field knows it.
    fn look<P: Points>(&self, field: &dyn Field<P>, x: P) -> Place<P> {
        let (score, log_density) = field.score_with_log_density(&x, self.level);
        Place { x, score, log_density }
    }
}

/// Points with their scores and log densities.
struct Place<P: Points> {
    x: P,
    score: P,
    log_density: Option<P::Scalars>,
}

/// `log p(y) − log p(x)`, exact where the density is known.
fn log_ratio<P: Points>(x: &Place<P>, y: &Place<P>) -> P::Scalars {
    match (&y.log_density, &x.log_density) {
        (Some(at_y), Some(at_x)) => P::Scalars::lincomb((1.0, at_y), &[(-1.0, at_x)]),
        _ => {
            let way = P::lincomb((1.0, &y.x), &[(-1.0, &x.x)]);
            P::dot(&P::lincomb((0.5, &x.score), &[(0.5, &y.score)]), &way)
        }
    }
}

/// `−ln q(to | from)` up to a constant: the squared distance from the proposal's mean over `4η`.
fn cost<P: Points>(to: &Place<P>, from: &Place<P>, rate: f64) -> P::Scalars {
    let off = P::lincomb((1.0, &to.x), &[(-1.0, &from.x), (-rate, &from.score)]);
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
        let here = match kept {
            Some(score) => Place { x: x.clone(), score, log_density: memory.log_density.take() },
            None => self.look(field, x.clone()),
        };
        let there = self.look(field, propose(&here.x, &here.score, self.rate, noise));
        let ratio = log_ratio(&here, &there);
        let (forth, back) = (cost(&there, &here, self.rate), cost(&here, &there, self.rate));
        // Accepted where ln of a uniform number is at most the log ratio with its correction.
        let luck = noise.exponential_like(x);
        let accepted = P::Scalars::lincomb((1.0, &ratio), &[(1.0, &forth), (-1.0, &back), (1.0, &luck)]);
        memory.score = Some(P::choose(&accepted, &there.score, &here.score));
        let log_densities = there.log_density.as_ref().zip(here.log_density.as_ref());
        memory.log_density = log_densities.map(|(yes, no)| P::Scalars::choose(&accepted, yes, no));
        Step::new(P::choose(&accepted, &there.x, &here.x), evaluations)
    }
}
