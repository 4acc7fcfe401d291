//! Questions that are answered only after the reader has committed.

use std::{fmt, str::FromStr};

use crate::{
    math::{metric::sliced_w2, points::Cloud},
    ui::{SketchKind, along},
};

/// The directions of the sliced Wasserstein distance.
const DIRECTIONS: u32 = 64;

/// A question. Its words are `<step>-question`.
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// One of several choices, `<step>-choice-<k>`, each with its answer `<step>-answer-<k>`; the right one counts from 1.
    Choice { of: usize, right: usize },
    /// A number on an axis; the answer `<step>-answer` can name `$given`, `$truth` and `$apart`.
    Number(Axis),
    /// A point of the plane; the answer `<step>-answer` can name `$apart`.
    Point(Pin),
    /// A path or a cloud, drawn over the stage; the answer `<step>-answer` can name `$apart`.
    Drawing(Drawing),
}

/// The number of points that stand for a drawing.
pub const STROKES: usize = 24;

/// A path or a cloud to draw.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    pub kind: SketchKind,
    /// Where the pen of the keyboard is at first.
    pub pen: [f64; 2],
    /// The right answer, computed by the library.
    pub truth: fn() -> Cloud,
    /// How far a right answer may be from it.
    pub near: f64,
}

/// An axis with a marker to drag. Its ends are called `<step>-least` and `<step>-most`.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub from: f64,
    pub to: f64,
    /// The distance of two positions of the marker.
    pub step: f64,
    /// Where the marker is at first.
    pub start: f64,
    /// The right answer, computed by the library.
    pub truth: fn() -> f64,
    /// How far a right answer may be from it.
    pub near: f64,
}

/// A pin to put into the plane, or an arrow to draw there.
#[derive(Clone, Copy, Debug)]
pub struct Pin {
    /// Where the pin is at first.
    pub start: [f64; 2],
    /// The foot of an arrow whose tip is the pin.
    pub from: Option<[f64; 2]>,
    /// The right answer, computed by the library.
    pub truth: fn() -> [f64; 2],
    /// How far a right answer may be from it.
    pub near: f64,
}

/// What a reader has committed to.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few of them are there at a time, and they are copied")]
pub enum Given {
    /// A choice, counted from 0.
    Choice(usize),
    Number(f64),
    Point([f64; 2]),
    /// Points that stand for what was drawn.
    Drawing([[f64; 2]; STROKES]),
}

impl Drawing {
    /// The points that stand for what was drawn: of a path at equal shares of its length, of a cloud every so many.
    pub fn given(&self, drawn: &Cloud) -> Given {
        let chosen = match self.kind {
            SketchKind::Cloud => (0..STROKES).filter_map(|k| drawn.get(k * drawn.len() / STROKES).copied()).collect(),
            _ => along(drawn, STROKES),
        };
        let mut points = [[0.0; 2]; STROKES];
        points.iter_mut().zip(chosen).for_each(|(point, chosen)| *point = chosen);
        Given::Drawing(points)
    }

    /// How far `given` is from the truth: the mean distance between paths at equal shares of their lengths, or the sliced
    /// Wasserstein distance between clouds.
    pub fn apart(&self, given: &[[f64; 2]; STROKES]) -> f64 {
        let truth = (self.truth)();
        if self.kind == SketchKind::Cloud {
            return sliced_w2(&given.to_vec(), &truth, DIRECTIONS);
        }
        let truth = along(&truth, STROKES);
        let apart = given.iter().zip(&truth).map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]));
        if truth.is_empty() { f64::NAN } else { apart.sum::<f64>() / STROKES as f64 }
    }
}

