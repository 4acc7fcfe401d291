//! What lessons are made of.
//!
//! A lesson is data: experiments, steps, questions, formulas and claims. Its words are in a Fluent file of its own, under names
//! that follow from the lesson: [`Lesson::message_names`] lists them.

mod claim;
pub mod exact;
mod formula;
mod messages;
mod parts;
mod question;
pub mod shown;
mod table;

pub use claim::{Bound, Claim, Evidence, Run};
pub use formula::{Drag, Formula, Symbol, Term};
pub use messages::{Paragraph, paragraphs};
pub use parts::Parts;
pub use question::{Axis, Drawing, Given, Pin, Question, STROKES};
pub use table::table;

use leptos::prelude::AnyView;

use crate::{
    locale::{Value, Words},
    protocol::Task,
    ui::{Pane, Place},
};

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

    /// Its name in the words of the course.
    pub fn id(self) -> &'static str {
        match self {
            Self::Matching => "part-matching",
            Self::Scores => "part-scores",
            Self::Flows => "part-flows",
            Self::OneLoss => "part-one-loss",
            Self::Steering => "part-steering",
            Self::Imitation => "part-imitation",
        }
    }
}

/// An experiment of a lesson: its name within the lesson, and how it is made.
pub type NamedTask = (&'static str, fn() -> Task);

/// A formula, a paper or a view of a lesson, by the name with which its words refer to it.
pub type NamedBlock = (&'static str, Block);

/// A number that the words of a lesson name; a test beside the lesson compares it with the library.
pub type NamedNumber = (&'static str, f64);

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Its name in links.
    pub id: &'static str,
    pub part: Part,
    pub minutes: u32,
    /// Its words.
    pub words: Words,
    /// A small picture: shapes within a view box of 96 × 54, in the colours of the page.
    pub thumbnail: &'static str,
    /// Its experiments by name.
    pub tasks: &'static [NamedTask],
    /// The ids of the panels that are shown.
    pub panels: &'static [&'static str],
    pub blocks: &'static [NamedBlock],
    pub numbers: &'static [NamedNumber],
    pub steps: &'static [Step],
    /// What the lesson claims, so that it can be checked.
    pub claims: &'static [Claim],
}

/// A step of a lesson.
#[derive(Debug)]
pub struct Step {
    pub id: &'static str,
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

/// What stands between the paragraphs of a text.
#[derive(Debug)]
pub enum Block {
    Formula(Formula),
    Paper(Paper),
    /// A view of the lesson's own.
    View(fn(Pane) -> AnyView),
}

/// A paper. The place in it is a message.
#[derive(Debug)]
pub struct Paper {
    /// Authors and year.
    pub authors: &'static str,
    pub title: &'static str,
    pub address: &'static str,
}

/// What most steps that train do when they are entered: show the data and the samples at their end, and train.
pub fn training(pane: Pane) {
    pane.show_only(&["data", "samples"]);
    pane.hold(0.0);
    pane.train();
}

impl Lesson {
    /// The experiment of a step.
    pub fn task_at(&self, step: usize) -> Option<Task> {
        self.task(self.steps.get(step)?.task)
    }

    /// The experiment with this name.
    pub fn task(&self, name: &str) -> Option<Task> {
        self.tasks.iter().find(|(known, _)| *known == name).map(|(_, task)| task())
    }

    /// One of its steps as a place in the page.
    pub fn place(&self, step: usize) -> Place {
        Place::Lesson { id: self.id, step }
    }

    /// The block with this name.
    pub fn block(&self, name: &str) -> Option<&Block> {
        self.blocks.iter().find(|(known, _)| *known == name).map(|(_, block)| block)
    }

    /// The text of a message, with the numbers of the lesson.
    pub fn say(&self, name: &str) -> String {
        self.say_with(name, &[])
    }

    /// The text of a message, with these values and the numbers of the lesson.
    pub fn say_with(&self, name: &str, values: &[(&str, Value)]) -> String {
        let own = self.numbers.iter().map(|&(name, number)| (name, Value::Number(number)));
        let text = self.words.with(name, &own.chain(values.iter().cloned()).collect::<Vec<_>>());
        // An equation stays on its line.
        text.replace(" = ", "\u{a0}=\u{a0}")
    }

    /// The text of a message, if there is one.
    pub fn may_say(&self, name: &str) -> Option<String> {
        self.words.find(name, &[]).map(|_| self.say(name))
    }

    pub fn title(&self) -> String {
        self.say("title")
    }
}

impl Step {
    /// A step that shows and does nothing by itself; the next one may begin at once.
    pub const fn new(id: &'static str, task: &'static str) -> Self {
        Self { id, ask: None, task, controls: &[], enter: |_| (), leave: |_| (), done: |_| true, rests_at: None }
    }
}
