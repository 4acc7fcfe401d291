//! The address: the place in the page, and the experiment that is shown there, or both where two are compared.
//!
//! This module writes the address when one of them changes; [`super::course`] follows an address.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{
    Pane, bridge, browser,
    comparison::{self, Comparison},
    data_actions,
    listening::{Timer, on_window},
    place::{Address, Place, with_votes},
    problem::Problem,
};
use crate::protocol::{Experiment, decode_both, encode_both, unescaped};

/// The rest before the address is written: browsers refuse more than about 100 changes in 30 s.
const SETTLE: Duration = Duration::from_millis(250);

/// The hash without its `#`, with percent escapes decoded: some programs escape the links that they pass on.
pub fn hash() -> String {
    let raw = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let raw = raw.trim_start_matches('#');
    unescaped(raw).into_owned()
}

/// An experiment, and the one beside it if two are compared.
pub type Both = (Experiment, Option<Experiment>);

/// Reads the pairs of an address. An invalid value is an error of the link, except for a drawing that is still empty.
///
/// # Errors
/// The key of the link that is invalid, with the reason.
pub fn read(pairs: &str) -> Result<Both, Problem> {
    decode_both(pairs).map_err(Problem::Link)
}

/// The experiments that the page shows.
fn both(pane: Pane) -> Both {
    (pane.recorded(), Comparison::of(pane).map(|comparison| comparison.right.recorded()))
}

/// The hash of the present place and experiments.
pub fn encoded(pane: Pane) -> String {
    let (left, right) = both(pane);
    let alone = right.is_none() && left.changes.is_empty();
    let is_own = alone && pane.page.own.with(|own| own.as_ref() == Some(&left.task));
    let place = pane.page.place.get();
    let hash = place.hash(&encode_both(&left, right.as_ref()), is_own);
    match place {
        Place::Lesson { .. } => with_votes(&hash, &pane.page.votes.get()),
        _ => hash,
    }
}

/// The votes of a class at a step, counted from 0, that the address brings.
pub fn votes_at(step: usize) -> Option<String> {
    let address = Address::read(&hash()).ok()?;
    let is_here = address.step.as_deref().and_then(|step| step.parse().ok()) == Some(step + 1);
    address.votes.filter(|_| is_here)
}

/// The hash of the same experiments in the playground.
pub fn in_playground(pane: Pane) -> String {
    let (left, right) = both(pane);
    Place::Playground.hash(&encode_both(&left, right.as_ref()), false)
}

/// The whole address of the present place and experiments.
pub fn address(pane: Pane) -> String {
    write(&untrack(|| encoded(pane)));
    browser::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Writes a hash into the address without a new entry in the history.
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

/// Keeps the address in step with the page, as long as the present owner lives.
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

/// Calls `hear` with every new address, as long as the present owner lives.
pub fn on_change(hear: impl Fn(&str) + 'static) {
    on_window(ev::hashchange, move |_| hear(&hash()));
}

/// Starts experiments from a link, with their drawing.
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
