//! What stages side by side share: the time, the extent, the scale of arrows, and the time of questions to their engines.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use crate::ui::clock::Clock;

/// The longest time that one frame advances the clock, so that it does not jump after a pause of the page.
const LONGEST_FRAME_MS: f64 = 100.0;
/// After this time without an answer, a stage no longer delays the others.
const PATIENCE_MS: f64 = 2000.0;

/// The kind of a question to an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineQuestion {
    Fields,
    Map,
}

/// What a stage provides for the stages beside it.
pub(super) trait Onlooker {
    /// Redraws in the next animation frame.
    fn invalidate(&self);

    /// Half the width that it must show at `t`.
    fn extent_at(&self, t: f64) -> f64;

    /// The usual length of vectors in the fields that it shows.
    fn usual_length(&self) -> Option<f64>;

    /// Whether it awaits an answer of its engine.
    fn awaits(&self, asked: EngineQuestion) -> bool;
}

/// The time and the extent of the question that all stages ask.
#[derive(Clone, Copy, Debug)]
struct SightRequest {
    shown: (f64, f64),
    since_ms: f64,
}

/// A handle to the shared state.
#[derive(Clone, Default)]
pub struct Sight(Rc<Shared>);

#[derive(Default)]
struct Shared {
    clock: Cell<Clock>,
    last_ms: Cell<f64>,
    stages: RefCell<Vec<Weak<dyn Onlooker>>>,
    questions: [Cell<Option<SightRequest>>; 2],
}

impl std::fmt::Debug for Sight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sight").field("clock", &self.0.clock).finish_non_exhaustive()
    }
}

impl Sight {
    /// Adds a stage.
    pub(super) fn join(&self, stage: Weak<dyn Onlooker>) {
        let mut stages = self.0.stages.borrow_mut();
        stages.retain(|stage| stage.strong_count() > 0);
        stages.push(stage);
    }

    pub fn clock(&self) -> Clock {
        self.0.clock.get()
    }

    pub fn set_clock(&self, change: impl FnOnce(&mut Clock)) {
        let mut clock = self.0.clock.get();
        change(&mut clock);
        self.0.clock.set(clock);
        self.invalidate();
    }

    /// Redraws all stages.
    pub fn invalidate(&self) {
        self.each(|stage| stage.invalidate());
    }

    fn each(&self, mut act: impl FnMut(&dyn Onlooker)) {
        for stage in self.0.stages.borrow().iter().filter_map(Weak::upgrade) {
            act(&*stage);
        }
    }

    /// The clock at the frame of `now_ms`, the same for all stages.
    pub(super) fn advance(&self, now_ms: f64) -> Clock {
        let mut clock = self.0.clock.get();
        let elapsed = now_ms - self.0.last_ms.replace(now_ms);
        if elapsed > 0.0 {
            clock.advance(elapsed.min(LONGEST_FRAME_MS));
            self.0.clock.set(clock);
        }
        clock
    }

    /// The largest half width that a stage must show at `t`.
    pub(super) fn extent(&self, t: f64) -> f64 {
        let mut extent = 0.0_f64;
        self.each(|stage| extent = extent.max(stage.extent_at(t)));
        extent
    }

    /// The usual length of vectors in the fields of all stages.
    pub(super) fn usual_length(&self) -> f64 {
        let mut longest = None;
        self.each(|stage| longest = stage.usual_length().into_iter().chain(longest).reduce(f64::max));
        longest.unwrap_or(1.0)
    }

    /// The time and the extent for a question of a stage that shows `shown`.
    ///
    /// A single stage asks about `shown`. Several stages wait for each other's answers, and then ask about the same.
    pub fn question(&self, asked: EngineQuestion, shown: (f64, f64), now_ms: f64) -> (f64, f64) {
        let (mut stages, mut waiting) = (0, false);
        self.each(|stage| {
            stages += 1;
            waiting |= stage.awaits(asked);
        });
        if stages < 2 {
            return shown;
        }
        let question = &self.0.questions[asked as usize];
        match question.get() {
            Some(known) if known.shown == shown || (waiting && now_ms - known.since_ms <= PATIENCE_MS) => known.shown,
            _ => {
                question.set(Some(SightRequest { shown, since_ms: now_ms }));
                self.invalidate();
                shown
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::Task,
        ui::{frames::FrameLoop, stage::Stage},
    };

    fn pair() -> (Sight, [Stage; 2]) {
        let (sight, frames) = (Sight::default(), FrameLoop::default());
        let stages = [0, 1].map(|_| Stage::new(&frames, sight.clone()));
        // The seats outlive the loop, and have no effect without it.
        (sight, stages)
    }

    #[test]
    fn a_frame_moves_the_time_once_for_all() {
        let (sight, _stages) = pair();
        sight.set_clock(|clock| clock.toggle());
        sight.advance(50.0);
        let t = sight.advance(100.0).t;
        assert_eq!(sight.advance(100.0).t, t);
        assert!(sight.advance(150.0).t < t);
    }

    #[test]
    fn the_widest_stage_sets_the_extent() {
        let (sight, [left, right]) = pair();
        let mut exploding = Task::default();
        exploding.select("schedule", "ve").unwrap();
        left.update(|scene| scene.set_experiment(&Task::default(), 10));
        assert_eq!(sight.extent(1.0), 4.0);
        right.update(|scene| scene.set_experiment(&exploding, 10));
        assert!((sight.extent(1.0) / 4.0 - 50.0).abs() < 0.1);
        drop(right);
        assert_eq!(sight.extent(1.0), 4.0);
    }

    #[test]
    fn stages_ask_about_the_same_time() {
        let (sight, [left, right]) = pair();
        let ask = |shown, now_ms| sight.question(EngineQuestion::Fields, shown, now_ms);
        left.set_awaits(true, false);
        assert_eq!(ask((0.5, 4.0), 0.0), (0.5, 4.0), "nothing was asked before");
        assert_eq!(ask((0.4, 4.0), 10.0), (0.5, 4.0), "the other's answer is awaited");
        assert_eq!(sight.question(EngineQuestion::Map, (0.4, 4.0), 10.0), (0.4, 4.0));
        left.set_awaits(false, false);
        assert_eq!(ask((0.3, 4.0), 20.0), (0.3, 4.0));
        right.set_awaits(true, false);
        assert_eq!(ask((0.2, 4.0), 20.0 + PATIENCE_MS), (0.3, 4.0));
        assert_eq!(ask((0.2, 4.0), 21.0 + PATIENCE_MS), (0.2, 4.0), "patience has an end");
        drop(right);
        assert_eq!(ask((0.1, 4.0), 30.0), (0.1, 4.0), "one alone waits for nobody");
    }
}
