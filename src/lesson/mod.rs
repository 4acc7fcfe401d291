//! The course: lessons as data, one in each file, and the views that show them.
//!
//! A lesson has claims, which are tested, and the steps ask, commit, run, see, why, transfer, further.
//! No question is answered before the reader has committed.

mod behaviour;
mod chain;
pub mod checkpoint;
mod cnf;
mod couplings;
mod denoise;
mod energy;
mod few_steps;
mod flow;
mod guidance;
mod home;
pub mod kit;
mod levels;
mod memory;
mod neural_ode;
mod noise;
mod parallel;
mod plane;
mod playlist;
mod problem;
mod progress;
mod reverse;
mod samplers;
mod scales;
mod score;
mod sde;
mod shift;
mod source;
mod targets;
mod view;
mod weights;

use self::kit::Lesson;
use crate::{
    locale::Words,
    protocol::{ExperimentError, Task},
    ui::{Address, Course, Place},
};

/// Every lesson, in the order of the course.
pub static LESSONS: [Lesson; 24] = [
    problem::LESSON,
    noise::LESSON,
    denoise::LESSON,
    reverse::LESSON,
    score::LESSON,
    scales::LESSON,
    sde::LESSON,
    flow::LESSON,
    couplings::LESSON,
    neural_ode::LESSON,
    cnf::LESSON,
    source::LESSON,
    levels::LESSON,
    targets::LESSON,
    weights::LESSON,
    samplers::LESSON,
    plane::LESSON,
    shift::LESSON,
    energy::LESSON,
    guidance::LESSON,
    few_steps::LESSON,
    parallel::LESSON,
    memory::LESSON,
    behaviour::LESSON,
];

/// The words of the course that belong to no lesson.
const WORDS: Words = Words::new(include_str!("text/en/course.ftl"));

/// The course that the program passes to the page.
pub const COURSE: Course = Course { home: home::view, place, experiment, lesson: view::view };

/// The lesson called `id`.
pub fn find(id: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.id == id)
}

fn place(address: &Address) -> Result<Place, ExperimentError> {
    address.place(|id| find(id).map(|lesson| (lesson.id, lesson.steps.len())))
}

/// The experiment of a place whose address has no pairs.
fn experiment(place: Place) -> Option<Task> {
    match place {
        Place::Home => None,
        Place::Playground => Some(Task::default()),
        Place::Lesson { id, step } => find(id)?.task_at(step),
    }
}

#[cfg(test)]
mod tests;
