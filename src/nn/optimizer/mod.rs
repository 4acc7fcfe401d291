//! How gradients move the weights.

mod adam;
mod adamw;
mod update;

pub use adam::Adam;
pub use adamw::AdamW;
pub use update::Update;

/// An optimiser of the Adam family: a learning rate and a decoupled weight decay.
///
/// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `θ ← (1 − ηλ)θ − η m̂/(√v̂ + 1e-8)`, with β = (0.9, 0.999) and the usual
/// bias corrections (Kingma and Ba, 2015, algorithm 1; Loshchilov and Hutter, 2019, algorithm 2).
pub trait Optimizer {
    /// The learning rate η.
    fn rate(&self) -> f64;
    /// The decay λ; 0 is plain Adam.
    fn weight_decay(&self) -> f64;
}

crate::registry! {
    /// The registry of optimisers.
    pub enum OptimizerConfig("optimizers"): Optimizer {
        Adam("adam") = Adam,
        AdamW("adamw") = AdamW,
    }
}