impl Axis {
    /// Where a number is on the axis, from 0 to 1.
    pub fn share(&self, number: f64) -> f64 {
        ((number - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// How far `given` is from the truth.
    pub fn apart(&self, given: f64) -> f64 {
        (given - (self.truth)()).abs()
    }
}

impl Pin {
    /// How far `given` is from the truth.
    pub fn apart(&self, given: [f64; 2]) -> f64 {
        let truth = (self.truth)();
        (given[0] - truth[0]).hypot(given[1] - truth[1])
    }
}

impl Question {
    /// Whether `given` counts as right; `None` if it answers another kind of question.
    pub fn is_right(&self, given: Given) -> Option<bool> {
        match (self, given) {
            (Self::Choice { right, .. }, Given::Choice(choice)) => Some(choice + 1 == *right),
            (Self::Number(axis), Given::Number(number)) => Some(axis.apart(number) <= axis.near),
            (Self::Point(pin), Given::Point(point)) => Some(pin.apart(point) <= pin.near),
            (Self::Drawing(drawing), Given::Drawing(points)) => Some(drawing.apart(&points) <= drawing.near),
            _ => None,
        }
    }
}

/// `2`, `=0.5`, `@0.5,1`, or `~0.5,1,0.6,1` with all points of a drawing.
impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choice(choice) => write!(f, "{choice}"),
            Self::Number(number) => write!(f, "={number}"),
            Self::Point([x, y]) => write!(f, "@{x},{y}"),
            Self::Drawing(points) => {
                let texts: Vec<String> = points.iter().flatten().map(|c| format!("{c:.3}")).collect();
                write!(f, "~{}", texts.join(","))
            }
        }
    }
}

impl FromStr for Given {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or(());
        if let Some(text) = text.strip_prefix('=') {
            return number(text).map(Self::Number);
        }
        if let Some(text) = text.strip_prefix('~') {
            let numbers: Vec<f64> = text.split(',').map(number).collect::<Result<_, ()>>()?;
            let points: Vec<[f64; 2]> = numbers.as_chunks::<2>().0.to_vec();
            return points.try_into().map(Self::Drawing).map_err(|_| ());
        }
        match text.strip_prefix('@').and_then(|text| text.split_once(',')) {
            Some((x, y)) => Ok(Self::Point([number(x)?, number(y)?])),
            None => text.parse().map(Self::Choice).map_err(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_kept_as_text() {
        let drawn = Given::Drawing(std::array::from_fn(|k| [k as f64, -0.25]));
        for given in [Given::Choice(2), Given::Number(-0.5), Given::Point([1.25, -3.0]), drawn] {
            assert_eq!(given.to_string().parse(), Ok(given));
        }
        for text in ["", "x", "=", "=inf", "@1", "@1,x", "-1", "~1,2"] {
            assert_eq!(text.parse::<Given>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_drawing_is_compared_with_the_truth() {
        let line = || vec![[0.0, 0.0], [2.0, 0.0]];
        let path = Drawing { kind: SketchKind::Path, pen: [0.0; 2], truth: line, near: 0.3 };
        let given = |drawn: Cloud| path.given(&drawn);
        let Given::Drawing(points) = given(vec![[0.0, 0.5], [1.0, 0.5], [2.0, 0.5]]) else { panic!() };
        assert!((path.apart(&points) - 0.5).abs() < 1e-9);
        assert_eq!(Question::Drawing(path).is_right(given(line())), Some(true));
        let cloud = Drawing { kind: SketchKind::Cloud, truth: || vec![[1.0, 1.0]; 50], ..path };
        let Given::Drawing(points) = cloud.given(&vec![[1.0, 1.0]; 7]) else { panic!() };
        assert!(cloud.apart(&points) < 1e-9);
        assert!(cloud.apart(&[[2.0, 1.0]; STROKES]) > 0.5);
    }

    #[test]
    fn an_answer_that_is_near_counts() {
        let axis = Question::Number(Axis { from: 0.0, to: 1.0, step: 0.1, start: 0.5, truth: || 0.4, near: 0.1 });
        let right = |given| axis.is_right(Given::Number(given));
        assert_eq!([0.35, 0.55, f64::NAN].map(right), [Some(true), Some(false), Some(false)]);
        let pin = Question::Point(Pin { start: [0.0; 2], from: None, truth: || [3.0, 4.0], near: 0.5 });
        assert_eq!(pin.is_right(Given::Point([3.0, 4.4])), Some(true));
        assert_eq!(pin.is_right(Given::Point([0.0; 2])), Some(false));
        assert_eq!(pin.is_right(Given::Number(1.0)), None);
        assert_eq!(Question::Choice { of: 3, right: 2 }.is_right(Given::Choice(1)), Some(true));
    }
}
