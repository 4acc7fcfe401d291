use serde::{Deserialize, Serialize};

use super::{
    Dataset, LogDensity, PointDraw, density,
    list::{Entry, List, REACH},
    one_class,
};
use crate::math::{
    oracle::{Component, Mixture},
    points::Cloud,
    registry::{Configured, FieldError, FieldInfo, Scale, ValueKind},
    typed::{Layout, Reading, Row, Scaling, Wanted},
};

/// Finitely many weighted points, each spread a little, so that there is a density. With few points and a small spread it
/// shows what memorising a training set means: the exact score points at single points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct FinitePoints {
    /// Standard deviation of the Gaussian about every point.
    pub std: f64,
    /// The points as they were given.
    points: Vec<Point>,
}

/// A point and its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    at: [f64; 2],
    weight: f64,
}

impl Entry for Point {
    fn numbers(&self) -> Vec<f64> {
        let [x, y] = self.at;
        if self.weight == 1.0 { vec![x, y] } else { vec![x, y, self.weight] }
    }

    fn from_numbers(numbers: &[f64]) -> Option<Self> {
        match *numbers {
            [x, y] => Some(Self { at: [x, y], weight: 1.0 }),
            [x, y, weight] => Some(Self { at: [x, y], weight }),
            _ => None,
        }
    }
}

const POINTS: List = List {
    name: "points",
    wanted: Wanted { names: ["point", "points"], forms: &[&["x", "y"], &["x", "y", "weight"]], most: 10_000 },
};

/// The largest coordinate of a table that was scaled: the size at which networks learn, and of the other data sets.
const SCALED: f64 = 4.0;

/// Scales the points of a table about their middle if one of them is out of reach. Both axes have the same scale, so that
/// the shape stays.
fn scale(rows: &mut [Row], reading: &mut Reading) {
    let coordinates = |axis: usize| rows.iter().filter_map(move |row| row.values.get(axis).copied());
    let is_near = |c: f64| c.abs() <= REACH;
    let is_finite = [0, 1].into_iter().flat_map(coordinates).all(f64::is_finite);
    if reading.layout == Layout::Link || !is_finite || [0, 1].into_iter().flat_map(coordinates).all(is_near) {
        return;
    }
    let ends = [0, 1].map(|axis| {
        coordinates(axis).fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], c| [low.min(c), high.max(c)])
    });
    // Halves first: the difference of two finite numbers can be infinite.
    let middles = ends.map(|[low, high]| 0.5 * low + 0.5 * high);
    let half = ends.iter().fold(0.0, |half: f64, [low, high]| half.max(0.5 * high - 0.5 * low));
    let half = if half > 0.0 { half } else { 1.0 };
    let digit = 10f64.powf(half.log10().floor());
    // Round numbers can be said and undone. The middle moves by half a digit at most.
    // Dividing by a whole number gives the double that prints in as many digits; multiplying would not.
    let per_unit = (1.0 / digit).round();
    let centre = middles.map(|middle| match per_unit >= 1.0 {
        true => (middle * per_unit).round() / per_unit,
        false => (middle / digit).round() * digit,
    });
    let least = (half + 0.5 * digit) / SCALED;
    let decade = 10f64.powf(least.log10().floor());
    let divisor = [1.0, 2.0, 5.0].map(|step| step * decade).into_iter().find(|step| *step >= least);
    let divisor = divisor.unwrap_or(10.0 * decade);
    for row in rows {
        for (value, centre) in row.values.iter_mut().zip(centre) {
            *value = ((*value - centre) / divisor * GRAINS).round() / GRAINS;
        }
    }
    reading.scaling = Some(Scaling { centre, divisor });
}

/// Scaled coordinates are rounded to a millionth, so that a link stays short.
const GRAINS: f64 = 1e6;

/// The serialised form: `x,y` or `x,y,weight` for each point, joined by semicolons.
#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Form {
    #[serde(with = "crate::math::number")]
    std: f64,
    points: String,
}

