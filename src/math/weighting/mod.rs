//! How much an error counts, depending on the noise level.

mod unit;

pub use unit::Unit;

use super::schedule::Coeffs;

/// The weight of a squared error of the prediction itself.
pub trait Weighting {
    /// A finite number ≥ 0 at one time.
    fn weight(&self, coeffs: &Coeffs) -> f64;
}

crate::registry! {
    /// The registry of weightings.
    pub enum WeightingConfig("weightings"): Weighting {
        Unit("unit") = Unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::ScheduleConfig;

    #[test]
    fn every_weight_is_finite_and_not_negative() {
        for weighting in WeightingConfig::all() {
            for schedule in ScheduleConfig::all() {
                for i in 1..=100 {
                    let weight = weighting.weight(&schedule.at(f64::from(i) / 100.0));
                    assert!(weight.is_finite() && weight >= 0.0, "{weighting:?} {schedule:?}");
                }
            }
        }
    }
}
