//! What is true of an experiment that was read.

use scorefield::{
    math::{
        dataset::DatasetConfig,
        rng::{Purpose, Stream},
        schedule::Schedule,
    },
    protocol::{Experiment, Generate, Task, decode, encode},
};

/// The most components of data that are sampled: more take too long for so many tries.
const FEW: usize = 300;

/// Checks an experiment that a link or file gave: it can be written in both forms and read again, and if it may run, what
/// it trains on is finite.
pub fn assert_sound(experiment: &Experiment) {
    let link = encode(experiment);
    assert_eq!(decode(&link).as_ref(), Ok(experiment), "{link}");
    let json = experiment.to_json().expect("every experiment is written");
    match experiment.validate() {
        Ok(()) => {
            assert_eq!(Experiment::from_json(&json).as_ref(), Ok(experiment), "{json}");
            let estimate = experiment.task.estimate();
            assert!([estimate.step, estimate.cloud].iter().all(|work| work.is_finite() && *work > 0.0), "{estimate:?}");
            if let Some(task) = experiment.task.generate() {
                assert_finite(task);
            }
            changed(&experiment.task);
        }
        Err(error) => super::meter::assert_short(&error),
    }
}

/// A task is of no other class than itself.
fn changed(task: &Task) {
    assert_eq!(task.change_class(task), None);
}

fn assert_finite(task: &Generate) {
    for data in [&task.data, &task.source] {
        assert_finite_data(data);
    }
    assert_finite_path(&*task.schedule);
    let times = task.grid.times(&*task.schedule, 5);
    assert!(times.len() == 6 && times.windows(2).all(|pair| pair[1] <= pair[0]), "{:?}: {times:?}", task.grid);
    for u in [0.01, 0.3, 0.99] {
        let t = task.timing.time(&*task.schedule, u);
        assert!((0.0..=1.0).contains(&t), "{:?}: {t} at {u}", task.timing);
    }
}

/// Checks that points of the data are finite, and within what the stage shows.
pub fn assert_finite_data(data: &DatasetConfig) {
    if data.mixture().components().len() > FEW {
        return;
    }
    let mut rng = Stream::new(1, Purpose::Display, 0);
    let cloud = data.sample(3, &mut rng);
    assert!(cloud.iter().flatten().all(|c| c.is_finite()), "{data:?}: {cloud:?}");
    assert!(data.extent().is_finite() && data.extent() > 0.0, "{data:?}");
    if let Some(density) = data.log_density([0.1, 0.2]) {
        assert!(!density.is_nan() && density < f64::INFINITY, "{data:?}: {density}");
    }
}

/// Checks that a path is finite inside, in the precision of training.
pub fn assert_finite_path(path: &dyn Schedule) {
    for t in [0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999] {
        let coefficients = path.at(t);
        let [alpha, sigma] = [coefficients.alpha, coefficients.sigma];
        let all = [alpha, sigma, coefficients.d_alpha, coefficients.d_sigma];
        assert!(all.iter().all(|c| (*c as f32).is_finite()), "{all:?} at {t}");
        assert!(alpha >= 0.0 && sigma >= 0.0 && alpha + sigma > 0.0, "{all:?} at {t}");
    }
}
