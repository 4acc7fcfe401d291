//! Piecewise linear curves, as drawn by hand: the custom schedule, weighting and grid.

use serde::{Deserialize, Serialize};

use super::{
    registry::FieldError,
    text::{Limit, brief, exact, quoted},
    typed::{self, Reading, Table, Wanted},
};

/// The most knots: as many as can be told apart by hand, and a link stays short.
const MAX_KNOTS: usize = 64;

/// The largest coordinate, and the least but for its sign: sums and slopes of such numbers stay finite, in single precision too.
const REACH: f64 = 1e9;

/// The least distance of two knots in x; a jump is a line as steep as this.
const LEAST_GAP: f64 = 1e-9;

/// The knots as a person types them. [`Curve::new`] checks their number.
const KNOTS: Wanted = Wanted { names: ["knot", "knots"], forms: &[&["x", "y"]], most: MAX_KNOTS };

/// A continuous piecewise linear function through knots `(x, y)` with rising `x`, constant beyond them.
///
/// Its text form is `x,y;x,y;…`, for links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Curve {
    knots: Vec<[f64; 2]>,
}

impl Curve {
    /// The curve through `knots`.
    ///
    /// # Errors
    /// Fewer than 2 knots or more than 64, a coordinate that is not finite or beyond ±10⁹, or an `x` that does not rise by at
    /// least 10⁻⁹; the error names the invalid knot, counting from 1.
    pub fn new(knots: Vec<[f64; 2]>) -> Result<Self, FieldError> {
        let wrong = |why: String| Err(FieldError::Payload(why));
        if !(2..=MAX_KNOTS).contains(&knots.len()) {
            return wrong(format!("a curve needs 2 to {MAX_KNOTS} knots, not {}", knots.len()));
        }
        for (i, [x, y]) in knots.iter().enumerate() {
            if !(x.is_finite() && y.is_finite()) {
                return wrong(format!("knot {} of the curve is not finite: {},{}", i + 1, brief(*x), brief(*y)));
            }
            if let Some(far) = [*x, *y].into_iter().find(|c| c.abs() > REACH) {
                return wrong(format!("knot {} of the curve has {}, not between −10⁹ and 10⁹", i + 1, brief(far)));
            }
        }
        for (i, pair) in knots.windows(2).enumerate() {
            if pair[1][0] <= pair[0][0] {
                return wrong(format!(
                    "knot {} of the curve must lie right of {}, not at {}",
                    i + 2,
                    brief(pair[0][0]),
                    brief(pair[1][0])
                ));
            }
            if pair[1][0] - pair[0][0] < LEAST_GAP {
                let [left, right] = [pair[0][0], pair[1][0]];
                return wrong(format!(
                    "knot {} of the curve, {}, is less than 10⁻⁹ right of {}",
                    i + 2,
                    brief(right),
                    brief(left)
                ));
            }
        }
        Ok(Self { knots })
    }

    /// Reads the knots as a person types them, and says what was read.
    ///
    /// # Errors
    /// As [`typed::read`] and [`Curve::new`].
    pub fn read(text: &str) -> Result<(Self, Reading), FieldError> {
        Limit::CURVE.check(text.len()).map_err(|error| FieldError::Payload(error.to_string()))?;
        let Table { rows, reading } = typed::read(text, &KNOTS).map_err(FieldError::Payload)?;
        let knots = rows.iter().filter_map(|row| <[f64; 2]>::try_from(&*row.values).ok());
        Ok((Self::new(knots.collect())?, reading))
    }

    /// The curve through knots that are known to be in order, at compile time.
    pub(crate) fn from_knots<const N: usize>(knots: [[f64; 2]; N]) -> Self {
        Self { knots: knots.to_vec() }
    }

    pub fn knots(&self) -> &[[f64; 2]] {
        &self.knots
    }

    /// The two knots of the piece that contains `x`; an outer piece beyond the ends.
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

    /// The slope of the piece that contains `x`; at a knot, of the piece to its right.
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

