//! The layer with the last stretch of the way of every sample.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, scene::Scene},
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "trails",
    title: "Trails",
    help: "Where samples have just come from: all of them where a GPU draws, else 1,500.",
    swatch: Some(Swatch { colour: "model", shape: "path" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 30,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    painter.trails(&scene.samples, scene.palette.model, 0.4);
}
