//! The state that all runs of the page share: colours, help, the link, the loop of animation frames.

use leptos::prelude::*;

use super::{
    browser, frames::FrameLoop, listening::Timer, palette::Palette, place::Place, problem::Problem, theme::Theme,
};
use crate::protocol::Task;

/// The name under which the choice about single keys is stored.
pub const SINGLE_KEYS: &str = "single-keys";

/// Handles to the state of the page; a copy refers to the same state.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The name of the page's build, which that of its engines must equal; empty where it has none.
    pub build: &'static str,
    pub theme: RwSignal<Theme>,
    /// The colours of the theme, as the canvases need them.
    pub palette: RwSignal<Palette>,
    pub help: RwSignal<bool>,
    /// Whether keys that write a character act everywhere on the page.
    pub single_keys: RwSignal<bool>,
    /// Whether the reader is being asked if a run may be thrown away.
    pub asking_reset: RwSignal<bool>,
    pub place: RwSignal<Place>,
    /// The votes of a class at the present step of a lesson, as they stand in the link; empty where there are none.
    pub votes: RwSignal<String>,
    /// The experiment of the place itself, whose address needs no pairs; `None` where no run is shown.
    pub own: RwSignal<Option<Task>>,
    /// The lesson from which the playground was opened.
    pub came_from: RwSignal<Option<Place>>,
    /// The problem of the link; problems of a run are in its pane.
    pub problem: RwSignal<Option<Problem>>,
    /// Whether a second run begins as soon as the weights of the first arrive.
    pub forking: RwSignal<bool>,
    /// Owns the second run, while there is one.
    pub(super) second: StoredValue<Owner>,
    /// Waits until the views of a second run have been removed.
    pub(super) closing: Timer,
    frames: StoredValue<FrameLoop, LocalStorage>,
}

impl Default for Page {
    fn default() -> Self {
        Self::new("")
    }
}

impl Page {
    /// The page of the present owner, of the build with this name.
    pub fn new(build: &'static str) -> Self {
        Self {
            build,
            theme: RwSignal::new(Theme::remembered()),
            palette: RwSignal::new(Palette::default()),
            help: RwSignal::new(false),
            single_keys: RwSignal::new(browser::stored(SINGLE_KEYS).as_deref() != Some("off")),
            asking_reset: RwSignal::new(false),
            place: RwSignal::new(Place::default()),
            votes: RwSignal::new(String::new()),
            own: RwSignal::new(None),
            came_from: RwSignal::new(None),
            problem: RwSignal::new(None),
            forking: RwSignal::new(false),
            second: StoredValue::new(Owner::new()),
            closing: Timer::new(),
            frames: StoredValue::new_local(FrameLoop::default()),
        }
    }

    /// The page of the present component.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// The loop in which everything is drawn.
    pub fn frames(&self) -> FrameLoop {
        self.frames.get_value()
    }
}
