//! What follows from a drawn frame: the pane acknowledges answers and asks for missing ones.
//!
//! The pane does this itself, independent of the controls on the page.

use leptos::prelude::*;

use super::ask;
use crate::ui::{
    Pane, browser,
    stage::{EngineQuestion, Scene, Stage},
};

/// After every frame of the stage, acknowledges what was drawn and asks for what is missing.
pub fn drive(pane: Pane) {
    let sight = pane.time.sight();
    let listening = pane.stage.try_with_value(|stage: &Stage| {
        let own = stage.clone();
        stage.listen(move |frame| {
            let now_ms = browser::now_ms();
            let acknowledges = frame.acknowledges;
            follow_frame(pane, frame.clock.t, own.look(Scene::mark));
            let awaits = pane.with_engines(move |engines| {
                if acknowledges {
                    engines.acknowledge_drawn();
                }
                engines.awaits()
            });
            let Some([fields, maps]) = awaits else {
                return;
            };
            own.set_awaits(fields, maps);
            let shown = (frame.clock.t, frame.extent);
            // Stages side by side ask about the same time, so that their answers can be compared.
            let (t, extent) = sight.question(EngineQuestion::Fields, shown, now_ms);
            ask::probe(pane, own.look(|scene| scene.time(t)), extent);
            let (t, extent) = sight.question(EngineQuestion::Map, shown, now_ms);
            ask::map(pane, t, extent);
            ask::points(pane);
            ask::assess(pane);
            ask::bench(pane);
            ask::follow(pane);
        })
    });
    if let Some(listening) = listening {
        listening.keep();
    }
}

/// Keeps the time and the mark that were drawn.
fn follow_frame(pane: Pane, t: f64, mark: [f64; 2]) {
    if pane.time.shown.try_get_untracked().is_some_and(|shown| shown != t) {
        pane.time.shown.set(t);
    }
    if pane.marked.try_get_untracked().is_some_and(|marked| marked != mark) {
        pane.marked.set(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::Experiment,
        ui::{Page, listening::live},
    };

    #[test]
    fn a_pane_that_is_closed_leaves_neither_seat_nor_listener() {
        let owner = Owner::new();
        let page = owner.with(|| Page::new(""));
        let counts = || (live(), page.frames().seats());
        let left = owner.with(|| Pane::first(page, Experiment::default()));
        owner.with(|| drive(left));
        let alone = counts();
        assert_eq!(alone, (2, 1), "the seat of the stage, and the listener that drives the engine");
        for _ in 0..50 {
            let second = owner.child();
            second.with(|| drive(left.beside(Experiment::default())));
            assert_eq!(counts(), (4, 2));
            second.cleanup();
            assert_eq!(counts(), alone);
        }
        let frames = page.frames();
        owner.cleanup();
        assert_eq!((live(), frames.seats()), (0, 0));
    }
}
