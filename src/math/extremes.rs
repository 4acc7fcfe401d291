//! The largest and the smallest of some numbers; NaN if one of them is NaN.
//!
//! `f64::max` and `f64::min` ignore NaN, so that a test of the largest error would pass where an error is NaN.

/// The largest of the `numbers`; NaN where one of them is NaN, or where there are none.
pub fn largest(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let larger = |most: f64, x: f64| if x > most || x.is_nan() { x } else { most };
    numbers.into_iter().reduce(larger).unwrap_or(f64::NAN)
}

/// The smallest of the `numbers`; NaN where one of them is NaN, or where there are none.
pub fn smallest(numbers: impl IntoIterator<Item = f64>) -> f64 {
    -largest(numbers.into_iter().map(|x| -x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_never_left_out() {
        assert_eq!((largest([1.0, 3.0, -4.0]), smallest([1.0, 3.0, -4.0])), (3.0, -4.0));
        for numbers in [[f64::NAN, 1.0, 2.0], [1.0, f64::NAN, 2.0], [1.0, 2.0, f64::NAN]] {
            assert!(largest(numbers).is_nan() && smallest(numbers).is_nan(), "{numbers:?}");
        }
        assert!(largest([]).is_nan() && smallest([]).is_nan(), "nothing was compared");
    }
}
