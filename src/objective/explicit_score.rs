use super::{Objective, Recipe, denoising_score::ladder};

crate::configured! {
    /// Explicit score matching (Hyvärinen, 2005, eq. 2): the score itself as the target, ½ σ² ‖s − ∇ log p‖². It needs what
    /// is to be learned, so it serves to see what the other losses lose.
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
