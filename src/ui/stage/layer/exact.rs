//! The layer with the exact field.

use super::{
    entry::{LayerEntry, Swatch},
    field,
};
use crate::{
    protocol::Task,
    ui::stage::{
        layers::{EXACT, LEARNED, LINES},
        paint::Painter,
        scene::Scene,
    },
};

pub const LAYER: LayerEntry = LayerEntry {
    id: EXACT,
    title: "Exact field",
    help: "The direction in which a perfect model would move a point: the closed form for the same data.",
    swatch: Some(Swatch { colour: "exact", shape: "arrow" }),
    is_on: false,
    needs_exact: true,
    compares: false,
    depth: 20,
    applies: Task::generates,
    draw,
};

/// Draws wide arrows if the slim learned ones are shown on top, so that both are visible where they agree.
fn draw(painter: &mut Painter, scene: &Scene) {
    let has_learned = scene.learned.is_some() && scene.layers.shows(LEARNED);
    if let Some(exact) = scene.exact.as_ref().filter(|_| !scene.layers.shows(LINES)) {
        let width = if has_learned { 4.4 } else { 2.0 };
        field::draw(painter, exact, scene.is_series, width, &scene.palette.exact.css(0.55));
    }
}
