//! The numbers of the lesson, compared with the library.

use super::{measured::lengths, *};

#[test]
fn the_words_have_the_numbers_of_the_library() {
    for seed in 0..3 {
        // The exact share is 1 − e⁻²; three standard errors of 20,000 points are 0.7 %.
        let near = within(NEAR, FEW, seed).unwrap();
        assert!((1000.0 * near - IN_PLANE).abs() < 7.5, "{near}");
        let pairs = 100.0 * matched(BATCH, seed).unwrap();
        assert!((pairs - MATCHED).abs() < 1.0, "{pairs}");
    }
    assert!((RADIUS * RADIUS - MANY as f64).abs() < 1e-9);
}

/// The distance from the middle is about √d, give or take √½.
#[test]
fn noise_lies_on_a_shell() {
    for dimension in [MANY, 64] {
        let lengths = lengths(4000, dimension, 1).unwrap();
        let mean = lengths.iter().sum::<f64>() / 4000.0;
        let variance = lengths.iter().map(|length| (length - mean).powi(2)).sum::<f64>() / 4000.0;
        let radius = (dimension as f64).sqrt();
        assert!((mean / radius - 1.0).abs() < 0.03, "{mean} {radius}");
        assert!((variance.sqrt() - 0.5_f64.sqrt()).abs() < 0.05, "{variance}");
    }
}

/// No pairs are shorter than those to the nearest partners, and larger batches find nearer ones.
#[test]
fn nearest_partners_are_nearer_than_matched_ones() {
    for seed in 0..3 {
        assert!(nearest(BATCH, FEW, seed).unwrap() < matched(BATCH, seed).unwrap());
        assert!(nearest(1024, MANY, seed).unwrap() > 0.7 * nearest(BATCH, MANY, seed).unwrap());
        assert!(matched(1024, seed).unwrap() < 0.6 * matched(BATCH, seed).unwrap());
    }
}

#[test]
fn pairs_are_matched_from_noise_to_noise() {
    let task = pairs();
    assert_eq!(task.slot("coupling").unwrap().config().id(), "ot");
    let task = task.generate().unwrap();
    assert_eq!(task.data, task.source);
}

#[test]
fn the_tables_have_the_words_that_they_need() {
    let mut names = picture::WORDS.names().unwrap();
    names.sort_unstable();
    assert_eq!(names, ["batch", "dimension", "matched", "mean", "nearest", "spread", "within"]);
}
