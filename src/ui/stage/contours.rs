//! Lines of equal height of a map. Pure: numbers in, segments out.
//!
//! Marching squares, with linear interpolation between the middles of neighbouring cells.

use super::grids::Heat;

/// The heights of the lines, as shares of the largest absolute value; those of a difference also have the other sign.
const HEIGHTS: [f64; 7] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];

/// A piece of a line: both ends in the plane.
pub type Segment = [[f64; 2]; 2];

/// The lines of all heights.
pub fn segments(heat: &Heat) -> Vec<Segment> {
    let largest = f64::from(heat.largest());
    let signs: &[f64] = if heat.kind.has_signs() { &[1.0, -1.0] } else { &[1.0] };
    let heights = signs.iter().flat_map(|sign| HEIGHTS.map(|share| sign * share * largest));
    heights.filter(|height| height.is_finite() && *height != 0.0).flat_map(|height| at_height(heat, height)).collect()
}

fn at_height(heat: &Heat, height: f64) -> Vec<Segment> {
    let size = heat.grid.size as usize;
    let number = |x: usize, y: usize| heat.numbers.get(y * size + x).map_or(f64::NAN, |&number| f64::from(number));
    let place = |[x, y]: [f64; 2]| [x, y].map(|c| heat.grid.extent * (2.0 * (c + 0.5) / size as f64 - 1.0));
    let mut found = Vec::new();
    for y in 0..size.saturating_sub(1) {
        for x in 0..size - 1 {
            // Against the clock, from the corner of the least coordinates.
            let corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
            let values = corners.map(|[x, y]| number(x, y) - height);
            if !values.iter().all(|value| value.is_finite()) {
                continue;
            }
            let crossing = |side: usize| {
                let (here, there) = (side, (side + 1) % 4);
                let (a, b) = (values[here], values[there]);
                ((a < 0.0) != (b < 0.0)).then(|| {
                    let share = a / (a - b);
                    let [from, to] = [corners[here], corners[there]].map(|corner| corner.map(|c| c as f64));
                    place([0, 1].map(|k| from[k] + share * (to[k] - from[k])))
                })
            };
            let ends: Vec<_> = (0..4).filter_map(crossing).collect();
            match ends[..] {
                [a, b] => found.push([a, b]),
                // A saddle: the mean of the corners decides which of them are connected.
                [a, b, c, d] => {
                    let is_joined = (values.iter().sum::<f64>() < 0.0) == (values[0] < 0.0);
                    found.extend(if is_joined { [[a, b], [c, d]] } else { [[a, d], [b, c]] });
                }
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::extremes::smallest,
        protocol::{MapKind, PlaneGrid},
    };

    fn map(kind: MapKind, number: impl Fn([f64; 2]) -> f64) -> Heat {
        let grid = PlaneGrid { size: 41, extent: 2.0, t: 0.0 };
        Heat { grid, numbers: grid.points().iter().map(|&at| number(at) as f32).collect(), kind, version: 0 }
    }

    #[test]
    fn lines_of_a_hill_are_circles_at_their_heights() {
        let hill = map(MapKind::LearnedDensity, |[x, y]| (-2.0 * (x * x + y * y)).exp());
        let found = segments(&hill);
        assert!(found.len() > 100);
        for [x, y] in found.iter().flatten() {
            let height = (-2.0 * (x * x + y * y)).exp();
            let nearest = smallest(HEIGHTS.iter().map(|share| (height / share).ln().abs()));
            assert!(nearest < 0.08, "{x} {y}: {height}");
        }
    }

    #[test]
    fn only_a_difference_has_lines_below_zero() {
        let slope = |[x, _]: [f64; 2]| x;
        let least = |kind| smallest(segments(&map(kind, slope)).iter().flatten().map(|at| at[0]));
        assert!(least(MapKind::ExactDensity) > 0.0 && least(MapKind::DensityDifference) < -1.0);
    }

    #[test]
    fn what_is_not_finite_has_no_lines() {
        assert!(segments(&map(MapKind::ExactDensity, |_| f64::NAN)).is_empty());
        assert!(segments(&map(MapKind::ExactDensity, |_| 0.0)).is_empty());
    }

    #[test]
    fn a_saddle_connects_what_its_middle_says() {
        let grid = PlaneGrid { size: 2, extent: 1.0, t: 0.0 };
        let saddle = |numbers: [f32; 4]| {
            at_height(&Heat { grid, numbers: numbers.into(), kind: MapKind::ExactDensity, version: 0 }, 0.5)
        };
        // The high corners lie at the lower left and the upper right.
        for (high, joined) in [(0.8, false), (2.0, true)] {
            let found = saddle([high, 0.0, 0.0, high]);
            assert_eq!(found.len(), 2);
            let [a, b] = found[0];
            // A piece around a low corner leaves the high ones connected.
            let around_low = (a[0] + b[0]) * (a[1] + b[1]) < 0.0;
            assert_eq!(around_low, joined, "{found:?}");
        }
    }
}
