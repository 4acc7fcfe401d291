//! The experiment in the address: read at the start and whenever the address changes, written when the experiment does.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{App, browser, data_actions, problem::Problem};
use crate::{
    math::{dataset::Drawing, registry::Configured},
    protocol::{Experiment, decode, encode},
};

/// Browsers refuse more than about a hundred changes of the address in half a minute.
const SETTLE: Duration = Duration::from_millis(250);

/// The hash without its `#`, with percent signs resolved: some programs escape what they pass on.
fn hash() -> String {
    let raw = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let raw = raw.trim_start_matches('#');
    js_sys::decode_uri_component(raw).map_or_else(|_| raw.to_owned(), String::from)
}

/// The experiment that the page opens with, and what is wrong with the link.
pub fn opening(preset: fn() -> Experiment) -> (Experiment, Option<Problem>) {
    let hash = hash();
    if hash.is_empty() {
        return (preset(), None);
    }
    match read(&hash) {
        Ok(experiment) => (experiment, None),
        Err(problem) => (preset(), Some(problem)),
    }
}

/// Reads a hash. A value at fault is the link's fault, except for a drawing that is still empty.
fn read(hash: &str) -> Result<Experiment, Problem> {
    decode(hash).map_err(Problem::Link)
}

/// What was drawn on an earlier visit.
pub fn remembered_drawing() -> Drawing {
    let mut drawing = Drawing::default();
    if let Some(payload) = browser::stored("drawing") {
        // What an older version kept may not be readable any more; then there is nothing to bring back.
        let _ = drawing.set_payload(&payload);
    }
    drawing
}

/// The whole address of the experiment as it stands now.
pub fn address(app: App) -> String {
    write(&app.experiment.get_untracked());
    browser::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Writes the experiment into the address, without a new entry in the history.
fn write(experiment: &Experiment) {
    let link = encode(experiment);
    if link == hash() {
        return;
    }
    let Some(window) = browser::window() else {
        return;
    };
    let location = window.location();
    let (path, search) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let address = if link.is_empty() { format!("{path}{search}") } else { format!("{path}{search}#{link}") };
    if let Ok(history) = window.history()
        && history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)).is_err()
    {
        browser::log("the browser refused to change the address");
    }
}

/// Keeps the address and the experiment together from now on.
pub fn follow(app: App) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let write_soon = move || {
        if let Some(Some(handle)) = waiting.try_update_value(Option::take) {
            handle.clear();
        }
        let handle = set_timeout_with_handle(move || write(&app.experiment.get_untracked()), SETTLE);
        waiting.set_value(handle.ok());
    };
    Effect::watch(
        move || app.experiment.get(),
        move |_, _, _| {
            if matches!(app.problem.get_untracked(), Some(Problem::Link(_))) {
                app.problem.set(None);
            }
            write_soon();
        },
        false,
    );
    let _ = window_event_listener(ev::hashchange, move |_| {
        let hash = hash();
        if hash == encode(&app.experiment.get_untracked()) {
            return;
        }
        match read(&hash) {
            Ok(experiment) => take_up(app, experiment),
            Err(problem) => app.problem.set(Some(problem)),
        }
    });
}

/// Takes up an experiment from outside, its drawing included.
fn take_up(app: App, experiment: Experiment) {
    app.problem.set(None);
    let drawn = experiment.drawn().map(|(_, drawing)| drawing.dabs().to_vec());
    if let Some(dabs) = drawn {
        app.canvas.update(|canvas| canvas.replace(dabs));
        app.experiment.set(experiment);
        data_actions::adopt_canvas(app);
    } else {
        app.tool.set(None);
        app.experiment.set(experiment);
    }
}
