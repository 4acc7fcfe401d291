//! Paints a [`Scene`] in batches: one path, or one stamp, for a whole layer.

use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

use super::{
    arrows, pairs,
    scene::{Scene, Vectors},
    series,
    sprite::Sprites,
};
use crate::{
    protocol::MapKind,
    ui::{
        drawing::Tool,
        palette::{Palette, Rgb},
    },
};

/// How many particles leave a trace.
const TRACES: usize = 64;
/// Steps of colour from noise to data.
const SHADES: f64 = 24.0;

/// Where a point of the plane lies on the canvas.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub size: f64,
    extent: f64,
    /// Lengths that should look alike on every screen are given for a stage of 640 pixels.
    pub unit: f64,
}

impl Place {
    pub fn x(&self, x: f64) -> f64 {
        self.size * (x / self.extent + 1.0) / 2.0
    }

    pub fn y(&self, y: f64) -> f64 {
        self.size * (1.0 - y / self.extent) / 2.0
    }

    pub fn length(&self, length: f64) -> f64 {
        self.size * length / (2.0 * self.extent)
    }
}

/// Paints `scene` as it is at the time `t`.
pub fn draw(context: &Context, canvas: &HtmlCanvasElement, scene: &Scene, t: f64, sprites: &mut Sprites) {
    let size = f64::from(canvas.width());
    if size < 1.0 || scene.extent <= 0.0 {
        return;
    }
    let place = Place { size, extent: scene.extent, unit: size / 640.0 };
    context.set_fill_style_str(&scene.palette.ground.css(1.0));
    context.fill_rect(0.0, 0.0, size, size);
    heat(context, &place, scene, sprites);
    ruling(context, &place, scene.palette.faint);
    dabs(context, &place, scene);
    fields(context, &place, scene);
    if scene.layers.trajectories {
        trajectories(context, &place, scene, t);
    }
    if scene.layers.data {
        // The colour tells how much of the data is left: grey is noise, blue is data.
        let share = (t * SHADES).round() / SHADES;
        let colour = scene.palette.data.towards(scene.palette.noise, share);
        stamp(context, &place, sprites, colour, 0.6, |dot| scene.noised(t).iter().for_each(|&[x, y]| dot(x, y)));
    }
    if scene.layers.samples {
        let colour = scene.palette.noise;
        stamp(context, &place, sprites, colour, 0.35, |dot| {
            scene.present.each_at(t, |x, y| dot(f64::from(x), f64::from(y)));
        });
        let colour = scene.palette.model;
        stamp(context, &place, sprites, colour, 0.75, |dot| {
            scene.samples.each_at(t, |x, y| dot(f64::from(x), f64::from(y)));
        });
    }
    pairs::draw(context, &place, scene);
    series::draw(context, &place, scene, scene.time(t));
    if let Some(cursor) = scene.cursor {
        let colour = if cursor.tool == Tool::Draw { scene.palette.data } else { scene.palette.ink };
        ring(context, &place, cursor.at, cursor.radius, colour);
    }
}

/// The map as a picture, one cell a pixel, spread over the square that it is of.
fn heat(context: &Context, place: &Place, scene: &Scene, sprites: &mut Sprites) {
    let Some(heat) = &scene.heat else {
        return;
    };
    let Palette { model, exact, ink, .. } = scene.palette;
    let colours = match heat.kind {
        MapKind::LearnedDensity => [model; 2],
        MapKind::ExactDensity => [exact; 2],
        MapKind::DensityDifference => [model, exact],
        MapKind::VelocityError => [ink; 2],
    };
    let Some(picture) = sprites.heat(heat, colours) else {
        return;
    };
    let (corner, size) = (place.x(-heat.grid.extent), place.length(2.0 * heat.grid.extent));
    let _ = context.draw_image_with_html_canvas_element_and_dw_and_dh(picture, corner, corner, size, size);
}

