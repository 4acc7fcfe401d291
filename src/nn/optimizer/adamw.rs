use super::Optimizer;

crate::configured! {
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
    pub struct AdamW("adamw", "AdamW") {
        /// The learning rate: how far the weights move in a step.
        rate: f64 = 0.001, "Learning rate", "η", "", 1e-5..=0.1, Log;
        /// How fast the weights shrink, in units of the learning rate.
        weight_decay: f64 = 1e-5, "Weight decay", "λ", "", 1e-6..=1.0, Log;
    }
}

impl Optimizer for AdamW {
    fn rate(&self) -> f64 {
        self.rate
    }
    fn weight_decay(&self) -> f64 {
        self.weight_decay
    }
}
