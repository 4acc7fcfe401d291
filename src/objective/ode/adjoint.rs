use super::{EndGradient, FollowedField, SolvedFlow, moved};
use crate::{
    math::{
        ode::{self, Equation, Tableau},
        points::Cloud,
    },
    nn::Vectors,
};

/// State and adjoint, where the walk back has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjoint {
    pub points: Cloud,
    /// `a = ∂L/∂x`.
    pub worth: EndGradient,
}

/// What the start of a `way` is worth, from the adjoint equation (Chen et al., 2018, algorithm 1 and appendix C), which is
/// solved backwards along the steps of the way beside the state:
///
/// `ẋ = u`, `ȧ = −aᵀ ∂u/∂x − (∂L/∂∫) ∂(∇·u)/∂x`, and `∂L/∂θ = ∫ aᵀ ∂u/∂θ + (∂L/∂∫) ∂(∇·u)/∂θ dt` with the weights of the
/// rule. Nothing is kept but one call at a time. Adds `share` of the integral to the gradient of the weights, and shows
/// every state on the way back, with its time, to `seen`.
pub fn adjoint(
    flow: &mut FollowedField,
    rule: &Tableau,
    way: &SolvedFlow,
    worth: EndGradient,
    share: f64,
    seen: &mut dyn FnMut(f64, &Adjoint),
) -> Adjoint {
    let mut state = Adjoint { points: way.end.points.clone(), worth };
    for [t, h] in way.steps.iter().rev() {
        seen(t + h, &state);
        let mut walker = AdjointEquation { flow: &mut *flow, rule, share: share * h };
        state = ode::step(&mut walker, rule, &state, -h, |node| t + h - node * h);
    }
    if let Some([t, _]) = way.steps.first() {
        seen(*t, &state);
    }
    state
}

/// State and adjoint together on the way back, as a solver sees them.
struct AdjointEquation<'w, 'a> {
    flow: &'w mut FollowedField<'a>,
    rule: &'w Tableau,
    /// What a step adds to the gradient of the weights, as a share of its velocity's.
    share: f64,
}

impl Equation for AdjointEquation<'_, '_> {
    type State = Adjoint;
    /// The velocity, and what the points of the call are worth: the adjoint changes by its negative.
    type Slope = (Vectors, Vectors);

    fn slope(&mut self, x: &Adjoint, terms: &[(f64, &(Vectors, Vectors))], t: f64, stage: usize) -> (Vectors, Vectors) {
        let Adjoint { points, worth } = self.moved(x, terms);
        let velocity = self.flow.ask(&points, t, true).value;
        let share = self.rule.weights(self.share).nth(stage).unwrap_or_default();
        (velocity, self.flow.answer(&worth.points, worth.divergence, share))
    }

    fn moved(&self, x: &Adjoint, terms: &[(f64, &(Vectors, Vectors))]) -> Adjoint {
        let points = moved(&x.points, terms.iter().map(|(factor, (velocity, _))| (*factor, velocity)));
        let worth = moved(&x.worth.points, terms.iter().map(|(factor, (_, pull))| (-factor, pull)));
        Adjoint { points, worth: EndGradient { points: worth, ..x.worth } }
    }
}
