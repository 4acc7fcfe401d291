use super::{Memory, Sampler, Step, Stochastic, flow::ProbabilityFlow};
use crate::math::{
    field::Field,
    ode::HEUN,
    points::{Noise, Points},
};

crate::configured! {
    /// Heun's method (the explicit trapezoidal rule) on the probability-flow ODE: predict with an Euler step, then take the
    /// step with the mean of both velocities. Order 2, two evaluations a step, no noise.
    pub struct Heun("heun", "Heun (ODE)") {}
}

impl Stochastic for Heun {
    fn follows_velocity(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Heun {
    /// `x_s = x_t + ½h (u(x_t, t) + u(x_t + h u(x_t, t), s))`, `h = s − t`.
    fn step(&self, field: &dyn Field<P>, x: &P, t: f64, s: f64, _: &mut dyn Noise<P>, _: &mut Memory<P>) -> Step<P> {
        // The second evaluation is at s itself, which t + (s − t) may miss.
        ProbabilityFlow(field).step(&HEUN, x, s - t, |node| if node == 0.0 { t } else { s })
    }
}
