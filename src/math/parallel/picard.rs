use super::{InTime, Method};

crate::configured! {
    /// Picard iteration over a sliding window of steps (ParaDiGMS; Shih et al., 2023, algorithm 1). Every sweep evaluates all steps of the
    /// window and adds up their changes; then the window slides over the states that have settled. On one processor this saves rounds, not
    /// time.
    pub struct Picard("picard", "Picard, in parallel") {
        /// A state has settled when none of its points moves further than this in a sweep.
        tolerance: f64 = 0.001, "Tolerance", "τ", "", 1e-9..=0.1, Log;
        /// The steps that are evaluated together; 0 is all.
        window: u32 = 0, "Window", "", "steps", 0..=1000, Linear;
        /// Take the tolerance as a factor of the size of the noise of each step, √(d β̃), as Shih et al. do.
        relative: bool = false, "Relative to the noise", "", "", 0..=1, Linear;
    }
}

impl InTime for Picard {
    fn method(&self) -> Method {
        let window = if self.window == 0 { usize::MAX } else { self.window as usize };
        Method::Picard { tolerance: self.tolerance, window, is_relative: self.relative }
    }
}
