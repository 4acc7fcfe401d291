//! The layer with the whole trajectories of some samples.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, scene::Scene},
};

/// The number of samples whose trajectory is shown.
const TRACES: usize = 64;

pub const LAYER: LayerEntry = LayerEntry {
    id: "trajectories",
    title: "Paths",
    help: "The whole trajectories of 64 samples.",
    swatch: Some(Swatch { colour: "model", shape: "path" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 25,
    applies: Task::generates,
    draw,
};

/// Draws the part up to the present time strong, the rest faint.
fn draw(painter: &mut Painter, scene: &Scene) {
    let (samples, context, place) = (&scene.samples, painter.context, painter.place);
    let Some(end) = samples.times().checked_sub(1).filter(|_| !samples.is_empty()) else {
        return;
    };
    let (now, _) = samples.locate(painter.t);
    // More than a few hundred corners make no visible difference.
    let stride = (end / 150).max(1);
    context.set_line_width(1.1 * place.unit.max(0.8));
    context.set_line_join("round");
    for (first, last, opacity) in [(now, end, 0.14), (0, now + 1, 0.5)] {
        context.set_stroke_style_str(&scene.palette.model.css(opacity));
        context.begin_path();
        for particle in 0..TRACES.min(samples.count) {
            for step in (first..last).step_by(stride).chain([last]) {
                if let Some([x, y]) = samples.at_step(step).get(2 * particle..2 * particle + 2) {
                    let (x, y) = (place.x(f64::from(*x)), place.y(f64::from(*y)));
                    if step == first { context.move_to(x, y) } else { context.line_to(x, y) }
                }
            }
        }
        context.stroke();
    }
}
