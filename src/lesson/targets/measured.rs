//! Errors of the velocity: those of trained networks, and those that answers with errors lead to.

use std::sync::LazyLock;

use super::{ERROR, NEAR};
use crate::{
    lesson::kit::Evidence,
    math::{
        metric::Estimate,
        parametrization::{Eps, Parametrization, Velocity, convert},
        rng::{Purpose, Stream, normal},
        schedule::{Coeffs, FlowOt, Schedule as _},
    },
};

/// The error of the velocity where the noised data are, at the last time of the panel Quality.
pub fn at_the_noise(run: &Evidence) -> Option<f64> {
    run.quality.errors.iter().max_by(|a, b| a.t.total_cmp(&b.t)).map(|error| error.near)
}

/// The same at the first time.
pub fn at_the_data(run: &Evidence) -> Option<f64> {
    run.quality.errors.iter().min_by(|a, b| a.t.total_cmp(&b.t)).map(|error| error.near)
}

/// The same at the times about one half.
pub fn half_way(run: &Evidence) -> Option<f64> {
    let errors = run.quality.errors.iter().filter(|error| (error.t - 0.5).abs() < 0.1).map(|error| error.near);
    Estimate::mean(&errors.collect::<Vec<_>>()).ok().map(|mean| mean.value)
}

/// How many times as large errors of a prediction are in the velocity, by converting a thousand answers with random errors and
/// without them.
pub fn measured(of: &dyn Parametrization, coeffs: &Coeffs, seed: u64) -> Option<f64> {
    let [of_point, of_answer] = convert(of, &Velocity {}, coeffs);
    let mut rng = Stream::new(seed, Purpose::Display, 6);
    let mut ratio = || {
        let (point, answer, error) = (normal(&mut rng), normal(&mut rng), normal(&mut rng));
        let moved = [0, 1].map(|k| {
            let velocity = |answer: f64| of_point * point[k] + of_answer * answer;
            velocity(answer[k] + ERROR * error[k]) - velocity(answer[k])
        });
        moved[0].hypot(moved[1]) / (ERROR * error[0].hypot(error[1]))
    };
    let ratios: Vec<f64> = (0..1000).map(|_| ratio()).collect();
    Estimate::mean(&ratios).ok().map(|mean| mean.value)
}

/// The error of the velocity on the straight path, from [`ERROR`] in the noise at [`NEAR`].
pub static OF_VELOCITY: LazyLock<f64> = LazyLock::new(|| {
    let [_, of_answer] = convert(&Eps {}, &Velocity {}, &FlowOt {}.at(NEAR));
    ERROR * of_answer.abs()
});
