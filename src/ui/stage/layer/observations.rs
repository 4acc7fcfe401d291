//! The layer with the observations of a series.

use super::entry::{LayerEntry, Swatch};
use crate::ui::stage::{paint::Painter, scene::Scene};

pub const LAYER: LayerEntry = LayerEntry {
    id: "observations",
    title: "Observations",
    help: "The observed points of the spirals, at irregular times.",
    swatch: Some(Swatch { colour: "data", shape: "dots" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 41,
    applies: |task| task.series().is_some(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(series) = &scene.series else {
        return;
    };
    let colour = scene.palette.data.css(0.85);
    for path in 0..series.paths() {
        series.observed.path(path).for_each(|at| painter.disc(at, 3.2, &colour));
    }
}
