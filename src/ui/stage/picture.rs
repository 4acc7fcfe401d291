//! Pictures that are made pixel by pixel: clouds of dots, and maps. One call puts a whole picture on a canvas.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement, ImageData};

use super::{
    dots::{Dots, Window},
    grids::Heat,
    place::Place,
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
    dots: Dots,
    /// Lines that are drawn and not laid yet: dots of the same colour and strength may follow on the same picture.
    waiting: Option<Waiting>,
    /// A canvas for the dots, which is then drawn over the stage: `putImageData` replaces pixels and does not blend.
    sheet: Option<(HtmlCanvasElement, Context)>,
    /// The last map of each slot, with its version and colours.
    heats: [Option<(u32, [Rgb; 2], HtmlCanvasElement)>; 2],
}

/// A picture that is not laid yet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Waiting {
    window: Option<Window>,
    size: usize,
    colour: Rgb,
    /// The strength of its layer.
    alpha: f64,
}

/// The opacity where the map is largest.
const STRONGEST: f64 = 0.85;

impl Pictures {
    /// Draws dots over the canvas of `context`, at every point of the plane that `points` passes on; `radius` is in pixels.
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
        let alpha = context.global_alpha();
        let goes_on = self.waiting.is_some_and(|it| (it.size, it.colour, it.alpha) == (size, colour.0, alpha));
        if goes_on {
            self.waiting = None;
        } else {
            self.settle(context);
        }
        let window = self.dots.draw(size, colour, radius, goes_on, each);
        self.lay(context, size, window);
    }

    /// Lays what is waiting. Whatever paints on the canvas in another way must come after this.
    pub fn settle(&mut self, context: &Context) {
        if let Some(Waiting { window, size, alpha, .. }) = self.waiting.take() {
            let present = context.global_alpha();
            context.set_global_alpha(alpha);
            self.lay(context, size, window);
            context.set_global_alpha(present);
        }
    }

    /// Draws lines between points of the plane, each with its opacity; they are laid over the canvas of `context` with the next dots, or by
    /// [`Pictures::settle`].
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
        self.settle(context);
        let window = self.dots.draw_lines(size, colour, width, each);
        self.waiting = Some(Waiting { window, size, colour, alpha: context.global_alpha() });
    }

    /// Lays the window that the dots cover over the canvas of `context`.
    fn lay(&mut self, context: &Context, size: usize, window: Option<Window>) {
        let Some(window) = window else {
            return;
        };
        if self.sheet.as_ref().is_none_or(|(canvas, _)| canvas.width() as usize != size) {
            self.sheet = square(size as u32);
        }
        if let Some((sheet, on_sheet)) = &self.sheet {
            let [left, top, width, height] = [window.left, window.top, window.width, window.height].map(|c| c as f64);
            put(on_sheet, self.dots.pixels(window), window.width as u32, [left, top]);
            let _ = context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                sheet, left, top, width, height, left, top, width, height,
            );
        }
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
