//! The layer with the noised data in the colours of the modes that they came from.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{layers::MODES, paint::Painter, scene::Scene},
};

pub const LAYER: LayerEntry = LayerEntry {
    id: MODES,
    title: "By mode",
    help: "The noised data, each point in the colour of the component of the data that it came from.",
    swatch: Some(Swatch { colour: "accent", shape: "dots" }),
    is_on: false,
    needs_exact: true,
    compares: false,
    depth: 33,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    painter.by_kind(scene.noised(), scene.modes(), scene.palette.kinds);
}
