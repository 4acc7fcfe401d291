//! The layer with the samples between noise and data.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, samples::Samples, scene::Scene},
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
    let t = painter.t;
    let mut cloud = |samples: &Samples, colour, opacity| {
        painter.stamp(colour, opacity, |dot| samples.each_at(t, |x, y| dot(f64::from(x), f64::from(y))));
    };
    // While an earlier step is shown, the present samples are a shadow.
    cloud(&scene.present, scene.palette.noise, 0.35);
    cloud(&scene.samples, scene.palette.model, 0.75);
}
