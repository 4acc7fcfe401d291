//! The layer with what the reader has drawn over the stage, and with the truth once the reader has committed.

use super::entry::LayerEntry;
use crate::ui::stage::{paint::Painter, scene::Scene, sketch::SketchKind};

/// Sizes in pixels of a stage of 640.
const DOT: f64 = 3.6;
const LINE: f64 = 3.2;
const PEN: f64 = 6.0;

pub const LAYER: LayerEntry = LayerEntry {
    id: "sketch",
    title: "Sketch",
    help: "What you have drawn over the stage.",
    swatch: None,
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 59,
    applies: |_| true,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(sketch) = &scene.sketch else { return };
    let (palette, painter) = (&scene.palette, &*painter);
    let [own, right] = [palette.accent, palette.exact].map(|colour| colour.css(0.9));
    if let Some(truth) = &sketch.truth {
        match sketch.kind {
            SketchKind::Cloud => truth.iter().for_each(|&at| painter.disc(at, 0.7 * DOT, &right)),
            _ => painter.stroke(truth.iter().copied(), LINE, &right),
        }
    }
    match sketch.kind {
        SketchKind::Cloud => sketch.points().for_each(|at| painter.disc(at, DOT, &own)),
        _ => sketch.strokes.iter().for_each(|stroke| match stroke[..] {
            [alone] => painter.disc(alone, DOT, &own),
            _ => painter.stroke(stroke.iter().copied(), LINE, &own),
        }),
    }
    if sketch.is_open() {
        painter.disc(sketch.pen, PEN, &own);
        painter.disc(sketch.pen, 0.5 * PEN, &palette.ground.css(1.0));
    }
}