impl Default for Form {
    fn default() -> Self {
        FinitePoints::default().into()
    }
}

impl From<FinitePoints> for Form {
    fn from(points: FinitePoints) -> Self {
        Self { std: points.std, points: POINTS.format(&points.points) }
    }
}

impl TryFrom<Form> for FinitePoints {
    type Error = FieldError;

    fn try_from(form: Form) -> Result<Self, FieldError> {
        Ok(Self { std: form.std, points: POINTS.parse(&form.points)? })
    }
}

impl Default for FinitePoints {
    /// Twelve points without any order.
    fn default() -> Self {
        let points = [
            [-2.6, 1.4],
            [-1.9, -1.8],
            [-1.5, 2.6],
            [-1.1, 0.3],
            [-0.4, -2.7],
            [0.1, 1.5],
            [0.5, -0.8],
            [0.9, 2.9],
            [1.4, -2.1],
            [1.8, 0.7],
            [2.5, 2.0],
            [2.8, -0.9],
        ];
        Self { std: 0.05, points: points.map(|at| Point { at, weight: 1.0 }).to_vec() }
    }
}

impl FinitePoints {
    pub const ID: &'static str = "points";
    pub const LABEL: &'static str = "Finite points";
    pub const ABOUT: &'static str = "Finitely many points that you choose, each given as x, y and, if you like, a weight. \
        With a small spread this is a training set as a network that has learnt it by heart would know it.";
    pub const FIELDS: &'static [FieldInfo] = &[FieldInfo {
        name: "std",
        label: "Spread",
        symbol: "σ",
        unit: "",
        help: "Standard deviation of the Gaussian about every point.",
        min: 1e-3,
        max: 1.0,
        scale: Scale::Log,
        kind: ValueKind::Real,
    }];

    /// These points with their weights, of which only the ratios matter.
    ///
    /// # Errors
    /// No point, more than 10,000, or an invalid point, with the point and the value.
    pub fn new(std: f64, points: impl IntoIterator<Item = ([f64; 2], f64)>) -> Result<Self, FieldError> {
        let points: Vec<_> = points.into_iter().map(|(at, weight)| Point { at, weight }).collect();
        POINTS.check(&points)?;
        Ok(Self { std, points })
    }
}

impl Configured for FinitePoints {
    crate::describe_fields!(std: f64);

    fn payload(&self) -> Option<(&'static str, String)> {
        Some((POINTS.name, POINTS.format(&self.points)))
    }
    fn payload_help(&self) -> Option<&'static str> {
        Some(
            "Each point as x,y or x,y,weight, joined by semicolons. Or paste a table: a point in each line, with tabs, \
             semicolons, commas or spaces between the columns.",
        )
    }
    fn set_payload(&mut self, text: &str) -> Result<(), FieldError> {
        self.points = POINTS.parse(text)?;
        Ok(())
    }
    fn type_payload(&mut self, text: &str) -> Result<String, FieldError> {
        let (points, reading) = POINTS.read(text, scale)?;
        self.points = points;
        Ok(reading.to_string())
    }
    fn check_whole(&self) -> Result<(), (&'static str, FieldError)> {
        POINTS.check(&self.points).map_err(|error| (POINTS.name, error))
    }
}

