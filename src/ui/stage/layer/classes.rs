//! The layer with the noised data in the colours of their classes.

use super::entry::{LayerEntry, Swatch};
use crate::ui::stage::{layers::CLASSES, paint::Painter, scene::Scene};

pub const LAYER: LayerEntry = LayerEntry {
    id: CLASSES,
    title: "By class",
    help: "The noised data, each point in the colour of its class.",
    swatch: Some(Swatch { colour: "accent", shape: "dots" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 35,
    applies: |task| task.generate().is_some_and(|task| task.data.classes() > 1),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    painter.by_kind(scene.noised(), scene.classes(), scene.palette.kinds);
}
