//! Starts everything that a run needs.

use std::time::Duration;

use leptos::prelude::*;

use super::{ask, change, choice, configure, drive, hear, orders, reports, revival};
use crate::ui::{
    Pane,
    engines::{Hear, PING_MS, Saved},
    listening::every,
    pane::follow::follow,
};

/// The interval at which numbers are shown.
const PUBLISH: Duration = Duration::from_millis(125);

/// Starts an engine, and keeps engine and stage in step with the pane.
///
/// This ends with the present owner. With `restore` the run continues from there.
pub fn start(pane: Pane, restore: Option<Saved>) {
    follow(pane);
    drive::drive(pane);
    pane.with_engines(move |engines| engines.hear = Hear::new(move |id, news| hear::hear(pane, id, news)));
    choice::choose(pane);
    if restore.is_some() {
        orders::restart(pane, restore);
    }
    change::follow_experiment(pane);
    Effect::watch(
        move || pane.count.get(),
        move |_, _, _| {
            pane.with_engines(move |engines| ask::ask_for_samples(pane, engines));
        },
        false,
    );
    Effect::watch(
        move || pane.speed.get(),
        move |_, _, _| {
            pane.with_engines(move |engines| configure::tell_speed(pane, engines));
        },
        false,
    );
    every(PUBLISH, move || reports::publish(pane));
    every(Duration::from_millis(PING_MS as u64), move || revival::watch(pane));
}
