//! The layer with the adjoint of each path of a series.

use super::entry::{LayerEntry, Swatch};
use crate::ui::stage::{paint::Painter, scene::Scene};

/// The longest arrow, as a share of the picture.
const LONGEST: f64 = 0.14;

pub const LAYER: LayerEntry = LayerEntry {
    id: "adjoint",
    title: "Adjoint",
    help: "The gradient of the loss with respect to the state: it is solved backwards, and jumps at every observation.",
    swatch: Some(Swatch { colour: "accent", shape: "arrow" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 43,
    applies: |task| task.series().is_some(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(series) = &scene.series else {
        return;
    };
    let s = scene.time(painter.t);
    let lengths = (0..series.paths()).flat_map(|path| series.adjoint.lengths(path)).map(|(_, length)| length);
    let scale = LONGEST * painter.place.size / lengths.fold(f64::MIN_POSITIVE, f64::max);
    for path in 0..series.paths() {
        if let (Some(at), Some([x, y])) = (series.states.between(path, s), series.adjoint_at(path, s)) {
            painter.arrow(at, [x * scale, -y * scale], 2.6, &scene.palette.accent.css(0.95));
        }
    }
}
