//! The numbers and the claims of the lesson, computed by the library.

use super::{
    desk::WORDS,
    expert::{EXPERT, Losses, REVERSE, SAMPLES, best, two_modes},
    *,
};
use crate::math::{
    fit::{Bell, set_share},
    metric::{Raster, game_value},
    oracle::Component,
};

fn losses(gaussian: Component) -> Losses {
    EXPERT.losses(&Bell::mixture(&[Bell::from(gaussian)]).unwrap()).unwrap()
}

#[test]
fn the_numbers_of_the_text_are_those_of_the_library() {
    for (gaussian, said) in [(EXPERT.forward(), OF_FORWARD), (*REVERSE, OF_REVERSE)] {
        let found = losses(gaussian);
        let rounded = |number: f64, said: f64| {
            // Numbers of ten and more are said without decimals.
            let half = if said < 10.0 { 0.005 } else { 0.5 };
            assert!((number - said).abs() <= half, "{number}, not {said}: {found:?}");
        };
        rounded(found.forward, said[0]);
        rounded(found.reverse, said[1]);
        rounded(found.jensen_shannon, said[2]);
    }
    assert!((game_value(0.0) - CANNOT_TELL).abs() < 5e-4);
}

#[test]
fn forward_lies_between_the_modes_and_reverse_on_the_larger_one() {
    let mixture = two_modes().mixture();
    let [larger, smaller] = [0, 1].map(|k| mixture.components()[k]);
    assert!((larger.weight - 0.6).abs() < 1e-12 && (smaller.weight - 0.4).abs() < 1e-12, "the text says 40 %");
    let between = EXPERT.forward().mean;
    assert!((0..2).all(|k| larger.mean[k] + 0.5 < between[k] && between[k] < smaller.mean[k] - 0.5), "{between:?}");
    assert!((0..2).all(|k| (REVERSE.mean[k] - larger.mean[k]).abs() < 0.05), "{:?}", *REVERSE);
    // W₂ prefers the middle, the Jensen–Shannon divergence the larger mode.
    let [between, on_mode] = [EXPERT.forward(), *REVERSE].map(losses);
    assert!(
        between.w2 < 0.5 * on_mode.w2 && on_mode.jensen_shannon < between.jensen_shannon,
        "{between:?}, {on_mode:?}"
    );
    // Nearly the whole price is that of the mass that is left out, −ln 0.6.
    assert!((losses(*REVERSE).reverse + 0.6f64.ln()).abs() < 0.01);
}

#[test]
fn two_gaussians_can_be_the_expert() {
    let bells = Bell::all_of(&two_modes().mixture());
    let found = EXPERT.losses(&Bell::mixture(&bells).unwrap()).unwrap();
    for figure in [found.forward, found.reverse, found.w2, found.jensen_shannon] {
        assert!(figure.abs() < 1e-6, "{found:?}");
    }
    assert!(bells.iter().flat_map(|bell| bell.stds).all(|std| (Bell::STDS[0]..=Bell::STDS[1]).contains(&std)));
    assert_eq!(EXPERT.samples.len(), SAMPLES);
    let is_inside = |point: &[f64; 2]| point.iter().all(|c| c.abs() < EXPERT.extent);
    assert!(EXPERT.samples.iter().all(is_inside), "every sample is in the picture");
}

/// With equal shares W₂ is about that of one Gaussian in the middle, and forward KL is nearly 0.
#[test]
fn wrong_shares_cost_a_long_way() {
    let mut bells = Bell::all_of(&two_modes().mixture());
    set_share(&mut bells, 0, 0.5);
    let found = EXPERT.losses(&Bell::mixture(&bells).unwrap()).unwrap();
    assert!((found.w2 / losses(EXPERT.forward()).w2 - 1.0).abs() < 0.1, "{found:?}");
    assert!(found.forward < 0.03, "{found:?}");
}

/// So that the buttons can put a Gaussian there, and a drag does not make it jump.
#[test]
fn the_optima_are_within_the_reach_of_the_handles() {
    for gaussian in [EXPERT.forward(), *REVERSE] {
        let [least, most] = Bell::STDS;
        assert!(gaussian.covariance.stds().iter().all(|std| (least..=most).contains(std)), "{gaussian:?}");
    }
}

#[test]
fn of_three_groups_reverse_takes_the_upper_one() {
    let data = GaussianMixture::default();
    let found = best(&data, Raster::reverse, 8, 0).unwrap();
    let upper = data.mixture().components()[2];
    assert_eq!(upper.weight, 0.5);
    assert!((0..2).all(|k| (found.gaussian.mean[k] - upper.mean[k]).abs() < 0.1), "{found:?}");
    let mean = data.mixture().mean();
    assert!(mean[0].abs() < 1e-12 && (mean[1] - 0.5).abs() < 1e-12, "{mean:?}");
}

#[test]
fn every_word_of_the_editor_is_there() {
    let mut names = WORDS.names().unwrap();
    names.sort();
    let mut used = vec![
        "best",
        "count-1",
        "count-2",
        "count-3",
        "counts",
        "forward",
        "forward-help",
        "game",
        "hint",
        "js",
        "js-help",
        "judges",
        "losses",
        "no-best",
        "optima",
        "picture",
        "reverse",
        "reverse-help",
        "share",
        "take-forward",
        "take-reverse",
        "unknown",
        "w2",
        "w2-help",
    ];
    used.sort_unstable();
    assert_eq!(names, used);
}
