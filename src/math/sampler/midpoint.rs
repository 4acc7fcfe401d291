use super::{Memory, Sampler, Step, Stochastic, flow::ProbabilityFlow};
use crate::math::{
    field::Field,
    ode::MIDPOINT,
    points::{Noise, Points},
};

crate::configured! {
    /// The explicit midpoint rule on the probability-flow ODE: take the whole step with the velocity at its middle. Order 2,
    /// two evaluations a step, no noise, and no evaluation at the end of the path.
    pub struct Midpoint("midpoint", "Midpoint (ODE)") {}
}

impl Stochastic for Midpoint {
    fn follows_velocity(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Midpoint {
    /// `x_s = x_t + h u(x_t + ½h u(x_t, t), t + ½h)`, `h = s − t`.
    fn step(&self, field: &dyn Field<P>, x: &P, t: f64, s: f64, _: &mut dyn Noise<P>, _: &mut Memory<P>) -> Step<P> {
        let h = s - t;
        ProbabilityFlow(field).step(&MIDPOINT, x, h, |node| t + node * h)
    }
}
