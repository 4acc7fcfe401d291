//! The stage by keyboard: arrow keys move the brush or else the mark; Enter and the space bar draw.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::pointer::{has_open_pin, has_open_sketch, mark, move_pin, show_cursor};
use crate::{
    math::dataset::CANVAS,
    ui::{
        Pane, data_actions,
        stage::{Layers, Scene, Sketch, Stage},
    },
};

/// The distance that an arrow key moves the brush, in brush radii; with the shift key four times as far.
const STRIDE: f64 = 0.5;

/// Handles a key on the stage; true if it has a meaning here.
pub fn press(pane: Pane, event: &KeyboardEvent) -> bool {
    let tool = pane.tool.get_untracked();
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let Some(tool) = tool else {
        if has_open_sketch(pane) {
            return sketch(pane, event);
        }
        return match has_open_pin(pane) {
            true => {
                let at = pane.pin.with_untracked(|pin| pin.map_or([0.0; 2], |pin| pin.at));
                moved(pane, event, at).map(|to| move_pin(pane, to)).is_some()
            }
            false => pane.layers.with_untracked(Layers::mark_a_point) && move_mark(pane, event),
        };
    };
    let radius = pane.brush.get_untracked();
    let stride = radius * STRIDE * if event.shift_key() { 4.0 } else { 1.0 };
    let cursor = pane.stage.with_value(|stage: &Stage| stage.look(|scene| scene.cursor));
    let [x, y] = cursor.map_or([0.0, 0.0], |cursor| cursor.at);
    let go = |x: f64, y: f64| show_cursor(pane, Some([x, y].map(|c| c.clamp(-CANVAS, CANVAS))));
    match event.key().as_str() {
        "ArrowLeft" => go(x - stride, y),
        "ArrowRight" => go(x + stride, y),
        "ArrowUp" => go(x, y + stride),
        "ArrowDown" => go(x, y - stride),
        "Enter" | " " => {
            go(x, y);
            data_actions::edit(pane, |drawing| {
                drawing.begin(tool, radius, [x, y]);
                drawing.end()
            });
        }
        "Escape" => {
            pane.tool.set(None);
            show_cursor(pane, None);
        }
        _ => return false,
    }
    true
}

/// Moves the pen of a sketch, draws with it, or removes the last stroke; true if the key has a meaning.
fn sketch(pane: Pane, event: &KeyboardEvent) -> bool {
    let extent = pane.stage.with_value(|stage: &Stage| stage.look(|scene| scene.extent));
    let pen = pane.sketch.with_untracked(|sketch| sketch.as_ref().map_or([0.0; 2], |sketch| sketch.pen));
    let act = |act: &dyn Fn(&mut Sketch)| pane.sketch.update(|sketch| sketch.iter_mut().for_each(act));
    match (moved(pane, event, pen), event.key().as_str()) {
        (Some(to), _) => act(&|sketch| sketch.move_pen(to.map(|c| c.clamp(-extent, extent)), extent)),
        (None, "Enter" | " ") => act(&|sketch| sketch.press(extent)),
        (None, "Backspace" | "Delete") => act(&|sketch| {
            sketch.undo();
        }),
        _ => return false,
    }
    true
}

/// The distance that an arrow key moves the mark or the pin, as a share of the picture; with the shift key five times as far.
const STRIDE_OF_PICTURE: f64 = 0.02;

/// Moves the mark; true if the key is an arrow key.
fn move_mark(pane: Pane, event: &KeyboardEvent) -> bool {
    let at = pane.stage.with_value(|stage: &Stage| stage.look(Scene::mark));
    moved(pane, event, at).map(|to| mark(pane, to)).is_some()
}

/// The point to which an arrow key moves `[x, y]`; `None` for other keys.
fn moved(pane: Pane, event: &KeyboardEvent, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
    let extent = pane.stage.with_value(|stage: &Stage| stage.look(|scene| scene.extent));
    let stride = extent * STRIDE_OF_PICTURE * if event.shift_key() { 5.0 } else { 1.0 };
    match event.key().as_str() {
        "ArrowLeft" => Some([x - stride, y]),
        "ArrowRight" => Some([x + stride, y]),
        "ArrowUp" => Some([x, y + stride]),
        "ArrowDown" => Some([x, y - stride]),
        _ => None,
    }
}
