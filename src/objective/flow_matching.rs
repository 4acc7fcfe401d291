use super::{Objective, Recipe};

crate::configured! {
    /// Conditional flow matching (Lipman et al., 2023; I-CFM of Tong et al., 2024): regress the velocity noise − data of
    /// straight lines between independent pairs, then follow the learned velocity.
    pub struct FlowMatching("flow-matching", "Flow matching") {}
}

impl Objective for FlowMatching {
    fn recipe(&self) -> Recipe {
        Recipe::default()
    }
}
