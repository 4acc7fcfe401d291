/// How one step moves the weights along with their gradient; the formula is that of [`Optimizer`](super::Optimizer).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    /// The learning rate η of this step.
    pub rate: f64,
    /// The weight decay λ.
    pub decay: f64,
    /// The share of itself that the running average keeps.
    pub keep: f64,
    /// The factor of η for the first matrix. It is the gain of the network's inputs: see [`Network`](crate::nn::Network).
    pub gain: f64,
    /// The number of weights of the first matrix, which are the first of all.
    pub first: usize,
}

impl Update {
    /// An update with the same learning rate for all weights.
    pub fn new(rate: f64, decay: f64, keep: f64) -> Self {
        Self { rate, decay, keep, gain: 1.0, first: 0 }
    }
}
