use super::{Objective, Recipe};
use crate::math::schedule::{FlowMin, ScheduleConfig};

crate::configured! {
    /// Flow matching as first published (Lipman et al., 2023, section 4.1): straight lines from standard normal noise to a
    /// little Gaussian around each data point.
    pub struct GaussianFlow("fm", "Flow matching with σ_min") {}
}

impl Objective for GaussianFlow {
    fn recipe(&self) -> Recipe {
        Recipe { schedule: ScheduleConfig::FlowMin(FlowMin::default()), ..Recipe::default() }
    }
}
