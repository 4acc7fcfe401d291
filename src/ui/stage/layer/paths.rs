//! The layer with the model's trajectories from the first observations of a series.

use super::entry::{LayerEntry, Swatch};
use crate::ui::stage::{paint::Painter, scene::Scene};

pub const LAYER: LayerEntry = LayerEntry {
    id: "paths",
    title: "Paths",
    help: "The trajectories of the model from the first observed points.",
    swatch: Some(Swatch { colour: "model", shape: "path" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 40,
    applies: |task| task.series().is_some(),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(series) = &scene.series else {
        return;
    };
    let (model, s) = (scene.palette.model, scene.time(painter.t));
    let now = series.states.times.partition_point(|time| f64::from(*time) <= s);
    for path in 0..series.paths() {
        let here = series.states.between(path, s);
        painter.stroke(series.states.path(path), 1.2, &model.css(0.3));
        painter.stroke(series.states.path(path).take(now).chain(here), 2.0, &model.css(0.85));
    }
    for here in (0..series.paths()).filter_map(|path| series.states.between(path, s)) {
        painter.disc(here, 5.0, &model.css(1.0));
    }
}
