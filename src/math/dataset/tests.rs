//! Tests for every data set.

use std::f64::consts::{LN_2, PI, TAU};

use super::*;
use crate::math::{
    extremes::smallest,
    registry::Slot,
    rng::{Purpose, Stream},
};

/// Every data set that is not empty.
fn filled() -> impl Iterator<Item = DatasetConfig> {
    DatasetConfig::all().map(|config| match config {
        DatasetConfig::Drawing(_) => DatasetConfig::Drawing(Drawing::from_dabs(vec![
            Dab::new([1.0, 0.5], 0.5, 1.0),
            Dab::new([-1.0, -0.5], 0.25, 0.5),
        ])),
        other => other,
    })
}

/// A default configuration with some fields changed, all of them within their ranges.
fn with(id: &str, fields: &[(&str, f64)]) -> DatasetConfig {
    let mut config = DatasetConfig::from_id(id).unwrap();
    for (name, value) in fields {
        config.config_mut().set(name, *value).unwrap();
    }
    config
}

#[test]
fn there_are_enough_data_sets() {
    assert!(DatasetConfig::IDS.len() >= 24);
    let distinct: std::collections::BTreeSet<_> = DatasetConfig::IDS.iter().collect();
    assert_eq!(distinct.len(), DatasetConfig::IDS.len());
}

#[test]
fn samples_are_finite_stay_in_view_and_repeat() {
    for config in filled() {
        let draw = || config.sample(2000, &mut Stream::new(3, Purpose::Data, 1));
        let points = draw();
        assert_eq!(points, draw(), "{config:?}");
        assert_eq!(points.len(), 2000);
        let seen = points.iter().filter(|p| p.iter().all(|c| c.abs() <= config.extent())).count();
        assert!(seen >= 1980, "{config:?} shows {seen} of 2000");
    }
}

#[test]
fn both_ends_of_every_field_are_sampled_and_have_a_density() {
    for config in filled() {
        for field in config.config().fields() {
            for value in [field.min, field.max] {
                let mut config = config.clone();
                config.config_mut().set(field.name, value).unwrap();
                let points = config.sample(500, &mut Stream::new(3, Purpose::Data, 1));
                let seen = points.iter().filter(|p| p.iter().all(|c| c.abs() <= config.extent())).count();
                assert!(seen >= 485, "{config:?} shows {seen} of 500");
                let log_density = config.log_density_function().unwrap();
                let terms: Vec<f64> = points.iter().map(|&x| log_density(x)).collect();
                assert!(terms.iter().all(|term| term.is_finite()), "{config:?}");
                let size = config.mixture().components().len();
                assert!((1..=1100).contains(&size), "{config:?} has {size} components");
            }
        }
    }
}

#[test]
fn random_streams_stay_as_they_were() {
    // The last of 3,000 points; shared links and recorded losses depend on these.
    let recorded = [
        ("8gaussians", [-1.8272481004997956, -2.6289306994791186]),
        ("moons", [-2.682170897269997, 1.177341482256353]),
        ("2spirals", [1.7650944870189975, 0.7902525860532]),
        ("checkerboard", [1.6178895244374871, -2.4144292941782624]),
        ("normal", [0.489697351461957, -1.777504568728438]),
        ("drawing", [-0.9378151826133497, -0.7222046960053384]),
    ];
    for config in filled() {
        let Some((id, expected)) = recorded.iter().find(|(id, _)| *id == config.config().id()) else {
            continue;
        };
        let points = config.sample(3000, &mut Stream::new(11, Purpose::Data, 2));
        for axis in 0..2 {
            assert!((points[2999][axis] - expected[axis]).abs() < 1e-12, "{id}: {:?}", points[2999]);
        }
    }
}

#[test]
fn labelled_points_are_those_of_the_sample_and_every_class_occurs() {
    for config in filled() {
        let points = config.sample(4000, &mut Stream::new(4, Purpose::Data, 1));
        let (labelled, labels) = config.sample_labelled(4000, &mut Stream::new(4, Purpose::Data, 1));
        assert_eq!(points, labelled, "{config:?}");
        let seen: std::collections::BTreeSet<u32> = labels.iter().copied().collect();
        assert_eq!(seen, (0..config.classes()).collect(), "{config:?}");
        assert_eq!(labels.len(), 4000);
    }
}

