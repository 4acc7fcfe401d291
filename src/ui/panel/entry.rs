//! What makes a panel.

use leptos::prelude::AnyView;

use crate::{protocol::Task, ui::Pane};

/// One panel.
#[derive(Debug)]
pub struct PanelEntry {
    pub id: &'static str,
    pub title: &'static str,
    /// Whether it has anything to say of this experiment.
    pub applies: fn(&Task) -> bool,
    /// Shows it for one run.
    pub view: fn(Pane) -> AnyView,
}

/// Where samples go from noise to data.
pub fn samples_apply(experiment: &Task) -> bool {
    experiment.generate().is_some()
}
