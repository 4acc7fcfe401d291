//! The numbers of the lesson, compared with the library.

use super::*;
use crate::math::{
    parametrization::Eps,
    schedule::LinearChain,
    timing::Levels,
    weighting::{Level, VariationalBound, Weighting as _},
};

#[test]
fn its_runs_are_what_the_text_says() {
    let expected =
        [("coarse", "custom", WIDTH), ("fine", "custom", WIDTH), ("all", "elbo", WIDTH), ("wide", "custom", WIDE)];
    for (name, weighting, width) in expected {
        let task = LESSON.task(name).unwrap();
        assert_eq!(task.slot("weighting").unwrap().config().id(), weighting);
        assert_eq!(task.slot("parametrization").unwrap().config().id(), "v");
        assert_eq!(task.generate().unwrap().network.width, width);
    }
    let ends = |task: fn() -> Task| {
        let task = task();
        let curve = task.slot("weighting").unwrap().config().curve().unwrap().clone();
        curve.ends().map(|[_, w]| w)
    };
    assert_eq!((ends(coarse), ends(fine)), ([1.0, LITTLE], [LITTLE, 1.0]));
}

#[test]
fn fresh_data_are_sharp_and_well_placed() {
    let task = small("elbo", WIDTH);
    let cloud = task.data.sample(20_000, &mut Stream::new(0, Purpose::Display, 0));
    assert!((sharp(&task, &cloud).unwrap() - PERFECT).abs() < 0.005);
    assert!(misplaced(&task, &cloud).unwrap() < 0.02);
    let right = cloud.iter().filter(|[x, _]| *x > 0.0).count() as f64 / 20_000.0;
    assert!((right - RIGHT).abs() < 0.02, "{right}");
}

#[test]
fn the_bound_of_a_chain_weighs_its_first_steps_most() {
    let (path, timing) = (LinearChain::default(), Levels::default());
    assert_eq!((path.steps, timing.steps), (1000, 1000));
    let weight = |step: u32| {
        let level = Level::new(&path, &timing, &Eps {}, f64::from(step) / 1000.0);
        VariationalBound::default().eps_weight(&level)
    };
    assert!((weight(2) / weight(500) - CHAIN).abs() < 0.5, "{}", weight(2) / weight(500));
}
