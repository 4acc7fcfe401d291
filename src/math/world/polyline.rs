//! Lines through points, as they are dragged by hand.

use super::geometry::{between, distance, distance_to_segment};

/// The length of the line through `points`.
pub fn length(points: &[[f64; 2]]) -> f64 {
    points.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

/// A remainder shorter than this share of the spacing is a rounding error, not a step.
const NO_STEP: f64 = 1e-9;

/// The points of the line at the distances `spacing`, `2 spacing`, … from its start, measured along it, and its end.
/// The start is left out. The result does not depend on where along the line its points are.
pub fn resampled(points: &[[f64; 2]], spacing: f64) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    // The distance along the line to the next point of the result.
    let mut ahead = spacing;
    for pair in points.windows(2) {
        let piece = distance(pair[0], pair[1]);
        let mut done = 0.0;
        while piece - done >= ahead {
            done += ahead;
            found.push(between(pair[0], pair[1], done / piece));
            ahead = spacing;
        }
        ahead -= piece - done;
    }
    if spacing - ahead > NO_STEP * spacing {
        found.extend(points.last());
    }
    found
}

/// Some of `points`, the first and the last among them, whose line is nowhere farther than `tolerance` from any of the
/// others (Ramer, 1972; Douglas and Peucker, 1973).
pub fn simplified(points: &[[f64; 2]], tolerance: f64) -> Vec<[f64; 2]> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![false; points.len()];
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        (kept[from], kept[to]) = (true, true);
        let error = |i: usize| distance_to_segment(points[i], points[from], points[to]);
        let worst = (from + 1..to).max_by(|a, b| error(*a).total_cmp(&error(*b)));
        if let Some(worst) = worst.filter(|worst| error(*worst) > tolerance) {
            open.extend([(from, worst), (worst, to)]);
        }
    }
    points.iter().zip(kept).filter_map(|(point, kept)| kept.then_some(*point)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::extremes::smallest;

    #[test]
    fn points_lie_equally_far_apart_along_the_line() {
        let corner = [[0.0, 0.0], [0.25, 0.0], [0.25, 0.3]];
        let found = resampled(&corner, 0.1);
        let expected = [[0.1, 0.0], [0.2, 0.0], [0.25, 0.05], [0.25, 0.15], [0.25, 0.25], [0.25, 0.3]];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(distance(*found, expected) < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn a_length_of_whole_steps_has_no_step_of_nothing() {
        // 0.3 is not three times 0.1 in binary.
        assert_eq!(resampled(&[[0.0, 0.0], [0.3, 0.0]], 0.1).len(), 3);
        assert_eq!(resampled(&[[0.0, 0.0], [0.02, 0.0]], 0.1), [[0.02, 0.0]]);
        assert!(resampled(&[[0.0, 0.0], [0.0, 0.0]], 0.1).is_empty() && resampled(&[], 0.1).is_empty());
    }

    #[test]
    fn a_simple_line_stays_within_the_tolerance() {
        let wave: Vec<[f64; 2]> = (0..=200).map(|i| f64::from(i) / 50.0).map(|x| [x, (3.0 * x).sin()]).collect();
        let simple = simplified(&wave, 0.02);
        assert!(simple.len() < 40 && simple[0] == wave[0] && simple.last() == wave.last(), "{}", simple.len());
        for point in &wave {
            let pieces = simple.windows(2).map(|pair| distance_to_segment(*point, pair[0], pair[1]));
            assert!(smallest(pieces) <= 0.02);
        }
        assert_eq!(simplified(&[[0.0, 0.0], [0.5, 0.0], [1.0, 0.0]], 0.01), [[0.0, 0.0], [1.0, 0.0]]);
        assert!(simplified(&[], 0.01).is_empty());
    }
}
