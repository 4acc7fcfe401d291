//! The time that a stage shows; stages side by side show the same.

use leptos::prelude::*;

use crate::ui::{browser, stage::Sight};

/// The clock of a stage, and whether it runs.
#[derive(Clone, Copy, Debug)]
pub struct StageTime {
    pub playing: RwSignal<bool>,
    /// The page plays by itself until somebody trains or scrubs.
    pub welcoming: RwSignal<bool>,
    sight: StoredValue<Sight, LocalStorage>,
}

impl StageTime {
    pub fn new() -> Self {
        Self {
            playing: RwSignal::new(false),
            welcoming: RwSignal::new(!browser::prefers_stillness()),
            sight: StoredValue::new_local(Sight::default()),
        }
    }

    pub fn sight(&self) -> Sight {
        self.sight.get_value()
    }

    /// Plays by itself, if the reader does not mind.
    pub fn welcome(&self) {
        if self.welcoming.get_untracked() {
            self.sight().set_clock(|clock| clock.toggle());
            self.playing.set(true);
        }
    }

    /// Plays or holds the time.
    pub fn toggle(&self) {
        self.welcoming.set(false);
        let sight = self.sight();
        sight.set_clock(|clock| clock.toggle());
        self.playing.set(sight.clock().playing);
    }

    /// Shows the time `t`, and holds it.
    pub fn scrub(&self, t: f64) {
        self.welcoming.set(false);
        self.playing.set(false);
        self.sight().set_clock(|clock| clock.scrub(t));
    }

    /// The page no longer plays by itself: whoever trains wants to see what comes out at the end.
    pub fn end_welcome(&self) {
        if self.welcoming.get_untracked() {
            self.scrub(0.0);
        }
    }
}
