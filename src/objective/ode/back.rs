use super::{EndGradient, FollowedField, SolvedFlow, moved};
use crate::{math::ode::Tableau, nn::Vectors};

/// The gradient at the start of a solution, from the `gradient` at its end, by backpropagation through every stage.
///
/// The calls of the solution are the last on the network's stack. Adds `share` of their gradient to that of the weights.
///
/// With `λ = ∂L/∂x′` after a step, `κᵢ = h bᵢ λ + h Σⱼ aⱼᵢ ψⱼ` over the later stages j is the gradient in the velocity of stage
/// i, `ψᵢ = κᵢᵀ ∂u/∂x + h bᵢ (∂L/∂∫) ∂(∇·u)/∂x` is the gradient in its point, and `∂L/∂x = λ + Σ ψᵢ` (Hairer, Lubich and
/// Wanner, 2006, VI.10). Step sizes are constants in this gradient.
pub fn backward(
    flow: &mut FollowedField,
    rule: &Tableau,
    way: &SolvedFlow,
    gradient: EndGradient,
    share: f64,
) -> EndGradient {
    let EndGradient { mut points, divergence } = gradient;
    let nothing = vec![[0.0; 2]; points.len()];
    let used = rule.used();
    for [_, h] in way.steps.iter().rev() {
        // ψ of the stages from the last to the first.
        let mut behind: Vec<Vectors> = Vec::with_capacity(used);
        for stage in (0..used).rev() {
            let weight = rule.weights(*h).nth(stage).unwrap_or_default();
            let later = (stage + 1..used).rev().filter_map(|j| rule.stage(j, *h).nth(stage)).zip(&behind);
            let of_end = points.iter().map(|x| x.map(|c| weight * c));
            let value = moved(&of_end.collect(), later);
            behind.push(flow.answer(&value, weight * divergence, share));
        }
        let sum = moved(&nothing, behind.iter().map(|of_point| (1.0, of_point)));
        points.iter_mut().zip(sum).for_each(|(x, sum)| (0..2).for_each(|k| x[k] += sum[k]));
    }
    EndGradient { points, divergence }
}
