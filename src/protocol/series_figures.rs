use serde::{Deserialize, Serialize};

/// What following the observed paths of a neural ODE, and its loss back, came to. Buffers travel beside it: see [`SeriesFigures::BUFFERS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesFigures {
    /// How many paths were followed.
    pub paths: u32,
    /// The mean squared distance from the observations.
    #[serde(with = "crate::math::number")]
    pub loss: f64,
    pub by_backpropagation: Cost,
    pub by_adjoint: Cost,
    /// How far the two gradients of the weights are apart, as a share of the length of the first.
    #[serde(with = "crate::math::number")]
    pub disagreement: f64,
}

impl SeriesFigures {
    /// How many buffers there are: times `[n]` and points `[n, paths, 2]` of the observations, of the states of the solver and of
    /// the questions to the network; then times, falling, and the adjoint `∂L/∂x` at them, `[n, paths, 2]`.
    pub const BUFFERS: usize = 8;
}

/// What a gradient took beside time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// How often the network was asked, forwards and backwards.
    pub evaluations: u32,
    /// Steps that an adaptive solver took back.
    pub rejected: u32,
    /// The most bytes that were held to follow the loss back.
    pub held_bytes: usize,
}
