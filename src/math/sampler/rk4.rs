use super::{Memory, Sampler, Step, Stochastic};
use crate::math::{
    field::Field,
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
        let ask = |node: f64, terms: &[(f64, &P)]| field.velocity(&P::lincomb((1.0, x), terms), t + node * h);
        let k1 = field.velocity(x, t);
        let terms = if self.three_eighths {
            let k2 = ask(1.0 / 3.0, &[(h / 3.0, &k1)]);
            let k3 = ask(2.0 / 3.0, &[(-h / 3.0, &k1), (h, &k2)]);
            let k4 = ask(1.0, &[(h, &k1), (-h, &k2), (h, &k3)]);
            P::lincomb((1.0, x), &[(h / 8.0, &k1), (3.0 * h / 8.0, &k2), (3.0 * h / 8.0, &k3), (h / 8.0, &k4)])
        } else {
            let k2 = ask(0.5, &[(0.5 * h, &k1)]);
            let k3 = ask(0.5, &[(0.5 * h, &k2)]);
            let k4 = ask(1.0, &[(h, &k3)]);
            P::lincomb((1.0, x), &[(h / 6.0, &k1), (h / 3.0, &k2), (h / 3.0, &k3), (h / 6.0, &k4)])
        };
        Step::new(terms, 4)
    }
}
