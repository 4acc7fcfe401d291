//! The lessons, one file each, in the order in which they are taught.

mod playground;

use leptos::prelude::AnyView;

use crate::{protocol::Task, ui::Pane};

/// What a lesson has to work with.
#[derive(Clone, Copy, Debug)]
pub struct LessonCtx {
    /// The run that the page opens with.
    pub pane: Pane,
}

/// A lesson: an experiment to begin with, and what is shown of it.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    pub id: &'static str,
    pub title: &'static str,
    pub preset: fn() -> Task,
    pub view: fn(LessonCtx) -> AnyView,
}

/// Every lesson.
pub const LESSONS: [Lesson; 1] = [playground::LESSON];

/// The lesson that the page opens with.
pub fn first() -> Lesson {
    LESSONS[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_has_an_id_of_its_own_and_begins_with_something_that_trains() {
        for (i, lesson) in LESSONS.iter().enumerate() {
            assert!((lesson.preset)().validate().is_ok(), "{}", lesson.id);
            assert!(LESSONS.iter().skip(i + 1).all(|other| other.id != lesson.id), "{}", lesson.id);
        }
    }
}
