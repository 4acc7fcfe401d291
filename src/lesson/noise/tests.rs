//! The numbers of the lesson, compared with the library.

use super::*;

#[test]
fn the_words_have_the_numbers_of_the_library() {
    assert_eq!(first_heap(&two()).map(f64::from), Some(HEAP));
    for seed in 0..5 {
        let told = told(&two(), HEAP as u32, seed).unwrap();
        // The standard error is below 0.3 of 100 guesses.
        assert!((100.0 * told - TOLD).abs() < 1.5, "{told}");
    }
    assert_eq!(forgotten(&cosine()).map(f64::from), Some(LATER));
    assert_eq!(forgotten(&two()), Some(33));
}

#[test]
fn after_the_last_step_hardly_anything_is_left() {
    assert!((told(&two(), STEPS, 0).unwrap() - 0.5).abs() < 0.01);
}
