//! The layer with the paths of the expert.

use super::entry::{LayerEntry, Swatch};
use crate::ui::stage::{paint::Painter, scene::Scene};

pub const LAYER: LayerEntry = LayerEntry {
    id: "demonstrations",
    title: "Demonstrations",
    help: "The paths of the expert; the policy learns from every step of them.",
    swatch: Some(Swatch { colour: "data", shape: "path" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 44,
    applies: |task| task.imitate().is_some(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let colour = scene.palette.data;
    for trail in scene.world.iter().flat_map(|world| &world.demonstrations) {
        painter.stroke(trail.iter().copied(), 1.2, &colour.css(0.35));
    }
    if !scene.dragged.is_empty() {
        painter.stroke(scene.dragged.iter().copied(), 2.6, &colour.css(0.9));
    }
}
