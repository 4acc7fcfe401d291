use super::Optimizer;

crate::configured! {
    /// Adam (Kingma and Ba, 2015).
    pub struct Adam("adam", "Adam") {
        /// The learning rate: how far the weights move in a step.
        rate: f64 = 0.002, "Learning rate", "η", "", 1e-5..=0.1, Log;
    }
}

impl Optimizer for Adam {
    fn rate(&self) -> f64 {
        self.rate
    }
    fn weight_decay(&self) -> f64 {
        0.0
    }
}
