//! Maps whose derivatives can be backpropagated to the weights.

use super::Features;
use crate::math::rng::{normal, uniform};
use rand_core::RngCore;

/// Points of the plane, or vectors at points.
pub type Vectors = Vec<[f32; 2]>;

/// What a map says of `n` points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jet<P = Vectors> {
    /// `f(x)`, `[n, d]`.
    pub value: P,
    /// `Σ_k v_kᵀ (∂f/∂x) v_k` over the directions that were given, `[n]`; zeros where none were.
    pub trace: Vec<f32>,
}

/// What a change of a [`Jet`] is worth.
#[derive(Clone, Copy, Debug)]
pub struct Pull<'a, P = Vectors> {
    /// `∂L/∂value`, `[n, d]`.
    pub value: &'a P,
    /// `∂L/∂trace`, `[n]`; empty where the trace does not count.
    pub trace: &'a [f32],
    /// The share that this has in the gradient of the weights; what goes back to the points is whole.
    pub share: f32,
}

/// A map `x ↦ f(x; features)` with weights, of the plane or of [`Rows`](crate::math::points::Rows), for losses that look at its
/// derivatives or follow its flow.
///
/// All unit vectors as directions make the trace the exact divergence; one random direction makes it the estimate of
/// Hutchinson (1990), or the term of sliced score matching. Calls of [`Differentiable::forward`] stack up, and each
/// [`Differentiable::backward`] answers for the last that is left.
pub trait Differentiable<P = Vectors>: Tape {
    /// The jet at every point of `x`. Each of the `directions` has a vector for every point; there are none unless a point
    /// has as many coordinates as its value.
    fn forward(&mut self, x: &P, features: Features, directions: &[P]) -> Jet<P>;

    /// What the points of the last call are worth, `∂L/∂x`; adds to the gradient of the weights. The directions are taken
    /// as given.
    fn backward(&mut self, pull: Pull<P>) -> P;
}

/// The calls of a map that are still to be backpropagated.
pub trait Tape {
    /// Drops the last call that is left: nobody will follow it back.
    fn forget(&mut self);

    /// Bytes that are held for calls of [`Differentiable::backward`] to come.
    fn held_bytes(&self) -> usize;
}

/// Weights, and the gradient of a loss with respect to them.
pub trait Weighted {
    /// Takes up `weights`, which fit the map, with no calls and no gradient.
    fn begin(&mut self, weights: &[f32]);

    /// What all calls that were followed back have added up to.
    fn gradient(&self) -> &[f32];
}

/// A map that adds up the gradient of its weights.
pub trait Trainable<P = Vectors>: Differentiable<P> + Weighted + std::fmt::Debug {}

impl<P, T: Differentiable<P> + Weighted + std::fmt::Debug> Trainable<P> for T {}

/// Both unit vectors at each of so many `rows`: with them the trace is the exact divergence.
pub fn axes(rows: usize) -> Vec<Vectors> {
    vec![vec![[1.0, 0.0]; rows], vec![[0.0, 1.0]; rows]]
}

/// How random directions are drawn: `E[v vᵀ] = I`, so that `E[vᵀ A v]` is the trace of `A` (Hutchinson, 1990).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Each coordinate +1 or −1: the least variance.
    Rademacher,
    /// Each coordinate standard normal.
    Gaussian,
}

impl Probe {
    /// A vector for each of so many `rows`, as long as its kind by this factor `length`.
    pub fn draw(self, rows: usize, length: f64, rng: &mut dyn RngCore) -> Vectors {
        let vector = |rng: &mut dyn RngCore| match self {
            Self::Rademacher => [(); 2].map(|()| if uniform(rng) < 0.5 { -1.0 } else { 1.0 }),
            Self::Gaussian => normal(rng),
        };
        (0..rows).map(|_| vector(rng).map(|c| (length * c) as f32)).collect()
    }
}
