use super::{measured::*, *};

#[test]
fn the_numbers_of_the_text_are_those_of_the_library() {
    assert!((variance_of_two(SCALE) - SAMPLED).abs() < 1e-3, "{}", variance_of_two(SCALE));
    // The precision of the powered law is w − (w − 1)/2.
    assert!((1.0 / (SCALE - (SCALE - 1.0) / WIDE) - POWERED).abs() < 1e-12);
    assert!((variance_of_two(1.0) - 1.0).abs() < 1e-3);
}

#[test]
fn a_classifier_that_knows_noise_samples_the_class() {
    let judged = by_classifier(false, measured::SAMPLES, 0).unwrap();
    assert!((judged.law.mean[1] - RADIUS).abs() < 0.05 && (judged.accuracy - 0.943).abs() < 0.02, "{judged:?}");
}

#[test]
fn the_scale_of_the_text_is_that_of_the_experiment() {
    for task in [three(), auto()] {
        assert_eq!(task.slot("guidance").unwrap().config().get(0), SCALE);
    }
    assert_eq!(three().generate().unwrap().class(), Some(0));
}
