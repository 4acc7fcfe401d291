use super::{LrSchedule, rise};

crate::configured! {
    /// A learning rate that rises linearly at the beginning and is constant then (Goyal et al., 2017, section 2.2).
    pub struct WarmUp("warm-up", "Linear warm-up") {
        /// Steps until the full learning rate.
        steps: u32 = 100, "Warm-up", "W", "steps", 1..=10_000, Log;
    }
}

impl LrSchedule for WarmUp {
    fn factor(&self, done: u64) -> f64 {
        rise(done, self.steps)
    }
}