#[test]
fn every_class_has_its_points_and_its_part_of_the_mixture() {
    let n = 2000;
    for config in filled().filter(|config| config.classes() > 1) {
        for class in 0..config.classes() {
            let points = sample_class(&*config, class, n, &mut Stream::new(4, Purpose::Data, 3));
            assert_eq!(points.len(), n, "{config:?}");
            let mixture = config.class_mixture(class).unwrap();
            for axis in 0..2 {
                let [mean, square] = mixture.moments(axis);
                let found = points.iter().map(|point| point[axis]).sum::<f64>() / n as f64;
                // Five standard errors, and the error of a quadrature.
                let allowed = 5.0 * ((square - mean * mean) / n as f64).sqrt() + 0.01;
                assert!((found - mean).abs() < allowed, "{config:?}, class {class}: {found} {mean}");
            }
        }
        assert_eq!(config.class_mixture(config.classes()), None, "{config:?}");
    }
}

/// The integrals of p and of −p ln p by the midpoint rule, over a square that holds all but 10⁻⁴ of the mass.
fn integrals(config: &DatasetConfig) -> [f64; 2] {
    let log_density = config.log_density_function().unwrap();
    let half = 2.0 * config.extent();
    // For a density that is smooth over s, a cell of s leaves an error of 2 exp(−2π²), below 10⁻⁸.
    let smooth = smallest(config.mixture().components().iter().flat_map(|c| c.covariance.stds()));
    let n = match config {
        // No cell lies across an edge.
        DatasetConfig::Checkerboard(_) => 900,
        _ => (2.0 * half / smooth).clamp(200.0, 900.0) as u32,
    };
    let cell = 2.0 * half / f64::from(n);
    let at = |i: u32| -half + cell * (f64::from(i) + 0.5);
    (0..n).flat_map(|i| (0..n).map(move |j| [at(i), at(j)])).fold([0.0; 2], |[mass, entropy], x| {
        let log_p = log_density(x);
        let p = log_p.exp() * cell * cell;
        [mass + p, entropy - if p > 0.0 { p * log_p } else { 0.0 }]
    })
}

#[test]
fn densities_integrate_to_one() {
    let unusual = [
        with("2spirals", &[("noise", 0.03)]),
        with("pinwheel", &[("arms", 3.0), ("tangential", 0.05), ("rate", 0.4)]),
        with("tree", &[("branching", 3.0), ("depth", 2.0), ("noise", 0.2)]),
        with("moons", &[("noise", 0.05), ("shift_y", -1.0)]),
        with("8gaussians", &[("radius", 12.0), ("std", 1.5)]),
        with("diamond", &[("width", 2.0)]),
    ];
    for config in filled().chain(unusual) {
        let [total, _] = integrals(&config);
        assert!((total - 1.0).abs() < 1e-3, "{config:?}: {total}");
    }
}

#[test]
fn one_point_has_the_density_of_the_function() {
    for config in filled() {
        let x = config.sample(1, &mut Stream::new(1, Purpose::Data, 0))[0];
        assert_eq!(config.log_density(x), config.log_density_function().map(|log_density| log_density(x)));
    }
}

/// The mean of −ln p over a sample, and its standard error.
fn entropy(config: &DatasetConfig) -> (f64, f64) {
    let n = 20_000;
    let log_density = config.log_density_function().unwrap();
    let points = config.sample(n, &mut Stream::new(8, Purpose::Data, 0));
    let terms: Vec<f64> = points.iter().map(|&x| -log_density(x)).collect();
    let mean = terms.iter().sum::<f64>() / n as f64;
    let variance = terms.iter().map(|term| (term - mean).powi(2)).sum::<f64>() / n as f64;
    (mean, (variance / n as f64).sqrt())
}

