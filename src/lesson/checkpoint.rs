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

    /// The run that an earlier step trained, and that the step at `index` goes on with.
    pub fn before(lesson: &'static Lesson, index: usize) -> Option<Self> {
        let task = lesson.steps.get(index)?.task;
        let earlier = lesson.steps.iter().take(index).filter(|step| step.task == task);
        earlier.filter_map(|step| Self::of(lesson, step)).next_back()
    }

    /// The name of its file.
    pub fn file(self) -> String {
        format!("{}-{}.safetensors", self.lesson.id, self.task)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::find;

    #[test]
    fn a_step_goes_on_with_what_an_earlier_one_trained() {
        let couplings = find("couplings").unwrap();
        let of = |index| Trained::before(couplings, index).map(|run| (run.file(), run.steps));
        assert_eq!([of(0), of(1)], [None, None], "nothing is trained before the second step");
        assert_eq!(of(2), Some(("couplings-independent.safetensors".to_owned(), 2000)));
        assert_eq!(of(3), None, "another experiment");
    }
}
