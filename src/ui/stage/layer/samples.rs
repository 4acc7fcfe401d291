//! The layer with the samples between noise and data.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, scene::Scene},
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "samples",
    title: "Samples",
    help: "Samples of the model, between noise and data.",
    swatch: Some(Swatch { colour: "model", shape: "dots" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 31,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    // While an earlier step is shown, the present samples are a shadow.
    painter.cloud(&scene.present, scene.palette.noise, 0.35);
    painter.cloud(&scene.samples, scene.palette.model, 0.75);
}
