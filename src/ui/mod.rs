//! The page: a shell in which all lessons live.
//!
//! **Invariants.** No formula stands here: what the page needs of the mathematics it gets from [`crate::math`] or from an
//! event. The engine is met through [`crate::protocol`] alone. Frames stay out of signals: bulk numbers live in the
//! stage's scene, which is drawn in an animation frame when something has changed; signals carry single numbers.

mod benchmark;
mod bridge;
mod browser;
mod chart;
mod clock;
mod controls;
mod data_actions;
mod drawing;
mod gates;
mod header;
mod help;
mod history;
mod icon;
mod levels;
mod link;
mod loss;
mod palette;
mod problem;
mod quality;
mod resize;
mod route;
mod series;
mod sharp_canvas;
mod shell;
mod shortcuts;
mod stage;
mod state;
mod theme;
mod timeline;
mod transport;

pub use shell::Shell;
pub use state::App;

use leptos::prelude::*;

use self::{benchmark::Benchmark, route::Route};
use crate::protocol::Experiment;

/// Puts the page that the address asks for into the document. `preset` is the experiment of a lesson that is opened
/// without a link, `view` what is shown of it.
pub fn mount(preset: fn() -> Experiment, view: impl FnOnce(App) -> AnyView + 'static) {
    if let Some(veil) = browser::document().and_then(|document| document.get_element_by_id("boot")) {
        veil.remove();
    }
    leptos::mount::mount_to_body(move || {
        let app = App::new(preset);
        provide_context(app);
        theme::follow(app);
        match Route::current() {
            Route::Benchmark => view! { <Benchmark/> }.into_any(),
            Route::Lesson => {
                link::follow(app);
                shortcuts::listen(app);
                bridge::start(app);
                view(app)
            }
        }
    });
}
