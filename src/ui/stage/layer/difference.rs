//! The layer with the difference of two models, on the right stage only.

use super::{
    entry::{LayerEntry, Swatch},
    field,
};
use crate::ui::stage::{layers::DIFFERENCE, paint::Painter, picture::MapSlot, scene::Scene};

pub const LAYER: LayerEntry = LayerEntry {
    id: DIFFERENCE,
    title: "Right − left",
    help: "The right model minus the left one at the same place and time: the fields, or the densities where the map shows them.",
    swatch: Some(Swatch { colour: "accent", shape: "square" }),
    is_on: false,
    needs_exact: false,
    compares: true,
    depth: 1,
    applies: |task| task.has_field(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(contrast) = &scene.contrast else {
        return;
    };
    let palette = &scene.palette;
    painter.heat(MapSlot::Difference, &contrast.heat, [palette.accent, palette.noise]);
    if let Some(arrows) = &contrast.arrows {
        field::draw(painter, arrows, scene.is_series, 1.9, &palette.ink.css(0.8));
    }
}
