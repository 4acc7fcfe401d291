//! The functions that the layers paint with.

use web_sys::CanvasRenderingContext2d as Context;

use super::{
    arrows,
    grids::Heat,
    picture::{MapSlot, Pictures},
    place::Place,
};
use crate::ui::palette::Rgb;

/// Paints on a canvas: one path, or one picture of dots, for a whole layer.
pub struct Painter<'a> {
    pub context: &'a Context,
    pub place: Place,
    pub pictures: &'a mut Pictures,
    /// The time that is shown.
    pub t: f64,
    /// The length of the vector that fills its cell.
    pub usual: f64,
}

impl Painter<'_> {
    /// Paints a dot at every point that `points` passes on.
    pub fn stamp(&mut self, colour: Rgb, opacity: f64, points: impl FnOnce(&mut dyn FnMut(f64, f64))) {
        let radius = (2.1 * self.place.unit).max(1.5);
        self.pictures.stamp(self.context, self.place, (colour, opacity), radius, points);
    }

    /// Paints a map as a picture with one pixel for each cell, scaled to the square of the grid.
    pub fn heat(&mut self, slot: MapSlot, heat: &Heat, colours: [Rgb; 2]) {
        let Some(picture) = self.pictures.heat(slot, heat, colours) else {
            return;
        };
        let (corner, size) = (self.place.x(-heat.grid.extent), self.place.length(2.0 * heat.grid.extent));
        let _ = self.context.draw_image_with_html_canvas_element_and_dw_and_dh(picture, corner, corner, size, size);
    }

    /// Fills a polygon whose `corners` are in pixels.
    pub fn fill(&self, corners: &[[f64; 2]], colour: &str) {
        self.context.begin_path();
        self.outline(corners);
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    /// Adds a polygon to the path.
    pub fn outline(&self, corners: &[[f64; 2]]) {
        for (i, &[x, y]) in corners.iter().enumerate() {
            if i == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
        self.context.close_path();
    }

    /// A dot with a radius in pixels of a stage of 640.
    pub fn disc(&self, [x, y]: [f64; 2], radius: f64, colour: &str) {
        let Self { context, place, .. } = self;
        context.begin_path();
        if context.arc(place.x(x), place.y(y), radius * place.unit.max(0.8), 0.0, std::f64::consts::TAU).is_ok() {
            context.set_fill_style_str(colour);
            context.fill();
        }
    }

    /// Adds a line through `points` to the path.
    pub fn trace(&self, points: impl Iterator<Item = [f64; 2]>) {
        for (i, [x, y]) in points.enumerate() {
            let (x, y) = (self.place.x(x), self.place.y(y));
            if i == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
    }

    /// A line through `points`, of a width in pixels of a stage of 640.
    pub fn stroke(&self, points: impl Iterator<Item = [f64; 2]>, width: f64, colour: &str) {
        self.context.set_line_join("round");
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width * self.place.unit.max(0.8));
        self.context.begin_path();
        self.trace(points);
        self.context.stroke();
    }

    /// An arrow from the point `at`; its vector is in pixels.
    pub fn arrow(&self, at: [f64; 2], [x, y]: [f64; 2], width: f64, colour: &str) {
        let length = x.hypot(y);
        if length.is_finite() && length > 1.0 {
            let middle = [self.place.x(at[0]) + x / 2.0, self.place.y(at[1]) + y / 2.0];
            // An arrow one unit long fills its cell.
            let cell = length / arrows::LONGEST;
            let corners = arrows::corners(middle, x / length, y / length, cell, width * self.place.unit);
            self.fill(&corners, colour);
        }
    }
}
