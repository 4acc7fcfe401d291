//! Pictures that are made pixel by pixel: clouds of dots, and maps. One call puts a whole picture on a canvas.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement, ImageData};

use super::{
    dots::{Dots, Window},
    grids::Heat,
    place::Place,
    sheet::{Sheet, Strength},
};
use crate::ui::{browser, palette::Rgb};

/// One of the maps of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapSlot {
    Own,
    Difference,
}

/// The pictures of a stage.
#[derive(Debug, Default)]
pub struct Pictures {
    planes: [Dots; PLANES],
    /// The planes that are drawn and not laid yet, the lowest first: one call lays them together.
    waiting: Vec<Waiting>,
    pixels: Sheet,
    /// A canvas for the dots, which is then drawn over the stage: `putImageData` replaces pixels and does not blend.
    sheet: Option<(HtmlCanvasElement, Context)>,
    /// The last map of each slot, with its version and colours.
    heats: [Option<(u32, [Rgb; 2], HtmlCanvasElement)>; 2],
}

/// The most pictures of dots that are laid together.
const PLANES: usize = 2;

/// A picture that is not laid yet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Waiting {
    size: usize,
    colour: Rgb,
    /// The strength of its layer.
    strength: f64,
    window: Option<Window>,
}

/// The opacity where the map is largest.
const STRONGEST: f64 = 0.85;

impl Pictures {
    /// Draws dots at every point of the plane that `points` passes on; `radius` is in pixels. They are laid over the canvas of `context` by
    /// [`Pictures::settle`].
    pub fn stamp(
        &mut self,
        context: &Context,
        place: Place,
        colour: (Rgb, f64),
        radius: f64,
        points: impl FnOnce(&mut dyn FnMut(f64, f64)),
    ) {
        let size = place.size as usize;
        let each = |dot: &mut dyn FnMut(f64, f64)| points(&mut |x, y| dot(place.x(x), place.y(y)));
        let (plane, goes_on) = self.plane(context, size, colour.0);
        let window = self.planes.get_mut(plane).and_then(|dots| dots.draw(size, colour, radius, goes_on, each));
        self.wait(plane, window);
    }

    /// Draws lines between points of the plane, each with its opacity.
    pub fn lines(
        &mut self,
        context: &Context,
        place: Place,
        colour: Rgb,
        width: f64,
        lines: impl FnOnce(&mut dyn FnMut([f64; 2], [f64; 2], f64)),
    ) {
        let size = place.size as usize;
        let at = |[x, y]: [f64; 2]| [place.x(x), place.y(y)];
        let each = |line: &mut dyn FnMut([f64; 2], [f64; 2], f64)| {
            lines(&mut |from, to, opacity| line(at(from), at(to), opacity));
        };
        let (plane, goes_on) = self.plane(context, size, colour);
        let window = self.planes.get_mut(plane).and_then(|dots| dots.draw_lines(size, (colour, width), goes_on, each));
        self.wait(plane, window);
    }

    /// The plane for a picture of this size and colour, and whether it goes on with what waits there.
    fn plane(&mut self, context: &Context, size: usize, colour: Rgb) -> (usize, bool) {
        let new = Waiting { size, colour, strength: context.global_alpha(), window: None };
        if self.waiting.last().is_some_and(|top| Waiting { window: None, ..*top } == new) {
            return (self.waiting.len() - 1, true);
        }
        if self.waiting.len() == PLANES || self.waiting.first().is_some_and(|first| first.size != size) {
            self.settle(context);
        }
        self.waiting.push(new);
        (self.waiting.len() - 1, false)
    }

    fn wait(&mut self, plane: usize, window: Option<Window>) {
        if let Some(waiting) = self.waiting.get_mut(plane) {
            waiting.window = window;
        }
    }

