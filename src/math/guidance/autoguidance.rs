use super::{Blend, Guidance, Weaker};

crate::configured! {
    /// Autoguidance (Karras et al., 2024): the trained network, pushed away from an earlier state of itself, which makes the same
    /// errors more strongly. It needs no class. Before the earlier state there is no guidance.
    pub struct Autoguidance("auto", "Autoguidance") {
        /// 0 is the earlier state, 1 is the present one, more goes beyond it.
        scale: f64 = 2.0, "Scale", "w", "", 0.0..=10.0, Linear;
        /// The training steps of the earlier state.
        step: u32 = 500, "Earlier state", "", "steps", 1..=1_000_000, Log;
    }
}

impl Guidance for Autoguidance {
    fn blend(&self, _: f64, _: f64) -> Blend {
        Blend::Along(self.scale)
    }

    fn weaker(&self) -> Option<Weaker> {
        Some(Weaker::Earlier(self.step))
    }
}
