//! Paints a [`Scene`]: the background, the layers that are on, and the selected tool.

use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

use super::{layer, paint::Painter, picture::Pictures, place::Place, scene::Scene};
use crate::ui::{drawing::Tool, palette::Rgb};

/// Layers below this depth are painted under the grid lines.
const RULING: u8 = 10;

/// Paints `scene` at the time `t`. A vector of the length `usual` fills its cell.
pub fn draw(
    context: &Context,
    canvas: &HtmlCanvasElement,
    scene: &Scene,
    [t, usual]: [f64; 2],
    pictures: &mut Pictures,
) {
    let size = f64::from(canvas.width());
    if size < 1.0 || scene.extent <= 0.0 {
        return;
    }
    let place = Place::new(size, scene.extent);
    context.set_fill_style_str(&scene.palette.ground.css(1.0));
    context.fill_rect(0.0, 0.0, size, size);
    let mut painter = Painter { context, place, pictures, t, usual };
    layer::draw(&mut painter, scene, 0..RULING);
    ruling(&painter, scene.palette.faint);
    dabs(&painter, scene);
    layer::draw(&mut painter, scene, RULING..u8::MAX);
    if let Some(cursor) = scene.cursor {
        let colour = if cursor.tool == Tool::Draw { scene.palette.data } else { scene.palette.ink };
        ring(&painter, cursor.at, cursor.radius, colour);
    }
}

/// The grid: a fine cross through the origin, and a dot at every whole unit.
fn ruling(painter: &Painter, colour: Rgb) {
    let Painter { context, place, .. } = painter;
    context.set_fill_style_str(&colour.css(0.9));
    let (middle, hair) = (place.x(0.0).round(), place.unit.max(1.0));
    context.fill_rect(middle, 0.0, hair, place.size);
    context.fill_rect(0.0, middle, place.size, hair);
    let reach = place.extent.floor().min(16.0) as i32;
    let dot = 2.0 * hair;
    for i in (-reach..=reach).filter(|i| *i != 0) {
        for j in (-reach..=reach).filter(|j| *j != 0) {
            let (x, y) = (place.x(f64::from(i)), place.y(f64::from(j)));
            context.fill_rect((x - dot / 2.0).round(), (y - dot / 2.0).round(), dot, dot);
        }
    }
}

/// The drawing: a soft disc for every dab, out to two standard deviations.
fn dabs(painter: &Painter, scene: &Scene) {
    let Painter { context, place, .. } = painter;
    context.set_fill_style_str(&scene.palette.data.css(if scene.dabs.len() > 400 { 0.1 } else { 0.16 }));
    for dab in &scene.dabs {
        let [x, y] = dab.centre();
        context.begin_path();
        if context.arc(place.x(x), place.y(y), place.length(dab.radius()), 0.0, std::f64::consts::TAU).is_ok() {
            context.fill();
        }
    }
}

fn ring(painter: &Painter, [x, y]: [f64; 2], radius: f64, colour: Rgb) {
    let Painter { context, place, .. } = painter;
    context.set_stroke_style_str(&colour.css(0.9));
    context.set_line_width(1.5 * place.unit.max(1.0));
    context.begin_path();
    if context.arc(place.x(x), place.y(y), place.length(radius), 0.0, std::f64::consts::TAU).is_ok() {
        context.stroke();
    }
}