    /// The curve of at most `count` knots, two at least, that follows a hand-drawn `line`.
    /// Knots are added one by one where the line is farthest from the curve. `None` where the line makes no curve.
    pub fn along(line: &[[f64; 2]], count: usize) -> Option<Self> {
        let mut chosen = vec![0, line.len().checked_sub(1)?];
        let curve = |chosen: &[usize]| Self::new(chosen.iter().map(|&i| line[i]).collect()).ok();
        let mut found = curve(&chosen)?;
        let [low, high] =
            line.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], [_, y]| [low.min(*y), high.max(*y)]);
        while chosen.len() < count {
            let error = |i: &usize| (found.at(line[*i][0]) - line[*i][1]).abs();
            let worst = (0..line.len()).max_by(|a, b| error(a).total_cmp(&error(b)));
            let Some(worst) = worst.filter(|worst| error(worst) * GRAINS > high - low) else { break };
            chosen.insert(chosen.partition_point(|i| *i < worst), worst);
            found = curve(&chosen)?;
        }
        Some(found)
    }

    /// The curve with all its knots rounded to few digits within `frame`; `None` where two coincide.
    pub fn snapped(&self, frame: &HandleWindow) -> Option<Self> {
        Self::new(self.knots.iter().map(|[x, y]| [frame.x.snap(*x), frame.y.snap(*y)]).collect()).ok()
    }

    /// The curve with knot `index` as near to `to` as `frame` and its neighbours allow; the outermost knots keep their x.
    pub fn moved(&self, index: usize, to: [f64; 2], frame: &HandleWindow) -> Self {
        let mut knots = self.knots.clone();
        let gap = frame.x.grain();
        let between = (index > 0).then(|| knots.get(index - 1)).flatten().zip(knots.get(index + 1));
        let x = between.map(|(before, after)| frame.x.snap(to[0]).max(before[0] + gap).min(after[0] - gap));
        if let Some(knot) = knots.get_mut(index) {
            *knot = [x.unwrap_or(knot[0]), frame.y.snap(to[1])];
        }
        Self::new(knots).unwrap_or_else(|_| self.clone())
    }

    /// The curve with one more knot on itself at `x`, and its index; `None` where there is no room.
    pub fn with_knot(&self, x: f64, frame: &HandleWindow) -> Option<(Self, usize)> {
        let (x, gap) = (frame.x.snap(x), frame.x.grain());
        let place = self.knots.partition_point(|knot| knot[0] < x);
        let is_free = self.knots.iter().all(|knot| (knot[0] - x).abs() >= gap) && place > 0 && place < self.knots.len();
        let mut knots = self.knots.clone();
        knots.insert(place, [x, frame.y.snap(self.at(x))]);
        let curve = is_free.then(|| Self::new(knots).ok()).flatten()?;
        Some((curve, place))
    }

    /// The curve without knot `index`, unless that is an outermost one.
    pub fn without_knot(&self, index: usize) -> Option<Self> {
        let is_inner = index > 0 && index + 1 < self.knots.len();
        let mut knots = self.knots.clone();
        is_inner.then(|| knots.remove(index))?;
        Self::new(knots).ok()
    }
}

/// The window in which the knots of a curve are moved by hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandleWindow {
    pub x: Side,
    pub y: Side,
}

/// One side of a [`HandleWindow`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// The symbol of what it measures.
    pub symbol: &'static str,
    pub low: f64,
    pub high: f64,
}

/// The number of places along a side that can be told apart by hand.
const GRAINS: f64 = 200.0;

impl Side {
    /// The least distance that counts, with one digit: a power of ten.
    fn digit(&self) -> f64 {
        10f64.powf(((self.high - self.low) / GRAINS).log10().floor())
    }

    /// The smallest distance between two knots.
    pub fn grain(&self) -> f64 {
        let digit = self.digit();
        ((self.high - self.low) / GRAINS / digit).ceil() * digit
    }

    /// The nearest number within the side that has few digits.
    pub fn snap(&self, value: f64) -> f64 {
        // Dividing by a whole number gives the double that prints in as many digits; multiplying would not.
        let per_unit = 1.0 / self.digit();
        let round =
            |value: f64| if per_unit >= 1.0 { (value * per_unit).round() / per_unit.round() } else { value.round() };
        round(value.clamp(self.low, self.high)).clamp(self.low, self.high)
    }
}

