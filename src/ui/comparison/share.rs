//! Settings that two compared runs share, whichever side changes them.

use leptos::prelude::*;

use super::pair::Comparison;
use crate::{protocol::share, ui::Pane};

/// Keeps data, source and seed the same on both sides, as long as the present owner lives.
pub fn follow(comparison: Comparison) {
    let Comparison { left, right, .. } = comparison;
    hand_on(left, right);
    hand_on(right, left);
}

fn hand_on(from: Pane, to: Pane) {
    Effect::watch(
        move || from.experiment.get(),
        move |experiment, _, _| {
            // A side that already has the value is not changed, so that changes do not go back and forth.
            let mut other = to.experiment.get_untracked();
            if share(experiment, &mut other) {
                to.experiment.set(other);
            }
        },
        false,
    );
}
