//! Drawing and marking with mouse, pen and touch.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, MouseEvent, PointerEvent};

use crate::ui::{
    Pane, data_actions, demonstrating,
    drawing::{Canvas, Tool},
    pointing::{Motion, Pointer, Pointing, Press},
    stage::{Cursor, Layers, Sketch, Stage},
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
    pane.layers.with_untracked(Layers::mark_a_point)
}

/// Whether there is a pin that the reader can move.
pub fn has_open_pin(pane: Pane) -> bool {
    pane.pin.with_untracked(|pin| pin.is_some_and(|pin| pin.truth.is_none()))
}

/// Whether there is a sketch that the reader can draw.
pub fn has_open_sketch(pane: Pane) -> bool {
    pane.sketch.with_untracked(|sketch| sketch.as_ref().is_some_and(Sketch::is_open))
}

/// Moves the pen of the sketch to the point of the picture that is nearest to `at`: to begin a stroke, or along one.
pub fn sketch(pane: Pane, at: [f64; 2], begins: bool) {
    let extent = pane.stage.with_value(|stage: &Stage| stage.look(|scene| scene.extent));
    let at = at.map(|c| c.clamp(-extent, extent));
    pane.sketch.update(|sketch| {
        if let Some(sketch) = sketch {
            if begins { sketch.begin(at) } else { sketch.extend(at, extent) }
        }
    });
}

/// Moves the pin to the point of the picture that is nearest to `at`.
pub fn move_pin(pane: Pane, at: [f64; 2]) {
    let extent = pane.stage.with_value(|stage: &Stage| stage.look(|scene| scene.extent));
    let at = at.map(|c| c.clamp(-extent, extent));
    pane.pin.update(|pin| pin.iter_mut().for_each(|pin| (pin.at, pin.is_moved) = (at, true)));
}

/// Whether a demonstration is being dragged.
fn is_dragging(pane: Pane) -> bool {
    pane.dragging.with_untracked(|path| !path.is_empty())
}

/// Whether a press on the stage means something.
fn takes_strokes(pane: Pane) -> bool {
    pane.tool.get_untracked().is_some()
        || is_demonstrating(pane)
        || shows_pairs(pane)
        || has_open_pin(pane)
        || has_open_sketch(pane)
}

/// The pointers at one stage.
#[derive(Clone, Copy, Debug)]
pub struct Pointers(StoredValue<Pointing>);

impl Pointers {
    pub fn new() -> Self {
        Self(StoredValue::new(Pointing::default()))
    }

    fn with<T>(self, act: impl FnOnce(&mut Pointing) -> T) -> Option<T> {
        self.0.try_update_value(act)
    }

    fn is_drawing(self) -> bool {
        self.with(|pointing| pointing.is_drawing()).unwrap_or_default()
    }

    /// Handles a pointer that is pressed on the stage.
    pub fn down(self, pane: Pane, event: &PointerEvent) {
        let Some(canvas) = canvas_of(event) else {
            return;
        };
        let tool = pane.tool.get_untracked();
        let erases = tool.is_some() && event.buttons() & PEN_ERASER != 0;
        // The right and the middle button are left to the browser.
        if !takes_strokes(pane) || !(event.button() == 0 || erases) {
            return;
        }
        event.prevent_default();
        pane.hovered.set(None);
        match self.with(|pointing| pointing.press(Pointer::from(event))) {
            Some(Press::Begins) => {}
            Some(Press::TakesOver) => discard(pane),
            Some(Press::Ignored) | None => return,
        }
        let _ = canvas.focus();
        let _ = canvas.set_pointer_capture(event.pointer_id());
        let at = place(pane, event, &canvas);
        if let Some(tool) = tool {
            let tool = if erases { Tool::Erase } else { tool };
            let radius = pane.brush.get_untracked();
            pane.canvas.update(|drawing| drawing.begin(tool, radius, at));
            show_cursor(pane, Some(at));
        } else if is_demonstrating(pane) {
            demonstrating::cancel(pane);
            demonstrating::extend(pane, at);
        } else if has_open_sketch(pane) {
            sketch(pane, at, true);
        } else if has_open_pin(pane) {
            move_pin(pane, at);
        } else {
            mark(pane, at);
        }
    }

