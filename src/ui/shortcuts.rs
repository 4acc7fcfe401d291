//! Keys that work everywhere on the page, except in a text box.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use super::{
    Page, Pane, bridge,
    comparison::{self, together},
    data_actions,
    drawing::{Canvas, Tool},
    listening::on_window,
    stage_view,
};

/// What has the keyboard focus.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// A text box, which receives all typing.
    Text,
    /// A list of choices, which receives letters.
    Choice,
    /// A button, which the space bar presses.
    Button,
    Other,
}

fn focus(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return Focus::Other;
    };
    match element.tag_name().as_str() {
        "TEXTAREA" => Focus::Text,
        "SELECT" => Focus::Choice,
        "BUTTON" | "SUMMARY" => Focus::Button,
        "INPUT" => match element.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_).as_deref() {
            Some("range") => Focus::Other,
            Some("checkbox") => Focus::Button,
            _ => Focus::Text,
        },
        _ => Focus::Other,
    }
}

/// Listens to keys as long as the present owner lives.
pub fn listen(pane: Pane) {
    on_window(ev::keydown, move |event| {
        let at = focus(&event);
        let types = at == Focus::Text || (at == Focus::Choice && !event.ctrl_key() && !event.meta_key());
        if !types && !event.default_prevented() && press(pane, &event, at) {
            event.prevent_default();
        }
    });
}

/// Handles a key; false if it has no meaning.
fn press(pane: Pane, event: &KeyboardEvent, at: Focus) -> bool {
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        return undo_or_redo(pane, &key.to_lowercase(), event.shift_key());
    }
    if event.alt_key() || is_asleep(pane.page, &key) {
        return false;
    }
    match key.as_str() {
        " " if at == Focus::Button => return false,
        " " if !event.repeat() => together::toggle(pane),
        "." => together::step(pane),
        "r" | "R" => together::ask_reset(pane),
        "p" | "P" => pane.time.toggle(),
        "d" | "D" => data_actions::toggle_tool(pane, Tool::Draw),
        "e" | "E" => data_actions::toggle_tool(pane, Tool::Erase),
        "Escape" if pane.tool.get_untracked().is_some() => data_actions::put_down(pane),
        "?" => pane.page.help.update(|open| *open = !*open),
        digit => return stage_view::press(pane, digit),
    }
    true
}

/// Whether a key has no meaning at present: behind a dialog, and where single keys are switched off.
fn is_asleep(page: Page, key: &str) -> bool {
    let writes = key != " " && key.chars().count() == 1;
    (page.help.get_untracked() && key != "?")
        || page.asking_reset.get_untracked()
        || (writes && !page.single_keys.get_untracked())
}

fn undo_or_redo(pane: Pane, key: &str, shift: bool) -> bool {
    let redo = match (key, shift) {
        ("z", false) => false,
        ("z", true) | ("y", false) => true,
        _ => return false,
    };
    // While a tool draws, its strokes come first.
    let can = if redo { Canvas::can_redo } else { Canvas::can_undo };
    if pane.tool.get_untracked().is_some() && pane.canvas.with_untracked(can) {
        data_actions::edit(pane, if redo { Canvas::redo } else { Canvas::undo });
    } else {
        bridge::undo(comparison::chosen(pane), redo);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::with_pane;

    #[test]
    fn keys_that_write_a_character_can_be_switched_off() {
        with_pane(|pane| {
            let asleep = |keys: &[&str]| keys.iter().all(|key| is_asleep(pane.page, key));
            let awake = |keys: &[&str]| !keys.iter().any(|key| is_asleep(pane.page, key));
            let [writing, others] = [&["r", "R", ".", "p", "d", "e", "?", "1", "9"][..], &[" ", "Escape"]];
            assert!(awake(writing) && awake(others));
            pane.page.single_keys.set(false);
            assert!(asleep(writing) && awake(others));
            pane.page.single_keys.set(true);
            pane.page.asking_reset.set(true);
            assert!(asleep(writing) && asleep(others));
        });
    }
}
