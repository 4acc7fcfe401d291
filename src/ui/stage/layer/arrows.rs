//! The layer with the arrows of an inspector: one training example, or one step of one sample.

use super::entry::LayerEntry;
use crate::ui::stage::{
    paint::Painter,
    scene::{Arrow, ArrowKind, Scene},
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "arrows",
    title: "Arrows",
    help: "One training example, or one step of one sample, as arrows.",
    swatch: None,
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 55,
    applies: |_| true,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    // An arrow to the exact guess would tell the answer of a question.
    if scene.pin.is_some_and(|pin| pin.truth.is_none()) {
        return;
    }
    let (palette, painter) = (&scene.palette, &*painter);
    for &Arrow { from, to, kind } in &scene.arrows {
        let (colour, width) = match kind {
            ArrowKind::Noising => (palette.noise, 2.6),
            ArrowKind::Guess => (palette.model, 3.4),
            ArrowKind::Exact => (palette.exact, 3.4),
            ArrowKind::Mean => (palette.ink, 3.4),
            ArrowKind::Noise => (palette.noise, 3.4),
        };
        let vector =
            [painter.place.x(to[0]) - painter.place.x(from[0]), painter.place.y(to[1]) - painter.place.y(from[1])];
        painter.arrow(from, vector, width, &colour.css(0.95));
        painter.disc(to, 4.5, &colour.css(1.0));
        let foot = if kind == ArrowKind::Noising { palette.data } else { palette.ink };
        painter.disc(from, 4.5, &foot.css(1.0));
    }
}
