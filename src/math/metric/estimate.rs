use serde::{Deserialize, Serialize};

use super::MetricError;

/// A figure with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    #[serde(with = "crate::math::number")]
    pub value: f64,
    #[serde(with = "crate::math::number")]
    pub std_error: f64,
}

impl Estimate {
    /// The mean of independent numbers, with `√(s²/n)`, where `s²` is their unbiased variance.
    ///
    /// One number alone has an infinite standard error; a number that is +∞ makes both infinite.
    ///
    /// # Errors
    /// [`MetricError::Empty`] without numbers, [`MetricError::NotFinite`] when one is NaN or −∞.
    pub fn mean(numbers: &[f64]) -> Result<Self, MetricError> {
        let n = numbers.len() as f64;
        if numbers.is_empty() {
            return Err(MetricError::Empty);
        }
        if numbers.iter().any(|x| x.is_nan() || *x == f64::NEG_INFINITY) {
            return Err(MetricError::NotFinite);
        }
        let value = numbers.iter().sum::<f64>() / n;
        if numbers.len() == 1 || value.is_infinite() {
            return Ok(Self { value, std_error: f64::INFINITY });
        }
        let squares: f64 = numbers.iter().map(|x| (x - value).powi(2)).sum();
        Ok(Self { value, std_error: (squares / (n - 1.0) / n).sqrt() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_the_textbook_standard_error() {
        // The unbiased variance of 1, 2, 3, 4 is 5/3.
        let estimate = Estimate::mean(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!(estimate.value, 2.5);
        assert!((estimate.std_error - (5.0f64 / 12.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn too_little_is_said_to_be_too_little() {
        assert_eq!(Estimate::mean(&[]), Err(MetricError::Empty));
        assert_eq!(Estimate::mean(&[1.0, f64::NAN]), Err(MetricError::NotFinite));
        assert_eq!(Estimate::mean(&[2.0]), Ok(Estimate { value: 2.0, std_error: f64::INFINITY }));
        let infinite = Estimate { value: f64::INFINITY, std_error: f64::INFINITY };
        assert_eq!(Estimate::mean(&[1.0, f64::INFINITY]), Ok(infinite));
    }
}
