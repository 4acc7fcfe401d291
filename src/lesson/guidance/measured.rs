//! What the lesson says of the exact field, computed by the library.

use super::{SCALE, free, guided};
use crate::{
    lesson::kit::exact,
    math::{
        field::Field as _,
        guidance::{ByClassifier, GuidanceConfig, Powered},
        metric::{exact_w2, modes},
        oracle::{Mixture, Oracle},
        points::{Cloud, Points as _, StreamNoise},
        rng::{Purpose, Stream},
        sampler::{Euler, trace},
        schedule::{ScheduleConfig, VpLinear},
    },
    protocol::{Generate, Task},
};

/// The variance of a wide Gaussian that stands for all classes, of unit classes; and what guidance at the scale of the lesson samples, and
/// the powered law has.
pub const WIDE: f64 = 2.0;
pub const SAMPLED: f64 = 0.25;
pub const POWERED: f64 = 0.5;

/// Samples for means and variances, and for an exact distance.
pub const SAMPLES: usize = 4000;
const MATCHED: usize = 600;
/// Those of the table that the page computes itself, which must not keep it waiting.
pub const FEW: usize = 150;
pub const JUDGED: usize = 500;
pub const SEEN: usize = 1000;
/// Half the side of the square in which the powered law is computed.
const REACH: f64 = 8.0;
/// Steps of Euler's method with a classifier.
const STEPS: u32 = 200;
/// Beyond so many standard deviations a sample is outside of a Gaussian.
const FAR: f64 = 3.0;

/// The mean and the variance of each coordinate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    pub mean: [f64; 2],
    pub variance: [f64; 2],
}

impl Law {
    /// Those of a cloud; `None` without points.
    pub fn of(cloud: &Cloud) -> Option<Self> {
        let n = cloud.len() as f64;
        let mean_of = |value: &dyn Fn(&[f64; 2]) -> f64| cloud.iter().map(value).sum::<f64>() / n;
        let mean = [0, 1].map(|k| mean_of(&|x| x[k]));
        let variance = [0, 1].map(|k| mean_of(&|x| (x[k] - mean[k]).powi(2)));
        (!cloud.is_empty()).then_some(Self { mean, variance })
    }
}

fn samples(guidance: GuidanceConfig, count: usize, seed: u64) -> Option<Cloud> {
    exact::particles(&guided(guidance), count, seed, 0)?.clouds.pop()
}

/// The law of so many samples of the class in the exact field.
pub fn sampled(guidance: GuidanceConfig, count: usize, seed: u64) -> Option<Law> {
    Law::of(&samples(guidance, count, seed)?)
}

/// The samples at the scale of the lesson.
pub fn guided_cloud() -> Cloud {
    samples(free(SCALE), 300, 0).unwrap_or_default()
}

fn mixtures() -> Option<[Mixture; 2]> {
    let task = guided(free(SCALE));
    Some([task.data_mixture()?, task.data.mixture()])
}

/// The powered law itself, `p(x) p(c | x)^w`.
fn powered_law(scale: f64) -> Option<Powered> {
    let [class, all] = mixtures()?;
    Powered::new(&class, &all, scale, REACH)
}

/// The mean and the variance of the powered law.
pub fn powered(scale: f64) -> Option<Law> {
    let [mean, variance] = powered_law(scale)?.moments();
    Some(Law { mean, variance })
}

/// The exact W₂ between guided samples and the powered law.
pub fn apart(guidance: GuidanceConfig, scale: f64, seed: u64) -> Option<f64> {
    apart_with(guidance, scale, seed, MATCHED)
}

/// The same with so many points of each.
pub fn apart_with(guidance: GuidanceConfig, scale: f64, seed: u64, count: usize) -> Option<f64> {
    let law = powered_law(scale)?.sample(count, &mut Stream::new(seed, Purpose::Display, 40));
    exact_w2(&samples(guidance, count, seed)?, &law)
}

/// Samples that a classifier guides.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// The share that the exact classifier of clean data gives to the class.
    pub accuracy: f64,
    pub law: Law,
}

