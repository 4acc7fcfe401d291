//! The layer with the noised data in the colours of their classes.

use super::entry::{LayerEntry, Swatch};
use crate::ui::{
    palette::KINDS,
    stage::{layers::CLASSES, paint::Painter, scene::Scene},
};

pub const LAYER: LayerEntry = LayerEntry {
    id: CLASSES,
    title: "By class",
    help: "The noised data, each point in the colour of its class.",
    swatch: Some(Swatch { colour: "accent", shape: "dots" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 35,
    applies: |task| task.generate().is_some_and(|task| task.data.classes() > 1),
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let points = || scene.noised().iter().zip(scene.classes());
    for (kind, colour) in scene.palette.kinds.into_iter().enumerate() {
        let own = points().filter(|(_, class)| *class % KINDS == kind);
        painter.stamp(colour, 0.8, |dot| own.for_each(|(&[x, y], _)| dot(x, y)));
    }
}
