use super::*;
use crate::math::{
    field::Field as _,
    metric::{exact_w2, modes},
    oracle::{Component, Mixture, Oracle},
    points::{Cloud, Points as _, StreamNoise},
    rng::{Purpose, Stream, normal},
    sampler::{Dopri5, Euler, trace},
    schedule::{FlowOt, ScheduleConfig, VeGeometric, VpLinear},
};

fn oracle(schedule: ScheduleConfig, data: Mixture) -> Oracle<ScheduleConfig> {
    Oracle::new(schedule, data, normal_law(1.0)).unwrap()
}

fn straight() -> ScheduleConfig {
    ScheduleConfig::FlowOt(FlowOt {})
}

fn normal_law(std: f64) -> Mixture {
    Mixture::new([Component::round([0.0; 2], std, 1.0)])
}

fn cfg(scale: f64) -> GuidanceConfig {
    GuidanceConfig::ClassifierFree(ClassifierFree::of_scale(scale))
}

/// N(0, 2) as all classes, N(0, 1) as the class, in each coordinate.
fn two_normals(schedule: ScheduleConfig, scale: f64) -> Guided<Oracle<ScheduleConfig>> {
    let all = oracle(schedule.clone(), normal_law(2.0_f64.sqrt()));
    Guided::new(oracle(schedule, normal_law(1.0)), Some(all), cfg(scale))
}

/// The variance that the ODE samples, 2^(1−w) (Bradley and Nakkiran, 2024, section 3; derived again from the linear ODE).
#[test]
fn the_ode_of_two_normals_has_a_variance_in_closed_form() {
    for scale in [0.0, 0.5, 1.0, 2.0, 3.0, 5.0] {
        let field = two_normals(straight(), scale);
        let (rule, mut rng) = (Dopri5 { rtol: 1e-11, atol: 1e-12 }, Stream::new(0, Purpose::Sampling, 0));
        let times = [1.0, 0.75, 0.5, 0.25, 0.0];
        let clouds = trace(&rule, &field, vec![[1.0, -0.5]], &times, &mut StreamNoise::new(&mut rng));
        let [x, y] = clouds[4][0];
        assert!((x * x - 2.0_f64.powf(1.0 - scale)).abs() < 1e-8, "w = {scale}: {x}");
        assert!((y + 0.5 * x).abs() < 1e-9, "w = {scale}: {x} {y}");
    }
    let powered = Powered::new(&normal_law(1.0), &normal_law(2.0_f64.sqrt()), 3.0, 6.0).unwrap();
    let [mean, variance] = powered.moments();
    assert!((0..2).all(|k| mean[k].abs() < 1e-9 && (variance[k] - 0.5).abs() < 1e-3), "{mean:?} {variance:?}");
}

/// The variance that the reverse SDE samples, (2 − 2^(2−2w))/(2w − 1) (the same source), from `dV/dσ² = 2 k V − 1` with the score `−k x`.
#[test]
fn the_sde_of_two_normals_has_a_variance_in_closed_form() {
    let schedule = ScheduleConfig::VeGeometric(VeGeometric { sigma_min: 1e-6, sigma_max: 1e6 });
    for (scale, expected) in [(2.0, 0.583_333_333_333), (3.0, 0.3875)] {
        assert!(((2.0 - 2.0_f64.powf(2.0 - 2.0 * scale)) / (2.0 * scale - 1.0) - expected).abs() < 1e-11_f64);
        let field = two_normals(schedule.clone(), scale);
        // By the logarithm of σ², which is linear in the time.
        let rate = 4.0 * 1e6_f64.ln();
        let slope = |t: f64, variance: f64| {
            let square = field.coeffs(t).sigma.powi(2);
            let stiffness = -field.score(&vec![[1.0, 0.0]], t)[0][0];
            rate * square * (2.0 * stiffness * variance - 1.0)
        };
        let (steps, mut variance) = (8000, 1e12);
        let h = 1.0 / f64::from(steps);
        for index in 0..steps {
            let t = 1.0 - f64::from(index) * h;
            let a = slope(t, variance);
            let b = slope(t - h / 2.0, variance - h / 2.0 * a);
            let c = slope(t - h / 2.0, variance - h / 2.0 * b);
            let d = slope(t - h, variance - h * c);
            variance -= h / 6.0 * (a + 2.0 * b + 2.0 * c + d);
        }
        assert!((variance - expected).abs() < 1e-8, "w = {scale}: {variance}");
    }
}

