use crate::protocol::{FieldAt, PlanePoint, PointsRequest};

/// The model and the exact field at some points.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownPoints {
    pub request: PointsRequest,
    pub learned: Vec<FieldAt>,
    /// Empty where the exact field is not known.
    pub exact: Vec<FieldAt>,
}

impl KnownPoints {
    /// What the model and the exact field say at `x` at the time `t`, if it was evaluated there.
    pub fn at(&self, x: [f64; 2], t: f64) -> Option<(FieldAt, Option<FieldAt>)> {
        let [x, y] = x;
        let index = self.request.points.iter().position(|point| *point == PlanePoint { x, y })?;
        let learned = *self.learned.get(index).filter(|_| self.request.t == t)?;
        Some((learned, self.exact.get(index).copied()))
    }
}
