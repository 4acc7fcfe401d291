use crate::{engine::Snapshot, nn::optimizer::Update};

/// Adam's constants (Kingma and Ba, 2015, section 2).
const FIRST: f32 = 0.9;
const SECOND: f32 = 0.999;
const LEAST: f32 = 1e-8;

/// One step of Adam with decoupled weight decay, and of the running average: see [`crate::nn::optimizer::Optimizer`].
pub(in crate::engine) fn step(state: &mut Snapshot, gradient: &[f32], update: Update) {
    let Update { rate, decay, keep, gain, first: gained } = update;
    state.step += 1;
    let steps = state.step.min(i32::MAX as u64) as i32;
    let bias = [FIRST, SECOND].map(|keep| (1.0 - f64::from(keep).powi(steps)) as f32);
    let [first, second] = &mut state.moments;
    let constants = Constants { bias, rate: rate as f32, left: (1.0 - rate * decay) as f32, keep: keep as f32 };
    let gained_constants = Constants { rate: (gain * rate) as f32, ..constants };
    let gained = gained.min(gradient.len());
    for (range, constants) in [(0..gained, gained_constants), (gained..gradient.len(), constants)] {
        let (first, second) = (&mut first[range.clone()], &mut second[range.clone()]);
        let averaged = &mut state.averaged[range.clone()];
        adam(&mut state.weights[range.clone()], &gradient[range], first, second, averaged, constants);
    }
}

#[derive(Clone, Copy)]
struct Constants {
    /// One minus the powers of Adam's constants.
    bias: [f32; 2],
    rate: f32,
    /// The factor of a weight that weight decay leaves.
    left: f32,
    keep: f32,
}

#[multiversion::multiversion(targets("x86_64+avx2"))]
fn adam(
    weights: &mut [f32],
    gradient: &[f32],
    first: &mut [f32],
    second: &mut [f32],
    averaged: &mut [f32],
    constants: Constants,
) {
    let Constants { bias, rate, left, keep } = constants;
    let moments = first.iter_mut().zip(second);
    for (((weight, average), gradient), (first, second)) in weights.iter_mut().zip(averaged).zip(gradient).zip(moments)
    {
        *first = FIRST * *first + (1.0 - FIRST) * gradient;
        *second = SECOND * *second + (1.0 - SECOND) * (gradient * gradient);
        let step = (*first / bias[0]) / ((*second / bias[1]).sqrt() + LEAST);
        *weight = left * *weight - rate * step;
        *average = keep * *average + (1.0 - keep) * *weight;
    }
}
