use super::LrSchedule;

crate::configured! {
    /// The same learning rate in every step.
    pub struct Constant("constant", "Constant") {}
}

impl LrSchedule for Constant {
    fn factor(&self, _done: u64) -> f64 {
        1.0
    }
}
