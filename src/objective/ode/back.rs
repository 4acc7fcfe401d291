use super::{EndGradient, FollowedField, SolvedFlow, moved};
use crate::{math::ode::Tableau, nn::Vectors};

/// What the start of a `way` is worth, from what its end is `worth`: back-propagation through every stage of every step,
/// whose calls are the last on the network's stack. Adds `share` of it to the gradient of the weights.
///
/// With `λ = ∂L/∂x′` behind a step, the velocity of stage i is worth `κᵢ = h bᵢ λ + h Σⱼ aⱼᵢ ψⱼ` over the later stages j,
/// its point is worth `ψᵢ = κᵢᵀ ∂u/∂x + h bᵢ (∂L/∂∫) ∂(∇·u)/∂x`, and `∂L/∂x = λ + Σ ψᵢ` (Hairer, Lubich and Wanner, 2006,
/// VI.10). Step sizes count as given.
pub fn follow_back(
    flow: &mut FollowedField,
    rule: &Tableau,
    way: &SolvedFlow,
    worth: EndGradient,
    share: f64,
) -> EndGradient {
    let EndGradient { mut points, divergence } = worth;
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
        let sum = moved(&nothing, behind.iter().map(|worth| (1.0, worth)));
        points.iter_mut().zip(sum).for_each(|(x, sum)| (0..2).for_each(|k| x[k] += sum[k]));
    }
    EndGradient { points, divergence }
}
