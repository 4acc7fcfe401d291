//! Dots, drawn once for each colour and size and then stamped: thousands of them cost little.

use std::collections::{HashMap, hash_map::Entry};

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use crate::ui::{browser, palette::Rgb};

/// More colours than the way from noise to data has; beyond that something was resized, and all begins anew.
const CAPACITY: usize = 96;

/// Dots that have been drawn before.
#[derive(Debug, Default)]
pub struct Sprites(HashMap<(Rgb, u32), HtmlCanvasElement>);

impl Sprites {
    /// A dot of this colour and this `radius`, in pixels of the backing store, in the middle of its canvas.
    pub fn dot(&mut self, colour: Rgb, radius: f64) -> Option<&HtmlCanvasElement> {
        let key = (colour, (radius * 4.0).round() as u32);
        if self.0.len() > CAPACITY {
            self.0.clear();
        }
        Some(match self.0.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(paint(colour, radius)?),
        })
    }
}

fn paint(colour: Rgb, radius: f64) -> Option<HtmlCanvasElement> {
    let size = 2.0 * (radius + 1.0).ceil();
    let canvas: HtmlCanvasElement = browser::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(size as u32);
    canvas.set_height(size as u32);
    let context = browser::context_2d(&canvas)?;
    context.set_fill_style_str(&colour.css(1.0));
    context.begin_path();
    context.arc(size / 2.0, size / 2.0, radius, 0.0, std::f64::consts::TAU).ok()?;
    context.fill();
    Some(canvas)
}