impl std::fmt::Display for Curve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, [x, y]) in self.knots.iter().enumerate() {
            write!(f, "{}{},{}", if i == 0 { "" } else { ";" }, exact(*x), exact(*y))?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Curve {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        Limit::CURVE.check(text.len()).map_err(|error| FieldError::Payload(error.to_string()))?;
        let knot = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            Some([x.trim().parse().ok()?, y.trim().parse().ok()?])
        };
        let knots = text.split(';').map(|pair| {
            let wrong = || FieldError::Payload(format!("a knot of the curve reads x,y and not {}", quoted(pair)));
            knot(pair).ok_or_else(wrong)
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

/// Declares a configuration that is one [`Curve`]: `configured!` for values that are drawn instead of typed.
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
            fn fields(&self) -> &'static [$crate::math::registry::FieldInfo] {
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
            fn curve(&self) -> Option<&$crate::math::curve::Curve> {
                Some(&self.$field)
            }
            fn set_payload(&mut self, text: &str) -> Result<(), $crate::math::registry::FieldError> {
                let curve = text.parse()?;
                $check(&curve)?;
                self.$field = curve;
                Ok(())
            }
            fn type_payload(&mut self, text: &str) -> Result<String, $crate::math::registry::FieldError> {
                let (curve, reading) = $crate::math::curve::Curve::read(text)?;
                $check(&curve)?;
                self.$field = curve;
                Ok(reading.to_string())
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

    const FRAME: HandleWindow =
        HandleWindow { x: Side { symbol: "t", low: 0.0, high: 1.0 }, y: Side { symbol: "y", low: -12.0, high: 12.0 } };

    #[test]
    fn a_hand_moves_knots_as_far_as_there_is_room() {
        let curve: Curve = "0,10;0.25,4;0.75,-3;1,-10".parse().unwrap();
        assert_eq!(curve.moved(1, [0.40004, 5.0401], &FRAME).to_string(), "0,10;0.4,5;0.75,-3;1,-10");
        assert_eq!(curve.moved(1, [0.9, 99.0], &FRAME).to_string(), "0,10;0.745,12;0.75,-3;1,-10");
        assert_eq!(curve.moved(0, [0.5, 8.0], &FRAME).to_string(), "0,8;0.25,4;0.75,-3;1,-10");
        assert_eq!(curve.moved(9, [0.5, 8.0], &FRAME), curve);
        let (more, place) = curve.with_knot(0.5, &FRAME).unwrap();
        assert_eq!((more.to_string().as_str(), place), ("0,10;0.25,4;0.5,0.5;0.75,-3;1,-10", 2));
        assert_eq!(more.without_knot(2), Some(curve.clone()));
        assert_eq!([curve.without_knot(0), curve.without_knot(3)], [None, None]);
        assert!([0.0, 0.2501, 1.0, 7.0].iter().all(|x| curve.with_knot(*x, &FRAME).is_none()));
    }

    #[test]
    fn a_curve_follows_a_line_with_few_knots() {
        let line: Vec<[f64; 2]> = (0..=100).map(|i| f64::from(i) / 100.0).map(|x| [x, (x - 0.3).abs()]).collect();
        let curve = Curve::along(&line, 9).unwrap();
        assert_eq!(curve.knots().len(), 3, "{curve}");
        assert!(line.iter().all(|[x, y]| (curve.at(*x) - y).abs() < 1e-12));
        assert_eq!(Curve::along(&line[..1], 5), None);
        assert_eq!(Curve::along(&[], 5), None);
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
            ("0,1;1,2e9", "knot 2 of the curve has 2000000000, not between"),
            ("-1e300,0;1e300,1", "knot 1 of the curve has -1e300, not between"),
            ("0,1;1e-12,2", "knot 2 of the curve, 1e-12, is less than 10⁻⁹ right of 0"),
        ] {
            let error = text.parse::<Curve>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert!(serde_json::from_str::<Curve>("\"1,0;0,1\"").is_err());
    }
}
