//! Drawing and marking with mouse, pen and touch.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, PointerEvent};

use crate::ui::{
    Pane, data_actions, demonstrating,
    drawing::Tool,
    stage::{Cursor, PAIRS, Stage},
};

/// The bit of `buttons` that stands for the eraser of a pen.
const PEN_ERASER: u16 = 32;

/// The position of a pointer, in units of the plane.
fn place(pane: Pane, event: &PointerEvent, canvas: &HtmlCanvasElement) -> [f64; 2] {
    let extent = pane.stage.with_value(|stage: &Stage| stage.look(|scene| scene.extent));
    let rect = canvas.get_bounding_client_rect();
    let share = |at: i32, start: f64, size: f64| (f64::from(at) - start) / size.max(1.0) * 2.0 - 1.0;
    let x = share(event.client_x(), rect.left(), rect.width());
    let y = share(event.client_y(), rect.top(), rect.height());
    [x * extent, -y * extent]
}

fn canvas_of(event: &PointerEvent) -> Option<HtmlCanvasElement> {
    event.current_target()?.dyn_into().ok()
}

/// Shows the brush at `at`, or hides it.
pub fn show_cursor(pane: Pane, at: Option<[f64; 2]>) {
    let cursor = at.and_then(|at| {
        let tool = pane.tool.get_untracked()?;
        Some(Cursor { at, radius: pane.brush.get_untracked(), tool })
    });
    pane.stage.with_value(|stage: &Stage| {
        if stage.look(|scene| scene.cursor != cursor) {
            stage.update(|scene| scene.cursor = cursor);
        }
    });
}

/// Marks the point whose pairs are shown.
pub fn mark(pane: Pane, at: [f64; 2]) {
    pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.set_mark(at)));
}

/// Whether a dragged path becomes a demonstration.
fn is_demonstrating(pane: Pane) -> bool {
    pane.demonstrating.get_untracked() && pane.experiment.with_untracked(|task| task.imitate().is_some())
}

/// Whether pairs, and so the mark, are shown.
fn shows_pairs(pane: Pane) -> bool {
    pane.layers.with_untracked(|layers| layers.shows(PAIRS))
}

/// Whether a demonstration is being dragged.
fn is_dragging(pane: Pane) -> bool {
    pane.dragging.with_untracked(|path| !path.is_empty())
}

/// Handles a pointer that is pressed on the stage.
pub fn down(pane: Pane, event: &PointerEvent) {
    let Some(canvas) = canvas_of(event) else {
        return;
    };
    let Some(tool) = pane.tool.get_untracked() else {
        if is_demonstrating(pane) && event.button() == 0 && event.is_primary() {
            event.prevent_default();
            let _ = canvas.focus();
            let _ = canvas.set_pointer_capture(event.pointer_id());
            demonstrating::cancel(pane);
            demonstrating::extend(pane, place(pane, event, &canvas));
        } else if shows_pairs(pane) && event.button() == 0 && event.is_primary() {
            event.prevent_default();
            let _ = canvas.focus();
            let _ = canvas.set_pointer_capture(event.pointer_id());
            mark(pane, place(pane, event, &canvas));
        }
        return;
    };
    let erases = event.buttons() & PEN_ERASER != 0;
    // The right and the middle button are left to the browser; a second finger does not draw.
    if !(event.button() == 0 || erases) || !event.is_primary() {
        return;
    }
    event.prevent_default();
    let _ = canvas.focus();
    let _ = canvas.set_pointer_capture(event.pointer_id());
    let tool = if erases { Tool::Erase } else { tool };
    let at = place(pane, event, &canvas);
    let radius = pane.brush.get_untracked();
    pane.canvas.update(|drawing| drawing.begin(tool, radius, at));
    show_cursor(pane, Some(at));
}

/// Handles a pointer that moves over the stage, or leaves it while pressed.
pub fn moved(pane: Pane, event: &PointerEvent) {
    let Some(canvas) = canvas_of(event) else {
        return;
    };
    if pane.tool.get_untracked().is_none() {
        if is_dragging(pane) && event.is_primary() {
            for event in coalesced(event) {
                demonstrating::extend(pane, place(pane, &event, &canvas));
            }
            demonstrating::extend(pane, place(pane, event, &canvas));
            return;
        }
        // While the button or the finger is down.
        if shows_pairs(pane) && event.buttons() & 1 != 0 && event.is_primary() {
            mark(pane, place(pane, event, &canvas));
        }
        return;
    }
    let at = place(pane, event, &canvas);
    show_cursor(pane, Some(at));
    if !event.is_primary() || !pane.canvas.with_untracked(|drawing| drawing.is_stroking()) {
        return;
    }
    let between = coalesced(event);
    pane.canvas.update(|drawing| {
        for event in &between {
            drawing.extend(place(pane, event, &canvas));
        }
        drawing.extend(at);
    });
}

/// All moves of a pen since the last frame; older browsers report only the last.
fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    let ask = || {
        let method = js_sys::Reflect::get(event, &JsValue::from_str("getCoalescedEvents")).ok()?;
        let events = method.dyn_into::<js_sys::Function>().ok()?.call0(event).ok()?;
        Some(js_sys::Array::from(&events).iter().filter_map(|event| event.dyn_into().ok()).collect())
    };
    ask().unwrap_or_default()
}

/// Handles a pointer that is released.
pub fn up(pane: Pane, event: &PointerEvent) {
    if event.is_primary() && is_dragging(pane) {
        demonstrating::end(pane);
    }
    if event.is_primary() && pane.canvas.with_untracked(|drawing| drawing.is_stroking()) {
        data_actions::edit(pane, |drawing| drawing.end());
    }
    if event.pointer_type() == "touch" {
        show_cursor(pane, None);
    }
}

/// Handles a pointer that the browser took over for a gesture.
pub fn cancelled(pane: Pane) {
    demonstrating::cancel(pane);
    pane.canvas.update(|drawing| drawing.cancel());
    show_cursor(pane, None);
}
