//! The layer with the pairs whose paths meet at the marked point, their velocities there, and the mean of these.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{layers::PAIRS, paint::Painter, scene::Scene},
};

/// The time that an arrow covers.
const AHEAD: f64 = 0.2;

pub const LAYER: LayerEntry = LayerEntry {
    id: PAIRS,
    title: "Pairs",
    help: "Pairs of data and noise whose paths meet at the marked point: their velocities average to the exact field.",
    swatch: Some(Swatch { colour: "ink", shape: "path" }),
    is_on: false,
    needs_exact: true,
    compares: false,
    depth: 32,
    applies: Task::generates,
    draw,
};

/// Paints the pairs through the mark, if they are known.
fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(through) = &scene.through else {
        return;
    };
    let (palette, painter) = (&scene.palette, &*painter);
    for (index, way) in through.ways.iter().enumerate().rev() {
        // One pair is highlighted, so that its path can be followed.
        let (width, opacity) = if index == 0 { (2.0, 0.85) } else { (1.0, 0.3) };
        painter.stroke(way.path.iter().copied(), width, &palette.ink.css(opacity));
        for (end, colour) in [(way.noise, palette.noise), (way.data, palette.data)] {
            painter.disc(end, if index == 0 { 4.5 } else { 3.0 }, &colour.css(0.9));
        }
    }
    let arrow = |velocity: [f64; 2], width: f64, colour: &str| {
        // Samples move against time, and the y axis of a canvas points down.
        let [x, y] = velocity.map(|c| AHEAD * painter.place.length(c));
        painter.arrow(through.x, [-x, y], width, colour);
    };
    for way in through.ways.iter().rev() {
        arrow(way.velocity, 1.6, &palette.ink.css(0.5));
    }
    arrow(through.velocity, 4.6, &palette.exact.css(1.0));
    painter.disc(through.x, 4.5, &palette.ink.css(1.0));
}
