use super::{EndGradient, FollowedField, SolvedFlow, moved};
use crate::{
    math::{
        ode::{self, Equation, Tableau},
        points::Cloud,
    },
    nn::Vectors,
};

/// State and adjoint at one time of the backward solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjoint {
    pub points: Cloud,
    /// `a = ∂L/∂x`.
    pub gradient: EndGradient,
}

/// The gradient at the start of a solution, by the adjoint equation (Chen et al., 2018, algorithm 1 and appendix C).
///
/// `ẋ = u`, `ȧ = −aᵀ ∂u/∂x − (∂L/∂∫) ∂(∇·u)/∂x`, and `∂L/∂θ = ∫ aᵀ ∂u/∂θ + (∂L/∂∫) ∂(∇·u)/∂θ dt`.
///
/// State and adjoint are solved backwards along the steps of `way`. The integral uses the weights of the rule. Only one call is
/// kept at a time. Adds `share` of the integral to the gradient of the weights, and passes every state with its time to `seen`.
pub fn adjoint(
    flow: &mut FollowedField,
    rule: &Tableau,
    way: &SolvedFlow,
    gradient: EndGradient,
    share: f64,
    seen: &mut dyn FnMut(f64, &Adjoint),
) -> Adjoint {
    let mut state = Adjoint { points: way.end.points.clone(), gradient };
    for [t, h] in way.steps.iter().rev() {
        seen(t + h, &state);
        let mut equation = AdjointEquation { flow: &mut *flow, rule, share: share * h };
        state = ode::step(&mut equation, rule, &state, -h, |node| t + h - node * h);
    }
    if let Some([t, _]) = way.steps.first() {
        seen(*t, &state);
    }
    state
}

/// The equation of state and adjoint together, solved backwards.
struct AdjointEquation<'w, 'a> {
    flow: &'w mut FollowedField<'a>,
    rule: &'w Tableau,
    /// The factor of a step in the gradient of the weights; each stage multiplies it by its weight.
    share: f64,
}

impl Equation for AdjointEquation<'_, '_> {
    type State = Adjoint;
    /// The velocity, and the gradient in the points of the call; the adjoint changes by the negative of that gradient.
    type Slope = (Vectors, Vectors);

    fn slope(&mut self, x: &Adjoint, terms: &[(f64, &(Vectors, Vectors))], t: f64, stage: usize) -> (Vectors, Vectors) {
        let Adjoint { points, gradient } = self.moved(x, terms);
        let velocity = self.flow.evaluate(&points, t, true).value;
        let share = self.rule.weights(self.share).nth(stage).unwrap_or_default();
        (velocity, self.flow.answer(&gradient.points, gradient.divergence, share))
    }

    fn moved(&self, x: &Adjoint, terms: &[(f64, &(Vectors, Vectors))]) -> Adjoint {
        let points = moved(&x.points, terms.iter().map(|(factor, (velocity, _))| (*factor, velocity)));
        let gradient = moved(&x.gradient.points, terms.iter().map(|(factor, (_, pull))| (-factor, pull)));
        Adjoint { points, gradient: EndGradient { points: gradient, ..x.gradient } }
    }
}
