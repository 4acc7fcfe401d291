//! The layer with the points at which the solver evaluated the network along a series.

use super::entry::{LayerEntry, Swatch};
use crate::ui::stage::{paint::Painter, scene::Scene};

pub const LAYER: LayerEntry = LayerEntry {
    id: "evaluations",
    title: "Evaluations",
    help: "Where the solver evaluated the network; a residual network is evaluated once from one observation to the next.",
    swatch: Some(Swatch { colour: "ink", shape: "cross" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 42,
    applies: |task| task.series().is_some(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(series) = &scene.series else {
        return;
    };
    let (context, unit) = (painter.context, painter.place.unit);
    context.set_line_width(1.3 * unit.max(0.8));
    context.set_stroke_style_str(&scene.palette.ink.css(0.75));
    context.begin_path();
    for path in 0..series.paths() {
        series.evaluated.path(path).for_each(|at| cross(painter, at));
    }
    context.stroke();
}

fn cross(painter: &Painter, [x, y]: [f64; 2]) {
    let Painter { context, place, .. } = painter;
    let (x, y, half) = (place.x(x), place.y(y), 3.4 * place.unit.max(0.8));
    context.move_to(x - half, y - half);
    context.line_to(x + half, y + half);
    context.move_to(x - half, y + half);
    context.line_to(x + half, y - half);
}
