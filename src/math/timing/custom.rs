use super::{Timing, over_time, reach};
use crate::math::{curve::Curve, registry::FieldError, schedule::Schedule, text::quoted};

crate::configured_curve! {
    /// Your own p(λ): a line through a few knots, constant beyond them, normalised over the λ of the path.
    pub struct CustomTiming("custom", "Your own p") {
        p = [[-10.0, 0.1], [-2.0, 1.0], [3.0, 0.5], [10.0, 0.1]], check check
    }
}

fn check(curve: &Curve) -> Result<(), FieldError> {
    if curve.knots().iter().any(|[_, p]| *p < 0.0) {
        return Err(FieldError::Payload(format!(
            "a density must not be negative, unlike {}",
            quoted(&curve.to_string())
        )));
    }
    Ok(())
}

impl CustomTiming {
    /// The integral of the line over the λ of `path`; where it is 0 there is nothing to train on.
    fn mass(&self, path: &dyn Schedule) -> f64 {
        self.pieces(path).map(|piece| area(&piece)).sum()
    }

    /// The line over the λ of `path`, piece by piece from the data to the noise, as pairs of `[λ, p]`.
    fn pieces(&self, path: &dyn Schedule) -> impl Iterator<Item = [[f64; 2]; 2]> {
        let [noise, data] = reach(path);
        let knots = self.p.knots().iter().rev().map(|knot| knot[0]).filter(move |x| (noise..data).contains(x));
        knots.chain([noise]).scan(data, move |before, x| {
            let piece = [*before, x].map(|x| [x, self.p.at(x)]);
            *before = x;
            Some(piece)
        })
    }
}

fn area(&[[from, start], [to, end]]: &[[f64; 2]; 2]) -> f64 {
    0.5 * (start + end) * (from - to)
}

impl Timing for CustomTiming {
    fn draws_nothing(&self, path: &dyn Schedule) -> bool {
        self.mass(path) <= 0.0
    }

    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        // From the data's end, as with every other distribution over λ.
        let mut left = u * self.mass(path);
        let mut log_snr = reach(path)[0];
        for piece in self.pieces(path) {
            let share = area(&piece);
            let [[from, start], [to, end]] = piece;
            if left < share {
                // left = start·s + ½ slope s², solved for s without cancellation.
                let slope = (end - start) / (from - to);
                log_snr = from - 2.0 * left / (start + (start * start + 2.0 * slope * left).max(0.0).sqrt());
                break;
            }
            left -= share;
        }
        path.time_of(log_snr).max(f64::MIN_POSITIVE)
    }

    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        let mass = self.mass(path);
        over_time(path, t, |log_snr| self.p.at(log_snr) / mass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        registry::Configured,
        schedule::{FlowOt, VeGeometric},
    };

    #[test]
    fn times_fall_where_the_line_is_high() {
        // A triangle from λ = 0 to 4 with its top at 1: a quarter of its area lies below the top.
        let mut config = CustomTiming::default();
        config.set_payload("-1,0;0,0;1,1;4,0").unwrap();
        let path = FlowOt {};
        assert!((config.mass(&path) - 2.0).abs() < 1e-12);
        for (u, log_snr) in [(0.75, 1.0), (1.0 - 0.0625, 0.5), (0.1875, 2.5)] {
            assert!((config.time(&path, u) - path.time_of(log_snr)).abs() < 1e-9, "{u}");
        }
        assert_eq!(config.log_snr_density(&path, path.time_of(-3.0)), 0.0);
        assert!((config.log_snr_density(&path, path.time_of(2.5)) - 0.25).abs() < 1e-9);
        // A path that ends before the line begins has no times at all.
        config.set_payload("50,0;60,1").unwrap();
        assert_eq!(config.mass(&VeGeometric::default()), 0.0);
        assert!(config.set_payload("0,-1;1,1").is_err());
    }
}
