//! The difference of the two models, which the stage on the right shows.

use leptos::prelude::*;

use super::pair::Comparison;
use crate::ui::stage::{DIFFERENCE, Stage, contrast};

/// Computes the difference after every new answer of one of the models, while the difference is shown.
///
/// This ends with the present owner.
pub fn follow(comparison: Comparison) {
    let Comparison { left, right, .. } = comparison;
    let version = StoredValue::new(0_u32);
    let renew = move || {
        if !right.layers.with_untracked(|layers| layers.shows(DIFFERENCE)) {
            return;
        }
        version.update_value(|version| *version = version.wrapping_add(1));
        let [one, other] = comparison.runs().map(|pane| pane.stage.get_value());
        let found = one.look(|left| other.look(|right| contrast(left.answers(), right.answers(), version.get_value())));
        if found.is_some() {
            other.update(|scene| scene.contrast = found);
        }
    };
    for pane in comparison.runs() {
        let listening = pane.stage.with_value(|stage: &Stage| {
            stage.listen(move |frame| {
                if frame.acknowledges {
                    renew();
                }
            })
        });
        listening.keep();
    }
    Effect::new(move || {
        right.layers.track();
        right.map.track();
        right.stage.with_value(|stage: &Stage| stage.update(|scene| scene.contrast = None));
        renew();
        left.redraw();
    });
}
