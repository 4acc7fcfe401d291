use super::{Flow, Way, Worth, moved};
use crate::{
    math::{ode::Tableau, points::Cloud},
    nn::Vectors,
};

/// State and adjoint, where the walk back has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjoint {
    pub points: Cloud,
    /// `a = ∂L/∂x`.
    pub worth: Worth,
}

/// What the start of a `way` is worth, from the adjoint equation (Chen et al., 2018, algorithm 1 and appendix C), which is
/// solved backwards along the steps of the way beside the state:
///
/// `ẋ = u`, `ȧ = −aᵀ ∂u/∂x − (∂L/∂∫) ∂(∇·u)/∂x`, and `∂L/∂θ = ∫ aᵀ ∂u/∂θ + (∂L/∂∫) ∂(∇·u)/∂θ dt` with the weights of the
/// rule. Nothing is kept but one call at a time. Adds `share` of the integral to the gradient of the weights, and shows
/// every state on the way back, with its time, to `seen`.
pub fn adjoint(
    flow: &mut Flow,
    rule: &Tableau,
    way: &Way,
    worth: Worth,
    share: f64,
    seen: &mut dyn FnMut(f64, &Adjoint),
) -> Adjoint {
    let mut state = Adjoint { points: way.end.points.clone(), worth };
    let used = rule.used();
    for [t, h] in way.steps.iter().rev() {
        seen(t + h, &state);
        let (mut velocities, mut pulls): (Vec<Vectors>, Vec<Vectors>) = Default::default();
        for stage in 0..used {
            let row = rule.stages[stage];
            let points = moved(&state.points, row.iter().map(|weight| -h * weight).zip(&velocities));
            let worth = moved(&state.worth.points, row.iter().map(|weight| h * weight).zip(&pulls));
            let jet = flow.ask(&points, t + h - rule.nodes[stage] * h, true);
            pulls.push(flow.answer(&worth, state.worth.divergence, share * h * rule.weights[stage]));
            velocities.push(jet.value);
        }
        let weights = || rule.weights.iter();
        state.points = moved(&state.points, weights().map(|weight| -h * weight).zip(&velocities));
        state.worth.points = moved(&state.worth.points, weights().map(|weight| h * weight).zip(&pulls));
    }
    if let Some([t, _]) = way.steps.first() {
        seen(*t, &state);
    }
    state
}
