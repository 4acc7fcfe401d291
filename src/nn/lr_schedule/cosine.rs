use std::f64::consts::PI;

use super::{LrSchedule, rise};

crate::configured! {
    /// A learning rate that falls along half a cosine and is constant then (Loshchilov and Hutter, 2017, eq. 5 without restarts).
    pub struct Cosine("cosine", "Half a cosine") {
        /// Steps until the learning rate is lowest.
        steps: u32 = 10_000, "Fall", "N", "steps", 10..=1_000_000, Log;
        /// The lowest learning rate, as a share of the full one.
        last: f64 = 0.05, "Last share", "", "", 0.001..=1.0, Log;
        /// Steps of a linear rise at the beginning; 0 is none.
        rise: u32 = 0, "Warm-up", "W", "steps", 0..=10_000, Linear;
    }
}

impl LrSchedule for Cosine {
    fn factor(&self, done: u64) -> f64 {
        let part = (done as f64 / f64::from(self.steps)).min(1.0);
        let fall = self.last + (1.0 - self.last) * 0.5 * (1.0 + (PI * part).cos());
        fall * rise(done, self.rise)
    }
}
