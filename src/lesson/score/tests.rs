//! What the lesson says of the mathematics, in the exact field.

use super::*;
use crate::math::sampler::Mala;

#[test]
fn its_numbers_are_those_of_its_chains() {
    let task = chains().setting();
    assert_eq!(f64::from(task.sampling.steps * MOVES_A_ROUND), MOVES);
    let weights: Vec<f64> = task.data_mixture().unwrap().components().iter().map(|hill| hill.weight).collect();
    assert!((weights[0] - WEIGHT).abs() < 1e-12 && weights.len() == 2, "{weights:?}");
    let objectives =
        [chains(), explicit(), implicit(), sliced()].map(|task| task.slot("objective").unwrap().config().id());
    assert_eq!(objectives, ["denoising-score", "explicit-score", "implicit-score", "sliced-score"]);
    assert_eq!(eight().slot("data").unwrap().config().id(), "8gaussians");
}

#[test]
fn neither_more_moves_nor_corrected_ones_find_the_weights() {
    let many = SamplerConfig::Langevin(Langevin { rate: 0.01, level: LEVEL, moves: 5 * MOVES_A_ROUND });
    let corrected = SamplerConfig::Mala(Mala { rate: 0.03, level: LEVEL, moves: MOVES_A_ROUND });
    for sampler in [many, corrected] {
        let share = exact_share(&hills("denoising-score", sampler), 500, 3).unwrap();
        // Four standard errors of a share of one half.
        assert!((share - 0.5).abs() < 4.0 * 0.5 / 500f64.sqrt(), "{share}");
    }
    assert!((truth() - 0.5).abs() < 0.07, "{}", truth());
}

#[test]
fn weights_do_not_change_the_score_on_a_hill_and_a_constant_changes_no_slope() {
    let with = |weight| {
        let mut task = hills("denoising-score", plain());
        task.data = DatasetConfig::Ncsn(Ncsn { weight, shift: 2.0, std: 0.4 });
        task.oracle().unwrap().score(&vec![[2.3, 1.8], [-1.5, -2.2]], LEVEL)
    };
    for (a, b) in with(0.8).iter().zip(with(0.5)) {
        assert!((a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9, "{a:?} {b:?}");
    }
    let drawing = drawn_slope(&chains().setting()).unwrap();
    assert_eq!(drawing.matches("translate").count(), 3);
    assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{drawing}");
}
