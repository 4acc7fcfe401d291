use super::{Level, Weighting};
use crate::math::{curve::Curve, registry::FieldError, text::quoted};

crate::configured_curve! {
    /// Your own w(λ): a line through a few knots, constant beyond them.
    pub struct CustomWeighting("custom", "Your own w") {
        w = [[-10.0, 1.0], [0.0, 1.0], [6.0, 0.1], [10.0, 0.0]], check check
    }
}

fn check(curve: &Curve) -> Result<(), FieldError> {
    let wrong = |why: String| Err(FieldError::Payload(why));
    if curve.knots().iter().any(|[_, w]| *w < 0.0) {
        return wrong(format!("a weight must not be negative, unlike {}", quoted(&curve.to_string())));
    }
    if curve.knots().iter().all(|[_, w]| *w == 0.0) {
        return wrong(format!("some weight must be above 0, unlike {}", quoted(&curve.to_string())));
    }
    Ok(())
}

impl Weighting for CustomWeighting {
    fn eps_weight(&self, level: &Level) -> f64 {
        self.w.at(level.log_snr) / level.density
    }
}
