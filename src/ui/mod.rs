//! The page: a shell in which all lessons live.
//!
//! A [`Page`] is what there is one of, a [`Pane`] one run with all that belongs to it; two of these can stand side by side.
//!
//! **Invariants.** No formula stands here: what the page needs of the mathematics it gets from [`crate::math`] or from an
//! event. The engine is met through [`crate::protocol`] alone. Frames stay out of signals: bulk numbers live in the
//! stage's scene, which is drawn in an animation frame when something has changed; signals carry single numbers.

mod benchmark;
mod bridge;
mod browser;
mod chart;
mod clock;
mod comparison;
mod controls;
mod data_actions;
mod demonstrating;
mod drawing;
mod frames;
mod header;
mod help;
mod icon;
mod link;
mod listening;
mod page;
mod palette;
mod pane;
mod panel;
mod problem;
mod resize;
mod route;
mod sharp_canvas;
mod shell;
mod shortcuts;
mod stage;
mod theme;
mod timeline;
mod transport;

pub use page::Page;
pub use pane::Pane;
pub use shell::Shell;

use leptos::prelude::*;

use self::{benchmark::Benchmark, route::Route};
use crate::protocol::Task;

/// Puts the page that the address asks for into the document. `preset` is the experiment of a lesson that is opened
/// without a link, `view` what is shown of its run.
pub fn mount(preset: fn() -> Task, view: impl FnOnce(Pane) -> AnyView + 'static) {
    if let Some(veil) = browser::document().and_then(|document| document.get_element_by_id("boot")) {
        veil.remove();
    }
    leptos::mount::mount_to_body(move || {
        let page = Page::new();
        provide_context(page);
        theme::follow(page);
        match Route::current() {
            Route::Benchmark => view! { <Benchmark/> }.into_any(),
            Route::Lesson => {
                let (experiment, second) = link::opening(page, preset);
                let pane = Pane::first(page, experiment);
                provide_context(pane);
                link::follow(pane);
                shortcuts::listen(pane);
                comparison::listen(pane);
                pane.time.welcome();
                pane.start(None);
                comparison::take_up(pane, second);
                view(pane)
            }
        }
    });
}
