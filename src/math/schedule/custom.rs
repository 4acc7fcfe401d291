use super::{Coeffs, Schedule, sigmoid};
use crate::math::{curve::Curve, registry::FieldError, text::quoted};

crate::configured_curve! {
    /// Your own λ(t), a falling line through a few knots from t = 0 to t = 1, as a variance-preserving path:
    /// α² = sigmoid(λ), σ² = sigmoid(−λ) (Kingma et al., 2021, section 3.1: any falling λ makes a diffusion).
    pub struct CustomSchedule("custom", "Your own λ") {
        log_snr = [[0.0, 10.0], [0.25, 4.0], [0.75, -3.0], [1.0, -10.0]], check check
    }
}

impl CustomSchedule {
    /// The least absolute λ at either end: a path must start near the data, and end near the noise, where the standard normal
    /// source is a good start.
    pub const LEAST_REACH: f64 = 8.0;
}

fn check(curve: &Curve) -> Result<(), FieldError> {
    let wrong = |why: String| Err(FieldError::Payload(why));
    let [[start, first], [end, last]] = curve.ends();
    if !curve.falls() {
        return wrong(format!("λ must fall from knot to knot, unlike {}", quoted(&curve.to_string())));
    }
    if (start, end) != (0.0, 1.0) {
        return wrong(format!("λ must run from t = 0 to t = 1, not from {start} to {end}"));
    }
    let reach = CustomSchedule::LEAST_REACH;
    if first < reach || last > -reach {
        return wrong(format!("λ must run from at least {reach} to at most −{reach}, not from {first} to {last}"));
    }
    Ok(())
}

impl Schedule for CustomSchedule {
    /// `α̇ = ½ α σ² λ̇` and `σ̇ = −½ σ α² λ̇`.
    fn at(&self, t: f64) -> Coeffs {
        let (log_snr, slope) = (self.log_snr.at(t), self.log_snr.slope(t));
        let (alpha, sigma) = (sigmoid(log_snr).sqrt(), sigmoid(-log_snr).sqrt());
        Coeffs {
            alpha,
            sigma,
            d_alpha: 0.5 * alpha * sigma * sigma * slope,
            d_sigma: -0.5 * sigma * alpha * alpha * slope,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::registry::Configured;

    #[test]
    fn a_curve_that_is_no_schedule_is_refused() {
        let mut config = CustomSchedule::default();
        for (text, said) in
            [("0,9;0.5,9;1,-9", "fall"), ("0,9;0.9,-9", "to 0.9"), ("0,3;1,-9", "from 3"), ("0,9;1,NaN", "knot 2")]
        {
            let error = config.set_payload(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
            assert_eq!(config, CustomSchedule::default());
        }
        config.set_payload("0,8;1,-8").unwrap();
        assert_eq!(config.at(0.5).log_snr(), 0.0);
    }
}
