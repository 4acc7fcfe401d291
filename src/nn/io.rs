//! The inputs and outputs of a network.

use std::ops::Range;

/// The features that a network takes beside the points: those of the time, then those of the condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Features<'a> {
    /// One row for all points.
    Shared(&'a [f32]),
    /// A row of `width` numbers for every point, `[n, width]`.
    PerRow { values: &'a [f32], width: usize },
}

impl<'a> Features<'a> {
    /// No feature at all.
    pub const NONE: Self = Self::Shared(&[]);

    /// The number of features of a point.
    pub fn width(&self) -> usize {
        match self {
            Self::Shared(values) => values.len(),
            Self::PerRow { width, .. } => *width,
        }
    }

    /// The features of the point in this `row`; none behind the last.
    pub fn row(&self, row: usize) -> &'a [f32] {
        match *self {
            Self::Shared(values) => values,
            Self::PerRow { values, width } => values.get(row * width..(row + 1) * width).unwrap_or_default(),
        }
    }

    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(_))
    }

    /// The features of the rows from `first` on.
    pub fn from_row(self, first: usize) -> Self {
        match self {
            Self::Shared(_) => self,
            Self::PerRow { values, width } => {
                Self::PerRow { values: values.get(first * width..).unwrap_or_default(), width }
            }
        }
    }

    /// The features `first`, which all points share, followed by these.
    pub fn behind(self, first: &[f32]) -> Told {
        match self {
            Self::Shared(values) => Told { values: [first, values].concat(), width: None },
            // Rows of width 0 add nothing.
            Self::PerRow { width: 0, .. } => Told { values: first.to_vec(), width: None },
            Self::PerRow { values, width } => Told {
                values: values.chunks_exact(width).flat_map(|row| [first, row]).flatten().copied().collect(),
                width: Some(first.len() + width),
            },
        }
    }
}

/// Features that own their memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    values: Vec<f32>,
    /// The number of features of a row; absent where all rows share them.
    width: Option<usize>,
}

impl Told {
    pub fn features(&self) -> Features<'_> {
        match self.width {
            None => Features::Shared(&self.values),
            Some(width) => Features::PerRow { values: &self.values, width },
        }
    }
}

/// The outputs of a network, in named parts that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heads(Vec<(&'static str, usize)>);

impl Heads {
    /// The prediction of data and noise, which samplers use.
    pub const PREDICTION: &'static str = "prediction";
    /// The expected noise of a bridge in a point, `E[z | x_t]`.
    pub const LATENT: &'static str = "latent";

    /// Heads by name, each with its width.
    pub fn new(heads: impl IntoIterator<Item = (&'static str, usize)>) -> Self {
        Self(heads.into_iter().collect())
    }

    /// A single prediction of this width.
    pub fn prediction(width: usize) -> Self {
        Self::new([(Self::PREDICTION, width)])
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.0.iter().map(|(_, width)| width).sum()
    }

    /// The columns of the first head.
    pub fn first(&self) -> Range<usize> {
        0..self.0.first().map_or(0, |(_, width)| *width)
    }

    /// The columns of the head called `name`; `None` where there is none.
    pub fn columns(&self, name: &str) -> Option<Range<usize>> {
        let index = self.0.iter().position(|(known, _)| *known == name)?;
        let start = self.0[..index].iter().map(|(_, width)| width).sum();
        Some(start..start + self.0[index].1)
    }
}

/// The number of inputs of each kind, in this order, and the heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Io {
    /// Coordinates of a noised point; none where there is no such point.
    pub point: usize,
    /// Features of its time; none where there is no time.
    pub time: usize,
    /// Features of the condition: a class, or an observation.
    pub condition: usize,
    pub heads: Heads,
}

impl Io {
    /// Points of the plane with so many features of the time, and two numbers as the prediction.
    pub fn plane(time: usize) -> Self {
        Self { point: 2, time, condition: 0, heads: Heads::prediction(2) }
    }

    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.point + self.features()
    }

    /// The number of inputs that are features.
    pub fn features(&self) -> usize {
        self.time + self.condition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_follow_each_other() {
        let heads = Heads::new([("action", 16), ("value", 1), (Heads::LATENT, 2)]);
        assert_eq!((heads.outputs(), heads.first()), (19, 0..16));
        assert_eq!(heads.columns("value"), Some(16..17));
        assert_eq!(heads.columns(Heads::LATENT), Some(17..19));
        assert_eq!(heads.columns(Heads::PREDICTION), None);
    }

    #[test]
    fn features_have_their_rows() {
        let per_row = Features::PerRow { values: &[1.0, 2.0, 3.0, 4.0], width: 2 };
        assert_eq!((per_row.row(1), per_row.row(2)), (&[3.0, 4.0][..], &[][..]));
        assert_eq!(per_row.from_row(1).row(0), [3.0, 4.0]);
        assert_eq!(Features::Shared(&[5.0]).from_row(7).row(9), [5.0]);
        let told = per_row.behind(&[0.5]);
        assert_eq!(told.features(), Features::PerRow { values: &[0.5, 1.0, 2.0, 0.5, 3.0, 4.0], width: 3 });
        assert_eq!(Features::NONE.behind(&[0.5]).features(), Features::Shared(&[0.5]));
        let empty = Features::PerRow { values: &[], width: 0 };
        assert_eq!(empty.behind(&[0.5]).features(), Features::Shared(&[0.5]));
    }
}