#[test]
fn entropies_are_the_known_ones() {
    let moons = |noise| with("moons", &[("noise", noise), ("scale", 1.0)]);
    let gaussian = TAU.ln() + 1.0;
    let known = [
        (with("8gaussians", &[]), 2.8319),
        (with("2spirals", &[]), 2.6454),
        (with("circles", &[]), 3.2681),
        (with("checkerboard", &[]), 32f64.ln()),
        (with("rings", &[]), 2.6232),
        (with("swissroll", &[]), 2.6696),
        (moons(0.1), 1.0076),
        (moons(0.05), 0.2892),
        (with("moons", &[]), 1.0076 + 2.0 * LN_2),
        (with("ncsn", &[]), 3.3383),
        (with("normal", &[]), gaussian),
        (with("crescent", &[]), gaussian + 0.3679f64.ln()),
        // Twenty-five and twelve Gaussians that do not overlap.
        (with("25gaussians", &[]), gaussian + 2.0 * 0.01768f64.ln() + 25f64.ln()),
        (with("points", &[]), gaussian + 2.0 * 0.05f64.ln() + 12f64.ln()),
        // The standardisation scales areas by 49/√(0.76 · (0.5725 − 1/π)).
        (with("moons-wide", &[]), 1.0076 + 49f64.ln() - 0.5 * (0.76 * (0.5725 - 1.0 / PI)).ln()),
    ];
    for (config, expected) in known {
        let (mean, error) = entropy(&config);
        let [_, integral] = integrals(&config);
        // Four decimals are known; some densities are constant.
        assert!((mean - expected).abs() < 3.0 * error + 1e-4, "{config:?}: {mean} ± {error}, not {expected}");
        assert!((integral - expected).abs() < 1e-4, "{config:?}: {integral}, not {expected}");
    }
    // Arms that touch: a little less than ln 5 above the entropy of one.
    let pinwheel = with("pinwheel", &[]);
    let (mean, error) = entropy(&pinwheel);
    let [_, integral] = integrals(&pinwheel);
    assert!((mean - integral).abs() < 3.0 * error && (2.3..2.3242).contains(&integral), "{mean} ± {error}, {integral}");
}

#[test]
fn mixtures_have_the_moments_of_their_samples() {
    let n = 20_000;
    for config in filled() {
        let points = config.sample(n, &mut Stream::new(5, Purpose::Data, 0));
        let mixture = config.mixture();
        for axis in 0..2 {
            let mean = points.iter().map(|p| p[axis]).sum::<f64>() / n as f64;
            let square = points.iter().map(|p| p[axis] * p[axis]).sum::<f64>() / n as f64;
            let fourth = points.iter().map(|p| p[axis].powi(4)).sum::<f64>() / n as f64;
            let [exact_mean, exact_square] = mixture.moments(axis);
            // Four standard errors of each sample moment, and 1 % for the quadrature.
            let mean_error = 4.0 * (square / n as f64).sqrt();
            let square_error = 4.0 * ((fourth - square * square) / n as f64).sqrt() + 0.01 * square;
            assert!((mean - exact_mean).abs() < mean_error, "{config:?} mean {mean} {exact_mean}");
            assert!((square - exact_square).abs() < square_error, "{config:?} square {square} {exact_square}");
        }
    }
}

#[test]
fn mixtures_stay_small_and_close_to_the_density() {
    for config in filled() {
        let mixture = config.mixture();
        let size = mixture.components().len();
        assert!((1..=1100).contains(&size), "{config:?} has {size} components");
        // The Kullback–Leibler divergence from the distribution to the mixture, by a sample.
        let (log_density, coarse) = (config.log_density_function().unwrap(), density::of_mixture(&mixture));
        let points = config.sample(4000, &mut Stream::new(9, Purpose::Data, 0));
        let terms = points.iter().map(|&x| log_density(x) - coarse(x));
        let divergence = terms.sum::<f64>() / 4000.0;
        // Only the edges of the checkerboard cost so much.
        assert!(divergence.abs() < 0.12, "{config:?}: {divergence}");
    }
}

#[test]
fn curves_without_noise_are_those_of_scikit_learn() {
    #[derive(serde::Deserialize)]
    struct Golden {
        u: Vec<f64>,
        points: Vec<[f64; 2]>,
    }
    let golden: std::collections::BTreeMap<String, Golden> =
        serde_json::from_str(include_str!("../../../tests/golden/sklearn.json")).unwrap();
    for (name, Golden { u, points }) in golden {
        let curve = |u: f64| match name.as_str() {
            "moons_upper" => moons::on_moon(true, PI * u),
            "moons_lower" => moons::on_moon(false, PI * u),
            "circles_outer" => curve::on_circle(u),
            "circles_inner" => curve::on_circle(u).map(|c| Circles::default().factor * c),
            "s_curve" => s_curve::on_curve(u),
            "swiss_roll" => swiss_roll::on_roll(u),
            other => panic!("{other} has no curve here"),
        };
        assert_eq!((u.len(), points.len()), (8, 8));
        for (u, expected) in u.into_iter().zip(points) {
            let point = curve(u);
            assert!(
                (0..2).all(|axis| (point[axis] - expected[axis]).abs() < 1e-12),
                "{name} {u}: {point:?} {expected:?}"
            );
        }
    }
}
