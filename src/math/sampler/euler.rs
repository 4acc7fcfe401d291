use super::{Memory, Sampler, Step, Stochastic, flow::ProbabilityFlow};
use crate::math::{
    field::Field,
    ode::EULER,
    points::{Noise, Points},
};

crate::configured! {
    /// The explicit Euler method on the probability-flow ODE: move along the present velocity until the next time.
    /// Order 1, one evaluation a step, no noise.
    pub struct Euler("euler", "Euler (ODE)") {}
}

impl Stochastic for Euler {
    fn follows_velocity(&self) -> bool {
        true
    }

    fn is_one_evaluation(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Euler {
    /// `x_s = x_t + (s − t) u(x_t, t)`.
    fn step(&self, field: &dyn Field<P>, x: &P, t: f64, s: f64, _: &mut dyn Noise<P>, _: &mut Memory<P>) -> Step<P> {
        let h = s - t;
        ProbabilityFlow(field).step(&EULER, x, h, |node| t + node * h)
    }
}
