//! The layer with the obstacles, the start and the goal of an agent.

use super::entry::LayerEntry;
use crate::{
    math::world::Disc,
    ui::{
        palette::Rgb,
        stage::{paint::Painter, scene::Scene},
    },
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "world",
    title: "World",
    help: "The obstacle, the start and the goal of an agent.",
    swatch: None,
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 11,
    applies: |task| task.imitate().is_some(),
    draw,
};

/// The radius of the mark at the start, in pixels of a stage of 640.
const START: f64 = 4.5;

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(world) = &scene.world else {
        return;
    };
    let palette = &scene.palette;
    let disc = |disc: &Disc, colour: Rgb, opacity: f64| {
        // `disc` takes the radius in pixels of a stage of 640; its unit is at least 0.8.
        let radius = painter.place.length(disc.radius) / painter.place.unit.max(0.8);
        painter.disc(disc.centre, radius, &colour.css(opacity));
    };
    world.obstacles.iter().for_each(|obstacle| disc(obstacle, palette.ink, 0.35));
    world.goal.iter().for_each(|goal| disc(goal, palette.exact, 0.35));
    if let Some(start) = world.start() {
        painter.disc(start, START, &palette.ink.css(0.8));
    }
}
