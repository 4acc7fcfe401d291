//! The layer with the lines of equal height of the map.

use super::entry::LayerEntry;
use crate::{
    protocol::Task,
    ui::stage::{
        layers::{CONTOURS, DIFFERENCE},
        paint::Painter,
        scene::Scene,
    },
};

pub const LAYER: LayerEntry = LayerEntry {
    id: CONTOURS,
    title: "Contours",
    help: "Lines of equal height of the map.",
    swatch: None,
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 2,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    // The difference of two maps replaces one of them.
    if scene.layers.shows(DIFFERENCE) && scene.contrast.is_some() {
        return;
    }
    let context = painter.context;
    context.set_stroke_style_str(&scene.palette.ink.css(0.55));
    context.set_line_width(painter.place.unit.max(0.8));
    context.begin_path();
    scene.contours().iter().for_each(|segment| painter.trace(segment.iter().copied()));
    context.stroke();
}