    /// Handles a pointer that moves over the stage, or leaves it while pressed.
    pub fn moved(self, pane: Pane, event: &PointerEvent) {
        let Some(canvas) = canvas_of(event) else {
            return;
        };
        let has_tool = pane.tool.get_untracked().is_some();
        match self.with(|pointing| pointing.moved(Pointer::from(event))) {
            Some(Motion::Draws) => draw(pane, event, &canvas),
            Some(Motion::Ends) => end(pane),
            Some(Motion::Hovers) if has_tool => show_cursor(pane, Some(place(pane, event, &canvas))),
            // A finger does not hover.
            Some(Motion::Hovers) if event.pointer_type() == "mouse" => {
                pane.hovered.set(Some(place(pane, event, &canvas)))
            }
            _ => {}
        }
    }

    /// Handles a pointer that is released, or that the stage no longer gets the events of.
    pub fn up(self, pane: Pane, event: &PointerEvent) {
        if self.with(|pointing| pointing.release(event.pointer_id())) == Some(true) {
            end(pane);
            if event.pointer_type() == "touch" {
                show_cursor(pane, None);
            }
        }
    }

    /// Handles a pointer that the browser took over for a gesture.
    pub fn cancelled(self, pane: Pane, event: &PointerEvent) {
        if self.with(|pointing| pointing.release(event.pointer_id())) == Some(true) {
            discard(pane);
            show_cursor(pane, None);
        }
        self.left(pane, event);
    }

    /// Handles a pointer that leaves the stage.
    pub fn left(self, pane: Pane, event: &PointerEvent) {
        self.with(|pointing| pointing.leave(event.pointer_id()));
        pane.hovered.set(None);
        if !self.is_drawing() {
            show_cursor(pane, None);
        }
    }

    /// Opens no menu for a long press; that of the right button stays.
    pub fn menu(self, event: &MouseEvent) {
        let pressed = event.dyn_ref::<PointerEvent>().map(PointerEvent::pointer_type).unwrap_or_default();
        if self.is_drawing() || matches!(pressed.as_str(), "touch" | "pen") {
            event.prevent_default();
        }
    }
}

/// Continues a stroke, a demonstration, or the way of the mark.
fn draw(pane: Pane, event: &PointerEvent, canvas: &HtmlCanvasElement) {
    let at = place(pane, event, canvas);
    let between = || coalesced(event).into_iter().map(|event| place(pane, &event, canvas)).chain([at]);
    if pane.canvas.with_untracked(Canvas::is_stroking) {
        pane.canvas.update(|drawing| between().for_each(|at| drawing.extend(at)));
        show_cursor(pane, Some(at));
    } else if is_dragging(pane) {
        between().for_each(|at| demonstrating::extend(pane, at));
    } else if has_open_sketch(pane) {
        between().for_each(|at| sketch(pane, at, false));
    } else if has_open_pin(pane) {
        move_pin(pane, at);
    } else if shows_pairs(pane) && pane.tool.get_untracked().is_none() {
        mark(pane, at);
    }
}

/// Ends a stroke or a demonstration, which stays.
fn end(pane: Pane) {
    if is_dragging(pane) {
        demonstrating::end(pane);
    }
    if pane.canvas.with_untracked(Canvas::is_stroking) {
        data_actions::edit(pane, Canvas::end);
    }
}

/// Discards a stroke or a demonstration, as if it had not begun.
fn discard(pane: Pane) {
    demonstrating::cancel(pane);
    pane.canvas.update(Canvas::cancel);
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
