//! Paths of pairs that meet at the marked point, their velocities there, and the mean of these.

use web_sys::CanvasRenderingContext2d as Context;

use super::{
    arrows,
    draw::{Place, disc, fill, trace},
    scene::Scene,
};

/// Pairs that are shown.
pub const PAIRS: usize = 24;
/// How much time the arrows look ahead.
const AHEAD: f64 = 0.2;

/// Paints what leads through the mark, if anything is known of it.
pub fn draw(context: &Context, place: &Place, scene: &Scene) {
    let Some(through) = &scene.through else {
        return;
    };
    let palette = &scene.palette;
    context.set_line_join("round");
    for (index, way) in through.ways.iter().enumerate().rev() {
        // One pair stands out, so that its path can be followed.
        let (width, opacity) = if index == 0 { (2.0, 0.85) } else { (1.0, 0.3) };
        context.set_stroke_style_str(&palette.ink.css(opacity));
        context.set_line_width(width * place.unit.max(0.8));
        context.begin_path();
        trace(context, place, way.path.iter().copied());
        context.stroke();
        for (end, colour) in [(way.noise, palette.noise), (way.data, palette.data)] {
            disc(context, place, end, if index == 0 { 4.5 } else { 3.0 }, &colour.css(0.9));
        }
    }
    let arrow = |velocity: [f64; 2], width: f64, colour: &str| {
        // Samples go against the time of the data, and on a canvas downwards is up.
        let [x, y] = velocity.map(|c| -AHEAD * place.length(c));
        let length = x.hypot(y);
        if !(length.is_finite() && length > 1.0) {
            return;
        }
        let middle = [place.x(through.x[0]) + x / 2.0, place.y(through.x[1]) - y / 2.0];
        // An arrow one unit long fills its cell.
        let corners = arrows::corners(middle, x / length, -y / length, length / arrows::LONGEST, width * place.unit);
        fill(context, &corners, colour);
    };
    for way in through.ways.iter().rev() {
        arrow(way.velocity, 1.6, &palette.ink.css(0.5));
    }
    arrow(through.velocity, 4.6, &palette.exact.css(1.0));
    disc(context, place, through.x, 4.5, &palette.ink.css(1.0));
}
