//! Keys that work everywhere on the page, except where a text is typed.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use super::{
    App, bridge, data_actions,
    drawing::{Canvas, Tool},
    stage::{LAYERS, toggle},
    timeline, transport,
};

/// What has the keyboard at present.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// Typing belongs to it.
    Text,
    /// The space bar presses it.
    Button,
    Other,
}

fn focus(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return Focus::Other;
    };
    match element.tag_name().as_str() {
        "SELECT" | "TEXTAREA" => Focus::Text,
        "BUTTON" | "SUMMARY" => Focus::Button,
        "INPUT" => match element.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_).as_deref() {
            Some("range") => Focus::Other,
            Some("checkbox") => Focus::Button,
            _ => Focus::Text,
        },
        _ => Focus::Other,
    }
}

/// Listens from now on.
pub fn listen(app: App) {
    let _ = window_event_listener(ev::keydown, move |event| {
        let at = focus(&event);
        if at != Focus::Text && !event.default_prevented() && press(app, &event, at) {
            event.prevent_default();
        }
    });
}

/// Does what a key means; false if it means nothing.
fn press(app: App, event: &KeyboardEvent, at: Focus) -> bool {
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        return undo_or_redo(app, &key.to_lowercase(), event.shift_key());
    }
    if event.alt_key() || (app.help.get_untracked() && key != "?") {
        return false;
    }
    match key.as_str() {
        " " if at == Focus::Button => return false,
        " " if !event.repeat() => transport::toggle(app),
        "." => bridge::step(app),
        "r" | "R" => bridge::reset(app),
        "p" | "P" => timeline::toggle_play(app),
        "d" | "D" => data_actions::toggle_tool(app, Tool::Draw),
        "e" | "E" => data_actions::toggle_tool(app, Tool::Erase),
        "Escape" if app.tool.get_untracked().is_some() => app.tool.set(None),
        "?" => app.help.update(|open| *open = !*open),
        digit => {
            let layer = digit.parse::<usize>().ok().and_then(|n| LAYERS.get(n.checked_sub(1)?));
            return layer.map(|layer| toggle(app, layer)).is_some();
        }
    }
    true
}

fn undo_or_redo(app: App, key: &str, shift: bool) -> bool {
    if !data_actions::is_drawing(app) {
        return false;
    }
    match (key, shift) {
        ("z", false) => data_actions::edit(app, Canvas::undo),
        ("z", true) | ("y", false) => data_actions::edit(app, Canvas::redo),
        _ => return false,
    }
    true
}
