//! The page: playground, lessons and benchmark.
//!
//! A [`Page`] holds what all runs share. A [`Pane`] is one run with all that belongs to it; two panes can be side by side.
//!
//! **Invariants.** There is no formula here: the page gets its numbers from [`crate::math`] or from an event.
//! The page uses the engine through [`crate::protocol`] alone.
//! Arrays of numbers are not in signals, but in the scene of the stage, which is drawn in an animation frame when it has
//! changed; signals carry single numbers.

mod announcer;
mod banners;
mod benchmark;
mod bridge;
pub(crate) mod browser;
mod chart;
mod clock;
mod comparison;
mod controls;
mod course;
mod data_actions;
mod demonstrating;
mod dialog;
mod drawing;
mod engines;
pub(crate) mod focus;
mod frames;
mod header;
mod help;
mod icon;
mod keeping;
mod lecture;
mod link;
pub(crate) mod listening;
pub(crate) mod numbers;
mod page;
mod palette;
mod pane;
mod panel;
mod place;
pub(crate) mod pointing;
mod preview;
mod problem;
mod registered;
mod resize;
mod route;
mod run_files;
pub mod shaping;
mod sharp_canvas;
mod shell;
mod shortcuts;
mod stage;
mod stage_view;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod theme;
mod timeline;
mod transport;
mod turns;
pub(crate) mod words;

pub use banners::LinkBanner;
pub use course::{Course, step_to};
pub use header::PlainHeader;
pub use link::{in_playground, votes_at};
pub use page::Page;
pub use pane::Pane;
pub use panel::{PANELS, ask_about};
pub use place::{Address, Place};
pub use preview::FlowPreview;
pub use run_files::take_from;
pub use shell::{LessonShell, Shell};
pub use stage::{SketchKind, along};

use leptos::prelude::*;

use self::{benchmark::Benchmark, route::Route};

/// The ids of the layers of the stage.
pub fn layer_ids() -> impl Iterator<Item = &'static str> {
    stage::layer::LAYERS.iter().map(|layer| layer.id)
}

/// Puts the page of the address into the document. `build` is the name of the program's build, or empty.
pub fn mount(course: Course, build: &'static str) {
    if let Some(veil) = browser::document().and_then(|document| document.get_element_by_id("boot")) {
        veil.remove();
    }
    leptos::mount::mount_to_body(move || {
        let page = Page::new(build);
        provide_context(page);
        theme::follow(page.theme, page.palette);
        match Route::current() {
            Route::Benchmark => view! { <Benchmark/> }.into_any(),
            Route::Course => course::open(page, course).into_any(),
        }
    });
}
