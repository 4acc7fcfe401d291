//! Pictures that are drawn once and then stamped: dots for each colour and size, so that thousands of them cost little, and
//! the map.

use std::collections::{HashMap, hash_map::Entry};

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::scene::Heat;
use crate::ui::{browser, palette::Rgb};

/// More colours than the way from noise to data has; beyond that something was resized, and all begins anew.
const CAPACITY: usize = 96;

/// Which of the maps of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapSlot {
    Own,
    Difference,
}

/// Dots that have been drawn before.
#[derive(Debug, Default)]
pub struct Sprites {
    dots: HashMap<(Rgb, u32), HtmlCanvasElement>,
    /// The last map of each slot, with its version and colours.
    heats: [Option<(u32, [Rgb; 2], HtmlCanvasElement)>; 2],
}

/// How strong the colour is where the map is largest.
const STRONGEST: f64 = 0.85;

impl Sprites {
    /// A dot of this colour and this `radius`, in pixels of the backing store, in the middle of its canvas.
    pub fn dot(&mut self, colour: Rgb, radius: f64) -> Option<&HtmlCanvasElement> {
        let key = (colour, (radius * 4.0).round() as u32);
        if self.dots.len() > CAPACITY {
            self.dots.clear();
        }
        Some(match self.dots.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(paint(colour, radius)?),
        })
    }

    /// The map with a pixel for every cell, in these colours for what is above and below zero.
    pub fn heat(&mut self, slot: MapSlot, heat: &Heat, colours: [Rgb; 2]) -> Option<&HtmlCanvasElement> {
        let painted = &mut self.heats[slot as usize];
        let known = painted.as_ref().is_some_and(|(version, drawn, _)| (*version, *drawn) == (heat.version, colours));
        if !known {
            *painted = Some((heat.version, colours, paint_heat(heat, colours)?));
        }
        painted.as_ref().map(|(.., canvas)| canvas)
    }
}

/// An empty square canvas.
fn square(size: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = browser::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(size);
    canvas.set_height(size);
    Some(canvas)
}

fn paint_heat(heat: &Heat, colours: [Rgb; 2]) -> Option<HtmlCanvasElement> {
    let size = heat.grid.size;
    let canvas = square(size)?;
    let context = browser::context_2d(&canvas)?;
    let largest = heat.largest();
    for (colour, sign) in colours.into_iter().zip([1.0, -1.0]) {
        context.set_fill_style_str(&colour.css(1.0));
        for (cell, number) in (0..size * size).zip(&heat.numbers) {
            let share = f64::from(sign * number / largest);
            if share.is_finite() && share > 0.0 {
                context.set_global_alpha(STRONGEST * share);
                // Rows begin at the bottom.
                context.fill_rect(f64::from(cell % size), f64::from(size - 1 - cell / size), 1.0, 1.0);
            }
        }
    }
    Some(canvas)
}

fn paint(colour: Rgb, radius: f64) -> Option<HtmlCanvasElement> {
    let size = 2.0 * (radius + 1.0).ceil();
    let canvas = square(size as u32)?;
    let context = browser::context_2d(&canvas)?;
    context.set_fill_style_str(&colour.css(1.0));
    context.begin_path();
    context.arc(size / 2.0, size / 2.0, radius, 0.0, std::f64::consts::TAU).ok()?;
    context.fill();
    Some(canvas)
}
