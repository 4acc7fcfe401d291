//! The numbers of the lesson, compared with the library.

use super::{
    names::{NAMES, rate_of, said},
    *,
};
use crate::math::{
    parametrization::{Parametrization, ParametrizationConfig, convert},
    schedule::{Coeffs, FlowOt},
};

/// The rate at which an error of `from` becomes one of `to`.
fn rate(from: &dyn Parametrization, to: &dyn Parametrization, coeffs: &Coeffs) -> f64 {
    convert(from, to, coeffs)[1].abs()
}

#[test]
fn the_words_have_the_numbers_of_the_library() {
    let data = ParametrizationConfig::from_id("x").unwrap();
    let ratio = rate(&Eps {}, &*data, &Trigonometric {}.at(LATE));
    assert!((ratio - RATIO).abs() < 0.05, "{ratio}");
    // Nineteen times the noise, as the last answer says, and 1/α in the velocity.
    let coeffs = FlowOt {}.at(NEAR);
    assert!((rate(&Eps {}, &*data, &coeffs) - 19.0).abs() < 1e-9);
    let Coeffs { alpha, .. } = coeffs;
    assert!((*OF_VELOCITY - ERROR / alpha).abs() < 1e-9);
}

#[test]
fn rates_are_those_of_the_formula() {
    for t in [0.1, 0.5, LATE] {
        let coeffs = Trigonometric {}.at(t);
        let Coeffs { alpha, sigma, .. } = coeffs;
        let half_pi = std::f64::consts::FRAC_PI_2;
        for (name, wanted) in [
            ("eps", half_pi / alpha),
            ("x", half_pi / sigma),
            ("v", half_pi),
            ("score", half_pi * sigma / alpha),
            ("velocity", 1.0),
        ] {
            let found = rate_of(name, &coeffs).unwrap();
            assert!((found / wanted - 1.0).abs() < 1e-9, "{name} at {t}: {found} {wanted}");
            let of = ParametrizationConfig::from_id(name).unwrap();
            let random = measured(&*of, &coeffs, 1).unwrap();
            assert!((random / wanted - 1.0).abs() < 1e-9, "{name} at {t}: {random} {wanted}");
        }
    }
}

/// Errors of one answer under two names differ by the exchange rate, and data and noise give the point.
#[test]
fn one_answer_has_consistent_names() {
    let (coeffs, x) = (Trigonometric {}.at(0.7), [1.0, -0.5]);
    let of = |name| said(name, &coeffs, x, [0.3, 2.0], [0.5, 1.0]).unwrap();
    let velocity = of("velocity");
    assert_eq!((velocity.learned, velocity.exact), ([0.3, 2.0], [0.5, 1.0]));
    for (name, _) in NAMES {
        let error = of(name).apart * rate_of(name, &coeffs).unwrap();
        assert!((error - velocity.apart).abs() < 1e-9, "{name}: {error}");
    }
    let Coeffs { alpha, sigma, .. } = coeffs;
    let [again, _] = [0, 1].map(|k| alpha * of("x").learned[k] + sigma * of("eps").learned[k]);
    assert!((again - x[0]).abs() < 1e-9);
}

#[test]
fn every_network_answers_with_what_its_name_says() {
    let answers = |task: Task| task.slot("parametrization").unwrap().config().id();
    assert_eq!([noise(), data(), mixed(), straight()].map(answers), ["eps", "x", "v", "eps"]);
    let path = |task: Task| task.slot("schedule").unwrap().config().id();
    assert_eq!([mixed(), straight()].map(path), ["trigonometric", "fm-ot"]);
}

#[test]
fn the_table_has_the_words_that_it_needs() {
    let mut names = names::WORDS.names().unwrap();
    names.sort_unstable();
    let mut used: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    used.extend(["answer", "network", "exact", "error"]);
    used.sort_unstable();
    assert_eq!(names, used);
}