/// So many samples guided by the exact classifier at scale 1, which knows noise or only clean data.
pub fn by_classifier(is_clean: bool, count: usize, seed: u64) -> Option<Judged> {
    let mut task = guided(free(1.0));
    // On the straight path a clean classifier pushes without bound at the noise, where no data are left.
    task.schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let [class, all] = mixtures()?;
    let oracle = |data: Mixture| Oracle::<ScheduleConfig>::new(task.schedule.clone(), data, task.source.mixture());
    let (class, whole) = (oracle(class)?, oracle(all.clone())?);
    let field = ByClassifier { all: &whole, class: &class, scale: 1.0, is_clean };
    let source = task.source.sample(count, &mut Stream::new(seed, Purpose::Start, 0));
    let times: Vec<f64> = (0..=STEPS).map(|k| 1.0 - f64::from(k) / f64::from(STEPS)).collect();
    let mut rng = Stream::new(seed, Purpose::Sampling, 0);
    let cloud = trace(&Euler {}, &field, source, &times, &mut StreamNoise::new(&mut rng)).pop()?;
    let right = modes(&cloud, &all).iter().filter(|mode| **mode == 0).count();
    Some(Judged { accuracy: right as f64 / cloud.len() as f64, law: Law::of(&cloud)? })
}

/// The share of `cloud` that is far from every Gaussian of the data of `task`.
pub fn outside(task: &Task, cloud: &Cloud) -> Option<f64> {
    let mixture = task.generate()?.data.mixture();
    let far = |x: &[f64; 2]| {
        mixture.components().iter().all(|component| {
            let away = [0, 1].map(|k| x[k] - component.mean[k]);
            component.covariance.squared_distance(away) > FAR * FAR
        })
    };
    (!cloud.is_empty()).then(|| cloud.iter().filter(|x| far(x)).count() as f64 / cloud.len() as f64)
}

/// How wide the Gaussians of the data of `task` are in `cloud`: the root mean square distance from the nearest mean, over the points that are on
/// one.
pub fn width(task: &Task, cloud: &Cloud) -> Option<f64> {
    let mixture = task.generate()?.data.mixture();
    let of = modes(cloud, &mixture);
    let near = cloud.iter().zip(of).filter_map(|(x, mode)| {
        let component = mixture.components().get(mode)?;
        let away = [0, 1].map(|k| x[k] - component.mean[k]);
        let is_near = component.covariance.squared_distance(away) <= FAR * FAR;
        is_near.then_some(away[0] * away[0] + away[1] * away[1])
    });
    let squares: Vec<f64> = near.collect();
    (!squares.is_empty()).then(|| (squares.iter().sum::<f64>() / squares.len() as f64).sqrt())
}

/// The variance, along an axis, of samples of N(0, I) guided away from N(0, 2 I), by the ODE in the exact field.
pub fn variance_of_two(scale: f64) -> f64 {
    let normal = |variance: f64| Mixture::equal([[0.0; 2]], variance.sqrt());
    let task = Generate::default();
    let oracle = |data: Mixture| Oracle::<ScheduleConfig>::new(task.schedule.clone(), data, task.source.mixture());
    let Some((class, all)) = oracle(normal(1.0)).zip(oracle(normal(WIDE))) else {
        return f64::NAN;
    };
    let field = crate::math::guidance::Guided::new(class, Some(all), free(scale));
    // The ODE is linear: the end of one point tells the variance.
    let mut x: Cloud = vec![[1.0, 0.0]];
    for step in 0..STEPS {
        let h = 1.0 / f64::from(STEPS);
        let t = 1.0 - f64::from(step) * h;
        let middle = Cloud::lincomb((1.0, &x), &[(-h / 2.0, &field.velocity(&x, t))]);
        x = Cloud::lincomb((1.0, &x), &[(-h, &field.velocity(&middle, t - h / 2.0))]);
    }
    x.first().map_or(f64::NAN, |[x, _]| x * x)
}
