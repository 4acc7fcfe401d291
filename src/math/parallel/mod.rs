//! Sampling in parallel over time: all states of a trajectory are guessed and revised together, sweep by sweep.
//!
//! A sampler without memory is a chain `x_{i+1} = F_i(x_i)`, with its noise drawn up front. One after the other, its N maps take N rounds. A
//! sweep evaluates all maps at once, in one round where there is room for it, and then revises all states. The fixed point is the
//! sequential trajectory. A sweep makes at least one more state exact, so that N sweeps are always enough.

mod chain;
mod jacobian;
mod newton;
mod picard;
mod sequential;
mod sweeps;
mod tangent;

pub use chain::{Chain, SamplerChain};
pub use newton::Newton;
pub use picard::Picard;
pub use sequential::OneByOne;
pub use sweeps::Sweeps;

/// How the states of a trajectory are computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// One after the other.
    Sequential,
    /// `z_j ← z_a + Σ_{a≤i<j} (F_i(z_i) − z_i)` in a window of so many steps that slides over the states that no longer change.
    ///
    /// A state has settled when no point moves further than the tolerance. A relative one is a factor of `√(d β̃)`, the size of the
    /// noise of its step (Shih et al., 2023, section 3.2).
    Picard { tolerance: f64, window: usize, is_relative: bool },
    /// `z_{i+1} ← F_i(zᵒˡᵈ_i) + J_i (z_i − zᵒˡᵈ_i)`, with the Jacobian of each map or with its diagonal alone.
    Newton { tolerance: f64, is_diagonal: bool },
}

/// A way to order the work of a trajectory.
pub trait InTime {
    fn method(&self) -> Method;
}

crate::registry! {
    /// The registry of orders of the steps.
    pub enum ParallelConfig("parallel"): InTime {
        OneByOne("sequential") = OneByOne,
        Picard("picard") = Picard,
        Newton("newton") = Newton,
    }
}

#[cfg(test)]
mod tests;