/// A fine cross through the origin, and a dot at every whole unit.
fn ruling(context: &Context, place: &Place, colour: Rgb) {
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

/// Stamps a dot at every point that `points` names.
fn stamp(
    context: &Context,
    place: &Place,
    sprites: &mut Sprites,
    colour: Rgb,
    opacity: f64,
    points: impl FnOnce(&mut dyn FnMut(f64, f64)),
) {
    let Some(sprite) = sprites.dot(colour, (2.1 * place.unit).max(1.5)) else {
        return;
    };
    let half = f64::from(sprite.width()) / 2.0;
    context.set_global_alpha(opacity);
    points(&mut |x, y| {
        if x.is_finite() && y.is_finite() {
            let _ = context.draw_image_with_html_canvas_element(sprite, place.x(x) - half, place.y(y) - half);
        }
    });
    context.set_global_alpha(1.0);
}

/// Both fields, the exact one wide and beneath, the learned one slim and above: where they agree one covers the other.
fn fields(context: &Context, place: &Place, scene: &Scene) {
    let exact = scene.exact.as_ref().filter(|_| scene.layers.exact);
    let learned = scene.learned.as_ref().filter(|_| scene.layers.learned);
    let both: Vec<_> = exact.into_iter().chain(learned).collect();
    let usual = [arrows::usual_length(&both), if scene.is_series { 1.0 } else { -1.0 }];
    if let Some(field) = exact {
        let width = if learned.is_some() { 4.4 } else { 2.0 };
        arrow_layer(context, place, field, usual, width, &scene.palette.exact.css(0.55));
    }
    if let Some(field) = learned {
        arrow_layer(context, place, field, usual, 1.9, &scene.palette.model.css(0.55));
    }
}

fn arrow_layer(context: &Context, place: &Place, field: &Vectors, [usual, along]: [f64; 2], width: f64, colour: &str) {
    let cell = place.length(2.0 * field.grid.extent / f64::from(field.grid.size.max(1)));
    context.begin_path();
    for (&[mx, my], velocity) in field.grid.points().iter().zip(field.velocities.chunks_exact(2)) {
        let &[x, y] = velocity else {
            continue;
        };
        // Samples go against the time of the data, series with theirs, and on a canvas downwards is up.
        let (x, y) = (along * f64::from(x) / usual, -along * f64::from(y) / usual);
        let over = x.hypot(y).max(1.0);
        if !over.is_finite() {
            continue;
        }
        let middle = [place.x(mx), place.y(my)];
        let corners = arrows::corners(middle, x / over, y / over, cell, width * place.unit);
        outline(context, &corners);
    }
    context.set_fill_style_str(colour);
    context.fill();
}

fn outline(context: &Context, corners: &[[f64; 2]]) {
    for (i, &[x, y]) in corners.iter().enumerate() {
        if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
    context.close_path();
}

/// Fills a polygon whose `corners` are in pixels.
pub(super) fn fill(context: &Context, corners: &[[f64; 2]], colour: &str) {
    context.begin_path();
    outline(context, corners);
    context.set_fill_style_str(colour);
    context.fill();
}

/// A dot with a radius in pixels of a stage of 640.
pub(super) fn disc(context: &Context, place: &Place, [x, y]: [f64; 2], radius: f64, colour: &str) {
    context.begin_path();
    if context.arc(place.x(x), place.y(y), radius * place.unit.max(0.8), 0.0, std::f64::consts::TAU).is_ok() {
        context.set_fill_style_str(colour);
        context.fill();
    }
}

/// The ways of some particles, strong as far as they have come at `t`.
fn trajectories(context: &Context, place: &Place, scene: &Scene, t: f64) {
    let samples = &scene.samples;
    let Some(end) = samples.times().checked_sub(1).filter(|_| !samples.is_empty()) else {
        return;
    };
    let (now, _) = samples.locate(t);
    // More than a few hundred corners cannot be told apart.
    let stride = (end / 150).max(1);
    context.set_line_width(1.1 * place.unit.max(0.8));
    context.set_line_join("round");
    for (first, last, opacity) in [(now, end, 0.14), (0, now + 1, 0.5)] {
        context.set_stroke_style_str(&scene.palette.model.css(opacity));
        context.begin_path();
        for particle in 0..TRACES.min(samples.count) {
            for step in (first..last).step_by(stride).chain([last]) {
                if let Some([x, y]) = samples.at_step(step).get(2 * particle..2 * particle + 2) {
                    let (x, y) = (place.x(f64::from(*x)), place.y(f64::from(*y)));
                    if step == first { context.move_to(x, y) } else { context.line_to(x, y) }
                }
            }
        }
        context.stroke();
    }
}

/// Adds a line through `points` to the path of the `context`.
pub(super) fn trace(context: &Context, place: &Place, points: impl Iterator<Item = [f64; 2]>) {
    for (i, [x, y]) in points.enumerate() {
        let (x, y) = (place.x(x), place.y(y));
        if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
}

/// What was drawn: soft discs, as far as two standard deviations of every touch.
fn dabs(context: &Context, place: &Place, scene: &Scene) {
    context.set_fill_style_str(&scene.palette.data.css(if scene.dabs.len() > 400 { 0.1 } else { 0.16 }));
    for dab in &scene.dabs {
        let [x, y] = dab.centre();
        context.begin_path();
        if context.arc(place.x(x), place.y(y), place.length(dab.radius()), 0.0, std::f64::consts::TAU).is_ok() {
            context.fill();
        }
    }
}

fn ring(context: &Context, place: &Place, [x, y]: [f64; 2], radius: f64, colour: Rgb) {
    context.set_stroke_style_str(&colour.css(0.9));
    context.set_line_width(1.5 * place.unit.max(1.0));
    context.begin_path();
    if context.arc(place.x(x), place.y(y), place.length(radius), 0.0, std::f64::consts::TAU).is_ok() {
        context.stroke();
    }
}
