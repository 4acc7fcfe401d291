use super::{Objective, Recipe, denoising_score::ladder};

crate::configured! {
    /// Explicit score matching (Hyvärinen, 2005, eq. 2): the score itself as the target, ½ σ² ‖s − ∇ log p‖². It needs the score
    /// that is to be learned, so it serves for comparison with the other losses.
    pub struct ExplicitScore("explicit-score", "Explicit score matching") {}
}

impl Objective for ExplicitScore {
    fn recipe(&self) -> Recipe {
        ladder()
    }

    fn is_explicit(&self) -> bool {
        true
    }
}