/// Three Gaussians on a circle; the class is the first, above the origin.
fn three() -> [Mixture; 2] {
    let at = |k: f64| {
        let (sin, cos) = libm::sincos(std::f64::consts::FRAC_PI_2 + k * std::f64::consts::TAU / 3.0);
        [1.5 * cos, 1.5 * sin]
    };
    [Mixture::equal([at(0.0)], 0.7), Mixture::equal([0.0, 1.0, 2.0].map(at), 0.7)]
}

fn starts(n: usize) -> Cloud {
    let mut rng = Stream::new(1, Purpose::Start, 0);
    (0..n).map(|_| normal(&mut rng)).collect()
}

fn sampled(field: &dyn crate::math::field::Field<Cloud>, n: usize) -> Cloud {
    let times: Vec<f64> = (0..=200).map(|k| 1.0 - f64::from(k) / 200.0).collect();
    let mut rng = Stream::new(1, Purpose::Sampling, 0);
    trace(&Euler {}, field, starts(n), &times, &mut StreamNoise::new(&mut rng)).pop().unwrap()
}

/// The mean of y, and the variances of x and y.
fn moments(cloud: &Cloud) -> [f64; 3] {
    let n = cloud.len() as f64;
    let mean = [0, 1].map(|k| cloud.iter().map(|x| x[k]).sum::<f64>() / n);
    let variance = [0, 1].map(|k| cloud.iter().map(|x| (x[k] - mean[k]).powi(2)).sum::<f64>() / n);
    [mean[1], variance[0], variance[1]]
}

fn near(found: [f64; 3], expected: [f64; 3], by: f64) -> bool {
    found.iter().zip(expected).all(|(a, b)| (a - b).abs() < by)
}

/// Classifier-free guidance overshoots the powered law, and CFG-Zero* less so: the trials of three Gaussians.
#[test]
fn guidance_of_three_gaussians_is_not_the_powered_law() {
    let [class, all] = three();
    let guided = |rule| Guided::new(oracle(straight(), class.clone()), Some(oracle(straight(), all.clone())), rule);
    let table = [
        (2.0, [1.60, 0.45, 0.40], [2.08, 0.34, 0.25], [0.51, 0.24, 0.22]),
        (3.0, [1.64, 0.44, 0.37], [2.43, 0.30, 0.19], [0.83, 0.43, 0.37]),
        (5.0, [1.69, 0.42, 0.34], [2.94, 0.26, 0.15], [1.27, 0.60, 0.56]),
    ];
    for (scale, of_powered, of_cfg, distances) in table {
        let powered = Powered::new(&class, &all, scale, 8.0).unwrap();
        let [mean, variance] = powered.moments();
        assert!(near([mean[1], variance[0], variance[1]], of_powered, 0.02), "{mean:?} {variance:?}");
        let found = moments(&sampled(&guided(cfg(scale)), 4000));
        assert!(near(found, of_cfg, 0.04), "w = {scale}: {found:?}");
        let zero = |still| GuidanceConfig::CfgZero(CfgZero { scale, still });
        let law = powered.sample(1000, &mut Stream::new(2, Purpose::Display, 0));
        for (rule, expected) in [cfg(scale), zero(0.0), zero(0.04)].into_iter().zip(distances) {
            let distance = exact_w2(&sampled(&guided(rule.clone()), 1000), &law).unwrap();
            assert!((distance - expected).abs() < 0.08, "w = {scale}, {rule:?}: {distance}");
        }
    }
}

