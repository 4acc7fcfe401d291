//! The time that the stage shows, and how it plays.
//!
//! Pure: the caller says how much real time has passed.

/// The time of one run from noise to data.
const RUN_MS: f64 = 4000.0;
/// The time for which the data are shown before the next run begins.
const HOLD_MS: f64 = 1400.0;

/// The time of the stage: 1 is noise, 0 is data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    pub t: f64,
    pub playing: bool,
    held_ms: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { t: 0.0, playing: false, held_ms: 0.0 }
    }
}

impl Clock {
    /// Sets the time by hand; playing stops.
    pub fn scrub(&mut self, t: f64) {
        *self = Self { t: t.clamp(0.0, 1.0), playing: false, held_ms: 0.0 };
    }

    /// Starts or stops playing; at the end it starts again from the noise.
    pub fn toggle(&mut self) {
        self.playing = !self.playing;
        self.held_ms = 0.0;
        if self.playing && self.t <= 0.0 {
            self.t = 1.0;
        }
    }

    /// Advances by `elapsed_ms`; true if the time of the stage changed.
    pub fn advance(&mut self, elapsed_ms: f64) -> bool {
        if !self.playing {
            return false;
        }
        if self.t > 0.0 {
            self.t = (self.t - elapsed_ms / RUN_MS).max(0.0);
            return true;
        }
        self.held_ms += elapsed_ms;
        if self.held_ms < HOLD_MS {
            return false;
        }
        self.held_ms = 0.0;
        self.t = 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_to_the_data_holds_and_begins_again() {
        let mut clock = Clock::default();
        clock.toggle();
        assert_eq!(clock.t, 1.0);
        assert!(clock.advance(RUN_MS / 2.0));
        assert!((clock.t - 0.5).abs() < 1e-12);
        clock.advance(RUN_MS);
        assert_eq!(clock.t, 0.0);
        assert!(!clock.advance(HOLD_MS / 2.0));
        assert!(clock.advance(HOLD_MS));
        assert_eq!(clock.t, 1.0);
        clock.scrub(7.0);
        assert!(!clock.playing && clock.t == 1.0);
    }
}
