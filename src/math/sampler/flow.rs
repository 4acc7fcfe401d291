use super::Step;
use crate::math::{
    field::Field,
    ode::{self, Controlled, Equation, Tableau, Tolerance},
    points::Points,
};

/// The probability flow `ẋ = u(x, t)` of a field, as an equation for a solver.
pub(super) struct ProbabilityFlow<'a, P>(pub &'a dyn Field<P>);

impl<P: Points> ProbabilityFlow<'_, P> {
    /// A step of length `h` from `x`, with evaluations at the times `at` of the nodes.
    pub(super) fn step(mut self, rule: &Tableau, x: &P, h: f64, at: impl Fn(f64) -> f64) -> Step<P> {
        Step::new(ode::step(&mut self, rule, x, h, at), rule.used() as u32)
    }
}

impl<P: Points> Equation for ProbabilityFlow<'_, P> {
    type State = P;
    type Slope = P;

    fn slope(&mut self, x: &P, terms: &[(f64, &P)], t: f64, _: usize) -> P {
        if terms.is_empty() { self.0.velocity(x, t) } else { self.0.velocity(&self.moved(x, terms), t) }
    }

    fn moved(&self, x: &P, terms: &[(f64, &P)]) -> P {
        P::lincomb((1.0, x), terms)
    }
}

impl<P: Points> Controlled for ProbabilityFlow<'_, P> {
    fn size(&self, terms: &[(f64, &P)], a: &P, b: &P, tolerance: &Tolerance) -> Option<f64> {
        let (first, rest) = terms.split_first()?;
        P::error_norm(&P::lincomb(*first, rest), a, b, tolerance.absolute, tolerance.relative)
    }

    fn size_of_state(&self, x: &P, tolerance: &Tolerance) -> Option<f64> {
        P::error_norm(x, x, x, tolerance.absolute, tolerance.relative)
    }
}
