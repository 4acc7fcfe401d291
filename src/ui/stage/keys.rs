//! Drawing without a pointer: the arrows move the brush, Enter and the space bar put it down.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{Stage, pointer::show_cursor};
use crate::{
    math::dataset::CANVAS,
    ui::{App, data_actions},
};

/// How far an arrow moves the brush, in brush radii; with the shift key four times as far.
const STRIDE: f64 = 0.5;

/// Handles a key on the stage; true if it meant something here.
pub fn press(app: App, event: &KeyboardEvent) -> bool {
    let Some(tool) = app.tool.get_untracked() else {
        return false;
    };
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let radius = app.brush.get_untracked();
    let stride = radius * STRIDE * if event.shift_key() { 4.0 } else { 1.0 };
    let cursor = app.stage.with_value(|stage: &Stage| stage.look(|scene| scene.cursor));
    let [x, y] = cursor.map_or([0.0, 0.0], |cursor| cursor.at);
    let go = |x: f64, y: f64| show_cursor(app, Some([x, y].map(|c| c.clamp(-CANVAS, CANVAS))));
    match event.key().as_str() {
        "ArrowLeft" => go(x - stride, y),
        "ArrowRight" => go(x + stride, y),
        "ArrowUp" => go(x, y + stride),
        "ArrowDown" => go(x, y - stride),
        "Enter" | " " => {
            go(x, y);
            data_actions::edit(app, |drawing| {
                drawing.begin(tool, radius, [x, y]);
                drawing.end()
            });
        }
        "Escape" => {
            app.tool.set(None);
            show_cursor(app, None);
        }
        _ => return false,
    }
    true
}
