use super::{Loss, Objective, Outcome, Recipe, Scope, denoising_score::ladder, hyvarinen, loss::Plan};
use crate::nn::axes;

crate::configured! {
    /// Implicit score matching (Hyvärinen, 2005, eq. 4): E[½ ‖s‖² + ∇·s] differs from the explicit loss by a constant, and needs
    /// no score. The divergence is exact: one derivative along each axis.
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
    fn gradient(&self, scope: Scope) -> Outcome {
        hyvarinen::gradient(scope, axes)
    }

    fn plan(&self) -> Plan {
        Plan { evaluations: 1.0, directions: 2.0, kept: 1.0, forward: 0.0, beside: 0.0 }
    }
}
