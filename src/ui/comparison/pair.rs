//! The two runs that are compared.

use leptos::prelude::*;

use crate::ui::{Pane, pane::Side};

/// Two runs that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    pub left: Pane,
    pub right: Pane,
}

impl Comparison {
    /// The comparison that the run of `pane` belongs to, if there is one.
    pub fn of(pane: Pane) -> Option<Self> {
        pane.other.get().map(|other| match pane.side {
            Side::Left => Self { left: pane, right: other },
            Side::Right => Self { left: other, right: pane },
        })
    }

    /// Both runs, the left one first.
    pub fn runs(self) -> [Pane; 2] {
        [self.left, self.right]
    }
}

/// The run whose settings and panels are shown: `first`, or the chosen one of two.
pub fn chosen(first: Pane) -> Pane {
    match Comparison::of(first) {
        Some(comparison) if first.chosen.get() == Side::Right => comparison.right,
        _ => first,
    }
}
