//! The course: lessons as data, one in each file, and the views that show them.
//!
//! A lesson has one claim, which a test checks, and the steps ask, commit, run, see, why, transfer, further.
//! No question is answered before the reader has committed to a choice.

mod behaviour;
mod flow;
mod home;
mod progress;
mod view;

use crate::{
    protocol::{ExperimentError, Task},
    ui::{Address, Course, Pane, Place},
};

/// Every lesson, in the order of the course.
pub static LESSONS: [Lesson; 2] = [flow::LESSON, behaviour::LESSON];

/// The course that the program passes to the page.
pub const COURSE: Course = Course { home: home::view, place, experiment, lesson: view::view };

/// A part of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Matching,
    Scores,
    Flows,
    OneLoss,
    Steering,
    Imitation,
}

impl Part {
    pub const ALL: [Self; 6] =
        [Self::Matching, Self::Scores, Self::Flows, Self::OneLoss, Self::Steering, Self::Imitation];

    pub fn title(self) -> &'static str {
        match self {
            Self::Matching => "Matching an expert",
            Self::Scores => "Scores",
            Self::Flows => "Flows",
            Self::OneLoss => "One loss",
            Self::Steering => "Steering and speeding up",
            Self::Imitation => "Imitation",
        }
    }
}

/// An experiment of a lesson: its name within the lesson, and how it is made.
pub type NamedTask = (&'static str, fn() -> Task);

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Its name in links.
    pub id: &'static str,
    pub title: &'static str,
    pub part: Part,
    pub minutes: u32,
    /// The claim of the lesson, in one sentence.
    pub claim: &'static str,
    /// A small picture: shapes within a view box of 96 × 54, in the colours of the page.
    pub thumbnail: &'static str,
    /// Its experiments by name.
    pub tasks: &'static [NamedTask],
    /// The ids of the panels that are shown.
    pub panels: &'static [&'static str],
    pub steps: &'static [Step],
}

/// A step of a lesson.
#[derive(Debug)]
pub struct Step {
    pub id: &'static str,
    pub title: &'static str,
    pub text: &'static [Block],
    pub ask: Option<Question>,
    /// The name of its experiment. A run goes on from step to step while this stays the same.
    pub task: &'static str,
    /// The keys of the slots that the reader can set in this step.
    pub controls: &'static [&'static str],
    /// Prepares the pane when the step begins.
    pub enter: fn(Pane),
    pub leave: fn(Pane),
    /// Whether the next step may begin, for a step without a question. It may read signals.
    pub done: fn(&Pane) -> bool,
    /// Training pauses when it comes to this many steps; the reader may go on.
    pub rests_at: Option<u64>,
}

/// A piece of the text of a step.
#[derive(Debug)]
pub enum Block {
    Words(&'static str),
    /// A formula as MathML, with its meaning in words.
    Formula {
        mathml: &'static str,
        words: &'static str,
    },
    /// A paper: authors and year, title, place in the paper, address.
    Paper {
        authors: &'static str,
        title: &'static str,
        place: &'static str,
        address: &'static str,
    },
}

/// A question with choices.
#[derive(Debug)]
pub struct Question {
    pub ask: &'static str,
    pub choices: &'static [Choice],
}

/// A choice, and the answer to a reader who commits to it.
#[derive(Debug)]
pub struct Choice {
    pub text: &'static str,
    pub is_right: bool,
    pub answer: &'static str,
}

impl Lesson {
    /// The lesson called `id`.
    pub fn find(id: &str) -> Option<&'static Self> {
        LESSONS.iter().find(|lesson| lesson.id == id)
    }

    /// The experiment of a step.
    pub fn task_at(&self, step: usize) -> Option<Task> {
        let name = self.steps.get(step)?.task;
        self.tasks.iter().find(|(known, _)| *known == name).map(|(_, task)| task())
    }

    /// One of its steps as a place in the page.
    pub fn place(&self, step: usize) -> Place {
        Place::Lesson { id: self.id, step }
    }
}

fn place(address: &Address) -> Result<Place, ExperimentError> {
    address.place(|id| Lesson::find(id).map(|lesson| (lesson.id, lesson.steps.len())))
}

/// The experiment of a place whose address has no pairs.
fn experiment(place: Place) -> Option<Task> {
    match place {
        Place::Home => None,
        Place::Playground => Some(Task::default()),
        Place::Lesson { id, step } => Lesson::find(id)?.task_at(step),
    }
}

#[cfg(test)]
mod tests;
