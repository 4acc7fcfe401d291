//! The layer with the map: a density or an error, chosen by another control.

use super::entry::LayerEntry;
use crate::{
    protocol::{MapKind, Task},
    ui::{
        palette::Palette,
        stage::{layers::DIFFERENCE, paint::Painter, picture::MapSlot, scene::Scene},
    },
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "map",
    title: "Map",
    help: "A density, or the error of the model.",
    swatch: None,
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 0,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    // The difference of two maps replaces one of them.
    let is_covered = scene.layers.shows(DIFFERENCE) && scene.contrast.is_some();
    let Some(heat) = scene.heat.as_ref().filter(|_| !is_covered) else {
        return;
    };
    let Palette { model, exact, ink, .. } = scene.palette;
    let colours = match heat.kind {
        MapKind::LearnedDensity => [model; 2],
        MapKind::ExactDensity => [exact; 2],
        MapKind::DensityDifference => [model, exact],
        MapKind::VelocityError => [ink; 2],
    };
    painter.heat(MapSlot::Own, heat, colours);
}
