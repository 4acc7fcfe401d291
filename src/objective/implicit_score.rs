use super::{
    Loss, Objective, Outcome, Recipe,
    denoising_score::ladder,
    hyvarinen,
    regression::{Batches, Regression},
};
use crate::nn::{Differentiable, axes};

crate::configured! {
    /// Implicit score matching (Hyvärinen, 2005, eq. 4): E[½ ‖s‖² + ∇·s] differs from the explicit loss by a constant, and asks
    /// for no score. The divergence is exact: one derivative along each axis.
    pub struct ImplicitScore("implicit-score", "Implicit score matching") {}
}

impl Objective for ImplicitScore {
    fn recipe(&self) -> Recipe {
        ladder()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }
}

impl Loss for ImplicitScore {
    fn gradient(
        &self,
        setting: &Regression,
        batches: &mut Batches,
        network: &mut dyn Differentiable,
        step: u64,
    ) -> Outcome {
        hyvarinen::gradient(setting, batches, network, step, axes)
    }
}
