//! What a reader draws over the stage: the path or the cloud of an answer, or notes of a lecturer. It is never part of the data.

use crate::math::points::Cloud;

/// What a sketch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SketchKind {
    /// A path; a new stroke replaces the one before.
    Path,
    /// Points that stand for a cloud.
    Cloud,
    /// Strokes over the picture.
    Notes,
}

/// A drawing over the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    pub kind: SketchKind,
    pub strokes: Vec<Cloud>,
    /// Where the pen of the keyboard is.
    pub pen: [f64; 2],
    /// The right answer, once it is known; then nothing more can be drawn.
    pub truth: Option<Cloud>,
}

/// The most points of a sketch.
const MOST: usize = 4000;
/// The distance between the points of a cloud along a stroke, as a share of the picture's half width.
const SPACING: f64 = 0.05;

impl Sketch {
    pub fn new(kind: SketchKind, pen: [f64; 2]) -> Self {
        Self { kind, strokes: Vec::new(), pen, truth: None }
    }

    /// Whether it can be changed.
    pub fn is_open(&self) -> bool {
        self.truth.is_none()
    }

    /// Begins a stroke at a point of the plane.
    pub fn begin(&mut self, at: [f64; 2]) {
        if self.kind == SketchKind::Path {
            self.strokes.clear();
        }
        self.strokes.push(vec![at]);
        self.pen = at;
    }

    /// Continues the last stroke, or begins the first one; `extent` is half the width of the picture.
    pub fn extend(&mut self, at: [f64; 2], extent: f64) {
        let is_full = self.points().count() >= MOST;
        let spacing = if self.kind == SketchKind::Cloud { SPACING * extent } else { 0.2 * SPACING * extent };
        match self.strokes.last_mut() {
            None => self.begin(at),
            Some(stroke) => {
                let is_apart = |last: &[f64; 2]| (at[0] - last[0]).hypot(at[1] - last[1]) >= spacing;
                if !is_full && stroke.last().is_none_or(is_apart) {
                    stroke.push(at);
                }
            }
        }
        self.pen = at;
    }

    /// Moves the pen of the keyboard; it draws a path, and nothing else.
    pub fn move_pen(&mut self, at: [f64; 2], extent: f64) {
        if self.kind == SketchKind::Path {
            if self.strokes.is_empty() {
                self.begin(self.pen);
            }
            self.extend(at, extent);
        }
        self.pen = at;
    }

    /// Draws at the pen of the keyboard: some points of a cloud, or the next point of a stroke.
    pub fn press(&mut self, extent: f64) {
        let [x, y] = self.pen;
        if self.kind == SketchKind::Cloud {
            let ring = (0..6).map(|k| {
                let (sin, cos) = (std::f64::consts::TAU * f64::from(k) / 6.0).sin_cos();
                [x + SPACING * extent * cos, y + SPACING * extent * sin]
            });
            self.strokes.push([self.pen].into_iter().chain(ring).collect());
        } else {
            self.extend(self.pen, extent);
        }
    }

    /// Removes the last stroke; false if there was none.
    pub fn undo(&mut self) -> bool {
        self.strokes.pop().is_some()
    }

    pub fn points(&self) -> impl Iterator<Item = [f64; 2]> {
        self.strokes.iter().flatten().copied()
    }
}

/// `count` points of a path at equal shares of its length, from its start to its end; empty for an empty path.
pub fn along(path: &[[f64; 2]], count: usize) -> Cloud {
    let Some((&first, &last)) = path.first().zip(path.last()) else {
        return Cloud::new();
    };
    let lengths: Vec<f64> = path.windows(2).map(|ends| apart(ends[0], ends[1])).collect();
    let whole: f64 = lengths.iter().sum();
    let at = |share: f64| {
        let mut left = share * whole;
        for (ends, length) in path.windows(2).zip(&lengths) {
            if left <= *length && *length > 0.0 {
                return [0, 1].map(|k| ends[0][k] + (ends[1][k] - ends[0][k]) * left / length);
            }
            left -= length;
        }
        last
    };
    (0..count).map(|k| if k == 0 { first } else { at(k as f64 / (count - 1) as f64) }).collect()
}

fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_stroke_and_a_cloud_is_many() {
        for (kind, strokes) in [(SketchKind::Path, 1), (SketchKind::Cloud, 2)] {
            let mut sketch = Sketch::new(kind, [0.0; 2]);
            for start in [[0.0, 0.0], [1.0, 1.0]] {
                sketch.begin(start);
                sketch.extend([start[0] + 0.5, start[1]], 2.0);
                // Too near.
                sketch.extend([start[0] + 0.505, start[1]], 2.0);
            }
            assert_eq!((sketch.strokes.len(), sketch.points().count()), (strokes, 2 * strokes), "{kind:?}");
            assert!(sketch.undo() && sketch.strokes.len() + 1 == strokes && sketch.is_open());
        }
    }

    #[test]
    fn keys_draw_a_path_by_moving_and_a_cloud_by_pressing() {
        let mut path = Sketch::new(SketchKind::Path, [0.0; 2]);
        path.move_pen([0.5, 0.0], 2.0);
        path.move_pen([0.5, 0.5], 2.0);
        assert_eq!(path.strokes, [[[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]]);
        let mut cloud = Sketch::new(SketchKind::Cloud, [0.0; 2]);
        cloud.move_pen([1.0, 0.0], 2.0);
        assert_eq!(cloud.points().count(), 0);
        cloud.press(2.0);
        assert_eq!(cloud.points().count(), 7);
    }

    #[test]
    fn a_path_is_followed_at_equal_shares_of_its_length() {
        let corner = [[0.0, 0.0], [0.0, 1.0], [0.0, 1.0], [3.0, 1.0]];
        assert_eq!(along(&corner, 5), [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0], [3.0, 1.0]]);
        assert_eq!(along(&[[2.0, 1.0]], 3), [[2.0, 1.0]; 3]);
        assert!(along(&[], 3).is_empty());
    }
}
