use super::{Loss, Objective, Outcome, Recipe, Scope, denoising_score::ladder, hyvarinen, loss::Plan};
use crate::{
    math::rng::{Purpose, Stream},
    nn::Probe,
};

crate::configured! {
    /// Sliced score matching (Song et al., 2020, eq. 8): E[½ ‖s‖² + vᵀ ∇s v] with random directions v, so that one derivative is
    /// enough in any number of dimensions, at the price of variance.
    pub struct SlicedScore("sliced-score", "Sliced score matching") {
        /// Directions at every point; the loss is their mean.
        slices: u32 = 1, "Slices", "", "", 1..=8, Linear;
        /// Directions to the four corners (±1, ±1) instead of normal ones: the same mean, less variance.
        corners: bool = false, "Rademacher directions", "", "", 0..=1, Linear;
    }
}

impl Objective for SlicedScore {
    fn recipe(&self) -> Recipe {
        ladder()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }
}

impl Loss for SlicedScore {
    fn gradient(&self, scope: Scope) -> Outcome {
        let probe = if self.corners { Probe::Rademacher } else { Probe::Gaussian };
        let mut rng = Stream::new(scope.regression.seed, Purpose::Direction, scope.step);
        let slices = self.slices.max(1);
        // The trace is quadratic in v: directions shorter by √slices make the sum a mean.
        let length = (1.0 / f64::from(slices)).sqrt();
        hyvarinen::gradient(scope, |rows| (0..slices).map(|_| probe.draw(rows, length, &mut rng)).collect())
    }

    fn plan(&self) -> Plan {
        Plan { evaluations: 1.0, directions: f64::from(self.slices), kept: 1.0, forward: 0.0, beside: 0.0 }
    }
}
