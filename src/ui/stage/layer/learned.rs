//! The layer with the learned field.

use super::{
    entry::{LayerEntry, Swatch},
    field,
};
use crate::ui::stage::{
    layers::{LEARNED, LINES},
    paint::Painter,
    scene::Scene,
};

pub const LAYER: LayerEntry = LayerEntry {
    id: LEARNED,
    title: "Learned field",
    help: "The direction in which the model moves a point at this time.",
    swatch: Some(Swatch { colour: "model", shape: "arrow" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 21,
    applies: |task| task.has_field(),
    draw,
};

/// Draws slim arrows, so that the exact field stays visible below.
fn draw(painter: &mut Painter, scene: &Scene) {
    if let Some(learned) = scene.learned.as_ref().filter(|_| !scene.layers.shows(LINES)) {
        field::draw(painter, learned, scene.is_series, 1.9, &scene.palette.model.css(0.55));
    }
}
