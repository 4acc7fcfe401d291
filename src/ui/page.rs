//! What there is one of, however many runs are shown: colours, help, the link, the loop of animation frames.

use leptos::prelude::*;

use super::{frames::FrameLoop, listening::Timer, palette::Palette, place::Place, problem::Problem, theme::Theme};
use crate::protocol::Task;

/// The page. It is a handful of handles and is copied freely.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub theme: RwSignal<Theme>,
    /// The colours of the theme, as the canvases need them.
    pub palette: RwSignal<Palette>,
    pub help: RwSignal<bool>,
    pub place: RwSignal<Place>,
    /// The experiment that the place has by itself, where a run is shown: its address needs no pairs.
    pub own: RwSignal<Option<Task>>,
    /// The lesson that led into the playground.
    pub came_from: RwSignal<Option<Place>>,
    /// What is wrong with the link; what a run has to say of itself is in its pane.
    pub problem: RwSignal<Option<Problem>>,
    /// A second run is to begin as soon as the weights of the first are there.
    pub forking: RwSignal<bool>,
    /// Owns the second run, while there is one.
    pub(super) second: StoredValue<Owner>,
    /// Waits until the views of a second run are gone.
    pub(super) closing: Timer,
    frames: StoredValue<FrameLoop, LocalStorage>,
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}

impl Page {
    /// The page of the present owner.
    pub fn new() -> Self {
        Self {
            theme: RwSignal::new(Theme::remembered()),
            palette: RwSignal::new(Palette::default()),
            help: RwSignal::new(false),
            place: RwSignal::new(Place::default()),
            own: RwSignal::new(None),
            came_from: RwSignal::new(None),
            problem: RwSignal::new(None),
            forking: RwSignal::new(false),
            second: StoredValue::new(Owner::new()),
            closing: Timer::new(),
            frames: StoredValue::new_local(FrameLoop::default()),
        }
    }

    /// The page that a component stands in.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// The loop in which everything is drawn.
    pub fn frames(&self) -> FrameLoop {
        self.frames.get_value()
    }
}
