//! A pane for tests that need no browser.

use leptos::prelude::*;

use super::{Page, Pane};
use crate::protocol::Experiment;

/// Gives `act` the first pane of a page; both end with it.
pub fn with_pane(act: impl FnOnce(Pane)) {
    let owner = Owner::new();
    owner.with(|| act(Pane::first(Page::new(""), Experiment::default())));
}
