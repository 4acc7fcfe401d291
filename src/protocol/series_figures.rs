use serde::{Deserialize, Serialize};

/// The figures of solving the observed paths of a neural ODE forwards, and its loss backwards.
///
/// Its buffers are documented at [`SeriesFigures::BUFFERS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesFigures {
    /// The number of paths.
    pub paths: u32,
    /// The mean squared distance from the observations.
    #[serde(with = "crate::math::number")]
    pub loss: f64,
    pub by_backpropagation: Cost,
    pub by_adjoint: Cost,
    /// The distance of the two gradients of the weights, relative to the length of the first.
    #[serde(with = "crate::math::number")]
    pub disagreement: f64,
}

impl SeriesFigures {
    /// The number of buffers.
    ///
    /// Times `[n]` and points `[n, paths, 2]` of the observations, of the states of the solver, and of the evaluations of the
    /// network; then falling times `[n]` and the adjoint `∂L/∂x` at these, `[n, paths, 2]`.
    pub const BUFFERS: usize = 8;
}

/// The cost of a gradient, apart from time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Evaluations of the network, forwards and backwards.
    pub evaluations: u32,
    /// Rejected steps of an adaptive solver.
    pub rejected: u32,
    /// The largest number of bytes that were held for the backward pass.
    pub held_bytes: usize,
}
