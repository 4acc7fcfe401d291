//! Objectives for sampling in one step or few.
//!
//! A network either predicts the mean velocity of a whole step, which it is told the length of, or maps a point to the end of its ODE.

mod consistency;
mod distillation;
mod levels;
mod meanflow;
mod shortcut;
mod spans;

#[cfg(test)]
mod tests;

pub use consistency::Consistency;
pub use distillation::ConsistencyDistillation;
pub use meanflow::MeanFlow;
pub use shortcut::Shortcut;
