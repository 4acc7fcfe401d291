//! The layer with the noised data.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, scene::Scene},
};

/// Steps of colour from noise to data.
const SHADES: f64 = 24.0;

pub const LAYER: LayerEntry = LayerEntry {
    id: "data",
    title: "Data",
    help: "The expert's points, noised up to the time that is shown: blue is data, grey is noise.",
    swatch: Some(Swatch { colour: "data", shape: "dots" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 29,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    // The colour shows the share of data: grey is noise, blue is data.
    let share = (painter.t * SHADES).round() / SHADES;
    let colour = scene.palette.data.towards(scene.palette.noise, share);
    if let Some(coeffs) = scene.coeffs(painter.t) {
        painter.noised(scene.noised(), scene.ends(), coeffs, (colour, 0.6));
    }
}
