//! The functions that the layers paint with.

use web_sys::CanvasRenderingContext2d as Context;

use super::{
    arrows,
    grids::Heat,
    picture::{MapSlot, Pictures},
    place::Place,
    samples::Samples,
    webgl::{self, Between, Look},
};
use crate::{
    math::schedule::Coeffs,
    ui::palette::{KINDS, Rgb},
};

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

/// The width of a trail, in pixels of a stage of 640.
const TRAIL: f64 = 1.1;
/// The time that a trail covers, and the most of its segments.
const TAIL: (f64, usize) = (0.15, 8);
/// The most trails without a GPU.
const TRAILS: usize = 1500;
/// With more points, dots without a GPU are smaller, down to this share of their radius.
const CROWD: f64 = 5000.0;
const SMALLEST: f64 = 0.6;

impl Painter<'_> {
    /// Paints every point of `samples` at the time that is shown: with WebGL2 where a GPU draws, else as a picture of dots.
    pub fn cloud(&mut self, samples: &Samples, colour: Rgb, opacity: f64) {
        if samples.is_empty() {
            return;
        }
        let look = Look { colour, opacity, radius: self.radius(0), tail: 0 };
        if !self.on_gpu(samples, self.between(samples), &look) {
            let t = self.t;
            self.stamp_many(samples.count, (colour, opacity), |dot| {
                samples.each_at(t, |x, y| dot(f64::from(x), f64::from(y)))
            });
        }
    }

    /// Paints `points`, which are the data times α plus the noise times σ, the two recorded steps of `ends`.
    pub fn noised(&mut self, points: &[[f64; 2]], ends: &Samples, coeffs: Coeffs, (colour, opacity): (Rgb, f64)) {
        let look = Look { colour, opacity, radius: self.radius(0), tail: 0 };
        let is_whole = ends.count == points.len() && !ends.is_empty();
        if !is_whole || !self.on_gpu(ends, (0, [coeffs.alpha, coeffs.sigma].map(|c| c as f32)), &look) {
            self.stamp_many(points.len(), (colour, opacity), |dot| points.iter().for_each(|&[x, y]| dot(x, y)));
        }
    }

    /// Lays the trails that wait for the dots at their ends.
    pub fn settle(&mut self) {
        self.pictures.settle(self.context);
    }

    /// The time that is shown, between two recorded steps.
    fn between(&self, samples: &Samples) -> Between {
        let (step, share) = samples.locate(self.t);
        (step, [1.0 - share, share])
    }

    /// Paints the last stretch of the way of every point of `samples`, which fades with age.
    pub fn trails(&mut self, samples: &Samples, colour: Rgb, opacity: f64) {
        if samples.is_empty() {
            return;
        }
        let tail = samples.steps_within(self.t, TAIL.0, TAIL.1);
        let width = TRAIL * self.place.unit.max(0.8);
        if self.on_gpu(samples, self.between(samples), &Look { colour, opacity, radius: width / 2.0, tail }) {
            return;
        }
        let (step, share) = samples.locate(self.t);
        let at = |back: usize, particle: usize| {
            let point = |step: usize| samples.at_step(step).as_chunks::<2>().0.get(particle).copied();
            let [x, y] = point(if back == 0 { step + 1 } else { (step + 1).saturating_sub(back) })?;
            match (back, point(step)) {
                (0, Some([from_x, from_y])) => Some([from_x + share * (x - from_x), from_y + share * (y - from_y)]),
                _ => Some([x, y]),
            }
        };
        self.pictures.lines(self.context, self.place, colour, width, |line| {
            for particle in 0..samples.count.min(TRAILS) {
                for back in 0..tail {
                    if let (Some(young), Some(old)) = (at(back, particle), at(back + 1, particle)) {
                        let strength = 1.0 - (back as f64 + 0.5) / tail as f64;
                        line(old.map(f64::from), young.map(f64::from), opacity * strength);
                    }
                }
            }
        });
    }

    /// Paints with WebGL2; false where there is none with a GPU.
    fn on_gpu(&mut self, samples: &Samples, at: Between, look: &Look) -> bool {
        if webgl::is_used() == Some(true) {
            self.settle();
        }
        webgl::draw(samples, at, self.place, look, |picture| {
            let _ = self.context.draw_image_with_html_canvas_element(picture, 0.0, 0.0);
        })
    }

    /// The radius of a dot among so many, in pixels.
    fn radius(&self, count: usize) -> f64 {
        let crowded = (CROWD / (count.max(1) as f64)).sqrt().clamp(SMALLEST, 1.0);
        (2.1 * self.place.unit * crowded).max(1.5)
    }

    /// Paints a dot at every point that `points` passes on.
    pub fn stamp(&mut self, colour: Rgb, opacity: f64, points: impl FnOnce(&mut dyn FnMut(f64, f64))) {
        self.stamp_many(0, (colour, opacity), points);
    }

    /// The same for `count` points, with smaller dots where they are many.
    fn stamp_many(&mut self, count: usize, look: (Rgb, f64), points: impl FnOnce(&mut dyn FnMut(f64, f64))) {
        let radius = self.radius(count);
        self.pictures.stamp(self.context, self.place, look, radius, points);
    }

    /// Paints each point in the colour of its kind.
    pub fn by_kind(&mut self, points: &[[f64; 2]], kinds: &[usize], colours: [Rgb; KINDS]) {
        for (kind, colour) in colours.into_iter().enumerate() {
            let own = points.iter().zip(kinds).filter(|(_, of)| *of % KINDS == kind);
            self.stamp_many(points.len(), (colour, 0.8), |dot| own.for_each(|(&[x, y], _)| dot(x, y)));
        }
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
