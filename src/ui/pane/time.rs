//! The time that a stage shows; stages side by side show the same time.

use leptos::prelude::*;

use crate::ui::{browser, stage::Sight};

/// The clock of a stage, and whether it runs.
#[derive(Clone, Copy, Debug)]
pub struct StageTime {
    pub playing: RwSignal<bool>,
    /// Whether the page plays by itself, which it does until the reader trains or scrubs.
    pub welcoming: RwSignal<bool>,
    /// The time of the last frame.
    pub shown: RwSignal<f64>,
    sight: StoredValue<Sight, LocalStorage>,
}

impl StageTime {
    pub fn new() -> Self {
        Self {
            playing: RwSignal::new(false),
            welcoming: RwSignal::new(!browser::prefers_stillness()),
            shown: RwSignal::new(1.0),
            sight: StoredValue::new_local(Sight::default()),
        }
    }

    pub fn sight(&self) -> Sight {
        self.sight.get_value()
    }

    /// Starts to play by itself, unless the reader prefers reduced motion.
    pub fn welcome(&self) {
        if self.welcoming.get_untracked() {
            self.sight().set_clock(|clock| clock.toggle());
            self.playing.set(true);
        }
    }

    /// Starts or stops playing.
    pub fn toggle(&self) {
        self.welcoming.set(false);
        let sight = self.sight();
        sight.set_clock(|clock| clock.toggle());
        self.playing.set(sight.clock().playing);
    }

    /// Shows the time `t`, and stops playing.
    pub fn scrub(&self, t: f64) {
        self.welcoming.set(false);
        self.playing.set(false);
        self.sight().set_clock(|clock| clock.scrub(t));
    }

    /// Stops playing by itself: during training the samples at the end of the time are shown.
    pub fn end_welcome(&self) {
        if self.welcoming.get_untracked() {
            self.scrub(0.0);
        }
    }
}
