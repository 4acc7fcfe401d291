//! The address: the place in the page, and the experiment that is shown there or both where two are compared. It is written when
//! one of them changes; what an address asks for, [`super::course`] does.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{
    Pane, bridge, browser, comparison, data_actions,
    listening::{Timer, on_window},
    place::Place,
    problem::Problem,
};
use crate::{
    math::{dataset::Drawing, registry::Configured},
    protocol::{Experiment, decode_both, encode_both},
};

/// Browsers refuse more than about a hundred changes of the address in half a minute.
const SETTLE: Duration = Duration::from_millis(250);

/// The hash without its `#`, with percent signs resolved: some programs escape what they pass on.
pub fn hash() -> String {
    let raw = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let raw = raw.trim_start_matches('#');
    js_sys::decode_uri_component(raw).map_or_else(|_| raw.to_owned(), String::from)
}

/// An experiment, and the one beside it.
pub type Both = (Experiment, Option<Experiment>);

/// Reads the pairs of an address. An invalid value is the link's fault, except for a drawing that is still empty.
///
/// # Errors
/// What is wrong with the link.
pub fn read(pairs: &str) -> Result<Both, Problem> {
    decode_both(pairs).map_err(Problem::Link)
}

/// The experiments that stand in the page.
fn both(pane: Pane) -> Both {
    (pane.recorded(), pane.page.comparison.get().map(|comparison| comparison.right.recorded()))
}

/// The hash of what stands in the page.
pub fn encoded(pane: Pane) -> String {
    let (left, right) = both(pane);
    let alone = right.is_none() && left.changes.is_empty();
    let is_own = alone && pane.page.own.with(|own| own.as_ref() == Some(&left.task));
    pane.page.place.get().hash(&encode_both(&left, right.as_ref()), is_own)
}

/// The hash of the same experiments in the playground.
pub fn in_playground(pane: Pane) -> String {
    let (left, right) = both(pane);
    Place::Playground.hash(&encode_both(&left, right.as_ref()), false)
}

/// What was drawn on an earlier visit, nothing where nobody has drawn.
///
/// # Errors
/// What is wrong with what the browser has kept: an older version may have written it.
pub fn remembered_drawing() -> Result<Drawing, String> {
    read_drawing(browser::stored("drawing").as_deref())
}

fn read_drawing(kept: Option<&str>) -> Result<Drawing, String> {
    let mut drawing = Drawing::default();
    let read = kept.map_or(Ok(()), |payload| drawing.set_payload(payload));
    read.map(|()| drawing).map_err(|error| format!("What was drawn on an earlier visit cannot be read: {error}."))
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

/// Keeps the address to what stands in the page, as long as the present owner lives.
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
}

/// Hears of every other address, as long as the present owner lives.
pub fn on_change(hear: impl Fn(&str) + 'static) {
    on_window(ev::hashchange, move |_| hear(&hash()));
}

/// Takes up experiments from outside, with what is drawn there.
pub fn take_up(pane: Pane, (left, right): Both) {
    take_up_one(pane, left);
    comparison::take_up(pane, right);
}

fn take_up_one(pane: Pane, experiment: Experiment) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_that_cannot_be_read_is_said() {
        assert_eq!(read_drawing(None), Ok(Drawing::default()));
        let (_, kept) = Drawing::default().payload().unwrap_or_default();
        assert_eq!(read_drawing(Some(&kept)), Ok(Drawing::default()));
        let said = read_drawing(Some("no drawing")).unwrap_err();
        assert!(said.starts_with("What was drawn on an earlier visit cannot be read: ") && said.len() > 60, "{said}");
    }
}
