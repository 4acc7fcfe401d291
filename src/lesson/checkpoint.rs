//! Trained weights of the lessons, so that a slow device shows at once what training leads to.
//!
//! `cargo xtask checkpoints` makes them: files of runs in their brief form, in `public/checkpoints`.

use super::kit::{Lesson, Step};

/// A run that a lesson trains up to a step at which it rests.
#[derive(Clone, Copy, Debug)]
pub struct Trained {
    pub lesson: &'static Lesson,
    /// The name of the experiment within the lesson.
    pub task: &'static str,
    /// The training steps.
    pub steps: u64,
}

impl Trained {
    /// The run that this step of a lesson trains.
    pub fn of(lesson: &'static Lesson, step: &Step) -> Option<Self> {
        step.rests_at.map(|steps| Self { lesson, task: step.task, steps })
    }

    /// The name of its file.
    pub fn file(self) -> String {
        format!("{}-{}.safetensors", self.lesson.id, self.task)
    }
}
