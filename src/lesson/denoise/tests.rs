//! The numbers of the lesson, compared with the library.

use super::*;

#[test]
fn the_words_have_the_numbers_of_the_library() {
    // The point of the data (1, 0) and the noise (0, 1) has the two factors as its coordinates.
    let [kept, added] = eight().generate().unwrap().schedule.at(time_of(NOISED_STEP)).point([1.0, 0.0], [0.0, 1.0]);
    assert!((kept - KEPT).abs() < 0.005 && (added - ADDED).abs() < 0.005, "{kept} {added}");
    let floor = irreducible(&tight()).unwrap();
    assert!((floor - TIGHT).abs() < 0.002, "{floor}");
}

#[test]
fn the_mean_of_what_is_possible_is_the_best_guess() {
    let (data, mean) = possible(&eight(), NOISED, time_of(NOISED_STEP)).unwrap();
    assert_eq!(Some(mean), origin());
    let n = data.len() as f64;
    for axis in 0..2 {
        let found = data.iter().map(|point| point[axis]).sum::<f64>() / n;
        // The data lie within 4 of the mean: four standard errors are at most 16/√n.
        assert!((found - mean[axis]).abs() < 16.0 / n.sqrt(), "{found} {mean:?}");
    }
}