/// A classifier that knows noise samples the class. One that was made for clean data is always right and samples another law. The path is
/// that of a VP-SDE: on a path without any data at its end the clean classifier pushes without bound there.
#[test]
fn a_classifier_that_never_saw_noise_guides_elsewhere() {
    let data = three();
    let [class, all] = data.clone().map(|data| oracle(ScheduleConfig::VpLinear(VpLinear::default()), data));
    let [noised, clean] = [false, true].map(|is_clean| {
        let field = ByClassifier { all: &all, class: &class, scale: 1.0, is_clean };
        sampled(&field, 4000)
    });
    assert!(near(moments(&noised), [1.49, 0.49, 0.49], 0.04), "{:?}", moments(&noised));
    let right = modes(&clean, &data[1]).iter().filter(|mode| **mode == 0).count();
    let [mean, _, variance] = moments(&clean);
    assert!(mean > 1.8 && variance < 0.1 && right > 3960, "{mean}, {variance}, {right} of 4000");
}

#[test]
fn the_score_of_all_plus_the_gradient_of_the_classifier_is_that_of_the_class() {
    let [class, all] = three().map(|data| oracle(straight(), data));
    let x = starts(50);
    for t in [0.1, 0.5, 0.9] {
        for scale in [0.0, 1.0, 3.0] {
            let by_classifier = ByClassifier { all: &all, class: &class, scale, is_clean: false };
            let free = Guided::new(class.clone(), Some(all.clone()), cfg(scale));
            for (found, expected) in [
                (by_classifier.score(&x, t), free.score(&x, t)),
                (by_classifier.velocity(&x, t), free.velocity(&x, t)),
                (by_classifier.denoised(&x, t), free.denoised(&x, t)),
            ] {
                for (a, b) in found.as_flattened().iter().zip(expected.as_flattened()) {
                    assert!((a - b).abs() < 1e-8 * (1.0 + b.abs()), "{scale}, t = {t}: {a} {b}");
                }
            }
        }
    }
}

#[test]
fn where_class_and_all_agree_no_rule_changes_anything() {
    let [class, _] = three().map(|data| oracle(straight(), data));
    let x = starts(20);
    for rule in GuidanceConfig::all() {
        let guided = Guided::new(class.clone(), Some(class.clone()), rule);
        for t in [0.2, 0.9] {
            let difference = Cloud::lincomb((1.0, &guided.velocity(&x, t)), &[(-1.0, &class.velocity(&x, t))]);
            assert!(difference.as_flattened().iter().all(|c| c.abs() < 1e-12), "{guided:?}");
        }
    }
}

#[test]
fn every_rule_gives_denoised_points_and_scores_that_fit_its_velocity() {
    let [class, all] = three().map(|data| oracle(straight(), data));
    let (x, t) = (starts(20), 0.6);
    for rule in GuidanceConfig::all() {
        let guided = Guided::new(class.clone(), Some(all.clone()), rule);
        let (velocity, denoised, score) = (guided.velocity(&x, t), guided.denoised(&x, t), guided.score(&x, t));
        for i in 0..x.len() {
            for k in 0..2 {
                // On the straight path: v = (x − x̂)/t, and the score of a normal source ((1 − t) x̂ − x)/t².
                assert!(((x[i][k] - denoised[i][k]) / t - velocity[i][k]).abs() < 1e-9, "{guided:?}");
                assert!((((1.0 - t) * denoised[i][k] - x[i][k]) / (t * t) - score[i][k]).abs() < 1e-9, "{guided:?}");
            }
        }
    }
}

#[test]
fn an_interval_of_noise_levels_limits_guidance() {
    let [class, all] = three().map(|data| oracle(straight(), data));
    let rule = ClassifierFree { scale: 4.0, from: -1.0, to: 1.0 };
    let guided = Guided::new(class.clone(), Some(all), GuidanceConfig::ClassifierFree(rule));
    let x = starts(5);
    for t in [0.1, 0.9] {
        assert_eq!(guided.velocity(&x, t), class.velocity(&x, t));
    }
    assert_ne!(guided.velocity(&x, 0.5), class.velocity(&x, 0.5));
    assert_eq!(guided.fields(), 2);
    let alone = Guided::new(class.clone(), None, cfg(4.0));
    assert_eq!((alone.fields(), alone.velocity(&x, 0.5)), (1, class.velocity(&x, 0.5)));
    assert_eq!(GuidanceConfig::IDS[0], "none");
}
