//! The layer that shows the fields as lines along which points move.

use super::entry::{LayerEntry, Swatch};
use crate::ui::{
    palette::Rgb,
    stage::{arrows, layers::LINES, paint::Painter, scene::Scene, streams::Line},
};

/// The length of an arrow head, in pixels of a stage of 640.
const HEAD: f64 = 15.0;

pub const LAYER: LayerEntry = LayerEntry {
    id: LINES,
    title: "Lines",
    help: "The fields that are shown, as lines along which points move instead of arrows.",
    swatch: Some(Swatch { colour: "ink", shape: "path" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 22,
    applies: |task| task.has_field(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let [learned, exact] = &scene.lines;
    // Points move against time, except in series.
    let along = if scene.is_series { 1.0 } else { -1.0 };
    let both = [(exact, scene.palette.exact, 2.4), (learned, scene.palette.model, 1.3)];
    both.into_iter().for_each(|(lines, colour, width)| paint(painter, lines, along, (colour, width)));
}

fn paint(painter: &Painter, lines: &[Line], along: f64, (colour, width): (Rgb, f64)) {
    let Painter { context, place, .. } = painter;
    let colour = colour.css(0.7);
    context.set_line_join("round");
    context.set_stroke_style_str(&colour);
    context.set_line_width(width * place.unit.max(0.8));
    context.begin_path();
    lines.iter().for_each(|line| painter.trace(line.iter().copied()));
    context.stroke();
    context.set_fill_style_str(&colour);
    context.begin_path();
    for line in lines {
        let middle = line.len() / 2;
        if let (Some(&[x, y]), Some(&[to_x, to_y])) = (line.get(middle.saturating_sub(1)), line.get(middle)) {
            // The y axis of a canvas points down.
            let (way_x, way_y) = (along * (to_x - x), -along * (to_y - y));
            let length = way_x.hypot(way_y).max(1e-9);
            let head = HEAD * place.unit / arrows::LONGEST;
            let at = [place.x(x), place.y(y)];
            painter.outline(&arrows::corners(at, way_x / length, way_y / length, head, 3.6 * place.unit));
        }
    }
    context.fill();
}
