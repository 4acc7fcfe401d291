//! What a lesson can do with the run that it shows.

use leptos::prelude::*;

use super::{
    Pane, bridge,
    stage::{Stage, layer},
};

impl Pane {
    /// Shows exactly the layers with these ids and the layers without a switch.
    pub fn show_only(self, ids: &[&'static str]) {
        self.layers.set(layer::with_ids(ids));
    }

    /// Marks the point whose pairs are shown.
    pub fn mark(self, at: [f64; 2]) {
        self.stage.try_with_value(|stage: &Stage| stage.update(|scene| scene.put_mark(at)));
    }

    /// Shows the time `t`, and stops playing.
    pub fn hold(self, t: f64) {
        self.time.scrub(t);
    }

    /// Trains until the next pause.
    pub fn train(self) {
        if !self.running.get_untracked() {
            bridge::run(self);
        }
    }

    pub fn pause(self) {
        if self.running.get_untracked() {
            bridge::pause(self);
        }
    }

    /// The number of training steps done.
    pub fn steps_done(self) -> u64 {
        self.progress.with(|progress| progress.step)
    }
}
