//! The experiment in the address, or both where two are compared: read at the start and whenever the address changes, written
//! when an experiment does.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{
    Page, Pane, bridge, browser, comparison, data_actions,
    listening::{Timer, on_window},
    problem::Problem,
};
use crate::{
    math::{dataset::Drawing, registry::Configured},
    protocol::{Experiment, Task, decode_both, encode_both},
};

/// Browsers refuse more than about a hundred changes of the address in half a minute.
const SETTLE: Duration = Duration::from_millis(250);

/// The hash without its `#`, with percent signs resolved: some programs escape what they pass on.
fn hash() -> String {
    let raw = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let raw = raw.trim_start_matches('#');
    js_sys::decode_uri_component(raw).map_or_else(|_| raw.to_owned(), String::from)
}

/// An experiment, and the one beside it.
type Both = (Experiment, Option<Experiment>);

/// The experiments that the page opens with; what is wrong with the link stands in the page.
pub fn opening(page: Page, preset: fn() -> Task) -> Both {
    let hash = hash();
    if hash.is_empty() {
        return (preset().into(), None);
    }
    read(&hash).unwrap_or_else(|problem| {
        page.problem.set(Some(problem));
        (preset().into(), None)
    })
}

/// Reads a hash. An invalid value is the link's fault, except for a drawing that is still empty.
fn read(hash: &str) -> Result<Both, Problem> {
    decode_both(hash).map_err(Problem::Link)
}

/// The hash of what stands in the page.
pub fn encoded(pane: Pane) -> String {
    let right = pane.page.comparison.get().map(|comparison| comparison.right.recorded());
    encode_both(&pane.recorded(), right.as_ref())
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

/// The whole address of what stands in the page now.
pub fn address(pane: Pane) -> String {
    write(&untrack(|| encoded(pane)));
    browser::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Writes a hash into the address, without a new entry in the history.
fn write(link: &str) {
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

/// Keeps the address and the page together, as long as the present owner lives.
pub fn follow(pane: Pane) {
    let settling = Timer::new();
    Effect::watch(
        move || encoded(pane),
        move |_, _, _| {
            pane.page.problem.set(None);
            settling.start(SETTLE, move || write(&untrack(|| encoded(pane))));
        },
        false,
    );
    on_window(ev::hashchange, move |_| {
        let hash = hash();
        if hash == untrack(|| encoded(pane)) {
            return;
        }
        match read(&hash) {
            Ok((left, right)) => {
                take_up(pane, left);
                comparison::take_up(pane, right);
            }
            Err(problem) => pane.page.problem.set(Some(problem)),
        }
    });
}

/// Takes up an experiment from outside, its drawing included.
fn take_up(pane: Pane, experiment: Experiment) {
    pane.page.problem.set(None);
    pane.problem.set(None);
    let drawn = experiment.task.drawn().map(|(_, drawing)| drawing.dabs().to_vec());
    if let Some(dabs) = drawn {
        pane.canvas.update(|canvas| canvas.replace(dabs));
        bridge::begin(pane, experiment);
        data_actions::adopt_canvas(pane);
    } else {
        pane.tool.set(None);
        bridge::begin(pane, experiment);
    }
}
