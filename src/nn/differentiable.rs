//! Maps whose derivatives can be backpropagated to the weights.

use super::Features;
use crate::math::rng::{normal, uniform};
use rand_core::RngCore;

/// Points of the plane, or vectors at points.
pub type Vectors = Vec<[f32; 2]>;

/// The values and traces of a map at `n` points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jet<P = Vectors> {
    /// `f(x)`, `[n, d]`.
    pub value: P,
    /// `Σ_k v_kᵀ (∂f/∂x) v_k` over the given directions, `[n]`; zeros without directions.
    pub trace: Vec<f32>,
}

/// The gradient of a loss in a [`Jet`].
#[derive(Clone, Copy, Debug)]
pub struct Pull<'a, P = Vectors> {
    /// `∂L/∂value`, `[n, d]`.
    pub value: &'a P,
    /// `∂L/∂trace`, `[n]`; empty where the trace does not count.
    pub trace: &'a [f32],
    /// The factor of this gradient in the gradient of the weights; the gradient in the points has no such factor.
    pub share: f32,
}

/// A differentiable map `x ↦ f(x; features)` with weights, of the plane or of [`Rows`](crate::math::points::Rows).
///
/// It serves losses that use its derivatives or follow its flow. With all unit vectors as directions the trace is the exact
/// divergence; with one random direction it is the estimate of Hutchinson (1990), or the term of sliced score matching. Calls of
/// [`Differentiable::forward`] are stacked, and each [`Differentiable::backward`] takes the last one.
pub trait Differentiable<P = Vectors>: Tape {
    /// The jet at every point of `x`.
    /// Each of the `directions` has a vector for every point; there may be some only where a value is as wide as a point.
    fn forward(&mut self, x: &P, features: Features, directions: &[P]) -> Jet<P>;

    /// The gradient in the points of the last call, `∂L/∂x`; adds to the gradient of the weights.
    /// The directions are constants in it.
    fn backward(&mut self, pull: Pull<P>) -> P;

    /// The values at `x` and their derivatives along a direction in points and features together (forward mode), `[n, d]` each;
    /// `None` where the map does not give them. Nothing is kept for a backward pass.
    fn pushforward(&mut self, _x: &P, _features: Features, _along: (&P, Features)) -> Option<[P; 2]> {
        None
    }
}

/// The calls of a map that are still to be backpropagated.
pub trait Tape {
    /// Drops the last call without a backward pass.
    fn forget(&mut self);

    /// Bytes held for calls that are still to be backpropagated.
    fn held_bytes(&self) -> usize;
}

/// Weights, and the gradient of a loss with respect to them.
pub trait Weighted {
    /// Sets the `weights`, which fit the map, and clears calls and gradient.
    fn begin(&mut self, weights: &[f32]);

    /// The sum of the gradients of all backward passes.
    fn gradient(&self) -> &[f32];
}

/// A map that sums the gradient of its weights.
pub trait Trainable<P = Vectors>: Differentiable<P> + Weighted + std::fmt::Debug {}

impl<P, T: Differentiable<P> + Weighted + std::fmt::Debug> Trainable<P> for T {}

/// Both unit vectors for each of `rows` rows; with them the trace is the exact divergence.
pub fn axes(rows: usize) -> Vec<Vectors> {
    vec![vec![[1.0, 0.0]; rows], vec![[0.0, 1.0]; rows]]
}

/// The distribution of random directions, with `E[v vᵀ] = I`, so that `E[vᵀ A v]` is the trace of `A` (Hutchinson, 1990).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Each coordinate +1 or −1: the least variance.
    Rademacher,
    /// Each coordinate standard normal.
    Gaussian,
}

impl Probe {
    /// A random vector for each of `rows` rows, multiplied by `length`.
    pub fn draw(self, rows: usize, length: f64, rng: &mut dyn RngCore) -> Vectors {
        let vector = |rng: &mut dyn RngCore| match self {
            Self::Rademacher => [(); 2].map(|()| if uniform(rng) < 0.5 { -1.0 } else { 1.0 }),
            Self::Gaussian => normal(rng),
        };
        (0..rows).map(|_| vector(rng).map(|c| (length * c) as f32)).collect()
    }
}
