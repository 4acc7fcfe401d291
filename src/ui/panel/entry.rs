//! The declaration of a panel.

use leptos::prelude::AnyView;

use crate::{protocol::Task, ui::Pane};

/// One panel.
#[derive(Debug)]
pub struct PanelEntry {
    pub id: &'static str,
    pub title: &'static str,
    /// Whether the panel applies to this experiment.
    pub applies: fn(&Task) -> bool,
    /// The view of the panel for one run.
    pub view: fn(Pane) -> AnyView,
}
