use super::{Memory, Sampler, Step, Stochastic, flow::ProbabilityFlow};
use crate::math::{
    field::Field,
    ode::{RUNGE_KUTTA_4, THREE_EIGHTHS},
    points::{Noise, Points},
};

crate::configured! {
    /// A Runge–Kutta method of order 4 on the probability-flow ODE: four evaluations a step, no noise (Kutta, 1901).
    pub struct Rk4("rk4", "Runge–Kutta 4 (ODE)") {
        /// Kutta's other rule, with its inner points at thirds of the step; torchdiffeq's «rk4» is this one.
        three_eighths: bool = false, "3/8 rule", "", "", 0..=1, Linear;
    }
}

impl Stochastic for Rk4 {
    fn follows_velocity(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for Rk4 {
    /// Nodes 0, ½, ½, 1 with weights 1, 2, 2, 1 over 6; or nodes 0, ⅓, ⅔, 1 with weights 1, 3, 3, 1 over 8.
    fn step(&self, field: &dyn Field<P>, x: &P, t: f64, s: f64, _: &mut dyn Noise<P>, _: &mut Memory<P>) -> Step<P> {
        let h = s - t;
        let rule = if self.three_eighths { &THREE_EIGHTHS } else { &RUNGE_KUTTA_4 };
        ProbabilityFlow(field).step(rule, x, h, |node| t + node * h)
    }
}
