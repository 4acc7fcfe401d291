//! The layer with the data that the marked point may come from, and their mean.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{layers::POSTERIOR, paint::Painter, scene::Scene},
};

pub const LAYER: LayerEntry = LayerEntry {
    id: POSTERIOR,
    title: "Origins",
    help: "Data that the marked point may come from, as likely as they are, and their mean, which is the best guess.",
    swatch: Some(Swatch { colour: "exact", shape: "dots" }),
    is_on: false,
    needs_exact: true,
    compares: false,
    depth: 36,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(origins) = &scene.origins else {
        return;
    };
    let ends: Vec<[f64; 2]> = origins.ways.iter().map(|way| way.data).collect();
    painter.stamp(scene.palette.exact, 0.5, |dot| ends.iter().for_each(|&[x, y]| dot(x, y)));
    if let Some(guess) = scene.best_guess() {
        painter.disc(guess, 6.0, &scene.palette.exact.css(1.0));
    }
    painter.disc(origins.x, 4.5, &scene.palette.ink.css(1.0));
}
