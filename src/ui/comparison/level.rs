//! Keeps two runs at the same step: the run ahead waits.
//!
//! Pure, except for [`follow`].

use std::time::Duration;

use leptos::prelude::*;

use super::pair::Comparison;
use crate::ui::{
    Pane, bridge,
    listening::every,
    pane::{Pace, Progress},
};

/// The interval at which the two are compared.
const EVERY: Duration = Duration::from_millis(125);
/// The time in seconds within which the run ahead loses its lead, if slowing down is enough.
const CATCH_UP_S: f64 = 0.75;
/// A lead of at most this many steps is ignored.
const SLACK: u64 = 2;
/// A lead of more steps than this is not made up when training stops: the other run would visibly train on.
const LONG: u64 = 256;

/// The limit of each run in steps a second; `None` is as fast as possible.
///
/// The run ahead gets the rate of the run behind minus lead / [`CATCH_UP_S`], but at least 0; at 0 it waits.
pub fn limits([left, right]: [Progress; 2]) -> [Option<f64>; 2] {
    let behind = if left.step < right.step { left } else { right };
    let lead = left.step.abs_diff(right.step);
    if lead <= SLACK {
        return [None; 2];
    }
    // A rate of 0 means that the run behind has not reported yet: then the run ahead waits.
    let limit = Some((behind.steps_per_second - lead as f64 / CATCH_UP_S).max(0.0));
    if left.step > right.step { [limit, None] } else { [None, limit] }
}

/// The steps that each run takes for a single step, after which both are at the same step.
///
/// If one run is far behind, only that run takes a step.
pub fn single_step(steps: [u64; 2], pace: Pace) -> [u32; 2] {
    match (pace, lacking(steps)) {
        (Pace::Seconds, _) => [1; 2],
        (Pace::Steps, Some(lacking)) => lacking.map(|steps| steps + 1),
        (Pace::Steps, None) => [u32::from(steps[0] < steps[1]), u32::from(steps[1] < steps[0])],
    }
}

/// The steps that each run needs to reach the other; `None` if that is too many.
pub fn lacking(steps: [u64; 2]) -> Option<[u32; 2]> {
    let last = steps.into_iter().max().unwrap_or_default();
    let lacking = steps.map(|step| last - step);
    lacking.iter().all(|lack| *lack <= LONG).then(|| lacking.map(|lack| lack as u32))
}

/// Keeps the two runs level and stops them together, as long as the present owner lives.
pub fn follow(comparison: Comparison) {
    let (runs, pace) = (comparison.runs(), comparison.left.pace);
    let stopped = move |run: Pane| run.problem.get().is_some() || run.invalid.get().is_some();
    Effect::new(move || {
        // If one run cannot continue, the other stops too.
        if runs.into_iter().any(stopped) {
            runs.into_iter().filter(|run| run.running.get_untracked()).for_each(bridge::pause);
        }
    });
    every(EVERY, move || {
        let progress = runs.map(|run| run.progress.get_untracked());
        let running = runs.map(|run| run.running.get_untracked());
        let limits = match (pace.get_untracked(), running) {
            (Pace::Steps, [true, true]) => limits(progress),
            _ => [None; 2],
        };
        for (run, limit) in runs.into_iter().zip(limits) {
            bridge::keep_level(run, limit);
        }
    });
    // The run that stopped behind the other catches up, once both have reported their steps.
    let rests = Memo::new(move |_| runs.into_iter().all(|run| !run.running.get() && !run.progress.get().is_training));
    Effect::watch(
        move || rests.get(),
        move |rests, before, _| {
            if *rests && before == Some(&false) && pace.get_untracked() == Pace::Steps {
                let lacking = lacking(runs.map(|run| run.progress.get_untracked().step)).unwrap_or_default();
                step_each(runs, lacking);
            }
        },
        false,
    );
}

/// Trains each run by its number of steps.
pub fn step_each(runs: [Pane; 2], steps: [u32; 2]) {
    for (run, steps) in runs.into_iter().zip(steps).filter(|(_, steps)| *steps > 0) {
        bridge::step(run, steps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: u64, steps_per_second: f64) -> Progress {
        Progress { step, steps_per_second, ..Progress::default() }
    }

    #[test]
    fn the_one_ahead_is_slowed_and_the_one_behind_never() {
        assert_eq!(limits([at(10, 5.0), at(12, 9.0)]), [None; 2]);
        assert_eq!(limits([at(130, 900.0), at(100, 300.0)]), [Some(260.0), None]);
        assert_eq!(limits([at(100, 300.0), at(130, 900.0)]), [None, Some(260.0)]);
        assert_eq!(limits([at(5000, 900.0), at(100, 300.0)]), [Some(0.0), None], "it waits");
        assert_eq!(limits([at(64, 900.0), at(0, 0.0)]), [Some(0.0), None], "the other has not begun");
    }

    /// Simulates two engines with these `speeds` in steps a second, compared eight times a second by their last reports.
    fn race(speeds: [f64; 2], seconds: f64) -> [f64; 2] {
        let (tick, mut steps, mut reported) = (EVERY.as_secs_f64(), [0.0; 2], [at(0, 0.0); 2]);
        for _ in 0..(seconds / tick) as usize {
            let limits = limits(reported);
            for side in 0..2 {
                let done = tick * limits[side].unwrap_or(f64::INFINITY).min(speeds[side]);
                steps[side] += done;
                reported[side] = at(steps[side] as u64, done / tick);
            }
        }
        steps
    }

    #[test]
    fn two_engines_stay_level_and_the_slower_is_not_held_up() {
        for speeds in [[900.0_f64, 300.0], [300.0, 3000.0], [250.0, 251.0], [4.0, 4000.0]] {
            let slower = speeds[0].min(speeds[1]);
            let [left, right] = race(speeds, 30.0);
            // Until the first report, one tick later, the faster run is not limited; then it waits for the other.
            let lead = (left - right).abs();
            let ran_freely = EVERY.as_secs_f64() * speeds[0].max(speeds[1]);
            let left_over = (ran_freely - slower * 30.0).max(0.0);
            assert!(lead <= left_over + slower * 0.3 + 8.0, "{speeds:?}: {left} and {right}");
            assert!(left.min(right) >= 0.95 * slower * 30.0, "{speeds:?}: {left} and {right}");
        }
    }

    #[test]
    fn a_step_makes_both_level() {
        assert_eq!(single_step([7, 7], Pace::Steps), [1, 1]);
        assert_eq!(single_step([7, 10], Pace::Steps), [4, 1]);
        assert_eq!(single_step([7, 10], Pace::Seconds), [1, 1]);
        assert_eq!(single_step([7, 9000], Pace::Steps), [1, 0], "it is far behind");
        assert_eq!(lacking([7, 10]), Some([3, 0]));
        assert_eq!(lacking([9000, 7]), None);
    }
}
