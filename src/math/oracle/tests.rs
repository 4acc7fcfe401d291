//! Tests of the exact field.

use super::*;
use crate::math::{
    rng::{Purpose, Stream},
    schedule::ScheduleConfig,
};

#[test]
fn one_gaussian_has_the_textbook_posterior() {
    // data ~ N(m, s²), noise ~ N(0, 1): E[data | x] = m + α s² (x − α m)/(α² s² + σ²).
    let (mean, std) = ([1.0, -2.0], 0.5);
    for schedule in ScheduleConfig::all() {
        let coeffs = schedule.at(0.4);
        let Coeffs { alpha, sigma, .. } = coeffs;
        let oracle = Oracle::new(schedule, Mixture::equal([mean], std), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
        let x = [0.3, 0.7];
        let Posterior { data, noise, .. } = oracle.posterior(&[x], &coeffs).next().unwrap();
        for k in 0..2 {
            let gain = alpha * std * std / (alpha * alpha * std * std + sigma * sigma);
            let expected = mean[k] + gain * (x[k] - alpha * mean[k]);
            assert!((data[k] - expected).abs() < 1e-14);
            // The two posterior means must rebuild the point.
            assert!((alpha * data[k] + sigma * noise[k] - x[k]).abs() < 1e-14);
        }
    }
}

#[test]
fn far_away_points_stay_finite() {
    let schedule = ScheduleConfig::FlowOt(Default::default());
    let data = Mixture::equal([[-3.0, 0.0], [3.0, 0.0]], 1e-3);
    let oracle = Oracle::new(schedule, data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
    let velocity = oracle.velocity(&vec![[1e3, -1e3]], 0.01);
    assert!(velocity[0].iter().all(|c| c.is_finite()));
}

#[test]
fn both_ends_of_every_path_stay_finite() {
    for schedule in ScheduleConfig::all() {
        let oracle = Oracle::new(schedule, Mixture::equal([[1.0, 2.0]], 0.5), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
        for t in [0.0, 1.0] {
            let (velocity, denoised) = (oracle.velocity(&vec![[0.3, 0.1]], t), oracle.denoised(&vec![[0.3, 0.1]], t));
            assert!(velocity.iter().chain(&denoised).flatten().all(|c| c.is_finite()), "{oracle:?} at {t}");
        }
    }
}

#[test]
fn too_many_pairs_have_no_oracle() {
    let many = || Mixture::equal((0..200).map(|i| [f64::from(i), 0.0]), 1.0);
    assert!(Oracle::new(ScheduleConfig::FlowOt(Default::default()), many(), many()).is_none());
}

/// Central differences of `f` along both axes.
fn gradient(x: [f64; 2], f: impl Fn([f64; 2]) -> f64) -> [f64; 2] {
    let h = 1e-5;
    [[h, 0.0], [0.0, h]].map(|d| (f([x[0] + d[0], x[1] + d[1]]) - f([x[0] - d[0], x[1] - d[1]])) / (2.0 * h))
}

/// Two long Gaussians across each other and a round one.
fn elongated() -> Mixture {
    Mixture::new([
        Component::ellipse([1.0, 2.0], [1.2, 0.2], 30.0, 1.0),
        Component::ellipse([-1.0, 0.5], [0.3, 0.9], 75.0, 2.0),
        Component::round([0.0, -1.0], 0.4, 1.5),
    ])
}

/// A set of points.
fn finite_set() -> Mixture {
    Mixture::new((0..40).map(|i| {
        let angle = f64::from(i);
        Component::round([2.0 * angle.cos(), angle.sin()], 0.0, 1.0 + f64::from(i % 3))
    }))
}

#[test]
fn score_is_the_gradient_of_the_log_density_for_every_source() {
    let sets = [Mixture::equal([[1.0, 2.0], [-1.0, 0.5]], 0.4), elongated(), finite_set()];
    let sources = [
        Mixture::equal([[0.0; 2]], 1.0),
        Mixture::new([Component::round([1.5, 0.5], 0.7, 1.0), Component::round([-1.0, -1.0], 0.4, 2.0)]),
        Mixture::new([Component::ellipse([1.5, 0.5], [0.4, 1.0], -20.0, 1.0), Component::round([-1.0, 0.0], 0.6, 2.0)]),
    ];
    for schedule in ScheduleConfig::all() {
        for (data, source) in sets.iter().flat_map(|data| sources.iter().map(move |source| (data, source))) {
            let oracle = Oracle::new(schedule.clone(), data.clone(), source.clone()).unwrap();
            for (x, t) in [([0.3, 0.7], 0.5), ([-1.0, 0.2], 0.8)] {
                let density = |x| oracle.log_density(&vec![x], t).unwrap()[0];
                let (score, slope) = (oracle.score(&vec![x], t)[0], gradient(x, density));
                for axis in 0..2 {
                    let tolerance = 1e-5 * (1.0 + slope[axis].abs());
                    assert!((score[axis] - slope[axis]).abs() < tolerance, "{schedule:?}: {score:?} {slope:?}");
                }
            }
        }
    }
}

#[test]
fn score_of_a_standard_normal_source_is_that_of_tweedie() {
    for schedule in ScheduleConfig::all() {
        for data in [elongated(), finite_set()] {
            let oracle = Oracle::new(schedule.clone(), data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
            let (coeffs, x) = (schedule.at(0.6), [0.4, -0.3]);
            let noise = oracle.posterior(&[x], &coeffs).next().unwrap().noise;
            let score = oracle.scores(&[x], &coeffs).next().unwrap();
            for axis in 0..2 {
                let expected = -noise[axis] / coeffs.sigma;
                assert!((score[axis] - expected).abs() < 1e-11 * (1.0 + expected.abs()), "{schedule:?}");
            }
        }
    }
}

#[test]
fn score_of_clean_points_is_that_of_the_data() {
    let data = elongated();
    let oracle =
        Oracle::new(ScheduleConfig::FlowOt(Default::default()), data.clone(), Mixture::equal([[1.0; 2]], 2.0)).unwrap();
    let x = [0.5, 0.9];
    let (score, slope) = (oracle.score(&vec![x], 0.0)[0], gradient(x, |x| data.log_density(x)));
    assert!((0..2).all(|axis| (score[axis] - slope[axis]).abs() < 1e-6), "{score:?} {slope:?}");
}

/// The middles of `n²` cells of the square `[−half, half]²`, and the area of a cell.
fn grid(n: i32, half: f64) -> (Cloud, f64) {
    let cell = 2.0 * half / f64::from(n);
    let middle = |i: i32| -half + cell * (f64::from(i) + 0.5);
    ((0..n * n).map(|i| [middle(i / n), middle(i % n)]).collect(), cell * cell)
}

#[test]
fn density_of_noised_points_integrates_to_one() {
    let round = Mixture::equal([[0.5, 0.0]], 0.7);
    let long = Mixture::new([Component::ellipse([0.5, 0.0], [0.9, 0.3], 60.0, 1.0)]);
    let points = Mixture::equal([[1.0, 2.0], [-1.0, 0.5]], 0.0);
    for (data, source, t) in [
        (points.clone(), round.clone(), 0.5),
        (points, long.clone(), 0.5),
        (elongated(), round, 0.3),
        (elongated(), long.clone(), 0.5),
        (elongated(), long, 0.0),
    ] {
        let oracle = Oracle::new(ScheduleConfig::FlowOt(Default::default()), data, source).unwrap();
        let (grid, area) = grid(240, 8.0);
        let total: f64 = oracle.log_density(&grid, t).unwrap().iter().map(|l| l.exp() * area).sum();
        assert!((total - 1.0).abs() < 1e-6, "{oracle:?}: {total}");
    }
}

#[test]
fn posterior_of_an_elongated_pair_agrees_with_brute_force() {
    let data = Mixture::new([Component::ellipse([0.5, -0.3], [1.1, 0.4], 35.0, 1.0)]);
    let source = Mixture::new([Component::ellipse([-0.2, 0.4], [0.5, 1.3], -15.0, 1.0)]);
    let (grid, area) = grid(400, 8.0);
    for schedule in ScheduleConfig::all() {
        // As much noise as signal, so that neither factor is too narrow for the grid.
        let coeffs = schedule.at(schedule.time_of(0.0));
        let Coeffs { alpha, sigma, .. } = coeffs;
        let oracle = Oracle::new(schedule.clone(), data.clone(), source.clone()).unwrap();
        let x = [0.7 * alpha, -0.4 * sigma];
        // p(x_t = x) = ∫ p(data) q((x − α data)/σ)/σ² d data, and the mean of the data under the same weights.
        let noise_of = |d: [f64; 2]| [0, 1].map(|axis| (x[axis] - alpha * d[axis]) / sigma);
        let (mut total, mut sum) = (0.0, [0.0; 2]);
        for &d in &grid {
            let weight = (data.log_density(d) + source.log_density(noise_of(d))).exp() * area / (sigma * sigma);
            total += weight;
            sum = [0, 1].map(|axis| sum[axis] + weight * d[axis]);
        }
        let expected = sum.map(|sum| sum / total);
        let posterior = oracle.posterior(&[x], &coeffs).next().unwrap();
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(posterior.log_density, total.ln()), "{schedule:?}: {posterior:?} {}", total.ln());
        for axis in 0..2 {
            assert!(close(posterior.data[axis], expected[axis]), "{schedule:?}: {posterior:?} {expected:?}");
            assert!(close(posterior.noise[axis], noise_of(expected)[axis]), "{schedule:?}: {posterior:?}");
        }
    }
}

#[test]
fn round_components_given_as_ellipses_change_nothing() {
    let round = Mixture::new([Component::round([1.0, 2.0], 0.4, 1.0), Component::round([-1.0, 0.5], 0.8, 2.0)]);
    let ellipses = Mixture::new(
        [([1.0, 2.0], 0.4, 1.0), ([-1.0, 0.5], 0.8, 2.0)]
            .map(|(mean, std, weight)| Component::ellipse(mean, [std; 2], 70.0, weight)),
    );
    let draw = |mixture: &Mixture| mixture.sample(100, &mut Stream::new(2, Purpose::Data, 0));
    assert_eq!(draw(&round), draw(&ellipses));
    let x = draw(&round);
    for schedule in ScheduleConfig::all() {
        let [a, b] = [&round, &ellipses]
            .map(|data| Oracle::new(schedule.clone(), data.clone(), Mixture::equal([[0.0; 2]], 1.0)).unwrap());
        assert_eq!(a.velocity(&x, 0.4), b.velocity(&x, 0.4));
        assert_eq!(a.score(&x, 0.4), b.score(&x, 0.4));
        assert_eq!(a.log_density(&x, 0.4), b.log_density(&x, 0.4));
    }
}

#[test]
fn samples_have_the_covariance_of_their_ellipse() {
    let component = Component::ellipse([1.0, -2.0], [1.5, 0.4], 40.0, 1.0);
    let mixture = Mixture::new([component]);
    let n = 40_000;
    let points = mixture.sample(n, &mut Stream::new(6, Purpose::Data, 0));
    let moment = |f: &dyn Fn([f64; 2]) -> f64| {
        points.iter().map(|p| f([p[0] - component.mean[0], p[1] - component.mean[1]])).sum::<f64>() / n as f64
    };
    let [xx, xy, yy] = component.covariance.matrix();
    // Five standard errors: the variance of a product of two Gaussians is Σ_aa Σ_bb + Σ_ab².
    let error = |a: f64, b: f64, ab: f64| 5.0 * ((a * b + ab * ab) / n as f64).sqrt();
    assert!((moment(&|[x, _]| x * x) - xx).abs() < error(xx, xx, xx));
    assert!((moment(&|[x, y]| x * y) - xy).abs() < error(xx, yy, xy));
    assert!((moment(&|[_, y]| y * y) - yy).abs() < error(yy, yy, yy));
    for axis in 0..2 {
        let variance = [xx, yy][axis];
        let [mean, square] = mixture.moments(axis);
        assert!((mean - component.mean[axis]).abs() < 1e-15 && (square - mean * mean - variance).abs() < 1e-14);
    }
}

#[test]
fn degenerate_ellipses_stay_finite() {
    let data = Mixture::new([
        Component::ellipse([0.0; 2], [1.0, 0.0], 30.0, 1.0),
        Component::ellipse([1.0, 1.0], [0.0, 2.0], -50.0, 1.0),
        Component::round([-1.0, 0.0], 0.0, 1.0),
    ]);
    let sources = [
        Mixture::equal([[0.0; 2]], 1.0),
        Mixture::equal([[0.0; 2]], 0.0),
        Mixture::new([Component::ellipse([0.0; 2], [0.0, 1.0], 10.0, 1.0)]),
    ];
    for schedule in ScheduleConfig::all() {
        for source in &sources {
            let oracle = Oracle::new(schedule.clone(), data.clone(), source.clone()).unwrap();
            for t in [0.0, 1e-9, 0.5, 1.0] {
                let x = vec![[0.3, 0.1], [-1.0, 0.0], [1e3, -1e3]];
                let answers = [oracle.velocity(&x, t), oracle.denoised(&x, t), oracle.score(&x, t)];
                let finite = answers.iter().flatten().flatten().all(|c| c.is_finite());
                assert!(finite && oracle.log_density(&x, t).unwrap()[0].is_finite(), "{oracle:?} at {t}: {answers:?}");
            }
        }
    }
}

#[test]
fn without_noise_points_of_a_line_stay_where_they_are() {
    let data = Mixture::new([
        Component::ellipse([0.0; 2], [1.0, 0.0], 30.0, 1.0),
        Component::ellipse([0.0, 5.0], [1.0, 0.0], -30.0, 1.0),
    ]);
    let oracle =
        Oracle::new(ScheduleConfig::FlowOt(Default::default()), data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
    let (sin, cos) = 30f64.to_radians().sin_cos();
    // For a point beside the line the answer is its foot.
    let denoised = oracle.denoised(&vec![[2.0 * cos, 2.0 * sin], [2.0 * cos - 0.1 * sin, 2.0 * sin + 0.1 * cos]], 0.0);
    for point in denoised {
        assert!((point[0] - 2.0 * cos).abs() < 1e-12 && (point[1] - 2.0 * sin).abs() < 1e-12, "{point:?}");
    }
}

#[test]
fn without_noise_a_finite_set_answers_with_its_nearest_point() {
    let schedule = ScheduleConfig::FlowOt(Default::default());
    let data = Mixture::equal([[0.0, 0.0], [3.0, 0.0]], 0.0);
    let oracle = Oracle::new(schedule, data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
    let denoised = oracle.denoised(&vec![[1.0, 1.0], [3.0, 0.0]], 0.0);
    let near = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-300;
    assert!(near(denoised[0], [0.0, 0.0]) && near(denoised[1], [3.0, 0.0]), "{denoised:?}");
}

#[test]
fn divergences_agree_with_differences() {
    let round = Mixture::equal([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.8]], 0.4);
    for (data, source) in [
        (round.clone(), Mixture::equal([[0.0; 2]], 1.0)),
        (round.clone(), Mixture::equal([[0.5, 0.1], [-1.0, 1.0]], 0.6)),
        (elongated(), Mixture::equal([[0.0; 2]], 1.0)),
        (finite_set(), elongated()),
    ] {
        for schedule in ScheduleConfig::all() {
            let oracle = Oracle::new(schedule.clone(), data.clone(), source.clone()).unwrap();
            for t in [0.2, 0.6, 1.0] {
                for x in [[0.3, 0.7], [-0.9, 0.6], [2.0, -1.5]] {
                    let (velocity, divergence) = oracle.velocity_with_divergence(&vec![x], t);
                    assert_eq!(velocity, oracle.velocity(&vec![x], t));
                    let along = |k: usize| gradient(x, |x| oracle.velocity(&vec![x], t)[0][k])[k];
                    let (found, expected) = (divergence[0], along(0) + along(1));
                    // Differences of step 10⁻⁵ lose ten of sixteen digits of the velocity.
                    let size = 1.0 + expected.abs() + velocity[0][0].hypot(velocity[0][1]);
                    assert!((found - expected).abs() < 1e-5 * size, "{schedule:?} at {t}, {x:?}: {found} {expected}");
                }
            }
        }
    }
}
