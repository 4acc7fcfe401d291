//! What a lesson can do with the run that it shows.

use leptos::prelude::*;

use super::{
    Pane, bridge,
    stage::{Pin, Sketch, SketchKind, Stage, layer},
};
use crate::{math::points::Cloud, protocol::Task};

impl Pane {
    /// Shows exactly the layers with these ids and the layers without a switch; no other layer can be switched.
    pub fn show_only(self, ids: &[&'static str]) {
        self.offered.set(Some(layer::with_ids(ids)));
        self.layers.set(layer::with_ids(ids));
    }

    /// Whether a lesson chooses what the stage shows.
    pub fn is_in_lesson(self) -> bool {
        self.offered.with(Option::is_some)
    }

    /// Marks the point whose pairs are shown.
    pub fn mark(self, at: [f64; 2]) {
        self.stage.try_with_value(|stage: &Stage| stage.update(|scene| scene.put_mark(at)));
    }

    /// Shows the time `t`, and stops playing.
    pub fn hold(self, t: f64) {
        self.time.scrub(t);
    }

    /// The time of a series that is shown, which runs from 0 to 1.
    pub fn time_of_series(self) -> Option<f64> {
        let shown = self.time.shown.get();
        self.stage.try_with_value(|stage: &Stage| stage.look(|scene| scene.time(shown)))
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

    /// Trains this many steps as fast as possible, then pauses.
    pub fn train_steps(self, steps: u64) {
        bridge::step(self, u32::try_from(steps).unwrap_or(u32::MAX));
    }

    /// Starts over with this experiment, without training.
    pub fn begin_afresh(self, task: Task) {
        self.pause();
        bridge::begin(self, task.into());
    }

    /// Measures the quality of the model anew, or stops measuring it.
    pub fn measure(self, wanted: bool) {
        self.quality.set(None);
        self.assessing.set(wanted);
        self.redraw();
    }

    /// The samples at t = 0, if they are those of the weights after `steps`.
    pub fn samples_after(self, steps: u64) -> Option<Cloud> {
        if self.with_engines(|engines| engines.sampled).flatten() != Some(steps) {
            return None;
        }
        let samples = self.stage.try_with_value(|stage: &Stage| stage.look(|scene| scene.samples.cloud()))?;
        Some(samples).filter(|samples| !samples.is_empty())
    }

    /// The mean loss of the last tenth of the steps, if all `steps` are done.
    pub fn loss_after(self, steps: u64) -> Option<f64> {
        self.curve.with_value(|curve| if curve.last()?.0 >= steps { curve.late_mean() } else { None })
    }

    /// Keeps the irreducible loss secret, or shows it.
    pub fn conceal_floor(self, conceal: bool) {
        self.conceals_floor.try_set(conceal);
    }

    /// Puts a pin into the plane that the reader can move; with a foot `from`, an arrow.
    pub fn put_pin(self, at: [f64; 2], from: Option<[f64; 2]>) {
        self.pin.set(Some(Pin { at, from, truth: None, is_moved: false }));
    }

    /// Where the reader has moved the pin.
    pub fn pin_moved(self) -> Option<[f64; 2]> {
        self.pin.get().filter(|pin| pin.is_moved).map(|pin| pin.at)
    }

    /// Shows where the pin should have been; the reader can no longer move it.
    pub fn fix_pin(self, truth: [f64; 2]) {
        let is_new = |pin: &Pin| pin.truth != Some(truth);
        if self.pin.with_untracked(|pin| pin.as_ref().is_some_and(is_new)) {
            self.pin.update(|pin| pin.iter_mut().for_each(|pin| pin.truth = Some(truth)));
        }
    }

    pub fn take_pin(self) {
        self.pin.try_set(None);
    }

    /// Lets the reader draw an answer over the stage.
    pub fn put_sketch(self, kind: SketchKind, pen: [f64; 2]) {
        self.sketch.set(Some(Sketch::new(kind, pen)));
    }

    /// What the reader has drawn; `None` before the first stroke.
    pub fn sketched(self) -> Option<Cloud> {
        self.sketch.with(|sketch| Some(sketch.as_ref()?.points().collect()).filter(|points: &Cloud| points.len() > 1))
    }

    /// Shows what should have been drawn; the reader can no longer draw. `given` are the points that were drawn.
    pub fn fix_sketch(self, given: Cloud, truth: Cloud) {
        let is_new = |sketch: &Sketch| sketch.truth.as_ref() != Some(&truth);
        if self.sketch.with_untracked(|sketch| sketch.as_ref().is_some_and(is_new)) {
            self.sketch.update(|sketch| {
                if let Some(sketch) = sketch {
                    (sketch.strokes, sketch.truth) = (vec![given], Some(truth));
                }
            });
        }
    }

    pub fn take_sketch(self) {
        self.sketch.try_set(None);
    }

    /// Lets all layers but these fade; none fade if `layers` is empty.
    pub fn light(self, layers: &'static [&'static str]) {
        self.lit.try_set(layers);
    }

    /// The number of training steps done.
    pub fn steps_done(self) -> u64 {
        self.progress.with(|progress| progress.step)
    }
}
