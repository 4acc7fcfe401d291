//! What a drawn frame asks of the engine: the pane drives it, whatever controls happen to be on the page.

use leptos::prelude::*;

use super::Pane;
use crate::ui::{
    bridge::Bridge,
    browser,
    stage::{Asked, Stage},
};

/// After every frame of the stage: tells the engine what was drawn, and asks for what is missing.
pub fn drive(pane: Pane) {
    let sight = pane.time.sight();
    let listening = pane.stage.try_with_value(|stage: &Stage| {
        let own = stage.clone();
        stage.listen(move |frame| {
            let now_ms = browser::now_ms();
            pane.bridge.try_with_value(|bridge: &Bridge| {
                if frame.acknowledges {
                    bridge.acknowledge();
                }
                let [fields, maps] = bridge.awaits();
                own.set_awaits(fields, maps);
                let shown = (frame.clock.t, frame.extent);
                // Stages side by side ask for the same time, so that their answers can be compared.
                let (t, extent) = sight.question(Asked::Fields, shown, now_ms);
                bridge.probe(pane, own.look(|scene| scene.time(t)), extent);
                let (t, extent) = sight.question(Asked::Map, shown, now_ms);
                bridge.map(pane, t, extent);
                bridge.assess(pane);
                bridge.follow(pane);
            });
        })
    });
    if let Some(listening) = listening {
        listening.keep();
    }
}
