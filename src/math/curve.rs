//! Piecewise linear curves, as a hand draws them: the custom schedule, weighting and grid.

use serde::{Deserialize, Serialize};

use super::registry::FieldError;

/// As many knots as a hand can tell apart; a link stays short.
const MAX_KNOTS: usize = 64;

/// A continuous piecewise linear function through knots `(x, y)` with rising `x`, constant beyond them.
///
/// As text it reads `x,y;x,y;…`, which a link can carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Curve {
    knots: Vec<[f64; 2]>,
}

impl Curve {
    /// The curve through `knots`.
    ///
    /// # Errors
    /// Fewer than 2 knots or more than 64, a coordinate that is no finite number, or an `x` that does not rise; the knot
    /// at fault is named, counting from 1.
    pub fn new(knots: Vec<[f64; 2]>) -> Result<Self, FieldError> {
        let wrong = |why: String| Err(FieldError::Payload(why));
        if !(2..=MAX_KNOTS).contains(&knots.len()) {
            return wrong(format!("a curve needs 2 to {MAX_KNOTS} knots, not {}", knots.len()));
        }
        for (i, [x, y]) in knots.iter().enumerate() {
            if !(x.is_finite() && y.is_finite()) {
                return wrong(format!("knot {} of the curve is not finite: {x},{y}", i + 1));
            }
        }
        for (i, pair) in knots.windows(2).enumerate() {
            if pair[1][0] <= pair[0][0] {
                return wrong(format!(
                    "knot {} of the curve must lie right of {}, not at {}",
                    i + 2,
                    pair[0][0],
                    pair[1][0]
                ));
            }
        }
        Ok(Self { knots })
    }

    /// The curve through knots that are known to be in order, at compile time.
    pub(crate) fn from_knots<const N: usize>(knots: [[f64; 2]; N]) -> Self {
        Self { knots: knots.to_vec() }
    }

    pub fn knots(&self) -> &[[f64; 2]] {
        &self.knots
    }

    /// The piece that holds `x`, as its two knots; an outer piece beyond the ends.
    fn piece(&self, x: f64) -> [[f64; 2]; 2] {
        let last = self.knots.len() - 1;
        let right = self.knots.partition_point(|knot| knot[0] <= x).clamp(1, last);
        [self.knots[right - 1], self.knots[right]]
    }

    /// The value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        let [[x0, y0], [x1, y1]] = self.piece(x);
        let share = ((x - x0) / (x1 - x0)).clamp(0.0, 1.0);
        y0 + share * (y1 - y0)
    }

    /// The slope of the piece that holds `x`; at a knot, of the piece to its right.
    pub fn slope(&self, x: f64) -> f64 {
        let [[x0, y0], [x1, y1]] = self.piece(x);
        (y1 - y0) / (x1 - x0)
    }

    /// Whether `y` falls from every knot to the next.
    pub fn falls(&self) -> bool {
        self.knots.windows(2).all(|pair| pair[1][1] < pair[0][1])
    }

    /// Whether `y` rises from every knot to the next.
    pub fn rises(&self) -> bool {
        self.knots.windows(2).all(|pair| pair[1][1] > pair[0][1])
    }

    /// The first and the last knot.
    pub fn ends(&self) -> [[f64; 2]; 2] {
        [self.knots[0], self.knots[self.knots.len() - 1]]
    }
}

impl std::fmt::Display for Curve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, [x, y]) in self.knots.iter().enumerate() {
            write!(f, "{}{x},{y}", if i == 0 { "" } else { ";" })?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Curve {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let knot = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            Some([x.trim().parse().ok()?, y.trim().parse().ok()?])
        };
        let knots = text.split(';').map(|pair| {
            knot(pair).ok_or_else(|| FieldError::Payload(format!("a knot of the curve reads x,y and not «{pair}»")))
        });
        Self::new(knots.collect::<Result<_, _>>()?)
    }
}

impl TryFrom<String> for Curve {
    type Error = FieldError;

    fn try_from(text: String) -> Result<Self, FieldError> {
        text.parse()
    }
}

impl From<Curve> for String {
    fn from(curve: Curve) -> Self {
        curve.to_string()
    }
}

/// Declares a configuration that is one [`Curve`]: `configured!` for what a hand draws instead of a number.
#[macro_export]
macro_rules! configured_curve {
    (
        $(#[doc = $about:expr])+
        pub struct $name:ident($id:literal, $label:literal) {
            $field:ident = $default:expr, check $check:path
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            pub $field: $crate::math::curve::Curve,
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $field: $crate::math::curve::Curve::from_knots($default) }
            }
        }

        impl $name {
            pub const ID: &'static str = $id;
            pub const LABEL: &'static str = $label;
            pub const ABOUT: &'static str = concat!($($about),+);
        }

        impl $crate::math::registry::Configured for $name {
            fn id(&self) -> &'static str {
                Self::ID
            }
            fn label(&self) -> &'static str {
                Self::LABEL
            }
            fn about(&self) -> &'static str {
                Self::ABOUT.trim_start()
            }
            fn fields(&self) -> &'static [$crate::math::registry::Field] {
                &[]
            }
            fn get(&self, _: usize) -> f64 {
                f64::NAN
            }
            fn put(&mut self, _: usize, _: f64) {}
            fn payload(&self) -> Option<(&'static str, String)> {
                Some((stringify!($field), self.$field.to_string()))
            }
            fn payload_help(&self) -> Option<&'static str> {
                Some("The knots of the line, each as x,y, joined by semicolons.")
            }
            fn set_payload(&mut self, text: &str) -> Result<(), $crate::math::registry::FieldError> {
                let curve = text.parse()?;
                $check(&curve)?;
                self.$field = curve;
                Ok(())
            }
            fn check_whole(&self) -> Result<(), (&'static str, $crate::math::registry::FieldError)> {
                $check(&self.$field).map_err(|error| (stringify!($field), error))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_joins_its_knots() {
        let curve: Curve = "0,1;1,3;2,0".parse().unwrap();
        assert_eq!([-1.0, 0.0, 0.5, 1.0, 1.5, 9.0].map(|x| curve.at(x)), [1.0, 1.0, 2.0, 3.0, 1.5, 0.0]);
        assert_eq!([0.0, 1.0, 5.0].map(|x| curve.slope(x)), [2.0, -3.0, -3.0]);
        assert_eq!(curve.to_string(), "0,1;1,3;2,0");
    }

    #[test]
    fn what_is_no_curve_is_refused() {
        for (text, said) in [
            ("", "«»"),
            ("0,1", "2 to 64"),
            ("0,1;x,2", "«x,2»"),
            ("0,1;1,NaN", "knot 2"),
            ("0,1;1,inf", "knot 2"),
            ("0,1;0,2", "knot 2"),
        ] {
            let error = text.parse::<Curve>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert!(serde_json::from_str::<Curve>("\"1,0;0,1\"").is_err());
    }
}