    /// Lays what is waiting over the canvas of `context`. Whatever paints on the canvas in another way must come after this.
    pub fn settle(&mut self, context: &Context) {
        let drawn = self.waiting.iter().zip(&self.planes).filter_map(|(it, dots)| {
            let strength = (256.0 * it.strength).round() as Strength;
            it.window.map(|window| (window, (dots, strength)))
        });
        let drawn: Vec<_> = drawn.collect();
        let size = self.waiting.first().map_or(0, |first| first.size);
        if let Some(&(window, lowest)) = drawn.first() {
            let (window, over) = match drawn.get(1) {
                Some(&(other, over)) => (window.with(other), Some(over)),
                None => (window, None),
            };
            if self.sheet.as_ref().is_none_or(|(canvas, _)| canvas.width() as usize != size) {
                self.sheet = square(size as u32);
            }
            if let Some((sheet, on_sheet)) = &self.sheet {
                let [left, top, width, height] =
                    [window.left, window.top, window.width, window.height].map(|c| c as f64);
                put(on_sheet, self.pixels.pixels(window, lowest, over), window.width as u32, [left, top]);
                let present = context.global_alpha();
                context.set_global_alpha(1.0);
                let _ = context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                    sheet, left, top, width, height, left, top, width, height,
                );
                context.set_global_alpha(present);
            }
        }
        self.waiting.clear();
    }

    /// The map with one pixel for each cell, in these colours for positive and negative numbers.
    pub fn heat(&mut self, slot: MapSlot, heat: &Heat, colours: [Rgb; 2]) -> Option<&HtmlCanvasElement> {
        let painted = &mut self.heats[slot as usize];
        let known = painted.as_ref().is_some_and(|(version, drawn, _)| (*version, *drawn) == (heat.version, colours));
        if !known {
            let (canvas, context) = square(heat.grid.size)?;
            put(&context, &heat_pixels(heat, colours), heat.grid.size, [0.0; 2]);
            *painted = Some((heat.version, colours, canvas));
        }
        painted.as_ref().map(|(.., canvas)| canvas)
    }
}

/// An empty square canvas.
fn square(size: u32) -> Option<(HtmlCanvasElement, Context)> {
    let canvas: HtmlCanvasElement = browser::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(size);
    canvas.set_height(size);
    let context = browser::context_2d(&canvas)?;
    Some((canvas, context))
}

/// Puts rows of `pixels`, each `width` wide, on a canvas.
fn put(context: &Context, pixels: &[u8], width: u32, [left, top]: [f64; 2]) {
    if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(pixels), width) {
        let _ = context.put_image_data(&image, left, top);
    }
}

/// The pixels of a map, `[size, size, 4]`, from the top.
///
/// The opacity shows the absolute value, the colour the sign. A number that is not finite is transparent.
fn heat_pixels(heat: &Heat, [above, below]: [Rgb; 2]) -> Vec<u8> {
    let largest = f64::from(heat.largest());
    // The rows of a grid begin at the bottom.
    let rows = heat.numbers.chunks_exact(heat.grid.size.max(1) as usize).rev();
    let pixel = |number: &f32| {
        let share = f64::from(*number) / largest;
        let Rgb([red, green, blue]) = if share > 0.0 { above } else { below };
        let opacity = if share.is_finite() { (255.0 * STRONGEST * share.abs()).round() as u8 } else { 0 };
        [red, green, blue, opacity]
    };
    rows.flatten().flat_map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{MapKind, PlaneGrid};

    #[test]
    fn a_map_is_strongest_where_it_is_largest_and_bare_where_it_is_not_finite() {
        let grid = PlaneGrid { size: 2, extent: 1.0, t: 0.0 };
        let numbers = vec![0.5, -1.0, f32::NAN, f32::INFINITY];
        let heat = Heat { grid, numbers, kind: MapKind::LearnedDensity, version: 0 };
        let pixels = heat_pixels(&heat, [Rgb([1, 2, 3]), Rgb([4, 5, 6])]);
        assert_eq!(pixels[8..], [1, 2, 3, 108, 4, 5, 6, 217]);
        assert_eq!((pixels[3], pixels[7]), (0, 0));
    }
}
