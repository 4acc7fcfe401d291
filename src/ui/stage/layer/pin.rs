//! The layer with the pin of a question, and with the truth once the reader has committed.

use super::entry::LayerEntry;
use crate::ui::stage::{paint::Painter, scene::Scene};

/// Radii in pixels of a stage of 640.
const HEAD: f64 = 7.0;
const HOLE: f64 = 3.0;

pub const LAYER: LayerEntry = LayerEntry {
    id: "pin",
    title: "Pin",
    help: "Your answer to a question, and the right one once you have committed.",
    swatch: None,
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 60,
    applies: |_| true,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(pin) = scene.pin else { return };
    let (palette, painter) = (&scene.palette, &*painter);
    let [own, right] = [palette.accent, palette.exact].map(|colour| colour.css(1.0));
    let reach = |from: [f64; 2], to: [f64; 2], width: f64, colour: &str| {
        let vector =
            [painter.place.x(to[0]) - painter.place.x(from[0]), painter.place.y(to[1]) - painter.place.y(from[1])];
        painter.arrow(from, vector, width, colour);
    };
    if let Some(truth) = pin.truth {
        match pin.from {
            Some(from) => reach(from, truth, 4.6, &right),
            None => painter.stroke([pin.at, truth].into_iter(), 2.0, &palette.ink.css(0.7)),
        }
        painter.disc(truth, HEAD, &right);
    }
    if let Some(from) = pin.from {
        reach(from, pin.at, 3.2, &own);
    }
    painter.disc(pin.at, HEAD, &own);
    painter.disc(pin.at, HOLE, &palette.ground.css(1.0));
}
