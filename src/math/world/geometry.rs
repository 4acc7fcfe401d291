//! Discs and lengths in the plane.

use serde::{Deserialize, Serialize};

/// A disc with its edge: an obstacle, or a goal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disc {
    pub centre: [f64; 2],
    pub radius: f64,
}

/// A rectangle along the axes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    pub low: [f64; 2],
    pub high: [f64; 2],
}

impl Disc {
    /// Whether `point` lies in the disc.
    pub fn contains(&self, point: [f64; 2]) -> bool {
        distance(self.centre, point) <= self.radius
    }

    /// Whether the segment from `from` to `to` touches the disc.
    pub fn meets(&self, from: [f64; 2], to: [f64; 2]) -> bool {
        distance_to_segment(self.centre, from, to) <= self.radius
    }
}

impl Bounds {
    /// Whether `point` lies in the rectangle.
    pub fn contain(&self, point: [f64; 2]) -> bool {
        (0..2).all(|k| (self.low[k]..=self.high[k]).contains(&point[k]))
    }
}

/// The Euclidean distance. It is written out, since `hypot` differs between platforms.
pub fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    (dx * dx + dy * dy).sqrt()
}

/// `a + share (b − a)`.
pub fn between(a: [f64; 2], b: [f64; 2], share: f64) -> [f64; 2] {
    [0, 1].map(|k| a[k] + share * (b[k] - a[k]))
}

/// The distance of `point` from the nearest point of the segment from `a` to `b`, which may be a single point.
pub fn distance_to_segment(point: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let squared = dx * dx + dy * dy;
    let along = (point[0] - a[0]) * dx + (point[1] - a[1]) * dy;
    let share = if squared > 0.0 { (along / squared).clamp(0.0, 1.0) } else { 0.0 };
    distance(point, between(a, b, share))
}

/// `vector`, scaled down to the norm `most` where it is longer.
pub fn shortened(vector: &[f64], most: f64) -> Vec<f64> {
    // Divided by its largest number first, a vector of any length has a finite norm.
    let largest = vector.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let norm = largest * vector.iter().map(|x| (x / largest).powi(2)).sum::<f64>().sqrt();
    if norm > most { vector.iter().map(|x| x / largest * (most / (norm / largest))).collect() } else { vector.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_meets_what_its_ends_miss() {
        let disc = Disc { centre: [1.0, 1.0], radius: 0.5 };
        assert!(disc.meets([0.0, 1.25], [2.0, 1.25]) && disc.meets([0.0, 0.5], [2.0, 0.5]));
        assert!(!disc.meets([0.0, 0.49], [2.0, 0.49]));
        assert!(!disc.meets([-2.0, 1.0], [0.49, 1.0]), "the line would, the segment does not");
        assert!(disc.meets([1.1, 1.1], [1.1, 1.1]) && !disc.meets([2.0, 1.0], [2.0, 1.0]));
        assert!(disc.contains([1.5, 1.0]) && !disc.contains([1.5, 1.1]));
    }

    #[test]
    fn only_long_vectors_are_shortened() {
        assert_eq!(shortened(&[0.3, -0.4], 0.5), [0.3, -0.4]);
        assert_eq!(shortened(&[0.0, 0.0], 0.5), [0.0, 0.0]);
        for scale in [1.0, 1e-6, 1e300] {
            let short = shortened(&[3.0 * scale, -4.0 * scale], 1e-7);
            assert!((short[0] - 0.6e-7).abs() < 1e-21 && (short[1] + 0.8e-7).abs() < 1e-21, "{short:?}");
        }
    }
}
