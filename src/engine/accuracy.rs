//! The error of a learned field against the exact one.

use super::learned::Learned;
use crate::{
    math::{
        field::Field,
        points::Cloud,
        rng::{Purpose, Stream, uniform},
    },
    protocol::{EngineError, Generate},
};

/// Relative root mean square errors of a field at one time: `√(E‖learned − exact‖²/E‖exact‖²)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    pub t: f64,
    pub log_snr: f64,
    pub velocity: Errors,
    /// Only where the source is standard normal: elsewhere the network gives no score.
    pub score: Option<Errors>,
}

/// The error where the noised data are, `x ~ p_t`, and on the whole picture, `x` uniform on a square around them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    pub near: f64,
    pub far: f64,
}

/// Points of each of the two expectations.
const POINTS: usize = 4000;
/// The draw of points of `p_t`.
const DRAW: u64 = 2;
/// The margin of the square around the data, in standard deviations of the noise.
const MARGIN: f64 = 2.0;

impl Accuracy {
    /// The errors of `learned` at `count` times, spread as evenly as the times of training.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn over_times(
        experiment: &Generate,
        oracle: &dyn Field<Cloud>,
        learned: &Learned,
        count: u32,
    ) -> Result<Vec<Self>, EngineError> {
        let mut all = Vec::new();
        for index in 0..count {
            let u = (f64::from(index) + 0.5) / f64::from(count);
            let t = experiment.timing.time(&*experiment.schedule, u);
            let mut score = [0.0; 2];
            for (place, points) in places(experiment, t, POINTS).iter().enumerate() {
                score[place] = error(&learned.score(points, t).await?, &oracle.score(points, t));
            }
            let [near, far] = score;
            all.push(Self {
                t,
                log_snr: experiment.schedule.at(t).log_snr(),
                velocity: Self::velocity(experiment, oracle, learned, t, POINTS).await?,
                score: experiment.source.is_standard_normal().then_some(Errors { near, far }),
            });
        }
        Ok(all)
    }

    /// The errors of the velocity at the time `t`, with so many `points` for each expectation.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn velocity(
        experiment: &Generate,
        oracle: &dyn Field<Cloud>,
        learned: &Learned,
        t: f64,
        points: usize,
    ) -> Result<Errors, EngineError> {
        let mut errors = [0.0; 2];
        for (place, points) in places(experiment, t, points).iter().enumerate() {
            errors[place] = error(&learned.velocity(points, t).await?, &oracle.velocity(points, t));
        }
        let [near, far] = errors;
        Ok(Errors { near, far })
    }
}

/// So many points for each of the two expectations.
fn places(experiment: &Generate, t: f64, points: usize) -> [Cloud; 2] {
    [experiment.noised(t, points, DRAW), around(experiment, t, points)]
}

/// Points uniform on the square that holds the noised data.
fn around(experiment: &Generate, t: f64, points: usize) -> Cloud {
    let coeffs = experiment.schedule.at(t);
    let half = coeffs.alpha * experiment.data.extent() + MARGIN * coeffs.sigma * experiment.source.extent().min(1.0);
    let mut rng = Stream::new(experiment.seed, Purpose::Display, 3);
    (0..points).map(|_| [(); 2].map(|()| half * (2.0 * uniform(&mut rng) - 1.0))).collect()
}

fn error(learned: &[f32], exact: &Cloud) -> f64 {
    let exact = exact.as_flattened();
    let error: f64 = learned.iter().zip(exact).map(|(a, b)| (f64::from(*a) - b).powi(2)).sum();
    (error / exact.iter().map(|x| x * x).sum::<f64>()).sqrt()
}
