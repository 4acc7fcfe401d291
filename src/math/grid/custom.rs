use super::{Grid, spread};
use crate::math::{curve::Curve, registry::FieldError, schedule::Schedule, text::quoted};

crate::configured_curve! {
    /// Your own grid: a line through a few knots from the share of steps done to the time reached, falling from 1 to 0.
    pub struct CustomGrid("custom", "Your own grid") {
        pace = [[0.0, 1.0], [0.25, 0.6], [0.75, 0.15], [1.0, 0.0]], check check
    }
}

fn check(curve: &Curve) -> Result<(), FieldError> {
    let wrong = |why: String| Err(FieldError::Payload(why));
    if !curve.falls() {
        return wrong(format!("time must fall from knot to knot, unlike {}", quoted(&curve.to_string())));
    }
    if curve.ends() != [[0.0, 1.0], [1.0, 0.0]] {
        return wrong(format!("the line must run from 0,1 to 1,0, unlike {}", quoted(&curve.to_string())));
    }
    Ok(())
}

impl Grid for CustomGrid {
    fn times(&self, _: &dyn Schedule, steps: u32) -> Vec<f64> {
        spread(steps, |u| self.pace.at(u))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::registry::Configured;

    #[test]
    fn a_line_that_turns_back_or_ends_elsewhere_is_refused() {
        let mut config = CustomGrid::default();
        for text in ["0,1;0.5,1;1,0", "0,1;1,0.1", "0.1,1;1,0", "0,1"] {
            assert!(config.set_payload(text).is_err(), "{text}");
        }
        config.set_payload("0,1;1,0").unwrap();
    }
}