impl Dataset for FinitePoints {
    fn sampler(&self) -> PointDraw {
        one_class(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        Mixture::new(self.points.iter().map(|point| Component::round(point.at, self.std, point.weight)))
    }

    fn training_points(&self) -> Option<Cloud> {
        Some(self.points.iter().map(|point| point.at).collect())
    }

    fn extent(&self) -> f64 {
        self.points.iter().flat_map(|point| point.at).fold(1.0, |extent: f64, c| extent.max(c.abs())) + 4.0 * self.std
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_brings_back_the_very_same_points() {
        let points = FinitePoints::new(0.2, [([0.1 + 0.2, -5.0], 1.0), ([1e-9, 7.25], 1.0 / 3.0)]).unwrap();
        assert!(points.payload().unwrap().1.ends_with(",7.25,0.3333333333333333"));
        let json = serde_json::to_string(&points).unwrap();
        assert_eq!(serde_json::from_str::<FinitePoints>(&json).unwrap(), points);
        let mut copy = FinitePoints { std: 0.2, ..Default::default() };
        copy.set_payload(&points.payload().unwrap().1).unwrap();
        assert_eq!(copy, points);
    }

    #[test]
    fn a_table_out_of_reach_is_scaled_and_this_is_said() {
        let mut points = FinitePoints::default();
        let said = points.type_payload("height;weight\n150;50\n170,5;75\n190;100").unwrap();
        assert_eq!(
            said,
            "3 points, 2 columns between semicolons, decimal commas, header skipped, scaled to (x − 170)/10, (y − 80)/10."
        );
        assert_eq!(points.payload().unwrap().1, "-2,-3;0.05,-0.5;2,2");
        let scaled = |text: &str| {
            let mut points = FinitePoints::default();
            let said = points.type_payload(text).unwrap();
            assert!(said.contains("scaled to"), "{said}");
            assert!(points.points.iter().flat_map(|point| point.at).all(|c| c.abs() <= SCALED), "{said}");
            points
        };
        scaled("1000\t0\n-1000\t0.5");
        scaled("1e308\t-1e308\n-1e308\t1e308");
        scaled("101\t101");
        scaled("100000.25\t5\n100000.5\t6");
        assert!(
            points.type_payload("500.25\t5\n500.5\t6").unwrap().ends_with("scaled to (x − 500.4)/0.2, (y − 5.5)/0.2.")
        );
        let said = points.type_payload("1e300\t-1e300\n3e300\t1e300").unwrap();
        assert!(said.ends_with("scaled to (x − 2e300)/5e299, y/5e299."), "{said}");
        // Points within reach stay as they are, and so does whatever has the form of links.
        let said = points.type_payload("-100\t0\n100\t3").unwrap();
        assert_eq!((said.contains("scaled"), &*points.payload().unwrap().1), (false, "-100,0;100,3"));
        let before = points.clone();
        for (text, why) in [("101,0;1,2", "entry 1 has x 101"), ("1\t2\n1e999\t3", "line 2 has x inf")] {
            let error = points.type_payload(text).unwrap_err().to_string();
            assert!(error.contains(why) && points == before, "{error}");
        }
    }

    #[test]
    fn bad_points_are_refused_by_name_and_value() {
        let many = vec!["0,0"; 10_001].join(";");
        let cases = [
            ("", "there are no points; give at least one"),
            ("1,2;3", "entry 2, «3», must be 2 numbers: x, y; or 3 numbers: x, y, weight"),
            ("1,2;;3,4", "entry 2"),
            ("1,2;3,four", "entry 2 has «four»"),
            ("1,NaN", "entry 1 has y NaN"),
            ("inf,1", "entry 1 has x inf"),
            ("101,1", "entry 1 has x 101, not between −100 and 100"),
            ("1,2,0", "entry 1 has weight 0"),
            ("1,2,-3", "entry 1 has weight -3"),
            (&many, "there are 10001 points; 10000 are the most"),
        ];
        for (text, why) in cases {
            let error = FinitePoints::default().set_payload(text).unwrap_err().to_string();
            assert!(error.starts_with("points: ") && error.contains(why), "{why}: {error}");
            let json = format!(r#"{{"points": "{text}"}}"#);
            assert!(serde_json::from_str::<FinitePoints>(&json).unwrap_err().to_string().contains(why));
        }
        assert!(FinitePoints::new(0.1, []).is_err());
        assert_eq!(FinitePoints { std: 0.0, ..Default::default() }.validate().unwrap_err().0, "std");
    }
}
