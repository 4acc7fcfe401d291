//! The time that a stage shows; stages side by side show the same.

use leptos::prelude::*;

use super::Pane;
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
}

/// Plays or holds the time.
pub fn toggle_play(pane: Pane) {
    pane.time.welcoming.set(false);
    let sight = pane.time.sight();
    sight.set_clock(|clock| clock.toggle());
    pane.time.playing.set(sight.clock().playing);
}

/// Shows the time `t`, and holds it.
pub fn scrub(pane: Pane, t: f64) {
    pane.time.welcoming.set(false);
    pane.time.playing.set(false);
    pane.time.sight().set_clock(|clock| clock.scrub(t));
}

/// The page no longer plays by itself: whoever trains wants to see what comes out at the end.
pub fn end_welcome(pane: Pane) {
    if pane.time.welcoming.get_untracked() {
        scrub(pane, 0.0);
    }
}
