//! The loss curve of the run before the settings were changed.

use crate::{
    protocol::{LossCurve, Task, differences},
    ui::{numbers::grouped, registered, words},
};

/// The most settings that are named.
const NAMED: usize = 3;

/// A run that ended when its settings were changed.
#[derive(Clone, Debug)]
pub struct Before {
    task: Task,
    pub curve: LossCurve,
}

impl Before {
    /// The run of `task` with this curve; `None` without losses.
    pub fn new(task: &Task, curve: LossCurve) -> Option<Self> {
        curve.last().is_some().then(|| Self { task: task.clone(), curve })
    }

    /// What the run had other than the `present` one, and its length: «Before: activation SiLU, 2 300 steps.»
    pub fn sentence(&self, present: &Task) -> String {
        let found = differences(&self.task, present);
        let mut parts: Vec<String> = found
            .iter()
            .take(NAMED)
            .map(|difference| {
                let (name, [value, _]) = registered::difference(difference, &self.task, present);
                format!("{name} {value}")
            })
            .collect();
        match found.len() {
            0 => parts.push(words::PANELS.say("before-same")),
            all if all > NAMED => {
                parts.push(words::PANELS.with("before-more", &[("count", (all - NAMED).to_string().into())]))
            }
            _ => {}
        }
        let steps = self.curve.last().map_or(0, |(step, _)| step);
        let (settings, count) = (parts.join(", ").into(), (steps as f64).into());
        words::PANELS.with("before", &[("settings", settings), ("steps", grouped(steps).into()), ("count", count)])
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;
    use crate::ui::testing::with_pane;

    #[test]
    fn the_last_curve_is_kept_with_what_it_was() {
        with_pane(|pane| {
            let begun = pane.experiment.get_untracked();
            pane.keep_curve(&begun);
            assert!(pane.before.with_untracked(Option::is_none), "there is no curve yet");
            pane.curve.update_value(|curve| (1..=2300).for_each(|step| curve.push(step, 0.5)));
            pane.keep_curve(&begun);
            pane.curve.update_value(LossCurve::clear);
            let sentence = || pane.before.get_untracked().unwrap().sentence(&pane.experiment.get_untracked());
            assert_eq!(sentence(), "Before: the same settings, 2\u{2009}300 steps.");
            pane.set_field("network", "width", 32.0);
            let width = begun.learner().network.width;
            assert_eq!(sentence(), format!("Before: width {width}, 2\u{2009}300 steps."));
            // Further changes before the first step keep the curve, and are told as well.
            pane.keep_curve(&pane.experiment.get_untracked());
            pane.experiment.update(|task| *task.seed_mut() = 3);
            assert_eq!(sentence(), format!("Before: width {width}, seed 0, 2\u{2009}300 steps."));
        });
    }
}
